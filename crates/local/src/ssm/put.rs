//! `PutParameter`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::message;
use super::name::{canonical, check_new};
use super::parameter::{Encryption, Parameter, ParameterType, Tier, Version};
use crate::input::Input;
use crate::kms::{Context, Keys};
use crate::refusal::Refusal;
use crate::region::Region;

/// The key of a SecureString that names none.
pub(crate) const DEFAULT_KEY: &str = "alias/aws/ssm";
/// How many versions are kept (Systems Manager User Guide, "Working with parameter versions", read 2026-11-23).
const VERSIONS: usize = 100;

/// A parameter, or a new version of one, that is to be stored.
pub(crate) struct NewParameter<'a> {
    pub(crate) name: &'a str,
    /// May be left out for a new version.
    pub(crate) kind: Option<ParameterType>,
    /// `None`: as it was, else Standard.
    pub(crate) tier: Option<Tier>,
    /// For SecureString only; `None`: the default key.
    pub(crate) key: Option<&'a str>,
    pub(crate) value: &'a str,
    pub(crate) overwrite: bool,
}

pub(crate) fn put_parameter(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let kind = parse(input, "Type", ParameterType::parse)?;
    let tier = parse(input, "Tier", Tier::parse)?;
    let new = NewParameter {
        name: input.required_text("Name")?,
        kind,
        tier,
        key: input.text("KeyId")?,
        value: input.required_text("Value")?,
        overwrite: input.flag("Overwrite")?,
    };
    let (version, tier) = put(region, &new)?;
    Ok(json!({"Version": version, "Tier": tier.as_str()}))
}

/// Stores it and tells its version and tier.
///
/// # Errors
/// `ValidationException`, `ParameterAlreadyExists`, `HierarchyTypeMismatchException`, `HierarchyLevelLimitExceededException`,
/// `InvalidKeyId`. No message quotes the value.
pub(crate) fn put(region: &mut Region, new: &NewParameter<'_>) -> Result<(u64, Tier), Refusal> {
    let name = check_new(new.name)?;
    let old = region.parameters.get(canonical(name)).and_then(Parameter::current);
    if old.is_some() && !new.overwrite {
        return Err(Refusal::new(
            "ParameterAlreadyExists",
            "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
        ));
    }
    let kind = match (new.kind, old) {
        (Some(kind), Some(old)) if kind != old.kind => {
            return Err(Refusal::new("HierarchyTypeMismatchException", "The type of an existing parameter can't be changed."));
        }
        (Some(kind), _) => kind,
        (None, Some(old)) => old.kind,
        (None, None) => return Err(Refusal::validation("A parameter type is required when you create a parameter.")),
    };
    let tier = tier(new, old.map(|old| old.tier))?;
    if new.key.is_some() && kind != ParameterType::SecureString {
        return Err(Refusal::validation("KeyId is only applicable for parameters of type SecureString."));
    }
    let number = old.map_or(1, |old| old.number + 1);
    let encryption = match kind {
        ParameterType::SecureString => {
            let arn = crate::arn::parameter_arn(&region.name, &region.account, name);
            Some(encrypt(&region.keys, new.key.unwrap_or(DEFAULT_KEY), tier, &arn, new.value)?)
        }
        _ => None,
    };
    let version = Version { number, kind, tier, encryption, value: Zeroizing::new(new.value.to_owned()), labels: Vec::new() };
    let parameter =
        region.parameters.entry(canonical(name).to_owned()).or_insert_with(|| Parameter { name: name.to_owned(), versions: Vec::new() });
    parameter.versions.push(version);
    if parameter.versions.len() > VERSIONS {
        parameter.versions.remove(0);
    }
    Ok((number, tier))
}

/// Standard to Advanced is one way, and Intelligent-Tiering goes it when a value needs it.
fn tier(new: &NewParameter<'_>, old: Option<Tier>) -> Result<Tier, Refusal> {
    let large = new.value.len() > 4_096;
    let asked = match new.tier.or(old).unwrap_or_default() {
        Tier::IntelligentTiering if large || old == Some(Tier::Advanced) => Tier::Advanced,
        Tier::IntelligentTiering => Tier::Standard,
        tier => tier,
    };
    if asked == Tier::Standard && old == Some(Tier::Advanced) {
        return Err(Refusal::validation(
            "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the \
             standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
        ));
    }
    if asked == Tier::Standard && large {
        return Err(Refusal::validation(
            "Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the \
             parameter to use the advanced-parameter tier.",
        ));
    }
    if new.value.is_empty() || new.value.len() > 8_192 {
        return Err(Refusal::validation(
            "1 validation error detected: Value at 'value' failed to satisfy constraint: Member must have length between 1 and 8192",
        ));
    }
    Ok(asked)
}

/// Standard: `kms:Encrypt` with the parameter's ARN as the whole context. Advanced: an Encryption SDK message under the same
/// context (KMS Developer Guide, "How AWS Systems Manager Parameter Store uses AWS KMS", read 2026-11-23).
fn encrypt(keys: &Keys, key: &str, tier: Tier, arn: &str, value: &str) -> Result<Encryption, Refusal> {
    let found = keys.find(key).and_then(|found| found.usable().map(|()| found));
    let found = found.map_err(|refusal| Refusal::new("InvalidKeyId", refusal.message))?;
    let context = Context::from([("PARAMETER_ARN".to_owned(), arn.to_owned())]);
    let bytes = match tier {
        Tier::Advanced => message::seal(found, &context, value.as_bytes()),
        _ => found.seal_stored(&context, value.as_bytes()),
    };
    Ok(Encryption { key: key.to_owned(), key_id: found.id.clone(), ciphertext: STANDARD.encode(bytes) })
}

fn parse<T>(input: Input<'_>, member: &str, parse: fn(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
    let Some(text) = input.text(member)? else { return Ok(None) };
    parse(text).map(Some).ok_or_else(|| {
        Refusal::validation(format!(
            "1 validation error detected: Value at '{}' failed to satisfy constraint: Member must satisfy enum value set",
            member.to_ascii_lowercase()
        ))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Local;
    use crate::testing::{DEMO, ask, refused};

    const PUT: &str = "AmazonSSM.PutParameter";

    fn demo() -> Local {
        Local::from_yaml(DEMO).unwrap()
    }

    #[test]
    fn versions_follow_each_other() {
        let local = demo();
        let put = |value: &str| ask(&local, PUT, json!({"Name": "/new", "Type": "String", "Value": value, "Overwrite": true}));
        assert_eq!(put("one"), json!({"Version": 1, "Tier": "Standard"}));
        assert_eq!(put("two")["Version"], 2);
        let get = |name: &str| ask(&local, "AmazonSSM.GetParameter", json!({"Name": name}))["Parameter"]["Value"].clone();
        assert_eq!((get("/new"), get("/new:1")), (json!("two"), json!("one")));
    }

    #[test]
    fn a_hundred_versions_are_kept() {
        let local = demo();
        for number in 0..=100 {
            ask(&local, PUT, json!({"Name": "n", "Type": "String", "Value": number.to_string(), "Overwrite": true}));
        }
        assert_eq!(refused(&local, "AmazonSSM.GetParameter", json!({"Name": "n:1"})).0, "ParameterVersionNotFound");
        ask(&local, "AmazonSSM.GetParameter", json!({"Name": "n:2"}));
    }

    #[test]
    fn what_aws_refuses_is_refused() {
        let local = demo();
        let large = "x".repeat(4_097);
        let deep = "/a".repeat(16);
        let cases: [(Value, &str); 14] = [
            (json!({"Name": "flat", "Type": "String", "Value": "x"}), "ParameterAlreadyExists"),
            (json!({"Name": "/flat", "Type": "String", "Value": "x"}), "ParameterAlreadyExists"),
            (json!({"Name": "flat", "Type": "SecureString", "Value": "x", "Overwrite": true}), "HierarchyTypeMismatchException"),
            (json!({"Name": "a/b", "Type": "String", "Value": "x"}), "ValidationException"),
            (json!({"Name": "/AWS/b", "Type": "String", "Value": "x"}), "ValidationException"),
            (json!({"Name": "ssmx", "Type": "String", "Value": "x"}), "ValidationException"),
            (json!({"Name": deep, "Type": "String", "Value": "x"}), "HierarchyLevelLimitExceededException"),
            (json!({"Name": "n", "Value": "x"}), "ValidationException"),
            (json!({"Name": "n", "Type": "Secure", "Value": "x"}), "ValidationException"),
            (json!({"Name": "n", "Type": "String", "Value": large}), "ValidationException"),
            (json!({"Name": "n", "Type": "String", "KeyId": "alias/demo", "Value": "x"}), "ValidationException"),
            (json!({"Name": "n", "Type": "SecureString", "KeyId": "alias/none", "Value": "x"}), "InvalidKeyId"),
            (json!({"Name": "n", "Type": "SecureString", "KeyId": "alias/off", "Value": "x"}), "InvalidKeyId"),
            (json!({"Name": "/demo/advanced", "Tier": "Standard", "Value": "x", "Overwrite": true}), "ValidationException"),
        ];
        for (members, code) in cases {
            assert_eq!(refused(&local, PUT, members.clone()).0, code, "{members}");
        }
    }

    #[test]
    fn intelligent_tiering_goes_one_way() {
        let local = demo();
        let put = |value: &str| {
            ask(&local, PUT, json!({"Name": "n", "Type": "SecureString", "Tier": "Intelligent-Tiering", "Value": value, "Overwrite": true}))
                ["Tier"]
                .clone()
        };
        assert_eq!((put("x"), put(&"x".repeat(4_097)), put("x")), (json!("Standard"), json!("Advanced"), json!("Advanced")));
    }
}
