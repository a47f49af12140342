//! The keys of one Region, their aliases, and how a request names them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::blob::{Blob, Maker};
use super::material::{Context, Material, NonceSource, derive};
use crate::arn;
use crate::refusal::Refusal;
use crate::region::THEN;

/// The AWS managed keys that every Region has.
const MANAGED: [&str; 2] = ["alias/aws/secretsmanager", "alias/aws/ssm"];

/// The keys of one Region.
pub(crate) struct Keys {
    account: String,
    region: String,
    /// By key ID.
    keys: BTreeMap<String, Key>,
    /// From alias, with its prefix, to key ID.
    pub(super) aliases: BTreeMap<String, String>,
}

/// One KMS key.
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) arn: String,
    pub(crate) manager: KeyManager,
    pub(crate) usage: KeyUsage,
    pub(crate) state: KeyState,
    material: Material,
}

/// Who may change the key's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeyManager {
    Aws,
    Customer,
}

/// What the key is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum KeyUsage {
    #[default]
    #[serde(rename = "ENCRYPT_DECRYPT")]
    EncryptDecrypt,
    #[serde(rename = "SIGN_VERIFY")]
    SignVerify,
}

/// Whether the key works.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum KeyState {
    #[default]
    Enabled,
    Disabled,
    PendingDeletion,
}

impl Keys {
    pub(crate) fn new(account: &str, region: &str) -> Self {
        let mut keys = Self { account: account.to_owned(), region: region.to_owned(), keys: BTreeMap::new(), aliases: BTreeMap::new() };
        for alias in MANAGED {
            let id = uuid(&[b"managed", account.as_bytes(), region.as_bytes(), alias.as_bytes()]);
            keys.insert(&id, KeyManager::Aws, KeyUsage::default(), KeyState::default());
            keys.aliases.insert(alias.to_owned(), id);
        }
        keys
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.keys.contains_key(id)
    }

    pub(crate) fn insert_customer_key(&mut self, id: &str, usage: KeyUsage, state: KeyState) {
        self.insert(id, KeyManager::Customer, usage, state);
    }

    /// A customer managed key with an ID that follows from how many keys there are.
    pub(super) fn create(&mut self, usage: KeyUsage) -> &Key {
        let mut ordinal = self.keys.len();
        let id = loop {
            let id = uuid(&[b"created", self.account.as_bytes(), self.region.as_bytes(), &ordinal.to_be_bytes()]);
            if !self.contains(&id) {
                break id;
            }
            ordinal += 1;
        };
        self.insert(&id, KeyManager::Customer, usage, KeyState::default())
    }

    /// # Errors
    /// `InvalidAliasNameException`, `AlreadyExistsException`, or the error of [`Self::find`] for the target.
    pub(crate) fn alias(&mut self, alias: &str, target: &str) -> Result<(), Refusal> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'_' | b'-');
        let bare = alias.strip_prefix("alias/").filter(|bare| !bare.is_empty() && bare.bytes().all(allowed) && !bare.starts_with("aws/"));
        if bare.is_none() {
            return Err(Refusal::new(
                "InvalidAliasNameException",
                "Alias must start with the prefix \"alias/\" and not with \"alias/aws/\"",
            ));
        }
        let id = self.find(target)?.id.clone();
        if self.aliases.contains_key(alias) {
            let message = format!("An alias with the name {} already exists", self.alias_arn(alias));
            return Err(Refusal::new("AlreadyExistsException", message));
        }
        self.aliases.insert(alias.to_owned(), id);
        Ok(())
    }

    pub(crate) fn alias_arn(&self, alias: &str) -> String {
        arn::arn("kms", &self.region, &self.account, alias)
    }

    /// The key that a request names: by ID, key ARN, alias or alias ARN.
    ///
    /// # Errors
    /// `NotFoundException`.
    pub(crate) fn find(&self, name: &str) -> Result<&Key, Refusal> {
        let not_found = |message: String| Refusal::new("NotFoundException", message);
        let resource = if name.starts_with("arn:") {
            arn::resource("kms", &self.region, &self.account, name).ok_or_else(|| not_found(format!("Invalid arn {}", self.region)))?
        } else {
            name
        };
        if resource.starts_with("alias/") {
            let id = self.aliases.get(resource);
            return id
                .and_then(|id| self.keys.get(id))
                .ok_or_else(|| not_found(format!("Alias {} is not found.", self.alias_arn(resource))));
        }
        let id = resource.strip_prefix("key/").unwrap_or(resource);
        self.keys.get(id).ok_or_else(|| {
            not_found(format!("Key '{}' does not exist", arn::arn("kms", &self.region, &self.account, &format!("key/{id}"))))
        })
    }

    /// The key that made a blob.
    pub(super) fn maker(&self, blob: &Blob) -> Option<&Key> {
        self.keys.values().find(|key| key.material.made(blob))
    }

    fn insert(&mut self, id: &str, manager: KeyManager, usage: KeyUsage, state: KeyState) -> &Key {
        let arn = arn::arn("kms", &self.region, &self.account, &format!("key/{id}"));
        let material = Material::new(&arn);
        self.keys.entry(id.to_owned()).or_insert(Key { id: id.to_owned(), arn, manager, usage, state, material })
    }
}

impl Key {
    /// Whether a caller, other than a service that acts for one, may use the key for `action`.
    ///
    /// # Errors
    /// `AccessDeniedException` for an AWS managed key: its policy admits only calls that come through its service
    /// (KMS Developer Guide, "AWS managed keys", read 2026-11-23); else as [`Self::usable`].
    pub(super) fn usable_directly(&self, action: &str) -> Result<(), Refusal> {
        if self.manager == KeyManager::Aws {
            return Err(Refusal::new(
                "AccessDeniedException",
                format!(
                    "The caller is not authorized to perform: {action} on resource: {} because the resource does not exist in this Region, \
                     no resource-based policies allow access, or a resource-based policy explicitly denies access",
                    self.arn
                ),
            ));
        }
        self.usable()
    }

    /// # Errors
    /// `DisabledException`, `KMSInvalidStateException`, `InvalidKeyUsageException`.
    pub(crate) fn usable(&self) -> Result<(), Refusal> {
        match (self.state, self.usage) {
            (KeyState::Disabled, _) => Err(Refusal::new("DisabledException", format!("{} is disabled.", self.arn))),
            (KeyState::PendingDeletion, _) => Err(Refusal::new("KMSInvalidStateException", format!("{} is pending deletion.", self.arn))),
            (KeyState::Enabled, KeyUsage::SignVerify) => Err(Refusal::new(
                "InvalidKeyUsageException",
                format!("{} key usage is SIGN_VERIFY which is not valid for this operation.", self.arn),
            )),
            (KeyState::Enabled, KeyUsage::EncryptDecrypt) => Ok(()),
        }
    }

    /// A blob as `kms:Encrypt` makes it: another one each time.
    pub(crate) fn seal(&self, context: &Context, plaintext: &[u8]) -> Vec<u8> {
        self.material.seal(Maker::Encrypt, NonceSource::Random, context, plaintext)
    }

    /// A blob for a value at rest: the same one in every run.
    pub(crate) fn seal_stored(&self, context: &Context, plaintext: &[u8]) -> Vec<u8> {
        self.material.seal(Maker::Encrypt, NonceSource::Derived, context, plaintext)
    }

    pub(super) fn seal_data_key(&self, context: &Context, plaintext: &[u8]) -> Vec<u8> {
        self.material.seal(Maker::GenerateDataKey, NonceSource::Random, context, plaintext)
    }

    pub(super) fn open(&self, context: &Context, blob: &Blob) -> Option<Zeroizing<Vec<u8>>> {
        self.material.open(context, blob)
    }

    /// `KeyMetadata` of botocore's KMS model (1.44.5).
    pub(super) fn metadata(&self, account: &str) -> Value {
        let (usage, spec, algorithms) = match self.usage {
            KeyUsage::EncryptDecrypt => ("ENCRYPT_DECRYPT", "SYMMETRIC_DEFAULT", ("EncryptionAlgorithms", "SYMMETRIC_DEFAULT")),
            KeyUsage::SignVerify => ("SIGN_VERIFY", "ECC_NIST_P256", ("SigningAlgorithms", "ECDSA_SHA_256")),
        };
        let mut metadata = json!({
            "AWSAccountId": account,
            "KeyId": self.id,
            "Arn": self.arn,
            "CreationDate": THEN,
            "Enabled": self.state == KeyState::Enabled,
            "Description": "",
            "KeyUsage": usage,
            "KeyState": match self.state {
                KeyState::Enabled => "Enabled",
                KeyState::Disabled => "Disabled",
                KeyState::PendingDeletion => "PendingDeletion",
            },
            "Origin": "AWS_KMS",
            "KeyManager": match self.manager {
                KeyManager::Aws => "AWS",
                KeyManager::Customer => "CUSTOMER",
            },
            "CustomerMasterKeySpec": spec,
            "KeySpec": spec,
            "MultiRegion": false,
        });
        metadata[algorithms.0] = json!([algorithms.1]);
        metadata
    }
}

/// A version 4 UUID in form, but one that follows from the parts.
pub(crate) fn uuid(parts: &[&[u8]]) -> String {
    let hex: Vec<String> = derive(parts).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let hex = hex.concat();
    format!("{}-{}-4{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..])
}
