//! How the inventory of references is written, one file a format.

mod json;
mod table;

pub(crate) use json::json;
pub(crate) use table::table;
