//! Linting many files: which ones, by which settings, each on its own, side by side; and mending them.

mod baseline;
mod discover;
mod file;
mod fix;
mod projects;
mod run;
mod texts;

pub(crate) use baseline::Baseline;
pub(crate) use discover::discover;
pub(crate) use file::lint_file;
pub(crate) use fix::{Fixing, fix};
pub(crate) use projects::Projects;
pub(crate) use run::run;
pub(crate) use texts::Texts;
