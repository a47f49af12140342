//! The last scan of the bytes that are about to be written: a clear text in them stops the run. It finds, it mends nothing.

mod encodings;
mod leaks;
mod search;

pub use leaks::{Leak, LeakKind, scan};
