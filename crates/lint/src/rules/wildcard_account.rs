//! `*` for the account in the ARN of a parameter.

use crate::access::point;
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// The ARN of a parameter in a statement has `*` for its account.
    ///
    /// It also allows parameters that other accounts share with this one, whoever they are.
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
    ///           Action: [ssm:GetParameter, ssm:GetParameters]
    ///           Resource: arn:aws:ssm:us-west-2:*:parameter/orders/*
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
    ///           Action: [ssm:GetParameter, ssm:GetParameters]
    ///           Resource: !Sub arn:aws:ssm:us-west-2:${AWS::AccountId}:parameter/orders/*
    /// ```
    417 "wildcard-account", Access, Note, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    for statement in &unit.access().statements {
        for resource in &statement.resources {
            let mut parts = resource.text.as_str().splitn(6, ':');
            if parts.nth(2) != Some("ssm") || parts.nth(1) != Some("*") || !parts.next().is_some_and(|rest| rest.starts_with("parameter")) {
                continue;
            }
            findings.push(
                Finding::new(
                    &RULE,
                    point(unit, resource.place, statement.entry),
                    "this parameter may be any account's that shares one of that name",
                )
                .help("write the account: `!Sub` with `${AWS::AccountId}`")
                .address(unit.address(resource.place)),
            );
        }
    }
}
