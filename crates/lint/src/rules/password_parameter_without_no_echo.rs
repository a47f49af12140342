//! A parameter that is a secret by its name, without NoEcho.

use sealform_diagnostic::{Applicability, Edit, Fix};
use sealform_yaml::Style;

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::secrecy::is_secret;
use crate::unit::Unit;

declare_rule! {
    /// A parameter that takes a secret has no NoEcho, so whoever may describe the stack reads it.
    ///
    /// CloudFormation shows the values of parameters in the console and in `describe-stacks`, unless `NoEcho` is true.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Parameters:
    ///   ApiToken: {Type: String}
    /// Resources:
    ///   Secret:
    ///     Type: AWS::SecretsManager::Secret
    ///     Properties:
    ///       SecretString: !Ref ApiToken
    /// ```
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Parameters:
    ///   ApiToken: {Type: String, NoEcho: true}
    /// Resources:
    ///   Secret:
    ///     Type: AWS::SecretsManager::Secret
    ///     Properties:
    ///       SecretString: !Ref ApiToken
    /// ```
    229 "password-parameter-without-no-echo", Flow, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    for parameter in &unit.template().parameters {
        let takes_text = parameter.parameter_type == "String" || parameter.parameter_type == "CommaDelimitedList";
        // One whose value is chosen from a list is a setting.
        let chosen = unit.get(parameter.place, "AllowedValues").is_some();
        if !takes_text || parameter.no_echo || chosen || !is_secret(unit, parameter.name) || names_a_thing(unit, parameter.default) {
            continue;
        }
        let mut finding = Finding::new(
            &RULE,
            unit.key_span(parameter.place),
            format!("the parameter `{}` takes a secret, and shows it to whoever may describe the stack", parameter.name),
        )
        .saying("it has no NoEcho")
        .help("add `NoEcho: true`, or better: keep the secret in Secrets Manager and use a dynamic reference")
        .address(unit.address(parameter.place));
        if let Some(fix) = fix(unit, parameter.place) {
            finding = finding.fix(fix);
        }
        findings.push(finding);
    }
}

/// A default such as `/orders/token` or `alias/x` tells that the parameter takes a name.
fn names_a_thing(unit: &Unit<'_>, default: Option<crate::place::PlaceId>) -> bool {
    let text = default.and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text).unwrap_or_default();
    !text.is_empty() && !sealform_secret::heuristics::may_be_secret_value(text)
}

/// `NoEcho: true` before the first entry, in the style of what stands there.
fn fix(unit: &Unit<'_>, place: crate::place::PlaceId) -> Option<Fix> {
    let first = unit.places().children(place).next()?;
    if unit.file(place).source.path().ends_with(".json") {
        return None;
    }
    let key = unit.key_span(first);
    let source = unit.file(place).source;
    let line = source.line_of(key.start as usize);
    let start = source.line_start(line);
    let before = &source.text()[start..key.start as usize];
    let text = if before.trim().is_empty() && unit.scalar(first).is_none_or(|scalar| scalar.style == Style::Plain) {
        format!("NoEcho: true\n{before}")
    } else if before.contains('{') {
        "NoEcho: true, ".to_owned()
    } else {
        return None;
    };
    let edits = vec![Edit { span: sealform_diagnostic::Span { end: key.start, ..key }, text }];
    Some(Fix { title: "Add `NoEcho: true`".to_owned(), applicability: Applicability::Safe, edits })
}
