//! A ciphertext under `alias/aws/ssm`.

use sealform_diagnostic::registry;

use crate::access::{Holds, point};
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A function gets a ciphertext and the right to decrypt with `alias/aws/ssm`, which answers to Parameter Store only.
    ///
    /// The policy of the default key allows `kms:Decrypt` only where Parameter Store asks for the caller (`kms:ViaService`), whatever the function's role allows, and nobody can change it ("How AWS Systems
    /// Manager Parameter Store uses AWS KMS", AWS KMS Developer Guide, read 2026-11-23). That a role names the alias says that its parameters are under it.
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
    ///           Resource: !Sub arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:alias/aws/ssm
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_DB_PASSWORD: ${ssm(noDecrypt):/orders/db/password}
    ///       DB_PASSWORD_ARN: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/password
    /// ```
    ///
    /// Store the parameter under a key of your own, or let the function read it by its path.
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
    registry::DEFAULT_KEY, Access, Warning, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let access = unit.access();
    let is_ciphertext = |holds: &Holds| matches!(holds, Holds::Ciphertext(_));
    let mut numbers: Vec<usize> = access.statements_for(|variable| is_ciphertext(&variable.holds)).into_iter().collect();
    numbers.sort_unstable();
    for (number, statement) in numbers.into_iter().map(|number| (number, &access.statements[number])) {
        if statement.action("kms:Decrypt").is_none() {
            continue;
        }
        let aliases = ["kms:RequestAlias", "kms:ResourceAliases"];
        let conditions = aliases.iter().flat_map(|key| statement.conditions_on(key)).flat_map(|condition| &condition.values);
        let Some(alias) = statement.resources.iter().chain(conditions).find(|entry| entry.text.as_str().ends_with("alias/aws/ssm")) else {
            continue;
        };
        let mut finding = Finding::new(
            &RULE,
            point(unit, alias.place, statement.entry),
            "a function cannot decrypt with `alias/aws/ssm` itself, whatever its role allows",
        )
        .saying("this key answers to Parameter Store only")
        .help("store the parameter under a customer managed key, or let the function read it: `SSM_PATH_TO_X: /path`")
        .address(unit.address(alias.place));
        let users = access.functions.iter().filter(|function| access.roles[function.role].statements.contains(&number));
        let mut variables: Vec<_> =
            users.flat_map(|function| access.variables(function)).filter(|variable| is_ciphertext(&variable.holds)).collect();
        variables.sort_by_key(|variable| variable.place);
        variables.dedup_by_key(|variable| variable.place);
        for variable in variables.into_iter().take(6) {
            finding = finding.label(variable.span(unit), "a ciphertext that the function is to decrypt");
        }
        findings.push(finding);
    }
}
