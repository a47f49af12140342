//! The commands, one file each. Only they and `report/` print.

pub(crate) mod convert;
pub(crate) mod lint;
pub(crate) mod local;
pub(crate) mod print;
pub(crate) mod references;
pub(crate) mod render;
pub(crate) mod report;
pub(crate) mod rules;
pub(crate) mod seal;
