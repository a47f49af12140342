//! A secret is no path because somebody says so.

use sealform_secret::Sealed;

#[expect(dead_code, reason = "it is only compiled")]
fn seal(sealed: &Sealed) -> &str {
    sealed.as_str()
}

fn main() {
}
