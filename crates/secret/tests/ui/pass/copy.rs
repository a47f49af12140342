//! A clear text is shared, never copied.

use std::sync::Arc;

use sealform_secret::Plaintext;

fn main() {
    let clear = Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
    let _ = Arc::strong_count(&clear);
    let _: Arc<Plaintext> = Arc::clone(&clear);
}
