//! `(nodecrypt)` and other words that `ssm` does not know.

use sealform_diagnostic::{Applicability, Fix, registry};
use sealform_reference::{Literal, ParamValue};
use sealform_resolve::Dialect;
use sealform_secret::Region;

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::ssm::ssm_references;
use crate::unit::Unit;

declare_rule! {
    /// A word in the parentheses of `ssm` is neither `raw`, `noDecrypt` nor the name of a Region.
    ///
    /// The Serverless Framework takes it for a Region, and asks there for the *decrypted* value (serverless 3.40.0 `sources/instance-dependent/get-ssm.js`, read and run 2026-11-23). The case of letters counts.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENDPOINT_ENC: ${ssm(nodecrypt):/orders/endpoint}
    /// ```
    ///
    /// `--fix` mends the spelling of `noDecrypt`.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENDPOINT_ENC: ${ssm(noDecrypt):/orders/endpoint}
    /// ```
    registry::UNKNOWN_SSM_WORD, Legacy, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    for reference in ssm_references(unit) {
        for param in reference.params() {
            let word = match &param.value {
                ParamValue::Text(_) => param.plain(),
                // What is empty, `false` or `0` is dropped.
                ParamValue::Literal(Literal::Null) => None,
                ParamValue::Literal(_) => Some(reference.written(param.range.clone())),
            };
            let Some(word) = word.filter(|word| !matches!(*word, "" | "raw" | "noDecrypt") && Region::parse(word).is_none()) else {
                continue;
            };
            // v4 does not take quotes away, and another rule says so.
            if param.quoted && unit.dialect() == Dialect::V4 {
                continue;
            }
            let mut finding = Finding::new(
                &RULE,
                reference.span(param.range.clone()),
                "this is neither `raw`, `noDecrypt` nor the name of an AWS Region: it is taken for a Region, and the value is decrypted",
            )
            .help("mind the case of `noDecrypt`; a Region is written as in `eu-central-1`")
            .address(unit.address(reference.place));
            if is_misspelt(word) {
                let edits = vec![reference.edit(param.range.clone(), "noDecrypt")];
                finding = finding.fix(Fix { title: "Write `noDecrypt`".to_owned(), applicability: Applicability::Safe, edits });
            }
            findings.push(finding);
        }
    }
}

/// `nodecrypt`, `no-decrypt`, `NoDecrypt`, `noDecryption`.
fn is_misspelt(word: &str) -> bool {
    let letters: String = word.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_lowercase()).collect();
    matches!(&*letters, "nodecrypt" | "nodecryption" | "notdecrypt" | "donotdecrypt" | "nodecrypted" | "nodcrypt" | "nodecypt")
}
