//! The program's own text is text that stands in the program, not one made at run time.

use sealform_secret::Public;

fn main() {
    let text = String::from("text");
    let _ = Public::fixed(&text);
}
