//! What Sealform says about somebody's files: where ([`Span`]), what ([`Code`]), how bad ([`Severity`]), and what to do.
//!
//! This crate knows no rendering: the command line turns a [`Diagnostic`] into text or JSON. It must never
//! hold a secret: a message is made from names, paths and positions, not from values.

mod code;
mod codes;
mod diagnostic;
mod fix;
mod source;
mod span;

pub use code::{Blame, Code, Page};
pub use diagnostic::{Diagnostic, Label, Severity, has_errors};
pub use fix::{Applicability, Edit, Fix};
pub use source::{LineColumn, Source, Sources};
pub use span::{FileId, Span};

/// Every code that Sealform can print, in ascending order.
pub mod registry {
    pub use crate::codes::*;
}
