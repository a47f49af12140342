//! The one way from a tree to text.

use sealform_model::Tree;
use sealform_secret::SealedLeaf;

use super::{json, yaml};

/// How a template is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// YAML that readers of YAML 1.1 (the AWS CLI) and 1.2 understand alike; intrinsic functions in their long form.
    Yaml,
    /// JSON, indented by two blanks.
    Json,
}

/// Writes a sealed tree, with a line feed at the end.
///
/// The same tree gives the same bytes; keys stand in the tree's order. No string is written so that a reader takes it for something else.
///
/// # Security
/// It takes trees whose leaves are public or sealed, and no others.
#[must_use]
pub fn write(tree: &Tree<SealedLeaf>, format: Format) -> String {
    match format {
        Format::Yaml => yaml::write(tree),
        Format::Json => json::write(tree),
    }
}
