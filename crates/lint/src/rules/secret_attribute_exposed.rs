//! `!GetAtt Key.SecretAccessKey`: an attribute that is a secret.

use crate::finding::Finding;
use crate::flat_text::names_a_thing;
use crate::lands::lands;
use crate::rule::declare_rule;
use crate::template::Resource;
use crate::unit::Unit;

declare_rule! {
    /// An attribute that is a secret is put where its value can be read: the secret key of an IAM user, the secret of a Cognito client.
    ///
    /// An output, an environment, user data or metadata shows it to whoever may describe the stack or the function, and stacks keep outputs for as long as they live.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Key:
    ///     Type: AWS::IAM::AccessKey
    ///     Properties: {UserName: deployer}
    /// Outputs:
    ///   SecretKey:
    ///     Value: !GetAtt Key.SecretAccessKey
    /// ```
    ///
    /// Use a role instead of a key, or put the attribute into Secrets Manager.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Key:
    ///     Type: AWS::IAM::AccessKey
    ///     Properties: {UserName: deployer}
    ///   Secret:
    ///     Type: AWS::SecretsManager::Secret
    ///     Properties:
    ///       SecretString: !GetAtt Key.SecretAccessKey
    /// ```
    230 "secret-attribute-exposed", Flow, Error, High
}

/// Attributes that are secrets, by resource type ("Return values" of each type's page, CloudFormation Template Reference, read 2026-11-23).
const ATTRIBUTES: &[(&str, &str)] = &[("AWS::IAM::AccessKey", "SecretAccessKey"), ("AWS::Cognito::UserPoolClient", "ClientSecret")];

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let resources = &unit.template().resources;
    let of_type = |kind: &str| resources.iter().any(|resource| resource.resource_type == kind);
    if !ATTRIBUTES.iter().any(|(kind, _)| of_type(kind)) {
        return;
    }
    for place in unit.index().functions() {
        let Some(function) = unit.function(place) else { continue };
        let argument = function.argument;
        match function.name {
            "Fn::GetAtt" => {
                let mut items = unit.places().children(argument).filter_map(|item| unit.scalar(item)).map(|scalar| &*scalar.text);
                let (id, attribute) = match unit.scalar(argument) {
                    Some(scalar) => scalar.text.split_once('.').unwrap_or_default(),
                    None => (items.next().unwrap_or_default(), items.next().unwrap_or_default()),
                };
                if is_secret(resources, id, attribute) {
                    report(unit, place, unit.span(argument), findings);
                }
            }
            "Fn::Sub" => {
                let list = unit.places().children(argument).next().filter(|_| unit.scalar(argument).is_none());
                let text = list.unwrap_or(argument);
                let Some(scalar) = unit.scalar(text) else { continue };
                for (start, _) in scalar.text.match_indices("${") {
                    let Some(end) = scalar.text[start..].find('}').map(|at| start + at) else { break };
                    let (id, attribute) = scalar.text[start + 2..end].split_once('.').unwrap_or_default();
                    if is_secret(resources, id, attribute) {
                        report(unit, place, unit.span_in(text, start..end + 1), findings);
                    }
                }
            }
            _ => {}
        }
    }
}

fn is_secret(resources: &[Resource<'_>], id: &str, attribute: &str) -> bool {
    let is_of = |kind: &str| resources.iter().any(|resource| resource.logical_id == id && resource.resource_type == kind);
    ATTRIBUTES.iter().any(|(kind, secret)| *secret == attribute && is_of(kind))
}

fn report(unit: &Unit<'_>, place: crate::place::PlaceId, span: sealform_diagnostic::Span, findings: &mut Vec<Finding>) {
    let Some(lands) = lands(unit, place).filter(|lands| lands.sink.is_readable()) else { return };
    if !names_a_thing(unit, lands.value) {
        findings.push(
            Finding::new(&RULE, span, format!("an attribute that is a secret is put in clear into {}", lands.sink.words()))
                .saying("its value can be read here")
                .help("put it into an `AWS::SecretsManager::Secret` and hand out that secret's ARN; better, use a role instead of a key")
                .address(unit.address(place)),
        );
    }
}
