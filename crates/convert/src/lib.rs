//! A service file that hands out secrets in clear, rewritten in place as a careful colleague would: only what must change changes.
//!
//! Nothing is read or written here: a [`Converter`] names the files that it needs and is called again, and gives texts back. What it cannot
//! do without guessing it names, with the place and what to do. No message quotes a value.

mod arn;
mod back;
mod by_hand;
mod changes;
mod complete;
mod convert;
mod elsewhere;
mod environment;
mod existing;
pub mod explain;
mod facts;
mod forms;
mod found;
mod grant;
mod here;
mod joining;
mod left;
mod meaning;
mod moves;
mod named;
mod options;
mod parameter;
mod permit;
mod project;
mod put;
pub mod render;
mod rewrite;
mod roles;
mod select;
mod store;
mod stored;
pub mod template;
mod unit;
mod uses;
mod way;

pub use changes::Converted;
pub use convert::{Conversion, Converter};
pub use facts::{Fact, Facts};
pub use options::Options;
pub use store::StoreUnder;
