//! Nothing outside the trusted crate makes a sealed secret.

use sealform_secret::{Sealed, SealedKind, SealedLeaf};

fn leaf(text: &str) -> SealedLeaf {
    SealedLeaf::Sealed(Sealed { kind: SealedKind::Ciphertext, text: text.into() })
}

fn main() {
    let _ = leaf;
}
