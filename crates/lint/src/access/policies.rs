//! What SAM's policies and AWS's managed policies allow, as far as it is about secrets.

use super::follow::follow;
use super::statement::{Entry, Statement};
use super::text::{Text, text_at};
use crate::place::{PlaceId, Step};
use crate::unit::Unit;

/// Managed policies that a function often has and that allow nothing about secrets (AWS Managed Policy Reference, read 2026-11-23).
const HARMLESS: &[&str] = &[
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSLambdaSQSQueueExecutionRole",
    "AWSLambdaDynamoDBExecutionRole",
    "AWSLambdaKinesisExecutionRole",
    "AWSLambdaENIManagementAccess",
    "AWSXRayDaemonWriteAccess",
    "AWSXrayWriteOnlyAccess",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
];

/// Whether the managed policy `name`, a name or an ARN, is known to allow nothing about secrets.
pub(super) fn is_harmless(name: &str) -> bool {
    HARMLESS.contains(&name.rsplit('/').next().unwrap_or(name))
}

/// A policy template of SAM that is about secrets.
struct PolicyTemplate {
    name: &'static str,
    /// The one that names the resource.
    parameter: &'static str,
    actions: &'static [&'static str],
    /// What stands before the parameter's value in the resource's ARN.
    before: &'static str,
}

/// samtranslator 1.103 `policy_templates_data/policy_templates.json`, read 2026-11-25.
const TEMPLATES: &[PolicyTemplate] = &[
    PolicyTemplate {
        name: "SSMParameterReadPolicy",
        parameter: "ParameterName",
        actions: &["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath"],
        before: "arn:\u{fffd}:ssm:\u{fffd}:\u{fffd}:parameter/",
    },
    PolicyTemplate {
        name: "SSMParameterWithSlashPrefixReadPolicy",
        parameter: "ParameterName",
        actions: &["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath"],
        before: "arn:\u{fffd}:ssm:\u{fffd}:\u{fffd}:parameter",
    },
    PolicyTemplate {
        name: "KMSDecryptPolicy",
        parameter: "KeyId",
        actions: &["kms:Decrypt"],
        before: "arn:\u{fffd}:kms:\u{fffd}:\u{fffd}:key/",
    },
    PolicyTemplate {
        name: "AWSSecretsManagerGetSecretValuePolicy",
        parameter: "SecretArn",
        actions: &["secretsmanager:GetSecretValue"],
        before: "",
    },
];

/// The statement of the policy template at `place`, a mapping with the template's name as its one key; `None` for one that is not about secrets.
pub(super) fn of_template<'d>(unit: &Unit<'d>, place: PlaceId) -> Option<Statement<'d>> {
    let policy = unit.places().children(place).next()?;
    let Step::Key(name, _) = unit.places().get(policy).step else { return None };
    let template = TEMPLATES.iter().find(|template| template.name == name)?;
    let resource = match unit.get(follow(unit, policy), template.parameter) {
        Some(place) => Entry { place, text: text_at(unit, place).behind(template.before) },
        None => Entry { place: policy, text: Text::unknown(policy) },
    };
    let actions = template.actions.iter().map(|action| Entry { place: policy, text: Text::fixed(action, policy) }).collect();
    Some(Statement { entry: place, actions, resources: vec![resource], conditions: Vec::new() })
}
