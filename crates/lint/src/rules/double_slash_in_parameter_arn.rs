//! `parameter//a/b`.

use std::collections::HashSet;

use sealform_diagnostic::{Applicability, Edit, Fix};

use crate::access::{Text, point, text_at};
use crate::finding::Finding;
use crate::place::PlaceId;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// The ARN of a parameter has two slashes behind `parameter`, and so names no parameter.
    ///
    /// The leading slash of `/a/b` is the one behind `parameter`: the ARN is `...:parameter/a/b` ("Restricting access to Systems Manager parameters using IAM policies",
    /// AWS Systems Manager User Guide, read 2026-11-23). With two, a statement allows nothing and a ciphertext does not open. It also comes about where `Fn::Sub`, `Fn::Join`, a variable
    /// or SAM's `SSMParameterReadPolicy` put `parameter/` before a name that begins with a slash.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// custom:
    ///   path: /orders/db/password
    /// provider:
    ///   name: aws
    ///   iam:
    ///     role:
    ///       statements:
    ///         - Effect: Allow
    ///           Action: [ssm:GetParameter, ssm:GetParameters]
    ///           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${self:custom.path}
    /// ```
    ///
    /// `--fix` takes one of them away.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// custom:
    ///   path: /orders/db/password
    /// provider:
    ///   name: aws
    ///   iam:
    ///     role:
    ///       statements:
    ///         - Effect: Allow
    ///           Action: [ssm:GetParameter, ssm:GetParameters]
    ///           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${self:custom.path}
    /// ```
    416 "double-slash-in-parameter-arn", Access, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let access = unit.access();
    let mut seen = HashSet::new();
    for statement in &access.statements {
        let conditions = statement.conditions.iter().flat_map(|condition| &condition.values);
        for entry in statement.resources.iter().chain(conditions) {
            if seen.insert(entry.place) {
                look(unit, &entry.text, entry.place, statement.entry, findings);
            }
        }
    }
    for variable in access.all_variables().filter(|variable| variable.name.ends_with("_ARN")) {
        if seen.insert(variable.place) {
            look(unit, &text_at(unit, variable.value), variable.place, variable.entry, findings);
        }
    }
}

fn look(unit: &Unit<'_>, text: &Text, place: PlaceId, entry: PlaceId, findings: &mut Vec<Finding>) {
    let Some(at) = text.as_str().find(":parameter//").map(|at| at + ":parameter".len()) else { return };
    if !text.as_str().starts_with("arn:") || !text.as_str().contains(":ssm:") {
        return;
    }
    let (first, second) = (text.origin(unit, at), text.origin(unit, at + 1));
    let mut finding = Finding::new(&RULE, point(unit, place, entry), "an ARN with two slashes behind `parameter` names no parameter")
        .saying("one slash too many")
        .help("the leading slash of a parameter's name is the one behind `parameter`: take one away")
        .address(unit.address(if unit.is_own(place) { place } else { entry }));
    if let Some((from, _)) = second.as_ref().filter(|(from, _)| *from != place && first.as_ref().is_none_or(|(first, _)| first != from)) {
        finding = finding.label(unit.span(*from), "the second slash comes from here");
    }
    // The first one is this text's own; where that is written nowhere, as with SAM's policy, the second is.
    let own = |origin: Option<(PlaceId, Option<sealform_diagnostic::Span>)>| {
        origin.filter(|(from, _)| unit.is_own(*from)).and_then(|(_, span)| span)
    };
    let is_written = first.is_some();
    if let Some(span) = own(first).or_else(|| if is_written { None } else { own(second) }) {
        let edits = vec![Edit { span, text: String::new() }];
        finding = finding.fix(Fix { title: "Take one slash away".to_owned(), applicability: Applicability::Safe, edits });
    }
    findings.push(finding);
}
