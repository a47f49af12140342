//! A tree of clear texts cannot be written.

use sealform_diagnostic::{FileId, Span};
use sealform_emit::{Format, write};
use sealform_model::Tree;
use sealform_secret::{Public, SealedLeaf};

fn main() {
    let span = Span::start_of(FileId::new(0));
    let tree: Tree<SealedLeaf> = Tree::leaf(span, Public::fixed("text").into());
    let _ = write(&tree, Format::Yaml);
}
