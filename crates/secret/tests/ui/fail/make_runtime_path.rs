//! A secret is no path because somebody says so.

use sealform_secret::Sealed;

#[expect(dead_code, reason = "it is only compiled")]
fn seal(sealed: &Sealed) -> &str {
    Sealed::runtime_path("hunter2").as_str()
}

fn main() {
}
