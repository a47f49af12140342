//! Environments near or over Lambda's limit.

use std::collections::HashSet;

use sealform_diagnostic::{Severity, registry};
use sealform_reference::{Delimiter, Segment};

use crate::access::{Function, Holds, UNKNOWN, Variable, text_at};
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// The environment of a function has more bytes than Lambda takes, or nearly as many.
    ///
    /// Names and values have 4,096 bytes in all ("Lambda quotas", AWS Lambda Developer Guide). A ciphertext costs at least 204 bytes and its companion some 80, a path some 40. What is only
    /// known at deploy time is estimated: where the limit is passed only with estimates, or nearly reached, the finding is a note.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_A1: ${ssm(noDecrypt):/orders/a1}
    ///       ENCRYPTED_A2: ${ssm(noDecrypt):/orders/a2}
    ///       ENCRYPTED_A3: ${ssm(noDecrypt):/orders/a3}
    ///       ENCRYPTED_A4: ${ssm(noDecrypt):/orders/a4}
    ///       ENCRYPTED_A5: ${ssm(noDecrypt):/orders/a5}
    ///       ENCRYPTED_A6: ${ssm(noDecrypt):/orders/a6}
    ///       ENCRYPTED_A7: ${ssm(noDecrypt):/orders/a7}
    ///       ENCRYPTED_A8: ${ssm(noDecrypt):/orders/a8}
    ///       ENCRYPTED_A9: ${ssm(noDecrypt):/orders/a9}
    ///       ENCRYPTED_B1: ${ssm(noDecrypt):/orders/b1}
    ///       ENCRYPTED_B2: ${ssm(noDecrypt):/orders/b2}
    ///       ENCRYPTED_B3: ${ssm(noDecrypt):/orders/b3}
    ///       ENCRYPTED_B4: ${ssm(noDecrypt):/orders/b4}
    ///       ENCRYPTED_B5: ${ssm(noDecrypt):/orders/b5}
    ///       ENCRYPTED_B6: ${ssm(noDecrypt):/orders/b6}
    ///       ENCRYPTED_B7: ${ssm(noDecrypt):/orders/b7}
    ///       ENCRYPTED_B8: ${ssm(noDecrypt):/orders/b8}
    ///       ENCRYPTED_B9: ${ssm(noDecrypt):/orders/b9}
    /// ```
    ///
    /// Paths take less room, and one path can hold many secrets.
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
    ///           Action: [ssm:GetParameter, ssm:GetParameters, ssm:GetParametersByPath]
    ///           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders*
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       SSM_PATH_TO_SECRETS: /orders
    /// ```
    registry::ENVIRONMENT_TOO_LARGE, Access, Warning, Medium
}

/// AWS Lambda Developer Guide, "Lambda quotas", read 2023-10.
const LIMIT_BYTES: usize = 4096;

/// Four fifths of it: from here on it is worth a word.
const NEAR_BYTES: usize = LIMIT_BYTES / 5 * 4;

/// The base64 of the ciphertext of twelve bytes ("How AWS Systems Manager Parameter Store uses AWS KMS", read 2026-11-23).
const CIPHERTEXT_BYTES: usize = 204;

/// A companion's ARN, with a name of some length.
const ARN_BYTES: usize = 80;

/// Stands for a value of which nothing is known.
const UNKNOWN_BYTES: usize = 12;

/// A size in bytes: what is certain, and what it may be.
#[derive(Clone, Copy, Default)]
struct Size {
    least: usize,
    guess: usize,
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let access = unit.access();
    let mut seen = HashSet::new();
    for function in &access.functions {
        let most: usize = access.variables(function).map(|variable| rough(unit, variable)).sum();
        if most <= NEAR_BYTES {
            continue;
        }
        let sizes = access.variables(function).map(|variable| size(unit, variable));
        let size = sizes.fold(Size::default(), |all, one| Size { least: all.least + one.least, guess: all.guess + one.guess });
        let (severity, message) = if size.least > LIMIT_BYTES {
            (
                Severity::Warning,
                format!("the environment of `{}` has at least {} bytes, and Lambda takes {LIMIT_BYTES}", function.name, size.least),
            )
        } else if size.guess > LIMIT_BYTES {
            (
                Severity::Note,
                format!("the environment of `{}` has some {} bytes, and Lambda takes {LIMIT_BYTES}", function.name, size.guess),
            )
        } else if size.guess > NEAR_BYTES {
            (
                Severity::Note,
                format!("the environment of `{}` has some {} of the {LIMIT_BYTES} bytes that Lambda takes", function.name, size.guess),
            )
        } else {
            continue;
        };
        if seen.insert(function.place) {
            findings.push(
                Finding::new(&RULE, span(unit, function), message)
                    .saying(if size.least == size.guess { "counted" } else { "what is only known at deploy time is estimated" })
                    .help("give the function paths in place of values (`SSM_PATH_TO_X`), or one path that holds many")
                    .severity(severity)
                    .address(unit.address(function.place)),
            );
        }
    }
}

fn span(unit: &Unit<'_>, function: &Function<'_>) -> sealform_diagnostic::Span {
    if unit.is_own(function.place) { unit.key_span(function.place) } else { unit.span(function.place) }
}

/// No less than what [`size`] guesses, found without putting texts together.
fn rough(unit: &Unit<'_>, variable: &Variable<'_>) -> usize {
    let value = match (&variable.holds, unit.scalar(variable.value)) {
        (Holds::Other | Holds::Blob | Holds::Path(_), Some(scalar)) => 2 * scalar.text.len(),
        _ => 0,
    };
    variable.name.len() + value.max(CIPHERTEXT_BYTES + ARN_BYTES + variable.name.len())
}

fn size(unit: &Unit<'_>, variable: &Variable<'_>) -> Size {
    let name = variable.name.len();
    let known = |bytes| Size { least: name + bytes, guess: name + bytes };
    if let Holds::Ciphertext(_) = variable.holds {
        return known(CIPHERTEXT_BYTES);
    }
    if let Some(text) = unit.index().variables_at(variable.value)
        && let [Segment::Variable(ours)] = text.segments()
        && ours.delimiter == Delimiter::Angle
    {
        // It becomes a ciphertext with its companion, or a path.
        let companion = name + "_ARN".len() + ARN_BYTES;
        return Size { least: name, guess: name + "ENCRYPTED_".len() + CIPHERTEXT_BYTES + companion };
    }
    let text = text_at(unit, variable.value);
    let unknown = text.as_str().matches(UNKNOWN).count();
    let least = name + text.as_str().len() - unknown * UNKNOWN.len_utf8();
    Size { least, guess: least + unknown * UNKNOWN_BYTES }
}
