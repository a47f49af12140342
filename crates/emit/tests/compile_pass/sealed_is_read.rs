//! A sealed secret can be read, for it is safe to store.

use sealform_secret::{Sealed, SealedKind, SealedLeaf};

fn leaf(sealed: Sealed) -> (SealedKind, SealedLeaf) {
    (sealed.kind(), SealedLeaf::Sealed(sealed))
}

fn main() {
    let _ = leaf;
}
