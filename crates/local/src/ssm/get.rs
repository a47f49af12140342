//! `GetParameter` and `GetParameters`.

use serde_json::{Value, json};

use super::name::Asked;
use super::parameter::{Parameter, ParameterType, Version};
use crate::input::Input;
use crate::refusal::Refusal;
use crate::region::{Region, THEN};
use crate::secrets;

/// Under this name Parameter Store passes on a secret of Secrets Manager.
pub(super) const SECRET_PREFIX: &str = "/aws/reference/secretsmanager/";

pub(crate) fn get_parameter(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let asked = Asked::read(region, input.required_text("Name")?)?;
    Ok(json!({"Parameter": answer(region, &asked, input.flag("WithDecryption")?)?}))
}

/// 1 to 10 names. What is missing comes back in `InvalidParameters`, as it was asked; the rest in alphabetical order.
pub(crate) fn get_parameters(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let mut names = input.texts("Names")?;
    if names.is_empty() || names.len() > 10 {
        return Err(Refusal::validation(
            "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must have length less than or equal to 10 and greater than or equal to 1",
        ));
    }
    names.sort_unstable();
    names.dedup();
    let decrypt = input.flag("WithDecryption")?;
    let mut found = Vec::new();
    let mut invalid = Vec::new();
    for name in names {
        let asked = Asked::read(region, name)?;
        match answer(region, &asked, decrypt) {
            Ok(parameter) => found.push(parameter),
            Err(refusal) if is_missing(&refusal) => invalid.push(asked.text),
            Err(refusal) => return Err(refusal),
        }
    }
    let place = |parameter: &Value| ["Name", "Selector"].map(|member| parameter[member].as_str().unwrap_or_default().to_owned());
    found.sort_by_cached_key(place);
    Ok(json!({"Parameters": found, "InvalidParameters": invalid}))
}

/// `Parameter` of botocore's SSM model (1.44.5): it has no key and no tier.
pub(super) fn show(
    region: &Region,
    parameter: &Parameter,
    version: &Version,
    selector: Option<&str>,
    decrypt: bool,
) -> Result<Value, Refusal> {
    let value = match &version.encryption {
        Some(encryption) if decrypt => {
            let usable = region.keys.find(&encryption.key_id).and_then(|key| key.usable());
            usable.map_err(|refusal| Refusal::new("InvalidKeyId", refusal.message))?;
            version.value.as_str()
        }
        Some(encryption) => encryption.ciphertext.as_str(),
        None => version.value.as_str(),
    };
    let mut shown = json!({
        "Name": parameter.name,
        "Type": version.kind.as_str(),
        "Value": value,
        "Version": version.number,
        "LastModifiedDate": THEN,
        "ARN": crate::arn::parameter_arn(&region.name, &region.account, &parameter.name),
        "DataType": "text",
    });
    if let Some(selector) = selector {
        shown["Selector"] = format!(":{selector}").into();
    }
    Ok(shown)
}

fn answer(region: &Region, asked: &Asked<'_>, decrypt: bool) -> Result<Value, Refusal> {
    let name = asked.name.ok_or_else(|| not_found(""))?;
    if let Some(secret) = name.strip_prefix(SECRET_PREFIX) {
        return reference(region, name, secret, asked.selector, decrypt);
    }
    let parameter = region.parameters.get(name).ok_or_else(|| not_found(""))?;
    let version = match asked.selector {
        None => parameter.current(),
        Some(selector) => parameter
            .versions
            .iter()
            .find(|version| selector.parse() == Ok(version.number) || version.labels.iter().any(|label| label == selector)),
    };
    let version = version.ok_or_else(|| {
        let selector = asked.selector.unwrap_or_default();
        let message = format!("Systems Manager could not find version {selector} of {name}. Verify the version and try again.");
        Refusal::new("ParameterVersionNotFound", message)
    })?;
    show(region, parameter, version, asked.selector, decrypt)
}

/// A secret as a parameter: version 0, and the ARN is the secret's (Systems Manager User Guide, "Referencing AWS Secrets
/// Manager secrets from Parameter Store parameters", read 2026-11-23).
fn reference(region: &Region, name: &str, secret: &str, selector: Option<&str>, decrypt: bool) -> Result<Value, Refusal> {
    if !decrypt {
        return Err(Refusal::validation("WithDecryption flag must be True for retrieving a Secret Manager secret."));
    }
    let missing =
        || not_found(&format!("An error occurred (ParameterNotFound) when referencing Secrets Manager: Secret {name} not found."));
    let secret = secrets::find(region, secret).map_err(|_| missing())?;
    let version = secret.version(None, selector).or_else(|| secret.version(selector, None)).ok_or_else(missing)?;
    let source = secrets::show_value(region, secret, version)?;
    let mut shown = json!({
        "Name": name,
        "Type": ParameterType::SecureString.as_str(),
        "Value": source["SecretString"],
        "Version": 0,
        "SourceResult": source.to_string(),
        "LastModifiedDate": THEN,
        "ARN": source["ARN"],
    });
    if let Some(selector) = selector {
        shown["Selector"] = format!(":{selector}").into();
    }
    Ok(shown)
}

fn is_missing(refusal: &Refusal) -> bool {
    matches!(refusal.code, "ParameterNotFound" | "ParameterVersionNotFound")
}

pub(super) fn not_found(message: &str) -> Refusal {
    Refusal::new("ParameterNotFound", message)
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde_json::{Value, json};

    use crate::Local;
    use crate::testing::{DEMO, ask, refused};

    const GET: &str = "AmazonSSM.GetParameter";
    const GET_MANY: &str = "AmazonSSM.GetParameters";

    fn demo() -> Local {
        Local::from_yaml(DEMO).unwrap()
    }

    fn value(local: &Local, name: &str, decrypt: bool) -> String {
        ask(local, GET, json!({"Name": name, "WithDecryption": decrypt}))["Parameter"]["Value"].as_str().unwrap().to_owned()
    }

    #[test]
    fn a_secure_string_without_decryption_is_a_blob_bound_to_its_arn() {
        let local = demo();
        let parameter = ask(&local, GET, json!({"Name": "/demo/secure"}))["Parameter"].clone();
        assert_eq!(parameter["ARN"], "arn:aws:ssm:us-west-2:123456789012:parameter/demo/secure");
        assert!(parameter.get("KeyId").is_none() && parameter.get("Tier").is_none());
        let blob = &parameter["Value"];
        let context = json!({"PARAMETER_ARN": parameter["ARN"]});
        let answer = ask(&local, "TrentService.Decrypt", json!({"CiphertextBlob": blob, "EncryptionContext": context}));
        assert_eq!(answer["Plaintext"], STANDARD.encode("the-secure-value"));
        assert_eq!(refused(&local, "TrentService.Decrypt", json!({"CiphertextBlob": blob})).0, "InvalidCiphertextException");
        assert_eq!(value(&local, "/demo/secure", true), "the-secure-value");
    }

    #[test]
    fn a_stored_ciphertext_is_the_same_in_every_run() {
        assert_eq!(value(&demo(), "/demo/secure", false), value(&demo(), "/demo/secure", false));
        assert_eq!(value(&demo(), "/demo/advanced", false), value(&demo(), "/demo/advanced", false));
    }

    #[test]
    fn under_the_default_key_only_parameter_store_decrypts() {
        let local = demo();
        let context = json!({"PARAMETER_ARN": "arn:aws:ssm:us-west-2:123456789012:parameter/demo/default"});
        let blob = value(&local, "/demo/default", false);
        let refusal = refused(&local, "TrentService.Decrypt", json!({"CiphertextBlob": blob, "EncryptionContext": context}));
        assert_eq!(refusal.0, "AccessDeniedException");
        assert_eq!(value(&local, "/demo/default", true), "under-the-default-key");
    }

    #[test]
    fn an_advanced_secure_string_is_a_message_that_kms_refuses() {
        let local = demo();
        let message = value(&local, "/demo/advanced", false);
        assert!(message.starts_with("AgV4"));
        let bytes = STANDARD.decode(&message).unwrap();
        let arn = b"arn:aws:ssm:us-west-2:123456789012:parameter/demo/advanced";
        assert!(bytes.windows(arn.len()).any(|window| window == arn), "the context stands in the header");
        assert!(!bytes.windows(5).any(|window| window == b"value"));
        assert_eq!(refused(&local, "TrentService.Decrypt", json!({"CiphertextBlob": message})).0, "InvalidCiphertextException");
        assert_eq!(value(&local, "/demo/advanced", true), "the-advanced-value");
    }

    #[test]
    fn a_parameter_has_several_names() {
        let local = demo();
        for name in ["flat", "/flat", " flat ", "flat:1", "arn:aws:ssm:us-west-2:123456789012:parameter/flat"] {
            assert_eq!(value(&local, name, false), "plain", "{name}");
        }
        let parameter =
            ask(&local, GET, json!({"Name": "arn:aws:ssm:us-west-2:123456789012:parameter/demo/deep/er:7"}))["Parameter"].clone();
        assert_eq!((&parameter["Name"], &parameter["Selector"]), (&json!("/demo/deep/er"), &json!(":7")));
    }

    #[test]
    fn what_is_missing_or_no_name_is_refused() {
        let local = demo();
        for (name, code) in [
            ("/none", "ParameterNotFound"),
            ("/flat:9", "ParameterVersionNotFound"),
            ("/flat:label", "ParameterVersionNotFound"),
            ("demo/secure", "ValidationException"),
            ("/demo/se cure", "ValidationException"),
            ("", "ValidationException"),
            ("arn:aws:ssm:eu-west-1:123456789012:parameter/flat", "ParameterNotFound"),
            ("/aws/service/x", "ParameterNotFound"),
        ] {
            assert_eq!(refused(&local, GET, json!({"Name": name})).0, code, "{name}");
        }
    }

    #[test]
    fn many_come_in_alphabetical_order_with_the_missing_beside_them() {
        let names = ["flat", "/none", "/demo/secure", "/demo/deep/er:stable", "/flat:9", "/demo/secure"];
        let answer = ask(&demo(), GET_MANY, json!({"Names": names}));
        let found: Vec<&Value> = answer["Parameters"].as_array().unwrap().iter().map(|parameter| &parameter["Name"]).collect();
        assert_eq!(found, ["/demo/deep/er", "/demo/secure", "flat"]);
        assert_eq!(answer["InvalidParameters"], json!(["/flat:9", "/none"]));
    }

    #[test]
    fn one_to_ten_names_are_asked_for() {
        let eleven: Vec<String> = (0..11).map(|number| format!("/p{number}")).collect();
        assert_eq!(refused(&demo(), GET_MANY, json!({"Names": eleven})).0, "ValidationException");
        assert_eq!(refused(&demo(), GET_MANY, json!({"Names": []})).0, "ValidationException");
        assert_eq!(refused(&demo(), GET_MANY, json!({"Names": ["a/b"]})).0, "ValidationException");
    }

    #[test]
    fn a_secret_is_reached_only_with_decryption() {
        let local = demo();
        let name = "/aws/reference/secretsmanager/path/to/secret";
        let refusal =
            ("ValidationException".to_owned(), "WithDecryption flag must be True for retrieving a Secret Manager secret.".to_owned());
        assert_eq!(refused(&local, GET, json!({"Name": name})), refusal);
        assert_eq!(refused(&local, GET_MANY, json!({"Names": ["flat", name]})), refusal);
        let parameter = ask(&local, GET, json!({"Name": name, "WithDecryption": true}))["Parameter"].clone();
        assert_eq!(parameter["Value"], "{\"password\":\"the-secret-value\"}");
        assert_eq!((&parameter["Version"], &parameter["Name"]), (&json!(0), &json!(name)));
        assert!(parameter["ARN"].as_str().unwrap().starts_with("arn:aws:secretsmanager:us-west-2:123456789012:secret:path/to/secret-"));
        let missing = refused(&local, GET, json!({"Name": "/aws/reference/secretsmanager/none", "WithDecryption": true}));
        assert_eq!(missing.0, "ParameterNotFound");
    }
}
