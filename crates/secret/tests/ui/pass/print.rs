//! A clear text has no text to print.

use sealform_secret::Plaintext;

fn main() {
    let clear = Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
    let _ = format!("{clear:?}");
}
