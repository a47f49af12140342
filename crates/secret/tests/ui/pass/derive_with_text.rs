//! What is derived from public text is made of nothing else.

use sealform_secret::Public;

fn main() {
    let text = std::env::args().next().unwrap_or_default();
    let _ = &text;
    let _ = Public::fixed("public").derive(|public| format!("{public}"));
}
