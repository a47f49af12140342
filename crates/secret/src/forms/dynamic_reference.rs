//! Dynamic references: what a resource's property holds in place of a secret, for CloudFormation to resolve with the deploying role.

use super::Remote;
use crate::{ManagedSecret, Region, Sealed, SecretParameter};

/// How `--explain` calls it.
pub(crate) const NAME: &str = "dynamic-reference";

/// The properties in which CloudFormation resolves `ssm-secure`, by resource type; a dot leads into a nested property, lists count as
/// their items (AWS CloudFormation User Guide, "Using dynamic references to specify template values", read 2023-12). Secrets Manager's
/// references are taken no further than these.
const PROPERTIES: &[(&str, &str)] = &[
    ("AWS::DirectoryService::MicrosoftAD", "Password"),
    ("AWS::DirectoryService::SimpleAD", "Password"),
    ("AWS::ElastiCache::ReplicationGroup", "AuthToken"),
    ("AWS::IAM::User", "LoginProfile.Password"),
    ("AWS::KinesisFirehose::DeliveryStream", "RedshiftDestinationConfiguration.Password"),
    ("AWS::OpsWorks::App", "AppSource.Password"),
    ("AWS::OpsWorks::Stack", "CustomCookbooksSource.Password"),
    ("AWS::OpsWorks::Stack", "RdsDbInstances.DbPassword"),
    ("AWS::RDS::DBCluster", "MasterUserPassword"),
    ("AWS::RDS::DBInstance", "MasterUserPassword"),
    ("AWS::Redshift::Cluster", "MasterUserPassword"),
];

/// Whether CloudFormation resolves a secret in this property. `keys` lead from `Properties` to it, without the indices of lists.
pub(crate) fn allows(resource_type: &str, keys: &[&str]) -> bool {
    PROPERTIES.iter().any(|(allowed_type, property)| *allowed_type == resource_type && property.split('.').eq(keys.iter().copied()))
}

/// The reference to `remote`, resolved in a stack of `region`.
///
/// # Errors
/// In words, why CloudFormation cannot resolve it.
pub(crate) fn seal(remote: Remote<'_>, region: &Region) -> Result<Sealed, &'static str> {
    match remote {
        Remote::Parameter(parameter) => ssm_secure(parameter, region),
        Remote::Managed(secret) => secrets_manager(secret, region),
    }
    .map(Sealed::dynamic_reference)
}

/// `{{resolve:ssm-secure:NAME:VERSION}}`. The version always stands there, so that a new version changes the template and is deployed.
fn ssm_secure(parameter: &SecretParameter, region: &Region) -> Result<String, &'static str> {
    let address = &parameter.address;
    if !parameter.json_key.is_empty() {
        return Err("CloudFormation takes no key out of a JSON text in Parameter Store");
    }
    if address.name.starts_with("arn:") || address.region != *region {
        return Err("CloudFormation reads Parameter Store only in the stack's own account and Region, by name");
    }
    let version = match address.selector.as_deref() {
        None => parameter.parameter.version.to_string(),
        Some(selector) if selector.bytes().all(|byte| byte.is_ascii_digit()) => selector.to_owned(),
        Some(_) => return Err("CloudFormation knows no labels of parameters; write the version"),
    };
    Ok(format!("{{{{resolve:ssm-secure:{}:{version}}}}}", address.name))
}

/// `{{resolve:secretsmanager:ID:SecretString:KEY:STAGE:VERSION}}`, empty parts at the end left out.
fn secrets_manager(secret: &ManagedSecret, region: &Region) -> Result<String, &'static str> {
    let address = &secret.address;
    if address.region != *region {
        return Err("CloudFormation reads Secrets Manager only in the stack's own Region");
    }
    let key = match secret.json_key.as_slice() {
        [] => "",
        [key] if !key.contains([':', '{', '}']) => key,
        [_] => return Err("the key holds a character that a dynamic reference cannot"),
        _ => return Err("CloudFormation takes only keys of the first level out of a JSON secret"),
    };
    let (stage, version) = match address.selector.as_deref() {
        None => ("", ""),
        Some(selector) if is_version_id(selector) => ("", selector),
        Some(stage) => (stage, ""),
    };
    let text = format!("{{{{resolve:secretsmanager:{}:SecretString:{key}:{stage}:{version}", address.name);
    Ok(format!("{}}}}}", text.trim_end_matches(':')))
}

/// A version id is a UUID; a stage is a word such as `AWSPREVIOUS` (botocore secretsmanager model, GetSecretValue, read 2026-11-23).
fn is_version_id(selector: &str) -> bool {
    selector.len() == 36
        && selector.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && selector.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{Intent, Parameter, ParameterAddress, ParameterArn, ParameterType, Plaintext, SecretAddress};

    fn region() -> Region {
        Region::parse("us-west-2").expect("it has the form")
    }

    fn parameter(name: &str, selector: Option<&str>, json_key: &[&str]) -> SecretParameter {
        SecretParameter {
            address: ParameterAddress { region: region(), name: name.into(), selector: selector.map(Into::into) },
            parameter: Arc::new(Parameter {
                arn: ParameterArn::of(&region(), "123456789012", name),
                parameter_type: ParameterType::SecureString,
                version: 7,
                value: Plaintext::new(String::new(), "ssm:/p"),
            }),
            intent: Intent::Decrypt,
            json_key: json_key.iter().map(|&key| key.into()).collect(),
        }
    }

    fn secret(selector: Option<&str>, json_key: &[&str]) -> ManagedSecret {
        ManagedSecret {
            address: SecretAddress { region: region(), name: "app/db".into(), selector: selector.map(Into::into) },
            json_key: json_key.iter().map(|&key| key.into()).collect(),
        }
    }

    #[test]
    fn the_version_of_a_parameter_always_stands_there() {
        let text = |parameter: &SecretParameter| seal(Remote::Parameter(parameter), &region()).map(|sealed| sealed.as_str().to_owned());
        assert_eq!(text(&parameter("/a/b", None, &[])).as_deref(), Ok("{{resolve:ssm-secure:/a/b:7}}"));
        assert_eq!(text(&parameter("/a/b", Some("3"), &[])).as_deref(), Ok("{{resolve:ssm-secure:/a/b:3}}"));
        assert!(text(&parameter("/a/b", Some("prod"), &[])).is_err(), "a label");
        assert!(text(&parameter("/a/b", None, &["password"])).is_err(), "a JSON key");
        assert!(text(&parameter("arn:aws:ssm:us-west-2:123456789012:parameter/a", None, &[])).is_err(), "an ARN");
        let elsewhere = Region::parse("eu-west-1").expect("it has the form");
        assert!(seal(Remote::Parameter(&parameter("/a/b", None, &[])), &elsewhere).is_err(), "another Region");
    }

    #[test]
    fn secrets_manager_names_key_stage_and_version() {
        let text = |secret: &ManagedSecret| seal(Remote::Managed(secret), &region()).map(|sealed| sealed.as_str().to_owned());
        assert_eq!(text(&secret(None, &[])).as_deref(), Ok("{{resolve:secretsmanager:app/db:SecretString}}"));
        assert_eq!(text(&secret(None, &["pw"])).as_deref(), Ok("{{resolve:secretsmanager:app/db:SecretString:pw}}"));
        assert_eq!(text(&secret(Some("AWSPREVIOUS"), &[])).as_deref(), Ok("{{resolve:secretsmanager:app/db:SecretString::AWSPREVIOUS}}"));
        let id = "11111111-2222-3333-4444-555555555555";
        assert_eq!(text(&secret(Some(id), &["pw"])), Ok(format!("{{{{resolve:secretsmanager:app/db:SecretString:pw::{id}}}}}")));
        assert!(text(&secret(None, &["a", "b"])).is_err(), "a deeper key");
        assert!(text(&secret(None, &["a:b"])).is_err(), "a colon would end the key");
    }

    #[test]
    fn eleven_properties_allow_it() {
        assert_eq!(PROPERTIES.len(), 11);
        assert!(allows("AWS::RDS::DBInstance", &["MasterUserPassword"]));
        assert!(allows("AWS::IAM::User", &["LoginProfile", "Password"]));
        assert!(!allows("AWS::IAM::User", &["Password"]));
        assert!(!allows("AWS::Lambda::Function", &["Environment", "Variables", "X"]));
    }
}
