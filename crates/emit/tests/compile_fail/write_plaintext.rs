//! A tree of clear texts cannot be written.

use std::sync::Arc;

use sealform_diagnostic::{FileId, Span};
use sealform_emit::{Format, write};
use sealform_model::Tree;
use sealform_secret::Plaintext;

fn main() {
    let span = Span::start_of(FileId::new(0));
    let tree: Tree<Arc<Plaintext>> = Tree::leaf(span, Plaintext::new("text".to_owned(), "env:X".to_owned()));
    let _ = write(&tree, Format::Yaml);
}
