//! A parameter that is a secret by its name, without NoEcho.

use std::collections::HashMap;

use sealform_diagnostic::{Applicability, Edit, Fix};
use sealform_secret::heuristics::is_secret_property;
use sealform_yaml::Style;

use crate::finding::Finding;
use crate::flat_text::names_a_thing;
use crate::lands::lands;
use crate::rule::declare_rule;
use crate::secrecy::{ANY_VALUE, is_pointer, takes_secret, takes_text};
use crate::sink::Sink;
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
    let template = unit.template();
    let text: Vec<bool> = template.parameters.iter().map(|parameter| takes_text(unit, parameter)).collect();
    let mut secret: Vec<bool> = template.parameters.iter().map(|parameter| takes_secret(unit, parameter)).collect();
    let mut named = vec![false; secret.len()];
    let mut properties: HashMap<&str, bool> = HashMap::new();
    for used in template.uses.iter().filter(|used| text[used.parameter]) {
        let key = unit.key(used.place).unwrap_or_default();
        let by_key = *properties.entry(key).or_insert_with(|| is_secret_property(key, ANY_VALUE));
        if !secret[used.parameter] && !by_key {
            continue;
        }
        if let Some(lands) = lands(unit, used.place) {
            // Its value is the name of the secret, or its ARN.
            named[used.parameter] |= names_a_thing(unit, lands.value) || is_pointer(lands.name) || lands.name == "ValueFrom";
            secret[used.parameter] |= by_key && lands.sink == Sink::Property && lands.value == used.place && lands.name == key;
        }
    }
    for (number, parameter) in template.parameters.iter().enumerate() {
        if !secret[number] || named[number] {
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
