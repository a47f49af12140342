//! Comparing clear texts would guess them.

use std::sync::Arc;

use sealform_secret::Plaintext;

fn main() {
    let clear = Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
    let shared = Arc::clone(&clear);
    let _ = shared == clear;
}
