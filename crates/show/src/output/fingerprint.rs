//! What a finding is recognised by in later runs: its code, file and place in the structure, never its line or its value.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{SHA256, digest};
use sealform_diagnostic::Sources;
use sealform_lint::Finding;

/// 32 hexadecimal digits. Findings that agree in all of it are told apart by their order; `seen` counts them.
pub(crate) fn fingerprint(finding: &Finding, sources: &Sources, seen: &mut BTreeMap<String, usize>) -> String {
    let path = finding.diagnostic.primary.as_ref().and_then(|label| sources.get(label.span.file)).map(sealform_diagnostic::Source::path);
    let identity = [&*finding.diagnostic.code.id(), path.unwrap_or_default().trim_start_matches("./"), &finding.address].join("\0");
    let count = seen.entry(identity.clone()).and_modify(|count| *count += 1).or_insert(0);
    let hash = digest(&SHA256, format!("{identity}\0{count}").as_bytes());
    hash.as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
