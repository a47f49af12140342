//! The fields of a clear text are its own.

use sealform_secret::Plaintext;

fn main() {
    let clear = Plaintext::new(String::from("hunter2"), "env:DB_PASSWORD");
    let Plaintext { text: _, .. } = &*clear;
}
