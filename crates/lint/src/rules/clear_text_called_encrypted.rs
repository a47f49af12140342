//! `ENCRYPTED_X: ${ssm(raw):/p}` and `ENCRYPTED_X: ${ssm:/p}` where they decrypt.

use std::collections::HashSet;

use sealform_diagnostic::{Applicability, Fix};
use sealform_resolve::Dialect;

use crate::access::encrypted_name;
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::ssm::ssm_references;
use crate::unit::Unit;

declare_rule! {
    /// A variable is called encrypted, and the reference in it decrypts.
    ///
    /// `raw` says not to parse JSON; it never meant encrypted. And a bare `${ssm:/p}`, which gave the ciphertext in v1, gives the clear text from v2's new engine on (serverless 1.83.3 and 3.40.0,
    /// run 2026-11-23). The clear text lands in the template under a name that says otherwise.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_DSN: ${ssm(raw):/orders/dsn}
    ///       DSN_ARN: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/dsn
    /// ```
    ///
    /// `--fix` writes `noDecrypt`.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_DSN: ${ssm(noDecrypt):/orders/dsn}
    ///       DSN_ARN: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/dsn
    /// ```
    150 "clear-text-called-encrypted", Legacy, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    if !matches!(unit.dialect(), Dialect::V2 | Dialect::V3 | Dialect::V4) {
        return;
    }
    let references = ssm_references(unit);
    if references.is_empty() {
        return;
    }
    let named: HashSet<_> =
        unit.access().all_variables().filter(|variable| encrypted_name(variable.name).is_some()).map(|variable| variable.value).collect();
    for reference in references {
        let is_named = named.contains(&reference.place) || unit.key(reference.place).is_some_and(|key| encrypted_name(key).is_some());
        // A `~` and a word that nobody knows are other rules'; so is what v4 ignores.
        let is_plain = reference.in_address('~').is_none() && !reference.has_word("noDecrypt");
        let knows = reference.params().iter().all(|param| param.plain().is_some_and(is_known));
        if reference.is_ours() || !is_named || !is_plain || !knows || !reference.decrypts(unit) {
            continue;
        }
        // v4 ignores `noDecrypt` behind `raw`, and a Region behind `noDecrypt`.
        let mut words: Vec<&str> = reference.params().iter().filter_map(sealform_reference::Param::plain).collect();
        words.retain(|word| *word != "raw" && !word.is_empty());
        words.push("noDecrypt");
        let head = format!("ssm({})", words.join(", "));
        let raw = reference.has_word("raw");
        let message =
            if raw { "`raw` does not mean encrypted: this is decrypted" } else { "this is decrypted, and not what the name says it is" };
        let fix = Fix {
            title: "Write `noDecrypt`".to_owned(),
            applicability: Applicability::Safe,
            edits: vec![reference.edit(reference.head(), &*head)],
        };
        findings.push(
            Finding::new(&RULE, reference.span(reference.source.range.clone()), message)
                .help(format!("write `${{{head}:...}}`, which brings the ciphertext"))
                .address(unit.address(reference.place))
                .fix(fix),
        );
    }
}

fn is_known(word: &str) -> bool {
    matches!(word, "" | "raw") || sealform_secret::Region::parse(word).is_some()
}
