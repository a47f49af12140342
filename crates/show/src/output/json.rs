//! Findings as JSON: the objects of `--message-format json`, with confidence, address and fixes, and a summary.

use sealform_diagnostic::{Applicability, Fix, Severity, Sources};
use sealform_lint::Finding;
use serde::Serialize;

use crate::json::{Place, Report, object, place};
use crate::{Coloring, Linted};

#[derive(Serialize)]
struct Document<'l> {
    findings: Vec<Entry<'l>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'l> {
    #[serde(flatten)]
    report: Report<'l>,
    confidence: &'static str,
    address: &'l str,
    fixes: Vec<FixEntry<'l>>,
}

#[derive(Serialize)]
struct FixEntry<'l> {
    title: &'l str,
    applicability: &'static str,
    edits: Vec<EditEntry<'l>>,
}

#[derive(Serialize)]
struct EditEntry<'l> {
    #[serde(flatten)]
    place: Option<Place<'l>>,
    text: &'l str,
}

#[derive(Default, Serialize)]
struct Summary {
    files: usize,
    errors: usize,
    warnings: usize,
    notes: usize,
}

/// The object, indented, with a line feed at the end.
pub(crate) fn json(linted: &[Linted], _: Coloring) -> String {
    let mut summary = Summary { files: linted.len(), ..Summary::default() };
    let mut findings = Vec::new();
    for linted in linted {
        for finding in &linted.findings {
            match finding.diagnostic.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Note => summary.notes += 1,
            }
            findings.push(entry(finding, &linted.sources));
        }
    }
    let mut text = serde_json::to_string_pretty(&Document { findings, summary }).unwrap_or_default();
    text.push('\n');
    text
}

fn entry<'l>(finding: &'l Finding, sources: &'l Sources) -> Entry<'l> {
    Entry {
        report: object(&finding.diagnostic, sources),
        confidence: finding.confidence.word(),
        address: &finding.address,
        fixes: finding.fixes.iter().map(|fix| fix_entry(fix, sources)).collect(),
    }
}

fn fix_entry<'l>(fix: &'l Fix, sources: &'l Sources) -> FixEntry<'l> {
    let edits = fix.edits.iter().map(|edit| EditEntry { place: place(edit.span, sources), text: &edit.text });
    FixEntry {
        title: &fix.title,
        applicability: match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        },
        edits: edits.collect(),
    }
}
