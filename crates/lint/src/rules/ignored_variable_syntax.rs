//! `provider.variableSyntax` where nobody reads it.

use sealform_diagnostic::{Applicability, Edit, Fix};
use sealform_resolve::Dialect;

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// `provider.variableSyntax` is set, and this version of the Serverless Framework does not read it.
    ///
    /// v1 and v2's old engine find variables by it. v2's new engine refuses it, v3 and v4 ignore it without a word: what is written in the other syntax is deployed as text, and `${...}` that was meant for
    /// CloudFormation is resolved (run on 2.72.4 and 3.40.0, 2026-11-23).
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    ///   variableSyntax: '\$<([^<>]+?)>'
    /// ```
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    /// ```
    151 "ignored-variable-syntax", Legacy, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let version = unit.dialect();
    if matches!(version, Dialect::V1 | Dialect::V2Legacy) {
        return;
    }
    let Some(syntax) = unit.root().and_then(|root| unit.at(root, &["provider", "variableSyntax"])) else { return };
    let does = if version == Dialect::V2 { "is refused" } else { "is not read" };
    let mut finding = Finding::new(&RULE, unit.key_span(syntax), format!("`variableSyntax` {does} in {}", version.name()))
        .help("write variables as `${...}`, and take this line away")
        .address(unit.address(syntax));
    if let Some(edit) = line(unit, syntax) {
        // Nothing is resolved by it, so nothing changes for the Serverless Framework; but the texts in the other syntax are still there.
        let fix = Fix { title: "Remove the line".to_owned(), applicability: Applicability::Unsafe, edits: vec![edit] };
        finding = finding.fix(fix);
    }
    findings.push(finding);
}

/// The whole line, where nothing else stands in it and in no other line.
fn line(unit: &Unit<'_>, place: crate::place::PlaceId) -> Option<Edit> {
    let source = unit.file(place).source;
    let (key, value) = (unit.key_span(place), unit.span(place));
    let number = source.line_of(key.start as usize);
    let start = source.line_start(number);
    let end = source.text()[value.end as usize..].find('\n').map(|at| value.end as usize + at + 1)?;
    let alone = source.text()[start..key.start as usize].trim().is_empty()
        && source.text()[value.end as usize..end].trim().is_empty()
        && source.line_of(value.end as usize) == number;
    alone.then(|| Edit { span: sealform_diagnostic::Span::new(key.file, start, end), text: String::new() })
}
