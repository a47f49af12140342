//! `ssm:GetParameter*` on `*`.

use sealform_diagnostic::Severity;

use crate::access::{Entry, Holds, Statement, point};
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A statement allows to read every parameter of the account.
    ///
    /// Each function with it reads the secrets of all other services. Where no function of the file reads a parameter by its path, the finding is a note.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    ///   iam:
    ///     role:
    ///       statements:
    ///         - {Effect: Allow, Action: 'ssm:GetParameter*', Resource: '*'}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       SSM_PATH_TO_DB_PASSWORD: /orders/db/password
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
    ///           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/*
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       SSM_PATH_TO_DB_PASSWORD: /orders/db/password
    /// ```
    415 "wildcard-parameters", Access, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let access = unit.access();
    let mut used = None;
    for (number, statement) in access.statements.iter().enumerate() {
        let Some(action) = reads(statement) else { continue };
        let Some(resource) = statement.resources.iter().find(|entry| is_every_parameter(entry.text.as_str())) else { continue };
        // Any condition may bound it: tags, the path, the network.
        if !statement.conditions.is_empty() {
            continue;
        }
        let used = used.get_or_insert_with(|| access.statements_for(|variable| matches!(variable.holds, Holds::Path(_))));
        let severity = if used.contains(&number) { Severity::Warning } else { Severity::Note };
        findings.push(
            Finding::new(&RULE, point(unit, resource.place, statement.entry), "this allows to read every parameter of the account")
                .label(point(unit, action.place, statement.entry), "allowed here")
                .help("name the parameters, or the path that they have in common: `arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/my-service/*`")
                .severity(severity)
                .address(unit.address(resource.place)),
        );
    }
}

fn reads<'s>(statement: &'s Statement<'_>) -> Option<&'s Entry> {
    let actions = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"];
    actions.iter().find_map(|action| statement.action(action)).filter(|action| action.text.as_str().len() > "ssm:".len())
}

fn is_every_parameter(resource: &str) -> bool {
    let all = |rest: &str| matches!(rest, "*" | "/*" | "parameter/*" | "parameter*");
    resource == "*"
        || (resource.contains(":ssm:") && resource.splitn(6, ':').nth(5).is_some_and(|rest| all(rest) || rest == "parameter/**"))
}
