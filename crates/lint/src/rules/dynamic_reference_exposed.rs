//! A dynamic reference to a secret where CloudFormation puts the value into a configuration that shows it.

use crate::dynamic_references::dynamic_references;
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::secrecy::is_secret;
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
        let sink = unit.sink(found.place);
        let readable = matches!(sink, Sink::LambdaEnvironment | Sink::ContainerEnvironment | Sink::UserData) || sink.is_published();
        let secret = match &*found.reference.service.value {
            "secretsmanager" => true,
            "ssm" => is_secret(unit, &found.reference.id.value) || unit.key(found.place).is_some_and(|key| is_secret(unit, key)),
            // Where it may not stand at all is another rule's.
            _ => false,
        };
        if readable && secret {
            findings.push(
                Finding::new(&RULE, found.span, format!("CloudFormation puts the secret's value in clear into {}", sink.words()))
                    .saying("resolved here, and readable")
                    .help("hand out the name or the path, and let the code read the secret at run time")
                    .address(unit.address(found.place)),
            );
        }
    }
}
