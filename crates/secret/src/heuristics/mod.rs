//! Guesses what is secret by name and by form; what it cannot tell is left to the caller, who takes the unknown for secret.

mod form;
mod name;
mod property;
mod value;
mod vendors;
mod vocabulary;
mod words;

pub use form::is_secret_form;
pub use name::is_secret_name;
pub use property::is_secret_property;
pub(crate) use property::{is_secret_property_name, may_be_secret_property_value};
pub use value::may_be_secret_value;
