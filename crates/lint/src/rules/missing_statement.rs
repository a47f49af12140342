//! A function that gets a path or a ciphertext and may not use it.

use std::collections::HashSet;

use sealform_diagnostic::Severity;
use sealform_resolve::Dialect;

use crate::access::{Access, Function, Holds, Sight, Statement, UNKNOWN, Variable, encrypted_name, parameter_arn};
use crate::finding::Finding;
use crate::kind::Kind;
use crate::rule::declare_rule;
use crate::secrecy::MANAGED;
use crate::unit::Unit;

declare_rule! {
    /// A function gets the path or the ciphertext of a secret, and its role has no statement that lets it use it.
    ///
    /// A path needs `ssm:GetParameter` or `ssm:GetParameters` on the parameter's ARN (and for a secret of Secrets Manager `secretsmanager:GetSecretValue`), a ciphertext needs `kms:Decrypt` on
    /// the key. The deployment succeeds; the function fails when it first needs the secret. A role of another stack, or with managed policies that are not in the files, is not judged. Where
    /// no statement at all is written, the finding is a note.
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
    ///           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/mail/*
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
    411 "missing-statement", Access, Warning, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let access = unit.access();
    let mut seen = HashSet::new();
    let mut unwritten = Vec::new();
    for function in &access.functions {
        let sight = access.roles[function.role].sight;
        if sight == Sight::Part {
            continue;
        }
        for variable in access.variables(function) {
            let Some(lacking) = lacking(access, function, variable) else { continue };
            let is_named = matches!(variable.holds, Holds::Path(_)) || encrypted_name(variable.name).is_some();
            // Who wrote a blob by hand may have let the key's own policy allow it.
            let is_sure = is_named && !matches!(variable.holds, Holds::Blob);
            if (sight == Sight::Nothing && !is_sure) || !seen.insert(variable.place) {
                continue;
            }
            if sight == Sight::Nothing {
                unwritten.push((variable, lacking));
                continue;
            }
            let message = format!("the function `{}` gets `{}` and may not use it", function.name, variable.name);
            findings.push(
                Finding::new(&RULE, variable.span(unit), message)
                    .saying(format!("this needs `{}`", lacking.action))
                    .label(name_span(unit, function), "no statement of its role allows that")
                    .help(help(unit, &lacking))
                    .address(unit.address(variable.entry)),
            );
        }
    }
    findings.extend(note(unit, &unwritten));
}

/// One note for all variables that need a statement, where the files write none.
fn note<'d>(unit: &Unit<'d>, unwritten: &[(&Variable<'d>, Lacking)]) -> Option<Finding> {
    /// So many of the others are shown.
    const MOST: usize = 11;
    let ((first, lacking), others) = unwritten.split_first()?;
    let others_said = match others.len() {
        0 => String::new(),
        1 => " and another variable".to_owned(),
        more => format!(" and {more} other variables"),
    };
    let message = format!("functions get `{}`{others_said}, and no statement is written that lets them use it", first.name);
    let finding = Finding::new(&RULE, first.span(unit), message)
        .saying(format!("this needs `{}`", lacking.action))
        .help(help(unit, lacking))
        .severity(Severity::Note)
        .address(unit.address(first.entry));
    Some(
        others
            .iter()
            .take(MOST)
            .fold(finding, |finding, (variable, lacking)| finding.label(variable.span(unit), format!("this needs `{}`", lacking.action))),
    )
}

fn name_span(unit: &Unit<'_>, function: &Function<'_>) -> sealform_diagnostic::Span {
    if unit.is_own(function.place) { unit.key_span(function.place) } else { unit.span(function.place) }
}

/// What a role lacks.
struct Lacking {
    action: &'static str,
    /// The parameter, if that is known.
    parameter: Option<String>,
}

/// What the role of `function` lacks to use `variable`.
fn lacking(access: &Access<'_>, function: &Function<'_>, variable: &Variable<'_>) -> Option<Lacking> {
    let allowed = |test: &dyn Fn(&Statement<'_>) -> bool| access.statements_of(function).any(test);
    match &variable.holds {
        Holds::Path(path) => {
            let path = path.as_str();
            if path.is_empty() {
                return None;
            }
            let arn = parameter_arn(path.split(':').next().filter(|_| !path.starts_with("arn:")).unwrap_or(path));
            let known = (!path.contains(UNKNOWN)).then(|| path.to_owned());
            let reads = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"];
            if !allowed(&|statement| reads.iter().any(|action| allows_parameter(statement, action, &arn))) {
                return Some(Lacking { action: "ssm:GetParameter", parameter: known });
            }
            let opens = || allowed(&|statement| statement.action("secretsmanager:GetSecretValue").is_some());
            (path.starts_with(MANAGED) && !opens()).then_some(Lacking { action: "secretsmanager:GetSecretValue", parameter: known })
        }
        Holds::Ciphertext(ciphertext) => {
            let arn = parameter_arn(&ciphertext.parameter);
            let opens = |statement: &Statement<'_>| {
                statement.action("kms:Decrypt").is_some()
                    && permits(statement, &arn)
                    && statement.conditions_on("kms:ViaService").next().is_none()
            };
            let known = (!ciphertext.parameter.contains(UNKNOWN)).then(|| ciphertext.parameter.clone());
            (!allowed(&opens)).then_some(Lacking { action: "kms:Decrypt", parameter: known })
        }
        Holds::Blob => {
            (!allowed(&|statement| statement.action("kms:Decrypt").is_some())).then_some(Lacking { action: "kms:Decrypt", parameter: None })
        }
        Holds::Other => None,
    }
}

/// A double slash in the statement's ARN is another rule's.
fn allows_parameter(statement: &Statement<'_>, action: &str, arn: &str) -> bool {
    statement.allows(action, arn)
        || (statement.resources.iter().any(|entry| entry.text.as_str().contains("parameter//"))
            && statement.allows(action, &arn.replacen("parameter/", "parameter//", 1)))
}

fn permits(statement: &Statement<'_>, arn: &str) -> bool {
    let key = "kms:EncryptionContext:PARAMETER_ARN";
    statement.permits(key, arn) || statement.permits(key, &arn.replacen("parameter/", "parameter//", 1))
}

fn help(unit: &Unit<'_>, lacking: &Lacking) -> String {
    let place = match (unit.kind(), unit.dialect()) {
        (Kind::Template, _) => "in the function's role",
        (Kind::Service, Dialect::V1 | Dialect::V2Legacy) => "under `provider.iamRoleStatements`",
        (Kind::Service, _) => "under `provider.iam.role.statements`",
    };
    let path = lacking.parameter.as_deref().unwrap_or("/path");
    let arn = if path.starts_with("arn:") {
        path.to_owned()
    } else {
        let slash = if path.starts_with('/') { "" } else { "/" };
        format!("arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter{slash}{path}")
    };
    match lacking.action {
        "kms:Decrypt" if lacking.parameter.is_none() => format!("allow `kms:Decrypt` on the ARN of the key, {place}"),
        "kms:Decrypt" => {
            format!("allow `kms:Decrypt` on the ARN of the key, {place}, where `kms:EncryptionContext:PARAMETER_ARN` equals `{arn}`")
        }
        "secretsmanager:GetSecretValue" => format!("allow `secretsmanager:GetSecretValue` on the secret too, {place}"),
        _ => format!("allow `ssm:GetParameter` and `ssm:GetParameters` on `{arn}`, {place}"),
    }
}
