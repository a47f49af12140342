//! The registry of rules: one line each, in ascending order of their codes.

macro_rules! rules {
    ($($name:ident,)+) => {
        $(mod $name;)+
        /// Every rule, in ascending order of its code.
        pub static RULES: &[&crate::rule::Rule] = &[$(&$name::RULE),+];
    };
}

rules! {
    blanks_in_dynamic_reference,
}
