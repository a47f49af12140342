//! What a scalar means: the rules of js-yaml 4, by which the Serverless Framework reads its files. No parsing of documents.
//!
//! Source: js-yaml 4.3.2, `lib/type/{null,bool,int,float}.js`, read 2026-11-23. One difference on purpose: js-yaml's default schema
//! turns `2012-10-17` into a `Date`, which breaks every IAM policy with an unquoted version; here a date stays text.

/// The value of a scalar.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// `null`, `Null`, `NULL`, `~`, or nothing at all.
    Null,
    /// `true` or `false` in lower case, upper case, or capitalized. `yes`, `no`, `on` and `off` are text.
    Bool(bool),
    /// An integer or a float: both are JavaScript numbers, so an integer of 20 digits loses digits.
    Number(f64),
    /// Everything else.
    Text(String),
}

impl Scalar {
    /// The text that JavaScript's `String(value)` gives: `1.0` is `1`, `1e21` is `1e+21`, null is `null`.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(value) => number_text(*value),
            Self::Text(text) => text.clone(),
        }
    }
}

/// The text that JavaScript gives a number (ECMA-262, `Number::toString` with radix 10).
#[must_use]
pub fn number_text(value: f64) -> String {
    if value.is_nan() {
        return "NaN".to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let sign = if value < 0.0 { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}Infinity");
    }
    // Rust's `{:e}` prints the shortest digits that read back as the same number, which is what JavaScript asks for.
    let scientific = format!("{:e}", value.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = mantissa.replace('.', "");
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (count, point) = (digits.len(), exponent + 1);
    match usize::try_from(point) {
        Ok(point) if point >= count && point <= 21 => format!("{sign}{digits}{}", "0".repeat(point - count)),
        Ok(point @ 1..=21) => format!("{sign}{}.{}", &digits[..point], &digits[point..]),
        _ if point > -6 && point <= 0 => format!("{sign}0.{}{digits}", "0".repeat(point.unsigned_abs() as usize)),
        _ => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            format!("{sign}{first}{dot}{rest}e{exponent:+}")
        }
    }
}

/// The value of an unquoted scalar without a tag.
pub(crate) fn resolve(text: &str) -> Scalar {
    resolve_special(text).unwrap_or_else(|| Scalar::Text(text.to_owned()))
}

/// The value of an unquoted scalar without a tag, or `None` where it is text.
pub(crate) fn resolve_special(text: &str) -> Option<Scalar> {
    match text.as_bytes().first() {
        None => Some(Scalar::Null),
        Some(b'~' | b'n' | b'N') => matches!(text, "~" | "null" | "Null" | "NULL").then_some(Scalar::Null),
        Some(b't' | b'T') => matches!(text, "true" | "True" | "TRUE").then_some(Scalar::Bool(true)),
        Some(b'f' | b'F') => matches!(text, "false" | "False" | "FALSE").then_some(Scalar::Bool(false)),
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => integer(text).or_else(|| float(text)).map(Scalar::Number),
        Some(_) => None,
    }
}

/// The value of an integer as js-yaml's `int` type reads it.
pub(crate) fn integer(text: &str) -> Option<f64> {
    let (negative, digits) = split_sign(text);
    let value = match digits.as_bytes() {
        [b'0', b'b', rest @ ..] => power_of_two_radix(rest, 1)?,
        [b'0', b'o', rest @ ..] => power_of_two_radix(rest, 3)?,
        [b'0', b'x', rest @ ..] => power_of_two_radix(rest, 4)?,
        rest if !rest.is_empty() && rest.iter().all(u8::is_ascii_digit) => digits.parse().ok()?,
        _ => return None,
    };
    finite(negative, value)
}

/// The value of a float as js-yaml's `float` type reads it; an integer is one too.
pub(crate) fn float(text: &str) -> Option<f64> {
    let (negative, unsigned) = split_sign(text);
    match unsigned {
        ".inf" | ".Inf" | ".INF" => return Some(if negative { f64::NEG_INFINITY } else { f64::INFINITY }),
        ".nan" | ".NaN" | ".NAN" if unsigned.len() == text.len() => return Some(f64::NAN),
        _ => {}
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(split_sign(exponent).1)),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || exponent.is_some_and(|digits| digits.is_empty() || !all_digits(digits)) {
        return None;
    }
    // `.5` is a number, but js-yaml's pattern gives it no sign: `-.5` is text.
    if whole.is_empty() && (fraction.is_empty() || unsigned.len() != text.len()) {
        return None;
    }
    finite(negative, unsigned.parse().ok()?)
}

/// Whether js-yaml reads `text` as a boolean.
pub(crate) fn is_bool(text: &str) -> bool {
    matches!(resolve_special(text), Some(Scalar::Bool(_)))
}

fn split_sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// A number that overflows is text; minus zero is zero, for no text tells them apart.
fn finite(negative: bool, value: f64) -> Option<f64> {
    let signed = if negative && value != 0.0 { -value } else { value };
    signed.is_finite().then_some(signed)
}

/// The value of digits of `bits` bits each, rounded once, half to even.
fn power_of_two_radix(digits: &[u8], bits: u32) -> Option<f64> {
    if digits.is_empty() {
        return None;
    }
    let (mut head, mut dropped_bits) = (0_u128, 0_i32);
    for &byte in digits {
        let digit = char::from(byte).to_digit(1 << bits)?;
        if head >> 120 == 0 {
            head = (head << bits) | u128::from(digit);
        } else {
            // Far beyond the 53 bits of a float: all that matters is how many there are, and whether one is set.
            dropped_bits = dropped_bits.saturating_add(bits.cast_signed());
            head |= u128::from(digit != 0);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "rounding to a float is what the rules ask for")]
    let head = head as f64;
    Some(if dropped_bits == 0 { head } else { head * 2_f64.powi(dropped_bits) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Scalar {
        Scalar::Text(value.to_owned())
    }

    /// Each row was read by js-yaml 4.3.2; dates are the one difference.
    #[test]
    fn unquoted_scalars_mean_what_js_yaml_reads() {
        let number = Scalar::Number;
        let rows = [
            ("", Scalar::Null),
            ("~", Scalar::Null),
            ("NULL", Scalar::Null),
            ("nULL", text("nULL")),
            ("True", Scalar::Bool(true)),
            ("FALSE", Scalar::Bool(false)),
            ("tRUE", text("tRUE")),
            ("yes", text("yes")),
            ("No", text("No")),
            ("on", text("on")),
            ("off", text("off")),
            ("y", text("y")),
            ("0", number(0.0)),
            ("-0", number(0.0)),
            ("+12", number(12.0)),
            ("012", number(12.0)),
            ("089", number(89.0)),
            ("0o17", number(15.0)),
            ("-0o17", number(-15.0)),
            ("0o8", text("0o8")),
            ("0x1F", number(31.0)),
            ("0x", text("0x")),
            ("0b11", number(3.0)),
            ("0b2", text("0b2")),
            ("1_000", text("1_000")),
            ("190:20:30", text("190:20:30")),
            (".5", number(0.5)),
            ("-.5", text("-.5")),
            ("5.", number(5.0)),
            (".", text(".")),
            ("-", text("-")),
            ("+", text("+")),
            ("1e3", number(1000.0)),
            ("1E+3", number(1000.0)),
            ("1e", text("1e")),
            ("1e+", text("1e+")),
            ("1.5e-7", number(1.5e-7)),
            ("1.2.3", text("1.2.3")),
            ("1e400", text("1e400")),
            (".inf", number(f64::INFINITY)),
            ("-.INF", number(f64::NEG_INFINITY)),
            ("+.nan", text("+.nan")),
            ("inf", text("inf")),
            ("123456789012345678901234567890", number(1.234_567_890_123_456_8e29)),
            ("0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", number(8.711_228_593_176_025e40)),
            ("2012-10-17", text("2012-10-17")),
            ("2001-12-14t21:59:43.10-05:00", text("2001-12-14t21:59:43.10-05:00")),
            ("<<", text("<<")),
        ];
        for (source, expected) in rows {
            assert_eq!(resolve(source), expected, "{source}");
        }
        assert!(matches!(resolve(".NaN"), Scalar::Number(value) if value.is_nan()));
    }

    #[test]
    fn numbers_print_as_javascript_prints_them() {
        let rows = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (-1.5, "-1.5"),
            (1e3, "1000"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.5e21, "1.5e+21"),
            (-1.234e30, "-1.234e+30"),
            (1e-6, "0.000001"),
            (1.5e-6, "0.0000015"),
            (1e-7, "1e-7"),
            (1.25e-7, "1.25e-7"),
            (0.1 + 0.2, "0.30000000000000004"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::NAN, "NaN"),
            (f64::INFINITY, "Infinity"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        for (value, expected) in rows {
            assert_eq!(number_text(value), expected);
        }
    }

    #[test]
    fn every_scalar_has_a_text() {
        assert_eq!(Scalar::Null.to_text(), "null");
        assert_eq!(Scalar::Bool(true).to_text(), "true");
        assert_eq!(Scalar::Number(1.0).to_text(), "1");
        assert_eq!(text("1.0").to_text(), "1.0");
    }
}
