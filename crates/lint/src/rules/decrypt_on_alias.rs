//! `kms:Decrypt` on the ARN of an alias.

use crate::access::point;
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A statement allows `kms:Decrypt` on the ARN of an alias, which allows nothing.
    ///
    /// IAM does not look up which key an alias stands for: only a key's own ARN counts in `Resource` ("Using aliases to control access to KMS keys", AWS KMS Developer Guide,
    /// read 2026-11-23). A condition on `kms:ResourceAliases` is the way to name a key by its alias.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    ///   iam:
    ///     role:
    ///       statements:
    ///         - Effect: Allow
    ///           Action: kms:Decrypt
    ///           Resource: arn:aws:kms:us-west-2:123456789012:alias/orders
    /// ```
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    ///   iam:
    ///     role:
    ///       statements:
    ///         - Effect: Allow
    ///           Action: kms:Decrypt
    ///           Resource: arn:aws:kms:us-west-2:123456789012:key/*
    ///           Condition:
    ///             ForAnyValue:StringEquals:
    ///               kms:ResourceAliases: alias/orders
    /// ```
    413 "decrypt-on-alias", Access, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    for statement in &unit.access().statements {
        if statement.action("kms:Decrypt").is_none() {
            continue;
        }
        // `alias/aws/ssm` has a rule of its own where it matters.
        let aliases = statement.resources.iter().filter(|entry| {
            let text = entry.text.as_str();
            text.contains(":kms:") && text.contains(":alias/") && !text.ends_with(":alias/aws/ssm")
        });
        for alias in aliases {
            findings.push(
                Finding::new(&RULE, point(unit, alias.place, statement.entry), "a statement on an alias allows nothing: IAM does not resolve it to a key")
                    .saying("the ARN of an alias")
                    .help("write the ARN of the key, or `arn:...:key/*` with the condition `ForAnyValue:StringEquals: {kms:ResourceAliases: alias/...}`")
                    .address(unit.address(alias.place)),
            );
        }
    }
}
