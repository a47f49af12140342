//! `{{resolve:ssm-secure:...}}` where CloudFormation does not resolve it.

use sealform_diagnostic::registry::DYNAMIC_REFERENCE_PLACE;
use sealform_secret::forms::resolves_ssm_secure;

use crate::dynamic_references::dynamic_references;
use crate::finding::Finding;
use crate::lands::{Lands, lands};
use crate::rule::declare_rule;
use crate::sink::Sink;
use crate::unit::Unit;

declare_rule! {
    /// A dynamic reference to a SecureString stands where CloudFormation does not resolve it, so the change set fails.
    ///
    /// `{{resolve:ssm-secure:...}}` is resolved in eleven properties only, all of them passwords: of `AWS::RDS::DBInstance` and `AWS::RDS::DBCluster`
    /// (`MasterUserPassword`), `AWS::Redshift::Cluster`, `AWS::ElastiCache::ReplicationGroup` (`AuthToken`), `AWS::IAM::User`, AWS Directory Service, Amazon Data
    /// Firehose to Redshift, and AWS OpsWorks. In a Lambda function's environment the deployment says "SSM Secure reference is not supported in" ("Dynamic references",
    /// CloudFormation User Guide, read 2026-11-23).
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           DB_PASSWORD: '{{resolve:ssm-secure:/orders/db/password:1}}'
    /// ```
    ///
    /// Give the function the path and the right to read it.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Db:
    ///     Type: AWS::RDS::DBInstance
    ///     Properties:
    ///       MasterUserPassword: '{{resolve:ssm-secure:/orders/db/password:1}}'
    /// ```
    DYNAMIC_REFERENCE_PLACE, Flow, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    for found in dynamic_references(unit).filter(|found| *found.reference.service.value == *"ssm-secure") {
        let Some(lands) = lands(unit, found.place) else { continue };
        // A text that is only shown is not resolved; it may be about dynamic references.
        if matches!(lands.sink, Sink::Description | Sink::Metadata) || is_resolved(unit, &lands) {
            continue;
        }
        let help = match lands.sink {
            Sink::LambdaEnvironment => {
                format!("write `SSM_PATH_TO_{}: {}` and give the function the right to read it", lands.name, found.reference.id.value)
            }
            Sink::ContainerEnvironment => {
                "let ECS, Batch or App Runner fetch it (`Secrets` with `ValueFrom`), or CodeBuild (`Type: PARAMETER_STORE`)".to_owned()
            }
            _ => "hand out the parameter's name, or keep the secret in Secrets Manager: `{{resolve:secretsmanager:...}}` is resolved in every property"
                .to_owned(),
        };
        findings.push(
            Finding::new(&RULE, found.span, format!("CloudFormation does not resolve `ssm-secure` in {}", lands.sink.words()))
                .saying("the change set fails here")
                .help(help)
                .address(unit.address(found.place)),
        );
    }
}

fn is_resolved(unit: &Unit<'_>, lands: &Lands<'_>) -> bool {
    let resource = unit.template().resource_of(unit, lands.value);
    resource.is_some_and(|resource| resolves_ssm_secure(resource.resource_type, &lands.property()))
}
