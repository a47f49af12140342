//! How the inventory of references and the report of ways are written, one file a format. Findings are `sealform-show`'s.

mod columns;
mod inventory_json;
mod inventory_table;
mod ways_json;
mod ways_table;

pub(crate) use columns::columns;
pub(crate) use inventory_json::json;
pub(crate) use inventory_table::table;
pub(crate) use ways_json::ways_json;
pub(crate) use ways_table::{usd, ways_table};
