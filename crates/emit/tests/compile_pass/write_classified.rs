//! A tree that is resolved and not sealed cannot be written.

use sealform_emit::{Format, write};
use sealform_model::Tree;
use sealform_secret::SealedLeaf;

fn print(tree: &Tree<SealedLeaf>) -> String {
    write(tree, Format::Json)
}

fn main() {
    let _ = print;
}
