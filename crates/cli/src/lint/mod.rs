//! Linting many files: which ones, each on its own, side by side.

mod discover;
mod file;
mod run;

pub(crate) use discover::discover;
pub(crate) use file::{lint_file, lint_text};
pub(crate) use run::run;
