//! The whole way from a service's text to the text that is written, without I/O: text in, questions out, answers in, document out.
//!
//! The command line drives it with the world, benchmarks with answers that are there already, fuzzing with none. It knows no AWS SDK, so
//! that all of these build in moments.

pub mod document;
mod last_scan;
mod pipeline;
pub mod report;
mod written;

pub use pipeline::{Pipeline, Progress, Rendered};
