//! `kms:Decrypt` that is not bound to the parameter.

use crate::access::{Holds, point};
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A function that opens a parameter's ciphertext may open everything else that is encrypted under the same key.
    ///
    /// The encryption context of a SecureString is its ARN, so a condition on `kms:EncryptionContext:PARAMETER_ARN` narrows `kms:Decrypt` to the one parameter. It must be
    /// `StringEquals` or `StringLike`, never with `ForAllValues` or `ForAnyValue` ("kms:EncryptionContext:context-key", AWS KMS Developer Guide, read 2026-11-23).
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
    ///       DB_PASSWORD_ARN: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/password
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
    414 "decrypt-without-context", Access, Note, High
}

/// The context that Parameter Store encrypts under.
const CONTEXT: &str = "kms:EncryptionContext:PARAMETER_ARN";

/// How conditions on any context begin.
const ANY_CONTEXT: &str = "kms:EncryptionContext";

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let access = unit.access();
    let mut numbers: Vec<usize> = access.statements_for(|variable| matches!(variable.holds, Holds::Ciphertext(_))).into_iter().collect();
    numbers.sort_unstable();
    for statement in numbers.into_iter().map(|number| &access.statements[number]) {
        let Some(action) = statement.action("kms:Decrypt").filter(|action| action.text.as_str().len() > "kms:".len()) else { continue };
        let is_context = |key: &str| key.get(..ANY_CONTEXT.len()).is_some_and(|start| start.eq_ignore_ascii_case(ANY_CONTEXT));
        let is_over_all = |operator: &str| operator.starts_with("ForAllValues:") || operator.starts_with("ForAnyValue:");
        let message = match statement.conditions_on(CONTEXT).next() {
            Some(condition) if is_over_all(condition.operator) => {
                "a condition on the encryption context with `ForAllValues` or `ForAnyValue` does not do what it seems to"
            }
            Some(_) => continue,
            None if statement.conditions.iter().any(|condition| is_context(condition.key)) => continue,
            // Through Parameter Store: not what opens a ciphertext.
            None if statement.conditions_on("kms:ViaService").next().is_some() => continue,
            None => "this allows to decrypt everything under the key, not only the parameter that the function gets",
        };
        findings.push(
            Finding::new(&RULE, point(unit, action.place, statement.entry), message)
                .help(format!("add `Condition: {{StringEquals: {{{CONTEXT}: <the parameter's ARN>}}}}`"))
                .address(unit.address(action.place)),
        );
    }
}
