//! A clear text tells its length and no more.

use sealform_secret::Plaintext;

fn main() {
    let clear = Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
    let _ = clear.text();
}
