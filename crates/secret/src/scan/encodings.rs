//! The ways in which a clear text may stand in an output.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

/// A text to look for, wiped when dropped.
pub(super) struct Needle {
    /// What is looked for.
    pub(super) text: Zeroizing<String>,
    /// How the clear text is written in it, in words.
    pub(super) how: &'static str,
}

/// `secret` in each way of writing it, each text once, as it is first.
pub(super) fn needles(secret: &str) -> Vec<Needle> {
    let mut needles = Needles(Vec::with_capacity(9));
    needles.add("as it is", secret.to_owned());
    // In a block scalar or a folded one, lines are apart; one that is long enough gives the text away.
    if let Some(line) = secret.lines().map(str::trim).max_by_key(|line| line.len()).filter(|line| line.len() >= LINE_BYTES) {
        needles.add("line by line", line.to_owned());
    }
    for before in 0..3 {
        let (standard, url) = base64(secret.as_bytes(), before);
        needles.add("in base64", standard);
        needles.add("in base64", url);
    }
    needles.add("in hexadecimal", hexadecimal(secret.as_bytes(), b"0123456789abcdef"));
    needles.add("in hexadecimal", hexadecimal(secret.as_bytes(), b"0123456789ABCDEF"));
    if secret.bytes().any(|byte| !is_unreserved(byte)) {
        needles.add("URL-escaped", url_escaped(secret, "", b"0123456789ABCDEF"));
        needles.add("URL-escaped", url_escaped(secret, "", b"0123456789abcdef"));
        // JavaScript's encodeURIComponent leaves more as it is; encodeURI far more.
        needles.add("URL-escaped", url_escaped(secret, "!'()*", b"0123456789ABCDEF"));
        needles.add("URL-escaped", url_escaped(secret, "!'()*;/?:@&=+$,#", b"0123456789ABCDEF"));
        needles.add("URL-escaped", url_escaped(secret, "", b"0123456789ABCDEF").replace("%20", "+"));
        let json = json_escaped(secret, Beyond::Kept);
        needles.add("JSON-escaped", json_escaped(&json, Beyond::Kept));
        needles.add("JSON-escaped", json);
        needles.add("JSON-escaped", json_escaped(secret, Beyond::Escaped));
        needles.add("JSON-escaped", json_escaped(secret, Beyond::Kept).replace('/', "\\/"));
        needles.add("YAML-escaped", yaml_escaped(secret));
        needles.add("YAML-escaped", secret.replace('\'', "''"));
    }
    needles.0
}

/// The shortest line of a text that is looked for by itself: shorter ones are nobody's own.
const LINE_BYTES: usize = 16;

struct Needles(Vec<Needle>);

impl Needles {
    fn add(&mut self, how: &'static str, text: String) {
        let text = Zeroizing::new(text);
        if !self.0.iter().any(|known| known.text == text) {
            self.0.push(Needle { text, how });
        }
    }
}

/// The base64 that stands wherever `secret` does, in the standard and the URL alphabet, if `before` bytes of a group of three stand
/// before it: without the first and last characters that other bytes have a part in.
fn base64(secret: &[u8], before: usize) -> (String, String) {
    let mut bytes = Zeroizing::new(vec![0; before]);
    bytes.extend_from_slice(secret);
    let own = (before * 8).div_ceil(6)..bytes.len() * 8 / 6;
    let [standard, url] = [STANDARD_NO_PAD, URL_SAFE_NO_PAD].map(|alphabet| Zeroizing::new(alphabet.encode(&*bytes)));
    (standard[own.clone()].to_owned(), url[own].to_owned())
}

fn hexadecimal(bytes: &[u8], digits: &[u8; 16]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        push_hexadecimal(&mut text, *byte, digits);
    }
    text
}

fn push_hexadecimal(text: &mut String, byte: u8, digits: &[u8; 16]) {
    text.push(char::from(digits[usize::from(byte >> 4)]));
    text.push(char::from(digits[usize::from(byte & 0x0f)]));
}

/// RFC 3986, section 2.3.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn url_escaped(text: &str, kept: &str, digits: &[u8; 16]) -> String {
    let mut escaped = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if is_unreserved(byte) || kept.as_bytes().contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push('%');
            push_hexadecimal(&mut escaped, byte, digits);
        }
    }
    escaped
}

/// What becomes of characters beyond ASCII.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Beyond {
    /// serde_json, JavaScript.
    Kept,
    /// Python's `json.dumps`.
    Escaped,
}

/// RFC 8259, section 7.
fn json_escaped(text: &str, beyond: Beyond) -> String {
    let mut escaped = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\u{8}' => escaped.push_str("\\b"),
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\u{c}' => escaped.push_str("\\f"),
            '\r' => escaped.push_str("\\r"),
            control if control < ' ' => escaped.push_str(&format!("\\u{:04x}", u32::from(control))),
            other if beyond == Beyond::Escaped && !other.is_ascii() => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    escaped.push_str(&format!("\\u{unit:04x}"));
                }
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// A double-quoted scalar of YAML 1.2, section 5.7.
fn yaml_escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() * 2);
    for character in text.chars() {
        match character {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\0' => escaped.push_str("\\0"),
            '\u{7}' => escaped.push_str("\\a"),
            '\u{8}' => escaped.push_str("\\b"),
            '\t' => escaped.push_str("\\t"),
            '\n' => escaped.push_str("\\n"),
            '\u{b}' => escaped.push_str("\\v"),
            '\u{c}' => escaped.push_str("\\f"),
            '\r' => escaped.push_str("\\r"),
            '\u{1b}' => escaped.push_str("\\e"),
            '\u{85}' => escaped.push_str("\\N"),
            '\u{a0}' => escaped.push_str("\\_"),
            '\u{2028}' => escaped.push_str("\\L"),
            '\u{2029}' => escaped.push_str("\\P"),
            control if control.is_control() => escaped.push_str(&format!("\\x{:02X}", u32::from(control))),
            other => escaped.push(other),
        }
    }
    escaped
}
