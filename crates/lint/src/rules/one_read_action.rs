//! `ssm:GetParameter` without `ssm:GetParameters`, or the other way round.

use std::collections::HashSet;

use crate::access::{Holds, Sight, parameter_arn, point};
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A function may read a parameter by one of `ssm:GetParameter` and `ssm:GetParameters`, and not by the other.
    ///
    /// Each is an action of its own: a library that reads several parameters at once calls `GetParameters` and is denied where only `GetParameter` is allowed. Which one a function calls is not
    /// seen in its configuration, so this is a note.
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
    ///           Action: ssm:GetParameter
    ///           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/password
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
    ///           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/password
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       SSM_PATH_TO_DB_PASSWORD: /orders/db/password
    /// ```
    418 "one-read-action", Access, Note, Medium
}

const ACTIONS: [&str; 3] = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"];

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let access = unit.access();
    let mut seen = HashSet::new();
    for function in access.functions.iter().filter(|function| access.roles[function.role].sight == Sight::All) {
        for variable in access.variables(function) {
            let Holds::Path(path) = &variable.holds else { continue };
            let arn = parameter_arn(path.as_str());
            let allowing = ACTIONS.map(|action| access.statements_of(function).find(|statement| statement.allows(action, &arn)));
            let (granted, missing, statement) = match allowing {
                [Some(statement), None, _] => ("ssm:GetParameter", "ssm:GetParameters", statement),
                [None, Some(statement), _] => ("ssm:GetParameters", "ssm:GetParameter", statement),
                [None, None, Some(statement)] => ("ssm:GetParametersByPath", "ssm:GetParameter", statement),
                _ => continue,
            };
            let Some(action) = statement.action(granted).filter(|action| seen.insert(action.place)) else { continue };
            let message = format!("this allows `{granted}`, and not `{missing}`, which is an action of its own");
            findings.push(
                Finding::new(&RULE, point(unit, action.place, statement.entry), message)
                    .label(variable.span(unit), "read by this path")
                    .help(format!("add `{missing}` if the function calls it"))
                    .address(unit.address(action.place)),
            );
        }
    }
}
