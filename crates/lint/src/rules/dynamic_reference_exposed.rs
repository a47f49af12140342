//! A dynamic reference to a secret where CloudFormation puts the value into a configuration that shows it.

use crate::dynamic_references::dynamic_references;
use crate::finding::Finding;
use crate::lands::lands;
use crate::rule::declare_rule;
use crate::secrecy::{is_harmless_key, is_pointer, is_secret, names_secret};
use crate::sink::Sink;
use crate::unit::Unit;

declare_rule! {
    /// A dynamic reference puts a secret where its value can be read: a function's or container's environment, an output, user data.
    ///
    /// The template stays clean, but CloudFormation resolves the reference, and the service shows what it got: `lambda get-function-configuration` prints the
    /// clear text. "The secret value may show up in the service whose resource it's being used in" (CloudFormation User Guide, "Dynamic references", read 2026-11-23).
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           DB_PASSWORD: '{{resolve:secretsmanager:orders/db:SecretString:password}}'
    /// ```
    ///
    /// Hand out the secret's name, and let the function read it.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           DB_SECRET_NAME: orders/db
    /// ```
    227 "dynamic-reference-exposed", Flow, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    for found in dynamic_references(unit) {
        let Some(lands) = lands(unit, found.place).filter(|lands| lands.sink.is_readable()) else { continue };
        let reference = &found.reference;
        let secret = match &*reference.service.value {
            "secretsmanager" => !reference.rest.get(1).is_some_and(|key| is_harmless_key(&key.value)),
            // What points to a secret lands under the name of a pointer.
            "ssm" => names_secret(unit, lands.sink, lands.name) || (is_secret(unit, &reference.id.value) && !is_pointer(lands.name)),
            // Where it may not stand at all is another rule's.
            _ => false,
        };
        if secret {
            findings.push(
                Finding::new(&RULE, found.span, format!("CloudFormation puts the secret's value in clear into {}", lands.sink.words()))
                    .saying("resolved here, and readable")
                    .help(help(lands.sink))
                    .address(unit.address(found.place)),
            );
        }
    }
}

fn help(sink: Sink) -> &'static str {
    match sink {
        Sink::ContainerEnvironment => {
            "let ECS, Batch or App Runner fetch it (`Secrets` with `ValueFrom`), or CodeBuild (`Type: SECRETS_MANAGER`), or hand out its name"
        }
        _ => "hand out the name or the path, and let the code read the secret at run time",
    }
}
