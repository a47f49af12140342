//! What Parameter Store keeps of one parameter.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// The type of a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub enum ParameterType {
    /// Text in clear.
    #[default]
    String,
    /// Texts in clear, joined by commas without escaping.
    StringList,
    /// Text encrypted with a KMS key.
    SecureString,
}

/// The tier of a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[non_exhaustive]
pub enum Tier {
    /// Values up to 4 KB; a SecureString is a KMS ciphertext.
    #[default]
    Standard,
    /// Values up to 8 KB; a SecureString is an Encryption SDK message, which KMS cannot decrypt.
    Advanced,
    /// Standard until a value needs Advanced; a stored parameter is never of this tier.
    #[serde(rename = "Intelligent-Tiering")]
    IntelligentTiering,
}

impl ParameterType {
    /// As the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::StringList => "StringList",
            Self::SecureString => "SecureString",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::String, Self::StringList, Self::SecureString].into_iter().find(|one| one.as_str() == text)
    }
}

impl Tier {
    /// As the API spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::Advanced => "Advanced",
            Self::IntelligentTiering => "Intelligent-Tiering",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        [Self::Standard, Self::Advanced, Self::IntelligentTiering].into_iter().find(|one| one.as_str() == text)
    }
}

/// One parameter with its history, oldest version first; there is always at least one.
pub(crate) struct Parameter {
    /// As it was created.
    pub(crate) name: String,
    pub(crate) versions: Vec<Version>,
}

/// One version of a parameter.
pub(crate) struct Version {
    pub(crate) number: u64,
    pub(crate) kind: ParameterType,
    pub(crate) tier: Tier,
    /// For a SecureString.
    pub(crate) encryption: Option<Encryption>,
    pub(crate) value: Zeroizing<String>,
    pub(crate) labels: Vec<String>,
}

/// How a SecureString is encrypted.
pub(crate) struct Encryption {
    /// The key as `PutParameter` named it, which is how `DescribeParameters` shows it.
    pub(crate) key: String,
    pub(crate) key_id: String,
    /// What `WithDecryption=false` answers: base64.
    pub(crate) ciphertext: String,
}

impl Parameter {
    /// The newest version.
    pub(crate) fn current(&self) -> Option<&Version> {
        self.versions.last()
    }

    /// The values of its SecureString versions, for tests that look for leaks.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = String> + '_ {
        let secure = self.versions.iter().filter(|version| version.kind == ParameterType::SecureString);
        secure.map(|version| version.value.to_string())
    }
}
