//! A clear text is no leaf of a tree that can be written.

use sealform_diagnostic::{FileId, Span};
use sealform_model::Tree;
use sealform_secret::{Public, SealedLeaf};

fn leaf(text: Public) -> Tree<SealedLeaf> {
    Tree::leaf(Span::start_of(FileId::new(0)), text.into())
}

fn main() {
    let _ = leaf;
}
