//! The bytes of a ciphertext blob, written and read; knows no key and no encryption.
//!
//! AWS documents only a header with the backing key's ID and an AES-GCM part ("AWS KMS cryptographic details"). The layout
//! here is that of blobs which KMS made: data keys of 184 bytes for 32 bytes of plaintext, all public (read 2026-11-23):
//! `01 02 02 00 78` (`01 02 03 00 78` for a data key), 32 bytes that are the same for every blob of one key, `01`, 16 bytes,
//! the length of the rest in four bytes, and a PKCS#7 EncryptedData (RFC 5652, section 8) under AES-256-GCM (RFC 5084).

use super::der::{self, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE};

/// 1.2.840.113549.1.7.6, encryptedData.
const ENCRYPTED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];
/// 1.2.840.113549.1.7.1, data.
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// 2.16.840.1.101.3.4.1.46, aes256-GCM.
const AES_256_GCM: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2e];
/// `[0] EXPLICIT`.
const EXPLICIT_0: u8 = 0xa0;
/// `[0] IMPLICIT OCTET STRING`.
const IMPLICIT_0: u8 = 0x80;
/// Header, mark, one byte, domain.
const PREAMBLE: usize = 5 + 32 + 1 + 16;

/// Which operation made the blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Maker {
    Encrypt,
    GenerateDataKey,
}

/// A ciphertext blob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blob {
    pub(super) maker: Maker,
    /// The same for every blob of one key: how Decrypt finds the key.
    pub(super) mark: [u8; 32],
    pub(super) domain: [u8; 16],
    pub(super) nonce: [u8; 12],
    /// Ciphertext and tag.
    pub(super) content: Vec<u8>,
}

impl Blob {
    /// What stands before the length.
    pub(super) fn preamble(&self) -> Vec<u8> {
        let maker = match self.maker {
            Maker::Encrypt => 0x02,
            Maker::GenerateDataKey => 0x03,
        };
        let mut bytes = vec![0x01, 0x02, maker, 0x00, 0x78];
        bytes.extend_from_slice(&self.mark);
        bytes.push(0x01);
        bytes.extend_from_slice(&self.domain);
        bytes
    }

    pub(super) fn write(&self) -> Vec<u8> {
        let parameters = [der::write(OCTET_STRING, &self.nonce), der::write(INTEGER, &[16])].concat();
        let algorithm = [der::write(OBJECT_IDENTIFIER, AES_256_GCM), der::write(SEQUENCE, &parameters)].concat();
        let info = [der::write(OBJECT_IDENTIFIER, DATA), der::write(SEQUENCE, &algorithm), der::write(IMPLICIT_0, &self.content)].concat();
        let data = [der::write(INTEGER, &[0]), der::write(SEQUENCE, &info)].concat();
        let outer = [der::write(OBJECT_IDENTIFIER, ENCRYPTED_DATA), der::write(EXPLICIT_0, &der::write(SEQUENCE, &data))].concat();
        let body = der::write(SEQUENCE, &outer);
        let mut bytes = self.preamble();
        // KMS takes at most 4,096 bytes of plaintext, so the length always fits.
        bytes.extend_from_slice(&u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
        bytes.extend_from_slice(&body);
        bytes
    }

    /// `None` for anything that [`Self::write`] does not write.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (preamble, rest) = bytes.split_at_checked(PREAMBLE)?;
        let (length, body) = rest.split_first_chunk::<4>()?;
        if u32::from_be_bytes(*length) as usize != body.len() {
            return None;
        }
        let maker = if preamble.get(2) == Some(&0x03) { Maker::GenerateDataKey } else { Maker::Encrypt };
        let (nonce, content) = read_body(body)?;
        let blob = Self {
            maker,
            mark: preamble.get(5..37)?.try_into().ok()?,
            domain: preamble.get(38..)?.try_into().ok()?,
            nonce,
            content: content.to_vec(),
        };
        (blob.write() == bytes).then_some(blob)
    }
}

fn read_body(body: &[u8]) -> Option<([u8; 12], &[u8])> {
    let (outer, _) = der::read(SEQUENCE, body)?;
    let (_, rest) = der::read(OBJECT_IDENTIFIER, outer)?;
    let (explicit, _) = der::read(EXPLICIT_0, rest)?;
    let (data, _) = der::read(SEQUENCE, explicit)?;
    let (_, rest) = der::read(INTEGER, data)?;
    let (info, _) = der::read(SEQUENCE, rest)?;
    let (_, rest) = der::read(OBJECT_IDENTIFIER, info)?;
    let (algorithm, rest) = der::read(SEQUENCE, rest)?;
    let (content, _) = der::read(IMPLICIT_0, rest)?;
    let (_, rest) = der::read(OBJECT_IDENTIFIER, algorithm)?;
    let (parameters, _) = der::read(SEQUENCE, rest)?;
    let (nonce, _) = der::read(OCTET_STRING, parameters)?;
    Some((nonce.try_into().ok()?, content))
}

#[cfg(test)]
mod tests {
    use super::{Blob, Maker};

    fn blob(length: usize) -> Blob {
        Blob { maker: Maker::Encrypt, mark: [1; 32], domain: [2; 16], nonce: [3; 12], content: vec![4; length] }
    }

    #[test]
    fn the_layout_is_that_of_a_data_key_made_by_kms() {
        // 59 bytes of content are what 32 bytes of plaintext become.
        let bytes = Blob { maker: Maker::GenerateDataKey, ..blob(59) }.write();
        assert_eq!(bytes.len(), 184);
        assert_eq!(bytes[..5], [0x01, 0x02, 0x03, 0x00, 0x78]);
        assert_eq!(bytes[54..60], [0x00, 0x00, 0x00, 0x7e, 0x30, 0x7c]);
        let oids = "06092a864886f70d010706a06f306d020100306806092a864886f70d010701301e060960864801650304012e3011040c";
        let hex: String = bytes[60..108].iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, oids);
        assert_eq!(bytes[120..125], [0x02, 0x01, 0x10, 0x80, 0x3b]);
    }

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 59, 127, 128, 4_123] {
            assert_eq!(Blob::read(&blob(length).write()), Some(blob(length)), "{length}");
        }
    }

    #[test]
    fn every_changed_structural_byte_is_refused() {
        let bytes = blob(20).write();
        for place in (0..5).chain([37]).chain(54..108).chain(120..125) {
            let mut changed = bytes.clone();
            changed[place] ^= 0x40;
            assert_eq!(Blob::read(&changed), None, "byte {place}");
        }
        assert_eq!(Blob::read(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Blob::read(b""), None);
    }
}
