//! The secrets that are written out in the files of a unit: found once, told apart by one classification, for rules of one fact each.

mod collect;
mod comments;
mod evaluate;
mod fallback;
mod found;
mod names;
mod pieces;
mod scan;
mod written;

pub(crate) use collect::Literals;
pub(crate) use found::{Fact, report};
