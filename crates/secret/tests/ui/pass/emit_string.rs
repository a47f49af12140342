//! A text that nobody classified is not public.

use sealform_secret::{Public, SealedLeaf};

fn main() {
    let text = std::env::args().next().unwrap_or_default();
    let _ = &text;
    let _ = SealedLeaf::Public(Public::fixed("text"));
}
