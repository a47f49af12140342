//! Secrets Manager: secrets, their versions, and where the stages stand.

use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use crate::input::Input;
use crate::kms;
use crate::page::page;
use crate::refusal::Refusal;
use crate::region::{Region, THEN};

/// The key of a secret that names none; `DescribeSecret` does not show it.
const DEFAULT_KEY: &str = "alias/aws/secretsmanager";

/// One secret.
pub(crate) struct Secret {
    pub(crate) name: String,
    /// As `DescribeSecret` shows it; `None`: the default key.
    pub(crate) key: Option<String>,
    /// Oldest first.
    versions: Vec<Version>,
}

/// One version of a secret.
pub(crate) struct Version {
    id: String,
    stages: Vec<String>,
    value: SecretValue,
}

/// What a version holds.
enum SecretValue {
    Text(Zeroizing<String>),
    /// In base64, as it travels.
    Binary(Zeroizing<String>),
}

impl Secret {
    /// A version by its ID and by a stage; with neither, the current one.
    pub(crate) fn version(&self, id: Option<&str>, stage: Option<&str>) -> Option<&Version> {
        let stage = if id.is_none() { Some(stage.unwrap_or("AWSCURRENT")) } else { stage };
        let has_stage = |version: &Version| stage.is_none_or(|stage| version.stages.iter().any(|one| one == stage));
        self.versions.iter().find(|version| id.is_none_or(|id| id == version.id) && has_stage(version))
    }

    /// Its texts in all versions, for tests that look for leaks.
    pub(crate) fn texts(&self) -> impl Iterator<Item = String> + '_ {
        self.versions.iter().filter_map(|version| match &version.value {
            SecretValue::Text(text) => Some(text.to_string()),
            SecretValue::Binary(_) => None,
        })
    }

    /// Adds a version; a stage stands at one version only, and what was current is the previous one.
    fn add(&mut self, id: String, value: SecretValue, stages: Vec<String>) {
        if stages.iter().any(|stage| stage == "AWSCURRENT") {
            for version in &mut self.versions {
                version.stages.retain(|stage| stage != "AWSPREVIOUS");
                for stage in version.stages.iter_mut().filter(|stage| *stage == "AWSCURRENT") {
                    "AWSPREVIOUS".clone_into(stage);
                }
            }
        }
        for version in &mut self.versions {
            version.stages.retain(|stage| !stages.contains(stage));
        }
        self.versions.push(Version { id, stages, value });
    }
}

/// The ARN of a secret: six characters follow the name, here derived from it where AWS draws them.
pub(crate) fn arn(region: &Region, name: &str) -> String {
    const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let bytes = kms::derive(&[b"secret", region.account.as_bytes(), region.name.as_bytes(), name.as_bytes()]);
    let suffix: String = bytes.iter().take(6).map(|byte| char::from(ALPHABET[usize::from(*byte) % ALPHABET.len()])).collect();
    crate::arn::arn("secretsmanager", &region.name, &region.account, &format!("secret:{name}-{suffix}"))
}

/// The secret that a request names: by name, ARN, or ARN without the six characters.
///
/// # Errors
/// `ResourceNotFoundException`.
pub(crate) fn find<'a>(region: &'a Region, id: &str) -> Result<&'a Secret, Refusal> {
    let name = resolve_name(region, id);
    name.and_then(|name| region.secrets.get(&name)).ok_or_else(not_found)
}

/// Creates a secret with one version.
///
/// # Errors
/// `InvalidParameterException`, `ResourceExistsException`, `EncryptionFailure`. No message quotes the value.
pub(crate) fn create(region: &mut Region, name: &str, key: Option<&str>, value: &str) -> Result<(), Refusal> {
    let version = new_version_id(name, 0);
    insert(region, name, key)?.add(version, SecretValue::Text(Zeroizing::new(value.to_owned())), current());
    Ok(())
}

pub(crate) fn create_secret(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let name = input.required_text("Name")?;
    let value = read_value(input)?;
    let token = input.text("ClientRequestToken")?.map(str::to_owned);
    let secret = insert(region, name, input.text("KmsKeyId")?)?;
    let mut version = None;
    if let Some(value) = value {
        let id = token.unwrap_or_else(|| new_version_id(name, 0));
        secret.add(id.clone(), value, current());
        version = Some(id);
    }
    let mut answer = json!({"ARN": arn(region, name), "Name": name});
    if let Some(version) = version {
        answer["VersionId"] = version.into();
    }
    Ok(answer)
}

pub(crate) fn describe_secret(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let secret = find(region, input.required_text("SecretId")?)?;
    Ok(describe(region, secret, "VersionIdsToStages"))
}

/// 1 to 100 secrets a page (botocore's Secrets Manager model, 1.43.11), in the order of their names: all were made at one time.
/// What would narrow the list is refused rather than overlooked.
pub(crate) fn list_secrets(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    if !input.structures("Filters")?.is_empty() {
        return Err(Refusal::new("InvalidParameterException", "The embedded AWS does not imitate Filters."));
    }
    let size = input.number("MaxResults", 100, 1, 100)?;
    let shown: Vec<Value> = region.secrets.values().map(|secret| describe(region, secret, "SecretVersionsToStages")).collect();
    let (shown, token) = page(shown, input.text("NextToken")?, size)
        .ok_or_else(|| Refusal::new("InvalidNextTokenException", "The specified token is not valid."))?;
    let mut answer = json!({"SecretList": shown});
    if let Some(token) = token {
        answer["NextToken"] = token.into();
    }
    Ok(answer)
}

/// Everything but the value; the two operations that tell it name the member of the stages differently.
fn describe(region: &Region, secret: &Secret, stages: &str) -> Value {
    let versions: Map<String, Value> = secret.versions.iter().map(|version| (version.id.clone(), json!(version.stages))).collect();
    let mut shown = json!({
        "ARN": arn(region, &secret.name), "Name": secret.name, "LastChangedDate": THEN, "CreatedDate": THEN, stages: versions,
    });
    if let Some(key) = &secret.key {
        shown["KmsKeyId"] = key.as_str().into();
    }
    shown
}

pub(crate) fn get_secret_value(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let secret = find(region, input.required_text("SecretId")?)?;
    let (id, stage) = (input.text("VersionId")?, input.text("VersionStage")?);
    let version = secret.version(id, stage).ok_or_else(|| {
        let sought = match (id, stage) {
            (Some(id), _) => format!("VersionId: {id}"),
            (None, stage) => format!("staging label: {}", stage.unwrap_or("AWSCURRENT")),
        };
        Refusal::new("ResourceNotFoundException", format!("Secrets Manager can't find the specified secret value for {sought}"))
    })?;
    show_value(region, secret, version)
}

pub(crate) fn put_secret_value(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let name = resolve_name(region, input.required_text("SecretId")?).ok_or_else(not_found)?;
    let value = read_value(input)?
        .ok_or_else(|| Refusal::new("InvalidParameterException", "You must provide either SecretString or SecretBinary."))?;
    let stages: Vec<String> = input.texts("VersionStages")?.into_iter().map(str::to_owned).collect();
    let stages = if stages.is_empty() { current() } else { stages };
    let arn = arn(region, &name);
    let secret = region.secrets.get_mut(&name).ok_or_else(not_found)?;
    let id = input.text("ClientRequestToken")?.map_or_else(|| new_version_id(&name, secret.versions.len()), str::to_owned);
    if secret.versions.iter().any(|version| version.id == id) {
        return Err(Refusal::new("ResourceExistsException", format!("The version {id} of the secret already exists.")));
    }
    secret.add(id.clone(), value, stages.clone());
    Ok(json!({"ARN": arn, "Name": name, "VersionId": id, "VersionStages": stages}))
}

/// `GetSecretValueResponse` of botocore's Secrets Manager model (1.44.5).
///
/// # Errors
/// `DecryptionFailure` where the key does not work.
pub(crate) fn show_value(region: &Region, secret: &Secret, version: &Version) -> Result<Value, Refusal> {
    let key = region.keys.find(secret.key.as_deref().unwrap_or(DEFAULT_KEY)).and_then(|key| key.usable());
    key.map_err(|_| {
        Refusal::new("DecryptionFailure", "Secrets Manager can't decrypt the protected secret text using the provided KMS key.")
    })?;
    let mut answer = json!({
        "ARN": arn(region, &secret.name), "Name": secret.name, "VersionId": version.id, "VersionStages": version.stages, "CreatedDate": THEN,
    });
    let (member, value) = match &version.value {
        SecretValue::Text(value) => ("SecretString", value),
        SecretValue::Binary(value) => ("SecretBinary", value),
    };
    answer[member] = value.as_str().into();
    Ok(answer)
}

fn insert<'a>(region: &'a mut Region, name: &str, key: Option<&str>) -> Result<&'a mut Secret, Refusal> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+=.@-".contains(&byte);
    if name.is_empty() || name.len() > 512 || !name.bytes().all(allowed) {
        return Err(Refusal::new(
            "InvalidParameterException",
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
        ));
    }
    if region.secrets.contains_key(name) {
        return Err(Refusal::new("ResourceExistsException", format!("The operation failed because the secret {name} already exists.")));
    }
    let key = match key {
        None | Some(DEFAULT_KEY) => None,
        Some(key) => {
            let usable = region.keys.find(key).and_then(|key| key.usable());
            usable.map_err(|_| {
                Refusal::new(
                    "EncryptionFailure",
                    "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is available, enabled, and not in an invalid state.",
                )
            })?;
            Some(if key.starts_with("alias/") { region.keys.alias_arn(key) } else { key.to_owned() })
        }
    };
    Ok(region.secrets.entry(name.to_owned()).or_insert(Secret { name: name.to_owned(), key, versions: Vec::new() }))
}

fn resolve_name(region: &Region, id: &str) -> Option<String> {
    if !id.starts_with("arn:") {
        return Some(id.to_owned());
    }
    let name = crate::arn::resource("secretsmanager", &region.name, &region.account, id)?.strip_prefix("secret:")?;
    region.secrets.keys().find(|known| *known == name || arn(region, known) == id).cloned()
}

fn read_value(input: Input<'_>) -> Result<Option<SecretValue>, Refusal> {
    match (input.text("SecretString")?, input.text("SecretBinary")?) {
        (Some(_), Some(_)) => Err(Refusal::new(
            "InvalidParameterException",
            "You can't specify both a binary secret value and a string secret value in the same secret.",
        )),
        (Some(text), None) => Ok(Some(SecretValue::Text(Zeroizing::new(text.to_owned())))),
        (None, Some(binary)) => Ok(Some(SecretValue::Binary(Zeroizing::new(binary.to_owned())))),
        (None, None) => Ok(None),
    }
}

fn current() -> Vec<String> {
    vec!["AWSCURRENT".to_owned()]
}

fn new_version_id(name: &str, ordinal: usize) -> String {
    kms::uuid(&[b"version", name.as_bytes(), &ordinal.to_be_bytes()])
}

fn not_found() -> Refusal {
    Refusal::new("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Local;
    use crate::testing::{DEMO, ask, refused};

    const DESCRIBE: &str = "secretsmanager.DescribeSecret";
    const GET: &str = "secretsmanager.GetSecretValue";
    const PUT: &str = "secretsmanager.PutSecretValue";

    #[test]
    fn a_secret_is_described_without_its_value() {
        let local = Local::from_yaml(DEMO).unwrap();
        let answer = ask(&local, DESCRIBE, json!({"SecretId": "path/to/secret"}));
        let arn = answer["ARN"].as_str().unwrap();
        let suffix = arn.strip_prefix("arn:aws:secretsmanager:us-west-2:123456789012:secret:path/to/secret-").unwrap();
        assert!(suffix.len() == 6 && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{arn}");
        assert_eq!(answer["KmsKeyId"], "arn:aws:kms:us-west-2:123456789012:alias/demo");
        assert!(!answer.to_string().contains("the-secret-value"));
        assert_eq!(ask(&local, DESCRIBE, json!({"SecretId": arn})), answer);
        assert_eq!(ask(&local, DESCRIBE, json!({"SecretId": arn.strip_suffix(&format!("-{suffix}")).unwrap()})), answer);
        assert!(ask(&local, DESCRIBE, json!({"SecretId": "plain"})).get("KmsKeyId").is_none());
    }

    #[test]
    fn secrets_are_listed_in_pages_without_their_values() {
        let local = Local::from_yaml(DEMO).unwrap();
        let list = |members| ask(&local, "secretsmanager.ListSecrets", members);
        let all = list(json!({}));
        assert_eq!((&all["SecretList"][0]["Name"], &all["SecretList"][1]["Name"]), (&json!("path/to/secret"), &json!("plain")));
        assert_eq!(all["SecretList"][0]["KmsKeyId"], "arn:aws:kms:us-west-2:123456789012:alias/demo");
        assert!(all.get("NextToken").is_none() && !all.to_string().contains("value"));
        let first = list(json!({"MaxResults": 1}));
        let second = list(json!({"MaxResults": 1, "NextToken": first["NextToken"]}));
        assert_eq!(json!([first["SecretList"][0], second["SecretList"][0]]), all["SecretList"]);
        assert!(second.get("NextToken").is_none());
        let refused = |members| refused(&local, "secretsmanager.ListSecrets", members).0;
        assert_eq!(refused(json!({"NextToken": "x"})), "InvalidNextTokenException");
        assert_eq!(refused(json!({"Filters": [{"Key": "name", "Values": ["p"]}]})), "InvalidParameterException");
        assert_eq!(refused(json!({"MaxResults": 101})), "ValidationException");
    }

    #[test]
    fn stages_move_with_each_version() {
        let local = Local::from_yaml(DEMO).unwrap();
        let created = ask(&local, "secretsmanager.CreateSecret", json!({"Name": "new", "SecretString": "one", "ClientRequestToken": "t1"}));
        assert_eq!(created["VersionId"], "t1");
        ask(&local, PUT, json!({"SecretId": "new", "SecretString": "two"}));
        ask(&local, PUT, json!({"SecretId": created["ARN"], "SecretBinary": "AAE="}));
        let get = |members| ask(&local, GET, members);
        assert_eq!(get(json!({"SecretId": "new"}))["SecretBinary"], "AAE=");
        assert_eq!(get(json!({"SecretId": "new", "VersionStage": "AWSPREVIOUS"}))["SecretString"], "two");
        assert_eq!(get(json!({"SecretId": "new", "VersionId": "t1"}))["SecretString"], "one");
        assert_eq!(ask(&local, DESCRIBE, json!({"SecretId": "new"}))["VersionIdsToStages"]["t1"], json!([]));
    }

    #[test]
    fn what_is_missing_taken_or_locked_is_refused() {
        let local = Local::from_yaml(DEMO).unwrap();
        let missing = ("ResourceNotFoundException".to_owned(), "Secrets Manager can't find the specified secret.".to_owned());
        for target in [DESCRIBE, GET, PUT] {
            assert_eq!(refused(&local, target, json!({"SecretId": "none", "SecretString": "x"})), missing);
        }
        let (code, message) = refused(&local, GET, json!({"SecretId": "plain", "VersionStage": "AWSPENDING"}));
        assert_eq!(code, "ResourceNotFoundException");
        assert_eq!(message, "Secrets Manager can't find the specified secret value for staging label: AWSPENDING");
        let create = |members| refused(&local, "secretsmanager.CreateSecret", members).0;
        assert_eq!(create(json!({"Name": "plain", "SecretString": "x"})), "ResourceExistsException");
        assert_eq!(create(json!({"Name": "a b", "SecretString": "x"})), "InvalidParameterException");
        assert_eq!(create(json!({"Name": "x", "SecretString": "x", "KmsKeyId": "alias/off"})), "EncryptionFailure");
        assert_eq!(create(json!({"Name": "x", "SecretString": "x", "SecretBinary": "AA=="})), "InvalidParameterException");
    }
}
