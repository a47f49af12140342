//! Reads the conformance data that lies beside the repository.

use std::path::Path;

use serde_json::Value;

/// The cases of a file of `../shared/conformance`; `None`, said aloud, where it is absent.
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "test data, and a skip that is said aloud")]
pub(crate) fn cases(file: &str) -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("SKIPPED: no conformance data at {}", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("conformance data is JSON"))
}
