//! Edits of a YAML or JSON text that change only the bytes they mean to: comments, quotes, anchors, line ends and order stay.
//!
//! A [`Change`] says what is meant, [`Site::edits`] writes it in the style around it, an [`Editor`] makes several of them at once, parses the
//! result and holds it against the tree that was meant. [`apply`] splices edits that are given as bytes, and refuses those that change
//! more than the values they touch. What cannot be written with care is [`Refused`], never half done. It reads and writes no files.

mod change;
mod editor;
mod format;
mod insert;
mod insert_flow;
mod intended;
mod layout;
mod nest;
mod place;
mod plain;
mod quote;
mod refused;
mod remove;
mod scalar;
mod site;
mod splice;
mod unchanged;
mod value;

pub use change::{Change, Piece, Place};
pub use editor::{Edited, Editor};
pub use format::Format;
pub use refused::Refused;
pub use site::Site;
pub use splice::splice;
pub use unchanged::apply;
pub use value::Value;
