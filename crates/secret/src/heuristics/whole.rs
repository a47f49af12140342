//! What a whole text is where it has no mark of its own: half of an AWS access key, or base64.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::value::is_example;

/// Forty characters of base64 that are as mixed as chance makes them ("Best practices for managing AWS access keys" shows the form).
pub(super) fn is_aws_secret_key(text: &str) -> bool {
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mixed = |kind: fn(&u8) -> bool| text.as_bytes().iter().any(kind);
    text.len() == 40
        && text.bytes().all(base64)
        && mixed(u8::is_ascii_lowercase)
        && mixed(u8::is_ascii_uppercase)
        && mixed(u8::is_ascii_digit)
        && looks_random(text)
        && !is_example(text)
}

/// Whether letters and digits change kind as often as chance makes them (two times in three): words and CamelCase do not.
fn looks_random(text: &str) -> bool {
    #[derive(PartialEq)]
    enum Kind {
        Lower,
        Upper,
        Digit,
        Other,
    }
    let kinds: Vec<Kind> = text
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' => Kind::Lower,
            b'A'..=b'Z' => Kind::Upper,
            b'0'..=b'9' => Kind::Digit,
            _ => Kind::Other,
        })
        .collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    changes * 20 >= text.len() * 9
}

/// The text that `text` is the base64 of; `None` where it is none, or what it is the base64 of is no text.
#[must_use]
pub fn decoded(text: &str) -> Option<String> {
    /// Shorter ones are words.
    const LEAST: usize = 24;
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\n' | b'\r');
    if text.len() < LEAST || !text.bytes().all(base64) {
        return None;
    }
    let joined: String;
    let text = if text.contains(['\n', '\r']) {
        joined = text.chars().filter(|character| !matches!(character, '\n' | '\r')).collect();
        &joined
    } else {
        text
    };
    let bytes = STANDARD.decode(text).or_else(|_| STANDARD_NO_PAD.decode(text)).ok()?;
    String::from_utf8(bytes).ok().filter(|text| !text.contains(|character: char| character.is_control() && !character.is_whitespace()))
}
