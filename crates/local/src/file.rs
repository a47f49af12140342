//! The file as it is written: its fields, their types, and what is wrong with it. Knows nothing of what the fields mean.

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

use crate::cloudformation::Outputs;
use crate::error::{LocalError, Place};
use crate::fault::FaultEntry;
use crate::kms::{KeyState, KeyUsage};
use crate::ssm::{ParameterType, Tier};

/// Every name of a field: the only words of serde's messages that are passed on.
const FIELDS: &[&str] = &[
    "account",
    "alias",
    "bucket",
    "delay_ms",
    "faults",
    "id",
    "key",
    "keys",
    "kind",
    "labels",
    "name",
    "names",
    "objects",
    "operation",
    "outputs",
    "parameters",
    "region",
    "secrets",
    "stacks",
    "state",
    "tier",
    "times",
    "type",
    "usage",
    "value",
    "version",
];

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) account: String,
    pub(crate) region: String,
    #[serde(default)]
    pub(crate) keys: Vec<KeyEntry>,
    #[serde(default)]
    pub(crate) parameters: Vec<ParameterEntry>,
    #[serde(default)]
    pub(crate) secrets: Vec<SecretEntry>,
    #[serde(default)]
    pub(crate) stacks: Vec<StackEntry>,
    #[serde(default)]
    pub(crate) objects: Vec<ObjectEntry>,
    #[serde(default)]
    pub(crate) faults: Vec<FaultEntry>,
}

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyEntry {
    pub(crate) alias: String,
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) usage: KeyUsage,
    #[serde(default)]
    pub(crate) state: KeyState,
    #[serde(default)]
    pub(crate) region: Option<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParameterEntry {
    pub(crate) name: String,
    #[serde(rename = "type", default)]
    pub(crate) kind: ParameterType,
    #[serde(default)]
    pub(crate) tier: Tier,
    #[serde(default)]
    pub(crate) key: Option<String>,
    #[serde(deserialize_with = "secret")]
    pub(crate) value: Zeroizing<String>,
    #[serde(default)]
    pub(crate) region: Option<String>,
    #[serde(default)]
    pub(crate) version: Option<u64>,
    #[serde(default)]
    pub(crate) labels: Vec<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretEntry {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) key: Option<String>,
    #[serde(deserialize_with = "secret")]
    pub(crate) value: Zeroizing<String>,
    #[serde(default)]
    pub(crate) region: Option<String>,
}

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct StackEntry {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) region: Option<String>,
    #[serde(default, deserialize_with = "outputs")]
    pub(crate) outputs: Outputs,
}

#[derive(Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct ObjectEntry {
    pub(crate) bucket: String,
    pub(crate) key: String,
    #[serde(deserialize_with = "secret")]
    pub(crate) value: Zeroizing<String>,
}

impl File {
    /// # Errors
    /// [`LocalError::Unreadable`].
    pub(crate) fn read(text: &str) -> Result<Self, LocalError> {
        serde_yaml::from_str(text).map_err(|error| unreadable(&error))
    }
}

fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

fn outputs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Outputs, D::Error> {
    let outputs = IndexMap::<String, String>::deserialize(deserializer)?;
    Ok(outputs.into_iter().map(|(key, value)| (key, Zeroizing::new(value))).collect())
}

/// serde's messages quote what they found, so only their kind, their place and the names of our own fields are kept.
fn unreadable(error: &serde_yaml::Error) -> LocalError {
    let message = error.to_string();
    let path: String = message.chars().take_while(|letter| letter.is_ascii_alphanumeric() || "._[]".contains(*letter)).collect();
    let is_ours = |part: &str| FIELDS.contains(&part) || part.bytes().all(|byte| byte.is_ascii_digit());
    let path = if path.split(['.', '[', ']']).all(is_ours) { path } else { String::new() };
    let place = Place { path, position: error.location().map(|location| (location.line(), location.column())) };
    let reason = if message.contains("missing field `") {
        let field = message.split('`').nth(1).filter(|field| FIELDS.contains(field)).unwrap_or("a field");
        format!("`{field}` is missing")
    } else if message.contains("unknown field") {
        "a field that is not known here".to_owned()
    } else if message.contains("unknown variant") {
        "not one of the words that this field takes".to_owned()
    } else if message.contains("duplicate") {
        "a field that stands twice".to_owned()
    } else if message.contains("invalid type") {
        "the wrong type".to_owned()
    } else {
        "not YAML as it is read here".to_owned()
    };
    LocalError::Unreadable { place, reason }
}
