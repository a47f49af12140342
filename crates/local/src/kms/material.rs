//! Key material and what it does: AES-256-GCM with the encryption context as associated data.
//!
//! The material is derived from the key's ARN, so anyone can derive it. That is the point, and why it must guard nothing.

use std::collections::BTreeMap;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, Salt};
use aws_lc_rs::rand;
use zeroize::Zeroizing;

use super::blob::{Blob, Maker};

/// An encryption context; its order never matters.
pub(crate) type Context = BTreeMap<String, String>;

/// What stands before the plaintext inside the ciphertext.
///
/// A blob of KMS is 11 bytes longer than nonce, tag and DER account for; what they hold is not documented.
const FRAME: [u8; 11] = *b"sealform-01";

/// Where the nonce comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NonceSource {
    /// As KMS does it: the same text gives another blob each time.
    Random,
    /// From context and plaintext, so that a parameter loaded from a file is the same blob in every run, as a stored one is.
    Derived,
}

/// The material of one key.
pub(super) struct Material {
    secret: [u8; 32],
    mark: [u8; 32],
}

impl Material {
    pub(super) fn new(key_arn: &str) -> Self {
        Self { secret: derive(&[b"material", key_arn.as_bytes()]), mark: derive(&[b"mark", key_arn.as_bytes()]) }
    }

    pub(super) fn seal(&self, maker: Maker, source: NonceSource, context: &Context, plaintext: &[u8]) -> Vec<u8> {
        let associated = associated_data(context);
        let mut nonce = [0; NONCE_LEN];
        match source {
            NonceSource::Random => random(&mut nonce),
            NonceSource::Derived => nonce.copy_from_slice(&derive(&[b"nonce", &self.secret, &associated, plaintext])[..NONCE_LEN]),
        }
        let mut domain = [0; 16];
        domain.copy_from_slice(&derive(&[b"domain", &self.mark, &nonce])[..16]);
        let mut blob = Blob { maker, mark: self.mark, domain, nonce, content: [&FRAME, plaintext].concat() };
        let aad = Aad::from([blob.preamble(), associated].concat());
        self.cipher()
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut blob.content)
            .expect("AES-GCM refuses only texts of gigabytes");
        blob.write()
    }

    /// `None` where the blob is of another key, was changed, or was made under another context.
    pub(super) fn open(&self, context: &Context, blob: &Blob) -> Option<Zeroizing<Vec<u8>>> {
        let aad = Aad::from([blob.preamble(), associated_data(context)].concat());
        let mut content = Zeroizing::new(blob.content.clone());
        let opened = self.cipher().open_in_place(Nonce::assume_unique_for_key(blob.nonce), aad, &mut content).ok()?;
        Some(Zeroizing::new(opened.strip_prefix(&FRAME)?.to_vec()))
    }

    pub(super) fn made(&self, blob: &Blob) -> bool {
        self.mark == blob.mark
    }

    fn cipher(&self) -> LessSafeKey {
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &self.secret).expect("the key has the length that AES-256 wants"))
    }
}

/// 32 bytes that follow from the parts: HKDF with SHA-256 (RFC 5869).
pub(crate) fn derive(parts: &[&[u8]]) -> [u8; 32] {
    let mut bytes = [0; 32];
    Salt::new(HKDF_SHA256, b"sealform-local toy keys")
        .extract(&joined(parts))
        .expand(&[b"1"], HKDF_SHA256)
        .and_then(|output| output.fill(&mut bytes))
        .expect("HKDF-SHA-256 gives 32 bytes");
    bytes
}

pub(super) fn random(bytes: &mut [u8]) {
    rand::fill(bytes).expect("the operating system gives random bytes");
}

/// The context in one spelling: sorted pairs, each text behind its length, so that no two contexts look alike.
fn associated_data(context: &Context) -> Vec<u8> {
    let texts: Vec<&[u8]> = context.iter().flat_map(|(key, value)| [key.as_bytes(), value.as_bytes()]).collect();
    joined(&texts)
}

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.iter().flat_map(|part| (part.len() as u64).to_be_bytes().into_iter().chain(part.iter().copied())).collect()
}
