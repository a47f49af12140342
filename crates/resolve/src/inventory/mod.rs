//! Every reference of one file as it is written: its parts, what it means under the dialect, how sensitive it is, where it lands.
//!
//! Syntax only: nothing is resolved, asked or read, so it works on a file that would be refused.

mod collect;
mod decrypts;
mod entry;
mod infection;
mod judge;
mod sink;
#[cfg(test)]
mod tests;
mod written;

pub use collect::inventory;
pub use decrypts::decrypts;
pub use entry::{Entry, Part, Sensitivity};
pub use sink::Sink;
pub use written::{masked, masked_beside_secret};
