//! `ENCRYPTED_X` that is no ciphertext.

use std::collections::HashSet;

use sealform_diagnostic::{Severity, registry};
use sealform_secret::heuristics::may_be_secret_value;
use sealform_secret::{CiphertextBlob, NotABlob};
use sealform_yaml::Scalar;

use crate::access::encrypted_name;
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::secrecy::is_secret;
use crate::unit::Unit;

declare_rule! {
    /// A variable whose name says that it is encrypted holds text that is no KMS ciphertext.
    ///
    /// It may be the clear text, or a blob that was cut short when it was copied. A blob is base64 and begins with `AQICAH` or `AQECAH`; what a parameter of the Advanced tier holds
    /// (`AYADe`, `AgV4`) is a message of the AWS Encryption SDK, which KMS does not decrypt.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_DB_PASSWORD: AQICAHhu2qLPxfCdXGfd
    /// ```
    ///
    /// `sealform seal` makes a blob.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_DB_PASSWORD: $<env:DB_PASSWORD>
    /// ```
    registry::NOT_A_BLOB, Access, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for variable in unit.access().all_variables() {
        let Some(name) = encrypted_name(variable.name) else { continue };
        let Some(scalar) = unit.scalar(variable.value) else { continue };
        let is_text = matches!(scalar.value(), Scalar::Text(_) | Scalar::Number(_)) && unit.function(variable.value).is_none();
        if !is_text || unit.index().variables_at(variable.value).is_some() || scalar.text.contains("${") {
            continue;
        }
        let text = scalar.text.trim();
        let Err(reason) = CiphertextBlob::parse(&scalar.text) else { continue };
        // A flag, a path, a placeholder under that name is somebody's setting.
        let looks_like = CiphertextBlob::looks_like(text);
        let counts = reason != NotABlob::Other || looks_like || (is_secret(unit, name) && may_be_secret_value(text));
        if !counts || !seen.insert(variable.value) {
            continue;
        }
        let (message, help) = match reason {
            NotABlob::EncryptionSdk => (
                format!("`{}` holds a message of the AWS Encryption SDK, which KMS does not decrypt", variable.name),
                "it is what a parameter of the Advanced tier holds: let the function read the parameter, `SSM_PATH_TO_X: /path`",
            ),
            NotABlob::LenientBase64 => (
                format!("the base64 of `{}` is one that only a lenient decoder reads", variable.name),
                "write it in one line, with its padding, as KMS gave it",
            ),
            NotABlob::Other if looks_like => (
                format!("`{}` begins as a KMS ciphertext does and is none: it may be cut short", variable.name),
                "copy the whole `CiphertextBlob`, or make a new one with `sealform seal`",
            ),
            NotABlob::Other => (
                format!("`{}` is no KMS ciphertext, and may be the clear text", variable.name),
                "encrypt it with `sealform seal`, and change the secret if this file was ever committed",
            ),
        };
        let span = unit.span(variable.value);
        let severity = if reason == NotABlob::Other && !looks_like { Severity::Error } else { Severity::Warning };
        let place = if unit.is_own(variable.value) { span } else { unit.span(variable.entry) };
        findings.push(Finding::new(&RULE, place, message).help(help).severity(severity).secret(span).address(unit.address(variable.entry)));
    }
}
