//! How the inventory of references and the report of ways are written, one file a format.

mod columns;
mod json;
mod table;
mod ways_json;
mod ways_table;

pub(crate) use json::json;
pub(crate) use table::table;
pub(crate) use ways_json::ways_json;
pub(crate) use ways_table::ways_table;
