//! A leaf that may be emitted is not made of clear text.

use sealform_secret::{Plaintext, Public, SealedLeaf};

fn main() {
    let clear = Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
    let _ = (&clear, Public::null());
    let _ = SealedLeaf::from(clear);
}
