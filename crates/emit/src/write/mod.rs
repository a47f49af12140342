//! Trees to text.

mod format;
mod json;
mod number;
mod text;
mod yaml;

pub use format::{Format, write};
