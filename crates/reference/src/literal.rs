//! Values written out: quoted text and the words and numbers that the new engine types.
//!
//! The rules are JavaScript's own: `String.prototype.trim`, `Number()` and `JSON.parse`, which parse.js of serverless
//! 3.40.0 calls.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_till};
use nom::character::complete::{anychar, char, none_of};
use nom::combinator::{recognize, value};
use nom::multi::many0_count;
use nom::sequence::{delimited, preceded};

use crate::error::Parsed;
use crate::syntax::Literal;

/// Text in quotes, the quotes included: `'...'` ends at the next `'`, `"..."` at the next `"` without a backslash.
pub(crate) fn quoted(input: &str) -> Parsed<'_, &str> {
    let single = recognize(delimited(char('\''), take_till(|c| c == '\''), char('\'')));
    let double_body = many0_count(alt((value((), preceded(char('\\'), anychar)), value((), none_of("\"\\")))));
    let double = recognize(delimited(tag("\""), double_body, tag("\"")));
    alt((single, double)).parse(input)
}

/// What text in quotes means; `None` where `"..."` breaks JSON's rules.
pub(crate) fn unquoted(quoted: &str) -> Option<Box<str>> {
    match quoted.strip_prefix('\'') {
        Some(rest) => Some(rest.strip_suffix('\'').unwrap_or(rest).into()),
        None => serde_json::from_str(quoted).ok(),
    }
}

/// A bare word as a value: `true`, `false`, `null` or a number.
pub(crate) fn bare(word: &str) -> Option<Literal> {
    match word {
        "true" => Some(Literal::Bool(true)),
        "false" => Some(Literal::Bool(false)),
        "null" => Some(Literal::Null),
        _ => js_number(word).map(Literal::Number),
    }
}

/// A trimmed, non-empty text as JavaScript's `Number()` reads it; `None` for NaN.
fn js_number(text: &str) -> Option<f64> {
    let radix = |digits: &str, radix: u32| -> Option<f64> {
        let digit = |sum: f64, c: char| c.to_digit(radix).map(|digit| sum * f64::from(radix) + f64::from(digit));
        if digits.is_empty() { None } else { digits.chars().try_fold(0.0, digit) }
    };
    match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => return radix(&text[2..], 16),
        [b'0', b'o' | b'O', ..] => return radix(&text[2..], 8),
        [b'0', b'b' | b'B', ..] => return radix(&text[2..], 2),
        _ => {}
    }
    match text {
        "Infinity" | "+Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        // Rust reads "inf" and "nan" too; JavaScript does not.
        _ if text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E')) => text.parse().ok(),
        _ => None,
    }
}

/// `String.prototype.trimStart`.
pub(crate) fn js_trim_start(text: &str) -> &str {
    text.trim_start_matches(is_js_space)
}

/// `String.prototype.trimEnd`.
pub(crate) fn js_trim_end(text: &str) -> &str {
    text.trim_end_matches(is_js_space)
}

/// What `\s` and `trim` take for white space: U+FEFF is, U+0085 is not.
pub(crate) fn is_js_space(c: char) -> bool {
    c == '\u{feff}' || (c.is_whitespace() && c != '\u{85}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_javascript() {
        let cases = [
            ("0x1f", Some(31.0)),
            ("0b11", Some(3.0)),
            ("0o17", Some(15.0)),
            ("010", Some(10.0)),
            (".5", Some(0.5)),
            ("5.", Some(5.0)),
            ("1e3", Some(1000.0)),
            ("+1", Some(1.0)),
            ("-.5", Some(-0.5)),
            ("Infinity", Some(f64::INFINITY)),
            ("-Infinity", Some(f64::NEG_INFINITY)),
            ("12345678901234567890", Some(12_345_678_901_234_567_000.0)),
            ("0x", None),
            ("-0x1", None),
            ("inf", None),
            ("nan", None),
            ("1_000", None),
            ("1.2.3", None),
            ("-", None),
            (".", None),
            ("1 2", None),
        ];
        for (text, expected) in cases {
            assert_eq!(js_number(text), expected, "{text}");
        }
    }

    #[test]
    fn quotes_end_where_javascript_ends_them() {
        let cases = [
            (r"'a\' b", Some((r"'a\'", " b", Some("a\\")))),
            (r#""a\"b" c"#, Some((r#""a\"b""#, " c", Some("a\"b")))),
            (r#""\x""#, Some((r#""\x""#, "", None))),
            ("\"a\nb\"", Some(("\"a\nb\"", "", None))),
            ("''", Some(("''", "", Some("")))),
            ("'a", None),
            (r#""a\""#, None),
        ];
        for (text, expected) in cases {
            let found = quoted(text).ok().map(|(rest, quoted)| (quoted, rest, unquoted(quoted)));
            assert_eq!(found.as_ref().map(|(quoted, rest, value)| (*quoted, *rest, value.as_deref())), expected, "{text}");
        }
    }
}
