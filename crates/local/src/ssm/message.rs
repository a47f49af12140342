//! The value of an Advanced SecureString: an AWS Encryption SDK message by its looks.
//!
//! Its header follows the message format version 2 (AWS Encryption SDK Developer Guide, "Message format reference",
//! read 2026-11-23) as far as the encrypted data keys; the body is opaque. KMS refuses it, and only Parameter Store, which
//! keeps the clear text beside it, can answer with the value.

use crate::kms::{Context, Key, derive};

/// Version 2; algorithm suite 05 78, with key commitment and signing.
const HEADER: [u8; 3] = [0x02, 0x05, 0x78];

pub(super) fn seal(key: &Key, context: &Context, plaintext: &[u8]) -> Vec<u8> {
    let body = key.seal_stored(context, plaintext);
    let data_key = key.seal_stored(context, &derive(&[b"data key", &body]));
    let mut bytes = HEADER.to_vec();
    bytes.extend_from_slice(&derive(&[b"message id", &body]));
    let pairs: Vec<u8> = context.iter().flat_map(|(key, value)| [sized(key.as_bytes()), sized(value.as_bytes())].concat()).collect();
    bytes.extend_from_slice(&sized(&[count(context.len()).to_vec(), pairs].concat()));
    bytes.extend_from_slice(&count(1));
    for part in [b"aws-kms", key.arn.as_bytes(), &data_key] {
        bytes.extend_from_slice(&sized(part));
    }
    bytes.extend_from_slice(&body);
    bytes
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    [&count(bytes.len()), bytes].concat()
}

/// Counts and lengths have two bytes; Parameter Store's own limits keep all of them below.
fn count(count: usize) -> [u8; 2] {
    u16::try_from(count).unwrap_or(u16::MAX).to_be_bytes()
}
