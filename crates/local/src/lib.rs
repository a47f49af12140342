//! An embedded Parameter Store, KMS, Secrets Manager, STS, CloudFormation and S3: one function from an HTTP request to a response.
//!
//! [`Local::handle`] does no I/O: plugged into an SDK as its HTTP client it needs no socket, and [`serve`] puts it behind
//! a loopback port, where [`Client`] talks to it. [`store`] reads and edits the file that [`Local::from_yaml`] takes.
//!
//! Its keys are toys: derived from the account, the Region and the key's ID, so that a ciphertext made today is readable
//! in a later run. It must never guard anything, and it must never listen to anything but loopback.

mod answer;
mod arn;
mod call;
mod client;
mod cloudformation;
mod control;
mod error;
mod fault;
mod file;
mod input;
mod kms;
mod load;
mod local;
mod operation;
mod page;
mod received;
mod refusal;
mod region;
mod s3;
mod secrets;
mod server;
mod ssm;
pub mod store;
mod sts;

#[cfg(test)]
mod testing;

pub use call::Call;
pub use client::{Client, ClientError};
pub use error::LocalError;
pub use fault::{Fault, FaultKind};
pub use local::{Local, Outcome};
pub use server::serve;
pub use ssm::{ParameterType, Tier};
