//! Findings as SARIF 2.1.0 for code scanning: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>, read 2026-11-25.
//!
//! Lines and columns count from 1, columns in characters (`columnKind: unicodeCodePoints`), and an end column is the one behind the last character.

use std::collections::BTreeMap;

use sealform_diagnostic::{Code, Diagnostic, Fix, Severity, Sources, Span};
use sealform_lint::{Confidence, Finding, RULES, explain};
use serde_json::{Value, json};

use super::fingerprint::fingerprint;
use super::place_of;
use crate::{Coloring, Linted};

/// The log, indented, with a line feed at the end.
pub(crate) fn sarif(linted: &[Linted], _: Coloring) -> String {
    let codes = codes(linted);
    let rules: Vec<Value> = codes.values().map(|code| rule(code)).collect();
    let numbers: BTreeMap<u16, usize> = codes.keys().enumerate().map(|(index, number)| (*number, index)).collect();
    let mut seen = BTreeMap::new();
    let mut results = Vec::new();
    for linted in linted {
        for finding in &linted.findings {
            let index = numbers.get(&finding.diagnostic.code.number).copied().unwrap_or_default();
            results.push(result(finding, index, &linted.sources, &mut seen));
        }
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "Sealform",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "informationUri": env!("CARGO_PKG_REPOSITORY"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder that lint ran in."}}},
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

/// Every rule's code, and what else was found.
fn codes(linted: &[Linted]) -> BTreeMap<u16, &'static Code> {
    let found = linted.iter().flat_map(|linted| linted.findings.iter().map(|finding| finding.diagnostic.code));
    RULES.iter().map(|rule| rule.code).chain(found).map(|code| (code.number, code)).collect()
}

fn rule(code: &Code) -> Value {
    let known = RULES.iter().find(|rule| rule.code == code);
    let page = explain(code);
    json!({
        "id": code.id(),
        "name": code.name,
        "shortDescription": {"text": page.lines().next().unwrap_or_default()},
        "helpUri": code.url(),
        "help": {"text": page, "markdown": page},
        "defaultConfiguration": {"level": level(known.map_or(Severity::Error, |rule| rule.severity))},
        "properties": {
            "tags": ["security", known.map_or("syntax", |rule| rule.group.word())],
            "precision": known.map_or("very-high", |rule| match rule.confidence {
                Confidence::High => "very-high",
                Confidence::Medium => "high",
                Confidence::Low => "medium",
            }),
        },
    })
}

fn result(finding: &Finding, index: usize, sources: &Sources, seen: &mut BTreeMap<String, usize>) -> Value {
    let Diagnostic { code, severity, message, primary, labels, help } = &finding.diagnostic;
    let location = primary.as_ref().and_then(|label| location(label.span, sources));
    let related: Vec<Value> = labels.iter().enumerate().filter_map(|(id, label)| related(id, label.span, &label.text, sources)).collect();
    let text = help.as_deref().map_or_else(|| message.clone(), |help| format!("{message}. {help}"));
    let mut result = json!({
        "ruleId": code.id(),
        "ruleIndex": index,
        "level": level(*severity),
        "message": {"text": text},
        "locations": location.into_iter().collect::<Vec<_>>(),
        "relatedLocations": related,
        "partialFingerprints": {"sealform/v1": fingerprint(finding, sources, seen)},
        "properties": {"confidence": finding.confidence.word(), "address": finding.address},
    });
    let fixes: Vec<Value> = finding.fixes.iter().filter_map(|fix| fix_value(fix, sources)).collect();
    if !fixes.is_empty() {
        result["fixes"] = fixes.into();
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn location(span: Span, sources: &Sources) -> Option<Value> {
    let artifact = artifact(span, sources)?;
    Some(json!({"physicalLocation": {"artifactLocation": artifact, "region": region(span, sources)?}}))
}

fn related(id: usize, span: Span, text: &str, sources: &Sources) -> Option<Value> {
    let mut value = location(span, sources)?;
    value["id"] = id.into();
    value["message"] = json!({"text": text});
    Some(value)
}

/// A path below the working directory, with forward slashes and what a URI may not hold escaped.
fn artifact(span: Span, sources: &Sources) -> Option<Value> {
    let path = sources.get(span.file)?.path();
    let relative = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let escaped: String = relative
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    Some(if relative.starts_with('/') {
        json!({"uri": format!("file://{escaped}")})
    } else {
        json!({"uri": escaped, "uriBaseId": "%SRCROOT%"})
    })
}

fn region(span: Span, sources: &Sources) -> Option<Value> {
    let place = place_of(span, sources)?;
    let (start, end) = (place.start, place.end);
    Some(json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}))
}

fn fix_value(fix: &Fix, sources: &Sources) -> Option<Value> {
    let mut changes: BTreeMap<usize, (Value, Vec<Value>)> = BTreeMap::new();
    for edit in &fix.edits {
        let change = changes.entry(edit.span.file.index()).or_insert((artifact(edit.span, sources)?, Vec::new()));
        change.1.push(json!({"deletedRegion": region(edit.span, sources)?, "insertedContent": {"text": edit.text}}));
    }
    let changes: Vec<Value> =
        changes.into_values().map(|(artifact, replacements)| json!({"artifactLocation": artifact, "replacements": replacements})).collect();
    Some(json!({"description": {"text": fix.title}, "artifactChanges": changes}))
}
