//! Findings with their source, for people.

use super::counted;
use crate::args::Color;
use crate::lint::Linted;
use crate::report;

/// Every finding as a report, and a line that counts them.
pub(crate) fn pretty(linted: &[Linted], color: Color) -> String {
    let mut text = String::new();
    for linted in linted {
        let diagnostics: Vec<_> = linted.findings.iter().map(|finding| &finding.diagnostic).collect();
        text.push_str(&report::for_people(&diagnostics, &linted.sources, report::colored_stdout(color)));
    }
    text.push_str(&counted(linted));
    text
}
