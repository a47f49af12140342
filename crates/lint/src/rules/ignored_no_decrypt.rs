//! `noDecrypt` that v4 does not read.

use sealform_diagnostic::{Applicability, Fix};
use sealform_resolve::Dialect;

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::ssm::ssm_references;
use crate::unit::Unit;

declare_rule! {
    /// v4 does not read this `noDecrypt`, or drops the Region behind it.
    ///
    /// v4 takes the first param for a Region unless it is exactly `raw` or `noDecrypt`, and compares the second to `noDecrypt` exactly: `(raw, noDecrypt)` and `(us-east-1, noDecrypt )` decrypt,
    /// `(noDecrypt, us-east-1)` asks the service's Region (sf-core 4.41 `placeholders.js`, read 2026-11-23).
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '4'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       DSN_ENC: ${ssm(raw, noDecrypt):/orders/dsn}
    /// ```
    ///
    /// `--fix` writes the Region first, then `noDecrypt`, with no blank behind it. A ciphertext is no JSON, so `raw` says nothing.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '4'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       DSN_ENC: ${ssm(noDecrypt):/orders/dsn}
    /// ```
    152 "ignored-no-decrypt", Legacy, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    if unit.dialect() != Dialect::V4 {
        return;
    }
    for reference in ssm_references(unit) {
        let words: Vec<&str> = reference.params().iter().filter_map(sealform_reference::Param::plain).map(unquoted).collect();
        let Some(at) = words.iter().position(|word| *word == "noDecrypt") else { continue };
        let decrypts = reference.decrypts(unit);
        let region = words.iter().find(|word| sealform_secret::Region::parse(word).is_some());
        let drops = region.is_some() && at == 0;
        if reference.is_ours() || words.len() != reference.params().len() || !(decrypts || drops) {
            continue;
        }
        let message = if decrypts { "v4 does not read this `noDecrypt`, and decrypts" } else { "v4 drops the Region behind `noDecrypt`" };
        let head = match region {
            Some(region) => format!("ssm({region}, noDecrypt)"),
            None => "ssm(noDecrypt)".to_owned(),
        };
        let fix = Fix {
            title: "Write it as v4 reads it".to_owned(),
            applicability: Applicability::Safe,
            edits: vec![reference.edit(reference.head(), &*head)],
        };
        findings.push(
            Finding::new(&RULE, reference.span(reference.head()), message)
                .help(format!("write `${{{head}:...}}`"))
                .address(unit.address(reference.place))
                .fix(fix),
        );
    }
}

/// v4 leaves quotes in a param.
fn unquoted(word: &str) -> &str {
    word.trim().trim_matches(['\'', '"'])
}
