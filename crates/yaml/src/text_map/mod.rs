//! From a scalar's decoded text back to the bytes it is written with.

mod block;
mod flow;
mod map;
mod trace;

pub use map::TextMap;
