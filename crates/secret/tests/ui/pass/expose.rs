//! The bytes of a clear text come out of a request to encrypt it, nowhere else.

use sealform_secret::Plaintext;

fn main() {
    let clear = Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
    let _ = clear.origin();
}
