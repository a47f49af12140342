//! Only the trusted core seals.

use sealform_secret::{Sealed, SealedKind};

#[expect(dead_code, reason = "it is only compiled")]
fn seal(sealed: Sealed) -> Sealed {
    let _ = (&sealed, SealedKind::RuntimePath);
    Sealed { kind: SealedKind::RuntimePath, text: "hunter2".into() }
}

fn main() {
}
