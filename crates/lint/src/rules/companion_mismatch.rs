//! `X_ARN` beside `ENCRYPTED_X` that names another parameter.

use std::collections::HashSet;

use sealform_diagnostic::registry;

use crate::access::{Ciphertext, Holds, UNKNOWN, encrypted_name, may_be_same_arn, parameter_arn, point, text_at};
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// The ARN beside a ciphertext is another parameter's.
    ///
    /// KMS decrypts under the context `{"PARAMETER_ARN": ...}` that Parameter Store encrypted under, and under no other. What is only known at deploy time (the account, the Region)
    /// is taken to agree.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_DB_PASSWORD: ${ssm(noDecrypt):/orders/db/password}
    ///       DB_PASSWORD_ARN: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/user
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
    ///       ENCRYPTED_DB_PASSWORD: ${ssm(noDecrypt):/orders/db/password}
    ///       DB_PASSWORD_ARN: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/password
    /// ```
    registry::COMPANION_MISMATCH, Access, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let access = unit.access();
    let mut seen = HashSet::new();
    for function in &access.functions {
        for variable in access.variables(function) {
            let Holds::Ciphertext(ciphertext) = &variable.holds else { continue };
            let companion = [encrypted_name(variable.name).unwrap_or(variable.name), "_ARN"].concat();
            let Some(other) = access.variables(function).find(|other| other.name == companion) else { continue };
            if !seen.insert((variable.place, other.place)) {
                continue;
            }
            let written = text_at(unit, other.value);
            // Another rule is about the slash.
            if may_be_same_arn(&written.as_str().replacen("parameter//", "parameter/", 1), &arn(ciphertext)) {
                continue;
            }
            let message = format!("`{companion}` is not the ARN of the parameter whose ciphertext `{}` holds", variable.name);
            findings.push(
                Finding::new(&RULE, point(unit, other.place, other.entry), message)
                    .label(variable.span(unit), "the ciphertext is of another parameter")
                    .help("write the ARN of the parameter that the ciphertext is of, with one slash behind `parameter`")
                    .address(unit.address(other.entry)),
            );
        }
    }
}

fn arn(ciphertext: &Ciphertext) -> String {
    let arn = parameter_arn(&ciphertext.parameter);
    match &ciphertext.region {
        Some(region) if !ciphertext.parameter.starts_with("arn:") => {
            arn.replacen(&format!(":ssm:{UNKNOWN}:"), &format!(":ssm:{region}:"), 1)
        }
        _ => arn,
    }
}
