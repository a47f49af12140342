//! What a KMS ciphertext blob looks like, so that nothing else passes for one. It decides by form alone and decrypts nothing.
//!
//! AWS documents only a header with the backing key's ID and an AES-GCM part ("AWS KMS cryptographic details"). The layout here is that
//! of blobs which KMS made, and of the one in "How AWS Systems Manager Parameter Store uses AWS KMS" (both read 2026-11-23):
//!
//! ```text
//! 01 01|02 02 00 78   the generation, and an operation: Encrypt
//! 32 bytes            the same for every blob of one key
//! 01, some 16 bytes   only where the second byte is 02
//! 4 bytes             the length of what follows, high byte first
//! 30 ..               DER: a PKCS#7 EncryptedData (RFC 5652, section 8) under AES-256-GCM (RFC 5084)
//! ```

use std::fmt;
use std::sync::Arc;

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

/// A KMS ciphertext blob in base64, checked.
#[derive(Clone, PartialEq, Eq)]
pub struct CiphertextBlob(Arc<str>);

/// Why a text is no KMS ciphertext blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotABlob {
    /// It is an AWS Encryption SDK message: what an Advanced-tier parameter holds.
    EncryptionSdk,
    /// It is a blob in base64 that only a lenient decoder reads: white space, missing padding, URL alphabet, bits that are not zero.
    LenientBase64,
    /// It is not base64, or base64 of something else.
    Other,
}

/// What a lenient decoder (Node's `Buffer.from`, Python's `b64decode`) makes of base64 once white space is gone.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

impl CiphertextBlob {
    /// Accepts strict base64 of the header `01 (01|02) 02 00 78` and a DER body that ends exactly where the base64 does.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(base64: &str) -> Result<Self, NotABlob> {
        // The first six bits of a blob and of an Encryption SDK message are zero, so a look at the first character tells most texts from them.
        if !base64.trim_start().starts_with('A') {
            return Err(NotABlob::Other);
        }
        match STANDARD.decode(base64) {
            Ok(bytes) if is_blob(&bytes) => Ok(Self(base64.into())),
            Ok(bytes) if is_encryption_sdk(&bytes) => Err(NotABlob::EncryptionSdk),
            Ok(_) => Err(NotABlob::Other),
            Err(_) => Err(match decode_leniently(base64) {
                Some(bytes) if is_blob(&bytes) => NotABlob::LenientBase64,
                Some(bytes) if is_encryption_sdk(&bytes) => NotABlob::EncryptionSdk,
                _ => NotABlob::Other,
            }),
        }
    }

    /// Whether `text` starts as the base64 of a blob does. Cheap, and no proof: [`Self::parse`] is.
    #[must_use]
    pub fn looks_like(text: &str) -> bool {
        text.starts_with("AQICAH") || text.starts_with("AQECAH")
    }

    /// The base64 text.
    #[must_use]
    pub fn as_base64(&self) -> &str {
        &self.0
    }

    /// The base64 text, shared.
    pub(crate) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl fmt::Debug for CiphertextBlob {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CiphertextBlob(..)")
    }
}

fn decode_leniently(text: &str) -> Option<Vec<u8>> {
    let text: String = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| match character {
            '-' => '+',
            '_' => '/',
            other => other,
        })
        .collect();
    LENIENT.decode(text).ok()
}

/// The first bytes of an AWS Encryption SDK message: version 2 with or without key commitment and signature, or version 1 ("AWS Encryption
/// SDK message format reference", read 2026-11-23).
fn is_encryption_sdk(bytes: &[u8]) -> bool {
    matches!(bytes, [0x02, 0x04 | 0x05, 0x78, ..] | [0x01, 0x80, ..])
}

fn is_blob(bytes: &[u8]) -> bool {
    const KEY_BYTES: usize = 32;
    /// 16 in the blobs that were seen; nothing promises that it stays so.
    const DOMAIN_BYTES: std::ops::RangeInclusive<usize> = 0..=64;
    match bytes {
        [0x01, 0x01, 0x02, 0x00, 0x78, rest @ ..] => rest.get(KEY_BYTES..).is_some_and(is_body),
        [0x01, 0x02, 0x02, 0x00, 0x78, rest @ ..] => match rest.get(KEY_BYTES..) {
            Some([0x01, rest @ ..]) => DOMAIN_BYTES.into_iter().any(|domain| rest.get(domain..).is_some_and(is_body)),
            _ => false,
        },
        _ => false,
    }
}

/// A length in four bytes, and DER of just that length.
fn is_body(bytes: &[u8]) -> bool {
    bytes
        .split_first_chunk::<4>()
        .is_some_and(|(length, body)| usize::try_from(u32::from_be_bytes(*length)) == Ok(body.len()) && is_encrypted_data(body).is_some())
}

const INTEGER: u8 = 0x02;
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
/// `[0] EXPLICIT`.
const EXPLICIT_0: u8 = 0xa0;
/// `[0] IMPLICIT OCTET STRING`.
const IMPLICIT_0: u8 = 0x80;
/// 1.2.840.113549.1.7.6, encryptedData (RFC 5652).
const ENCRYPTED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];
/// 1.2.840.113549.1.7.1, data (RFC 5652).
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// What AES-GCM adds to at least one byte of clear text, in bytes.
const TAG_BYTES: usize = 16;

/// Checks `ContentInfo { encryptedData, [0] EncryptedData { version, EncryptedContentInfo { data, algorithm, [0] content } } }`.
///
/// The algorithm has to be there, its name is not compared: in AWS's own documented sample two bytes of it are not those of AES-256-GCM.
fn is_encrypted_data(bytes: &[u8]) -> Option<()> {
    let content_info = Der(bytes).only(SEQUENCE)?;
    let rest = content_info.named(ENCRYPTED_DATA)?;
    let encrypted_data = rest.only(EXPLICIT_0)?.only(SEQUENCE)?;
    let (_version, rest) = encrypted_data.next(INTEGER)?;
    let rest = rest.only(SEQUENCE)?.named(DATA)?;
    let (algorithm, rest) = rest.next(SEQUENCE)?;
    let (name, parameters) = algorithm.next(OBJECT_IDENTIFIER)?;
    let Der(content) = rest.only(IMPLICIT_0)?;
    (!name.0.is_empty() && parameters.is_well_formed() && content.len() > TAG_BYTES).then_some(())
}

/// A run of DER values.
#[derive(Clone, Copy)]
struct Der<'b>(&'b [u8]);

impl<'b> Der<'b> {
    /// The first value and what stands behind it.
    fn value(self) -> Option<(u8, Self, Self)> {
        let (tag, rest) = self.0.split_first()?;
        let (first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0x00..=0x7f => (usize::from(*first), rest),
            0x81 | 0x82 => {
                let (length, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                let shortest = if *first == 0x81 { 0x80 } else { 0x100 };
                let length = length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
                (length >= shortest).then_some((length, rest))?
            }
            // A blob holds 6,144 bytes at most (botocore kms model, read 2026-11-23): two bytes of length do.
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        Some((*tag, Self(content), Self(rest)))
    }

    /// The content of the first value, if it has `tag`, and what stands behind it.
    fn next(self, tag: u8) -> Option<(Self, Self)> {
        let (found, content, rest) = self.value()?;
        (found == tag).then_some((content, rest))
    }

    /// The content of the one value there is, if it has `tag`.
    fn only(self, tag: u8) -> Option<Self> {
        let (content, rest) = self.next(tag)?;
        rest.0.is_empty().then_some(content)
    }

    /// What stands behind the object identifier `name`.
    fn named(self, name: &[u8]) -> Option<Self> {
        let (found, rest) = self.next(OBJECT_IDENTIFIER)?;
        (found.0 == name).then_some(rest)
    }

    /// Whether values, and the values in them, follow one another to the very end. One level occurs here; over four are refused.
    fn is_well_formed(self) -> bool {
        fn nested(der: Der<'_>, levels: u8) -> bool {
            let mut rest = der;
            while !rest.0.is_empty() {
                let Some((tag, content, behind)) = rest.value() else { return false };
                let constructed = tag & 0x20 != 0;
                if constructed && (levels == 0 || !nested(content, levels - 1)) {
                    return false;
                }
                rest = behind;
            }
            true
        }
        nested(self, 4)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{CiphertextBlob, NotABlob, STANDARD};
    use base64::Engine;

    /// The sample of "How AWS Systems Manager Parameter Store uses AWS KMS", AWS KMS Developer Guide: `secret_value`, 12 bytes.
    const DOCUMENTED: &str = "AQECAHgnOkMROh5LaLXkA4j0+vYi6tmM17Lg/9E464VRo68cvwAAAG8wbQYJKoZIhvcNAQcGoGAwXgIBADBZBgkqhkiG9w0BBwEwHgYJYZZIAWUDBAEuMBEEDImYOw44gna0Jm00hAIBEIAsjgr7mum1EnnXzE3xM8bGle0oKYcfVCHtBkfjIeZGTgL6Hg0fSDnpMHdcSXY=";

    /// A blob in the layout of today, with `content` bytes of ciphertext and tag: 54 bytes, a length and DER.
    fn blob(generation: u8, content: usize) -> Vec<u8> {
        fn der(tag: u8, content: &[&[u8]]) -> Vec<u8> {
            let content = content.concat();
            let length = u16::try_from(content.len()).unwrap().to_be_bytes();
            let length = match content.len() {
                0..=0x7f => vec![length[1]],
                0x80..=0xff => vec![0x81, length[1]],
                _ => vec![0x82, length[0], length[1]],
            };
            [vec![tag], length, content].concat()
        }
        let parameters = der(0x30, &[&der(0x04, &[&[7; 12]]), &[0x02, 0x01, 0x10]]);
        let algorithm = der(0x30, &[&der(0x06, &[&[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2e]]), &parameters]);
        let info = der(0x30, &[&der(0x06, &[super::DATA]), &algorithm, &der(0x80, &[&vec![9; content]])]);
        let data = der(0x30, &[&[0x02, 0x01, 0x00], &info]);
        let body = der(0x30, &[&der(0x06, &[super::ENCRYPTED_DATA]), &der(0xa0, &[&data])]);
        let mut bytes = vec![0x01, generation, 0x02, 0x00, 0x78];
        bytes.extend([0x5a; 32]);
        if generation == 2 {
            bytes.push(0x01);
            bytes.extend([0xa5; 16]);
        }
        bytes.extend(u32::try_from(body.len()).unwrap().to_be_bytes());
        bytes.extend(body);
        bytes
    }

    fn parse(bytes: &[u8]) -> Result<(), NotABlob> {
        CiphertextBlob::parse(&STANDARD.encode(bytes)).map(|_| ())
    }

    #[test]
    fn the_documented_sample_is_a_blob() {
        let parsed = CiphertextBlob::parse(DOCUMENTED).unwrap();
        assert_eq!(parsed.as_base64(), DOCUMENTED);
        assert_eq!((STANDARD.decode(DOCUMENTED).unwrap().len(), DOCUMENTED.len()), (152, 204));
        assert!(CiphertextBlob::looks_like(DOCUMENTED));
    }

    #[test]
    fn both_generations_and_every_form_of_length_are_blobs() {
        for generation in [1, 2] {
            for content in [17, 40, 60, 100, 127, 128, 200, 255, 256, 300, 4124] {
                assert_eq!(parse(&blob(generation, content)), Ok(()), "{generation} {content}");
            }
        }
    }

    #[test]
    fn the_bytes_behind_the_key_may_be_more() {
        let mut longer = blob(2, 40);
        longer.splice(38..38, [0x33; 16]);
        assert_eq!(parse(&longer), Ok(()));
        longer.splice(38..38, [0x33; 48]);
        assert_eq!(parse(&longer), Err(NotABlob::Other));
    }

    #[test]
    fn a_tag_without_ciphertext_is_none() {
        assert_eq!(parse(&blob(2, 16)), Err(NotABlob::Other));
    }

    #[test]
    fn every_shorter_and_longer_text_is_none() {
        let whole = blob(2, 40);
        for length in 0..whole.len() {
            assert_eq!(parse(&whole[..length]), Err(NotABlob::Other), "{length}");
        }
        assert_eq!(parse(&[&whole[..], &[0]].concat()), Err(NotABlob::Other));
    }

    #[test]
    fn every_changed_byte_of_the_header_and_of_the_first_structure_makes_none() {
        let whole = blob(2, 40);
        let object_identifier_ends = 58 + 2 + 2 + super::ENCRYPTED_DATA.len();
        for at in (0..5).chain(37..38).chain(54..object_identifier_ends + 4) {
            for bit in [0x01, 0x40, 0x80] {
                let mut changed = whole.clone();
                changed[at] ^= bit;
                assert!(parse(&changed).is_err(), "byte {at} bit {bit:#x}");
            }
        }
    }

    #[test]
    fn an_encryption_sdk_message_is_told_apart() {
        for start in [&[0x02, 0x05, 0x78][..], &[0x02, 0x04, 0x78], &[0x01, 0x80, 0x03, 0x78]] {
            let bytes = [start, &[0x11; 200]].concat();
            assert_eq!(parse(&bytes), Err(NotABlob::EncryptionSdk));
            assert_eq!(CiphertextBlob::parse(&format!("{}\n", STANDARD.encode(&bytes))).err(), Some(NotABlob::EncryptionSdk));
        }
    }

    #[test]
    fn base64_that_only_lenient_decoders_read_is_said_so() {
        let text = STANDARD.encode(blob(2, 41));
        assert!(text.ends_with('='), "the test needs padding");
        let (start, end) = text.split_at(76);
        for lenient in [
            format!("{text}\n"),
            format!("{start}\n{end}"),
            text.trim_end_matches('=').to_owned(),
            text.replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned(),
        ] {
            assert_eq!(CiphertextBlob::parse(&lenient).err(), Some(NotABlob::LenientBase64));
        }
    }

    #[test]
    fn clear_text_is_none() {
        assert_eq!(CiphertextBlob::parse("hunter2").err(), Some(NotABlob::Other));
        assert_eq!(CiphertextBlob::parse("correct horse").err(), Some(NotABlob::Other));
        assert_eq!(CiphertextBlob::parse("password").err(), Some(NotABlob::Other));
        assert_eq!(CiphertextBlob::parse("").err(), Some(NotABlob::Other));
        // moto and MiniStack answer clear text where AWS answers a blob.
        assert_eq!(CiphertextBlob::parse("kms:alias/aws/ssm:hunter2").err(), Some(NotABlob::Other));
        assert_eq!(CiphertextBlob::parse("ENCRYPTED:aHVudGVyMg==").err(), Some(NotABlob::Other));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", CiphertextBlob::parse(DOCUMENTED)), "Ok(CiphertextBlob(..))");
    }

    proptest! {
        #[test]
        fn any_bytes_behind_a_true_header_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), keep in 0_usize..160) {
            let mut start = blob(2, 40);
            start.truncate(keep);
            let _ = parse(&[start, bytes].concat());
        }

        #[test]
        fn no_printable_text_is_a_blob(text in "[ -~]{0,300}") {
            assert!(CiphertextBlob::parse(&text).is_err());
            assert!(parse(text.as_bytes()).is_err());
        }
    }
}
