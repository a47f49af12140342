//! `ENCRYPTED_X` from Parameter Store without `X_ARN`.

use std::collections::HashSet;

use sealform_diagnostic::Severity;

use crate::access::{Access, Function, Holds, Sight, UNKNOWN, Variable, encrypted_name};
use crate::finding::Finding;
use crate::kind::Kind;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A variable holds a SecureString's ciphertext, and no variable beside it holds the parameter's ARN.
    ///
    /// Parameter Store encrypts under the context `{"PARAMETER_ARN": <the parameter's ARN>}`, and KMS decrypts under the same context only ("How AWS Systems Manager Parameter
    /// Store uses AWS KMS", AWS KMS Developer Guide, read 2026-11-23). A function that does not know the ARN gets an `InvalidCiphertextException` without a word why.
    /// Where a file writes no statement for its functions, it may not be all that they get, so the finding is a note there.
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
    ///           Resource: arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_DB_PASSWORD: ${ssm(noDecrypt):/orders/db/password}
    /// ```
    ///
    /// Name the parameter beside it.
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
    ///           Resource: arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555
    ///           Condition:
    ///             StringEquals:
    ///               kms:EncryptionContext:PARAMETER_ARN: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/password
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_DB_PASSWORD: ${ssm(noDecrypt):/orders/db/password}
    ///       DB_PASSWORD_ARN: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/password
    /// ```
    410 "ciphertext-without-companion", Access, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    // A template has the ciphertext as text: where it came from is not known.
    if unit.kind() == Kind::Template {
        return;
    }
    let access = unit.access();
    let mut seen = HashSet::new();
    for function in &access.functions {
        for variable in access.variables(function) {
            let Holds::Ciphertext(ciphertext) = &variable.holds else { continue };
            let companion = [encrypted_name(variable.name).unwrap_or(variable.name), "_ARN"].concat();
            if !access.is_whole(function) || access.variables(function).any(|other| other.name == companion) || !seen.insert(variable.place)
            {
                continue;
            }
            let Some(severity) = severity(access, function, variable) else { continue };
            let path = if ciphertext.parameter.contains(UNKNOWN) { "/path" } else { &*ciphertext.parameter };
            let slash = if path.starts_with('/') { "" } else { "/" };
            let message = format!("`{}` holds a ciphertext, and nothing tells the function the ARN that opens it", variable.name);
            let help = if path.starts_with("arn:") {
                format!("add `{companion}: {path}`")
            } else {
                format!(
                    "add `{companion}: !Sub arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter{slash}{path}`; KMS demands it as the encryption context"
                )
            };
            findings.push(
                Finding::new(&RULE, variable.span(unit), message)
                    .saying(format!("`{companion}` is missing"))
                    .help(help)
                    .severity(severity)
                    .address(unit.address(variable.entry)),
            );
        }
    }
}

/// A fault where the file says otherwise how its functions open ciphertexts, else worth knowing; `None` where the name does not even say that it is one.
fn severity(access: &Access<'_>, function: &Function<'_>, variable: &Variable<'_>) -> Option<Severity> {
    let is_wired = access.roles[function.role].sight != Sight::Nothing
        && access.statements_of(function).any(|statement| statement.action("kms:Decrypt").is_some());
    let has_another = || {
        access.variables(function).any(|other| {
            let Holds::Ciphertext(_) = other.holds else { return false };
            let companion = [encrypted_name(other.name).unwrap_or(other.name), "_ARN"].concat();
            access.variables(function).any(|other| other.name == companion)
        })
    };
    let is_named = encrypted_name(variable.name).is_some();
    match (is_wired || has_another(), is_named) {
        (true, _) => Some(Severity::Warning),
        (false, true) => Some(Severity::Note),
        (false, false) => None,
    }
}
