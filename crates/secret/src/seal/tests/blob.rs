//! Blobs of the form that KMS gives them, for answers made by hand. They open nothing.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::{CiphertextBlob, NotABlob};

/// The base64 of a blob; `mark` tells blobs apart.
pub(super) fn blob(mark: u8) -> String {
    let key_and_domain = [[mark; 32].as_slice(), &[1], &[mark; 16]].concat();
    let algorithm = sequence(&[
        &[0x06, 9, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x2e][..],
        &sequence(&[&[0x04, 12], &[mark; 12], &[0x02, 1, 16]]),
    ]);
    let content = value(0x80, &[mark; 59]);
    let content_info = sequence(&[&[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01], &algorithm, &content]);
    let encrypted = sequence(&[&[0x02, 1, 0], &content_info]);
    let body = sequence(&[&[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06], &value(0xa0, &encrypted)]);
    let length = u32::try_from(body.len()).expect("it is short").to_be_bytes();
    STANDARD.encode([&[1, 2, 2, 0, 0x78], key_and_domain.as_slice(), &length, &body].concat())
}

/// The base64 of an Encryption SDK message, as far as it can be told from a blob.
pub(super) fn encryption_sdk() -> String {
    STANDARD.encode([[2, 5, 0x78].as_slice(), &[7; 150]].concat())
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    value(0x30, &parts.concat())
}

fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).expect("it is short");
    let length = if length < 0x80 { vec![length] } else { vec![0x81, length] };
    [&[tag], length.as_slice(), content].concat()
}

#[test]
fn what_the_tests_take_for_blobs_are_blobs() {
    assert!(CiphertextBlob::parse(&blob(3)).is_ok());
    assert_eq!(CiphertextBlob::parse(&encryption_sdk()), Err(NotABlob::EncryptionSdk));
    assert_eq!(
        CiphertextBlob::parse(blob(1).trim_end_matches('=')),
        if blob(1).ends_with('=') { Err(NotABlob::LenientBase64) } else { CiphertextBlob::parse(&blob(1)) }
    );
}
