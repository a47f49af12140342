//! Whether a literal in a property of a resource is a secret: most of them are settings with a word such as "token" in the name.

use super::name::{Keys, judge};
use super::{is_secret_form, may_be_secret_value};

/// Whether the literal `text` of the property `key` (`MasterUserPassword`, `SecretString`) is a secret: by its form, or by the property's
/// name where the text is not a word of a setting (`hours` under `TokenValidityUnits.AccessToken`, `ALLOW_USER_PASSWORD_AUTH`).
#[must_use]
pub fn is_secret_property(key: &str, text: &str) -> bool {
    is_secret_form(text) || (is_secret_property_name(key) && may_be_secret_property_value(text))
}

/// Whether a property of that name holds a secret, or a setting around one.
pub(crate) fn is_secret_property_name(key: &str) -> bool {
    judge(key, Keys::IfKnownSecret)
}

/// Whether the literal `text` may be the secret of such a property.
pub(crate) fn may_be_secret_property_value(text: &str) -> bool {
    may_be_secret_value(text) && !is_setting(text)
}

/// Units, switches, choices in capitals.
pub(super) fn is_setting(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "seconds",
        "minutes",
        "hours",
        "days",
        "required",
        "optional",
        "default",
        "auto",
        "none",
        "aws_iam",
        "api_key",
        "header",
        "sensitive",
    ];
    let choice = text.contains('_') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    // A password of digits alone is at least eight long (RDS, Redshift, Cognito).
    let number = text.len() < 8 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    choice || number || WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::is_secret_property;

    #[test]
    fn literals_of_secret_properties_are_secret() {
        for (key, text) in [
            ("MasterUserPassword", "admin"),
            ("MasterUserPassword", "12345678"),
            ("SecretString", r#"{"username":"orders","password":"REXncB0mtSCtjXS6vt"}"#),
            ("Password", "hunter2"),
            ("AuthToken", "hunter2hunter2"),
            ("ClientSecret", "8d7f6a5b4c3d2e1f"),
            ("PreSharedKey", "hunter2"),
            ("Description", "postgres://app:hunter2@db/app"),
        ] {
            assert!(is_secret_property(key, text), "{key}: {text}");
        }
    }

    #[test]
    fn settings_and_references_are_not() {
        for (key, text) in [
            ("AccessToken", "hours"),
            ("ExplicitAuthFlows", "ALLOW_USER_PASSWORD_AUTH"),
            ("AuthFlow", "USER_PASSWORD_AUTH"),
            ("MinimumPasswordLength", "8"),
            ("RefreshToken", "30"),
            ("Auth", "AWS_IAM"),
            ("MasterUserPassword", "{{resolve:ssm-secure:/prod/db/password:1}}"),
            ("SecretArn", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db"),
            ("PartitionKey", "customer"),
            ("S3Key", "orders.zip"),
            ("EventKey", "x"),
            ("Key", "Owner"),
            ("GenerateStringKey", "password"),
            ("Token", "true"),
            ("KmsMasterKeyId", "alias/aws/sqs"),
        ] {
            assert!(!is_secret_property(key, text), "{key}: {text}");
        }
    }
}
