//! Guesses what is secret by name and by form; what it cannot tell is left to the caller, who takes the unknown for secret.

mod assignment;
mod form;
mod literal;
mod marks;
mod name;
mod property;
mod value;
mod vendors;
mod vocabulary;
mod whole;
mod words;

pub use assignment::{Assignment, assignments};
pub use form::{FormKind, SecretForm, is_secret_form, secret_forms};
pub use literal::{Likelihood, Promise, PromisedKind, Written, is_digest, literal, promise};
pub use name::is_secret_name;
pub use property::is_secret_property;
pub(crate) use property::{is_secret_property_name, may_be_secret_property_value};
pub use value::may_be_secret_value;
pub use whole::decoded;
