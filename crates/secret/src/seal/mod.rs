//! From a resolved service to one in which every secret is sealed.

mod service;

pub use service::{Hop, SealedFunction, SealedService, SecretRecord};
