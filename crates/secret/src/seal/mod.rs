//! From a resolved service to one in which every secret is sealed.

mod companion;
mod elsewhere;
mod environment;
mod functions;
mod intrinsic;
mod pass;
mod resources;
mod sealing;
mod service;
mod template;
#[cfg(test)]
mod tests;
mod variable;
mod variable_name;

pub(crate) use pass::Pass;
pub use sealing::{Records, Sealing, seal};
pub use service::{Hop, SealedFunction, SealedService, SecretRecord};
