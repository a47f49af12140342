//! `kms:Decrypt` on `*`.

use sealform_diagnostic::Severity;

use crate::access::{Holds, point};
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A statement allows `kms:Decrypt` with every key.
    ///
    /// A function with it opens every ciphertext that it can get hold of, of every service in the account whose key allows IAM to decide. A condition on the encryption context,
    /// on `kms:ViaService` or on an alias bounds it. Where no function of the file gets a ciphertext or a path, the finding is a note.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    ///   iam:
    ///     role:
    ///       statements:
    ///         - {Effect: Allow, Action: kms:Decrypt, Resource: '*'}
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
    412 "wildcard-decrypt", Access, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let access = unit.access();
    let mut used = None;
    for (number, statement) in access.statements.iter().enumerate() {
        let Some(action) = statement.action("kms:Decrypt").filter(|action| action.text.as_str().len() > "kms:".len()) else { continue };
        let Some(resource) = statement.resources.iter().find(|entry| is_every_key(entry.text.as_str())) else { continue };
        if bounds(statement.conditions.iter().map(|condition| condition.key)) {
            continue;
        }
        let used = used.get_or_insert_with(|| access.statements_for(|variable| !matches!(variable.holds, Holds::Other)));
        let severity = if used.contains(&number) { Severity::Warning } else { Severity::Note };
        findings.push(
            Finding::new(&RULE, point(unit, resource.place, statement.entry), "this allows `kms:Decrypt` with every key")
                .label(point(unit, action.place, statement.entry), "allowed here")
                .help("name the key by its ARN, and bind it to the parameter: `Condition: {StringEquals: {kms:EncryptionContext:PARAMETER_ARN: ...}}`")
                .severity(severity)
                .address(unit.address(resource.place)),
        );
    }
}

fn is_every_key(resource: &str) -> bool {
    resource == "*" || resource.rsplit_once(":key/").is_some_and(|(before, id)| id == "*" && before.contains(":kms:"))
}

fn bounds<'k>(mut keys: impl Iterator<Item = &'k str>) -> bool {
    keys.any(|key| {
        let key = key.to_ascii_lowercase();
        ["kms:encryptioncontext", "kms:viaservice", "kms:resourcealiases", "kms:requestalias", "aws:resourcetag"]
            .iter()
            .any(|start| key.starts_with(start))
    })
}
