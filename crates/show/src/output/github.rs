//! Findings as annotations of GitHub Actions ("Workflow commands", GitHub Docs, read 2026-11-25).

use std::cmp::Reverse;

use sealform_diagnostic::Severity;

use super::place;
use crate::{Coloring, Linted};

/// GitHub shows no more annotations of a kind for one step.
const SHOWN: usize = 10;

/// One command a finding, the worst first; what is more than GitHub shows is counted in a notice.
pub(crate) fn github(linted: &[Linted], _: Coloring) -> String {
    let mut findings: Vec<_> = linted.iter().flat_map(|linted| linted.findings.iter().map(|finding| (finding, &linted.sources))).collect();
    findings.sort_by_key(|(finding, _)| Reverse((finding.diagnostic.severity, finding.confidence)));
    let mut text = String::new();
    for (finding, sources) in findings.iter().take(SHOWN) {
        let diagnostic = &finding.diagnostic;
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let mut properties = vec![format!("title={}", property(&format!("{} {}", diagnostic.code.id(), diagnostic.code.name)))];
        if let Some(place) = place(finding, sources) {
            properties.push(format!("file={}", property(place.path)));
            properties.push(format!("line={},col={}", place.start.line, place.start.column));
            properties.push(format!("endLine={},endColumn={}", place.end.line, place.end.column));
        }
        let help = diagnostic.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
        text.push_str(&format!("::{command} {}::{}\n", properties.join(","), data(&format!("{}{help}", diagnostic.message))));
    }
    if findings.len() > SHOWN {
        text.push_str(&format!(
            "::notice title=Sealform::{} more findings are not shown here; see the log of another format\n",
            findings.len() - SHOWN
        ));
    }
    text
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
