//! Trees of configuration whose leaves say in which phase they are, and how a document becomes one.
//!
//! Knows nothing of secrets and never looks at a value's meaning: a [`Tree<Expression>`] still holds variables, later
//! phases put other leaves in their place and keep the shape, the order of keys and the spans.

mod document_kind;
mod expression;
mod intrinsic;
mod key;
mod mapping;
mod merge;
mod read;
mod tree;

pub use document_kind::DocumentKind;
pub use expression::{Expression, Interpolated};
pub use key::fixed_key;
pub use mapping::{Keyed, Mapping};
pub use merge::merge;
pub use read::{read, read_leniently};
pub use sealform_yaml::Scalar;
pub use tree::{Tree, Value};
