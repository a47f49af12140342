//! What may stand in a template: public text, and secrets in a form that is safe to store.

use std::sync::Arc;

use sealform_model::Scalar;

use crate::{CiphertextBlob, ParameterArn, Public};

/// A leaf that may be emitted. Only this crate makes the sealed ones.
#[derive(Clone, Debug, PartialEq)]
pub enum SealedLeaf {
    /// Anybody may see it.
    Public(Public),
    /// A secret, sealed.
    Sealed(Sealed),
}

/// A secret in a form that is safe to store. Its fields are private: nothing outside this crate can make one.
#[derive(Clone, Debug, PartialEq)]
pub struct Sealed {
    kind: SealedKind,
    text: Arc<str>,
}

/// How a secret is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedKind {
    /// A KMS ciphertext blob in base64.
    Ciphertext,
    /// The ARN that KMS demands back as encryption context.
    CompanionArn,
    /// The path under which the function reads the parameter at run time.
    RuntimePath,
    /// A dynamic reference that CloudFormation resolves.
    DynamicReference,
}

impl Sealed {
    pub(crate) fn ciphertext(blob: &CiphertextBlob) -> Self {
        Self { kind: SealedKind::Ciphertext, text: blob.shared() }
    }

    pub(crate) fn companion_arn(arn: &ParameterArn) -> Self {
        Self { kind: SealedKind::CompanionArn, text: arn.shared() }
    }

    pub(crate) fn runtime_path(path: &str) -> Self {
        Self { kind: SealedKind::RuntimePath, text: path.into() }
    }

    pub(crate) fn dynamic_reference(text: String) -> Self {
        Self { kind: SealedKind::DynamicReference, text: text.into() }
    }

    /// How it is sealed.
    #[must_use]
    pub fn kind(&self) -> SealedKind {
        self.kind
    }

    /// The text that stands in the template.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl SealedLeaf {
    /// The text, if it is text.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Public(public) => public.as_str(),
            Self::Sealed(sealed) => Some(sealed.as_str()),
        }
    }

    /// The public scalar, if it is public.
    #[must_use]
    pub fn as_public(&self) -> Option<&Public> {
        match self {
            Self::Public(public) => Some(public),
            Self::Sealed(_) => None,
        }
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Public(public) if *public.scalar() == Scalar::Null)
    }
}

impl From<Public> for SealedLeaf {
    fn from(public: Public) -> Self {
        Self::Public(public)
    }
}
