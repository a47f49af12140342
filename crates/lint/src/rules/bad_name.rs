//! Names that Lambda refuses.

use std::collections::HashSet;

use sealform_diagnostic::{Severity, registry};
use sealform_secret::variable_name::{Fault, fault};

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A variable has a name that Lambda keeps for itself, or does not allow.
    ///
    /// The deployment fails. A name begins with a letter and has at least two characters: letters, digits, underscores. Reserved are the names of "Defined runtime environment variables"
    /// (AWS Lambda Developer Guide).
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       AWS_REGION: eu-central-1
    ///       DB-HOST: db.example.com
    /// ```
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       TABLE_REGION: eu-central-1
    ///       DB_HOST: db.example.com
    /// ```
    registry::BAD_NAME, Access, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for variable in unit.access().all_variables() {
        let (message, help) = match fault(variable.name) {
            None => continue,
            Some(Fault::Reserved) => (format!("`{}` is a variable that Lambda sets itself", variable.name), "call it otherwise"),
            Some(Fault::Malformed) => (
                format!("`{}` is no name that Lambda allows", variable.name),
                "a name begins with a letter and has at least two characters: letters, digits and underscores",
            ),
        };
        // A conditional entry, or a variable among the keys: not a name yet.
        if variable.name.starts_with("Fn::") || variable.name.contains("${") || !seen.insert(variable.place) {
            continue;
        }
        // One letter stands in sketches; who deploys it is told at once.
        let severity = if variable.name.len() == 1 { Severity::Note } else { RULE.severity };
        let finding = Finding::new(&RULE, variable.span(unit), message).help(help).severity(severity);
        findings.push(finding.address(unit.address(variable.entry)));
    }
}
