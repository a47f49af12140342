//! Answers the core's Questions from AWS. The only crate that knows the AWS SDK.
//!
//! It never decrypts: GetParameters always says `WithDecryption=false`, a secret is described and never fetched, and KMS is asked
//! to describe and to encrypt, nothing else. It decides nothing either: what an answer means is the core's business.

mod account;
mod carrier;
mod encrypt;
mod endpoint;
mod failure;
mod key;
mod metadata;
mod object;
mod options;
mod outcome;
mod parameter;
mod secret;
mod session;
mod stack;

pub use carrier::{Carried, Carrier};
pub use endpoint::check_endpoint;
pub use failure::Failure;
pub use options::Options;
pub use outcome::Aws;
