//! A leaf after its variables are resolved: public, or secret and still sealed away.

use std::sync::Arc;

use sealform_diagnostic::Span;

use crate::{Parameter, ParameterAddress, Plaintext, Provenance, Public, SecretAddress};

/// A resolved leaf and the way it came.
#[derive(Clone, Debug)]
pub struct Classified {
    /// What it is.
    pub content: Content,
    /// Where it came from.
    pub provenance: Provenance,
}

/// Public text, or a secret.
#[derive(Clone, Debug)]
pub enum Content {
    /// Anybody may see it.
    Public(Public),
    /// Nobody may.
    Secret(Secret),
}

/// A secret: either one that we never hold (a parameter, a Secrets Manager secret), or a clear text that we hold anyway.
#[derive(Clone, Debug)]
pub enum Secret {
    /// A SecureString of Parameter Store, or a parameter that could not be told from one.
    Parameter(Arc<SecretParameter>),
    /// A Secrets Manager secret, addressed as `/aws/reference/secretsmanager/NAME`.
    SecretsManager(Arc<ManagedSecret>),
    /// A clear text from the environment, a file, a param, a literal.
    Clear(Arc<Plaintext>),
    /// Text joined with a part that we never hold; it can be sealed nowhere.
    Joined(Arc<Joined>),
    /// A reference that `--offline` left as it is written.
    Unasked(Arc<Unasked>),
}

/// A reference to a SecureString.
#[derive(Clone, Debug)]
pub struct SecretParameter {
    /// What the reference asks for.
    pub address: ParameterAddress,
    /// What Parameter Store answered, without decryption.
    pub parameter: Arc<Parameter>,
    /// Whether the author wants the clear text or the ciphertext.
    pub intent: Intent,
    /// The key of the JSON that the secret holds, deeper keys behind it; empty: the whole secret.
    pub json_key: Vec<Box<str>>,
}

/// What a reference to a SecureString means under its dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// The author wants the clear text in the variable: `~true`, bare in v3, `$<ssm:...>`.
    Decrypt,
    /// The author wants the ciphertext in the variable: `~false`, `(noDecrypt)`, bare in v1.
    Ciphertext,
}

/// A reference to a Secrets Manager secret.
#[derive(Clone, Debug)]
pub struct ManagedSecret {
    /// The secret.
    pub address: SecretAddress,
    /// The key of the JSON that the secret holds, deeper keys behind it; empty: the whole secret.
    pub json_key: Vec<Box<str>>,
}

/// Text around a secret that we never hold.
#[derive(Clone, Debug)]
pub struct Joined {
    /// The variable that brings in the part that we never hold.
    pub remote: Span,
    /// What that part is, in words: "a SecureString of Parameter Store".
    pub what: &'static str,
}

/// A reference that was not asked for.
#[derive(Clone, Debug)]
pub struct Unasked {
    /// The text as it is written.
    pub text: Box<str>,
}

impl Classified {
    /// A public leaf.
    #[must_use]
    pub fn public(public: Public, provenance: Provenance) -> Self {
        Self { content: Content::Public(public), provenance }
    }

    /// A secret leaf.
    #[must_use]
    pub fn secret(secret: Secret, provenance: Provenance) -> Self {
        Self { content: Content::Secret(secret), provenance }
    }

    /// The public scalar, if it is public.
    #[must_use]
    pub fn as_public(&self) -> Option<&Public> {
        match &self.content {
            Content::Public(public) => Some(public),
            Content::Secret(_) => None,
        }
    }

    /// The secret, if it is one.
    #[must_use]
    pub fn as_secret(&self) -> Option<&Secret> {
        match &self.content {
            Content::Public(_) => None,
            Content::Secret(secret) => Some(secret),
        }
    }
}

impl Secret {
    /// What it is, in words for a message: never what it holds.
    #[must_use]
    pub fn describe(&self) -> &'static str {
        match self {
            Self::Parameter(_) => "a SecureString of Parameter Store",
            Self::SecretsManager(_) => "a Secrets Manager secret",
            Self::Clear(_) => "a clear text",
            Self::Joined(_) => "a text joined with a secret",
            Self::Unasked(_) => "a reference that --offline leaves unasked",
        }
    }

    /// Where it comes from, as messages and `--explain` name it: `ssm:/path`, `secretsmanager:NAME`, `env:NAME`, `literal`.
    #[must_use]
    pub fn source(&self) -> String {
        let address = |source: &str, name: &str, selector: &Option<Box<str>>| match selector {
            Some(selector) => [source, name, selector].join(":"),
            None => [source, name].join(":"),
        };
        match self {
            Self::Parameter(secret) => address("ssm", &secret.address.name, &secret.address.selector),
            Self::SecretsManager(secret) => address("secretsmanager", &secret.address.name, &secret.address.selector),
            // Text beside a secret is quoted in a joined origin; a message masks it like the secret.
            Self::Clear(plaintext) if plaintext.origin().contains('"') => "joined text".to_owned(),
            Self::Clear(plaintext) if plaintext.origin().starts_with("literal:") => "literal".to_owned(),
            Self::Clear(plaintext) => plaintext.origin().to_owned(),
            Self::Joined(_) => "joined text".to_owned(),
            Self::Unasked(_) => "unasked".to_owned(),
        }
    }

    /// The part at `key` of the JSON that the secret holds. `None` where it is a text that has no keys.
    #[must_use]
    pub fn project(&self, key: &str) -> Option<Self> {
        let mut projected = self.clone();
        let json_key = match &mut projected {
            Self::Parameter(secret) => &mut Arc::make_mut(secret).json_key,
            Self::SecretsManager(secret) => &mut Arc::make_mut(secret).json_key,
            Self::Clear(_) | Self::Joined(_) | Self::Unasked(_) => return None,
        };
        json_key.push(key.into());
        Some(projected)
    }
}
