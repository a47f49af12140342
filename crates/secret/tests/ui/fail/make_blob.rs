//! A ciphertext is checked.

use sealform_secret::CiphertextBlob;

fn main() {
    let _ = CiphertextBlob("hunter2".into());
}
