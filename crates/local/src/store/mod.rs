//! The file of the embedded AWS as a store: read, and edited without touching another byte. Text in, text out; no I/O.

mod entry;
mod item;
mod put;

pub use entry::{Entry, Kind, Listed, get, list};
pub use put::put;
