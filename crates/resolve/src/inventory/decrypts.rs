//! Whether the Serverless Framework decrypts for a reference: each version's own rules, right or wrong.
//!
//! Run on 1.83.3, 2.72.4, 3.40.0, osls 4.3.1 and 4.41 against a Parameter Store on loopback, 2026-11-23. The old engine's rules are
//! those of `lib/classes/Variables.js` getValueFromSsm, the new one's of `sources/instance-dependent/get-ssm.js`.

use sealform_reference::{Address, Delimiter, Param, ParamValue, Segment, Source};

use crate::inputs::Dialect;

/// Whether `source`, one alternative of a variable in `text`, brings in the clear text of a SecureString. What cannot be known does.
#[must_use]
pub fn decrypts(text: &str, source: &Source, delimiter: Delimiter, dialect: Dialect) -> bool {
    let address = source.address.as_ref().map(flattened).unwrap_or_default();
    let (name, region) = source.name.split_once('.').map_or((&*source.name, None), |(name, region)| (name, Some(region)));
    if name == "aws" && delimiter == Delimiter::Dollar && dialect == Dialect::V4 {
        // v4's default resolver of `aws` is Parameter Store.
        return !matches!(&*address, "accountId" | "region" | "partition");
    }
    if name != "ssm" {
        return false;
    }
    let params = source.params.as_deref().unwrap_or_default();
    if delimiter == Delimiter::Angle {
        return !(params.iter().any(is_no_decrypt) || address.ends_with("~false"));
    }
    match dialect {
        Dialect::V1 => source.params.is_none() && old_engine(&address),
        Dialect::V2Legacy if source.params.is_some() => !params.iter().any(is_no_decrypt),
        Dialect::V2Legacy => old_engine(&address),
        // No source of that name: nothing is asked.
        Dialect::V2 | Dialect::V3 | Dialect::V4 if region.is_some() => false,
        Dialect::V2 | Dialect::V3 => !params.iter().any(is_no_decrypt),
        Dialect::V4 => !fourth_version_refrains(text, params),
    }
}

/// The old engine reads a name of few characters and, right behind it, a flag; it decrypts for `~true` alone.
fn old_engine(address: &str) -> bool {
    let name = address.find(|character: char| !(character.is_ascii_alphanumeric() || "_.-/".contains(character) || character == UNKNOWN));
    let Some(flag) = name.and_then(|end| address[end..].strip_prefix('~')) else { return false };
    let end = flag.find(|character: char| !(character.is_ascii_alphabetic() || character == UNKNOWN)).unwrap_or(flag.len());
    flag[..end] == *"true" || flag.contains(UNKNOWN)
}

fn is_no_decrypt(param: &Param) -> bool {
    param.plain() == Some("noDecrypt")
}

/// v4 takes the first param for a Region unless it is exactly `raw` or `noDecrypt`, and compares the second exactly.
fn fourth_version_refrains(text: &str, params: &[Param]) -> bool {
    let end = |index: usize| params.get(index + 1).map(|_| ',').unwrap_or(')');
    // The blanks behind a param are not in its range, and count.
    let exactly = |index: usize, word: &str| {
        params.get(index).is_some_and(|param| {
            let written = text.get(param.range.clone()) == Some(word);
            written && text[param.range.end..].starts_with(end(index))
        })
    };
    exactly(0, "noDecrypt") || (!exactly(0, "raw") && exactly(1, "noDecrypt"))
}

/// Stands for what a nested variable brings.
const UNKNOWN: char = '\u{fffd}';

fn flattened(address: &Address) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Text { value, .. } => value.to_string(),
        Segment::Variable(_) => UNKNOWN.to_string(),
    };
    address.segments.iter().map(part).collect()
}

/// The text of a param as it is written, without quotes.
pub(super) fn param_text(text: &str, param: &Param) -> String {
    match (&param.value, param.plain()) {
        (ParamValue::Text(_), Some(plain)) => plain.to_owned(),
        _ => text.get(param.range.clone()).unwrap_or_default().to_owned(),
    }
}

/// The text of an address as it is written, without quotes.
pub(super) fn address_text(text: &str, address: &Address) -> String {
    address.plain().map_or_else(|| text.get(address.range.clone()).unwrap_or_default().to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use sealform_reference::{Alternative, Segment, parse};

    use super::*;

    const DIALECTS: [Dialect; 5] = [Dialect::V1, Dialect::V2Legacy, Dialect::V2, Dialect::V3, Dialect::V4];

    /// `None`: the grammar of the dialect does not read it.
    fn of(text: &str, dialect: Dialect) -> Option<bool> {
        let segments = parse(text, dialect.grammar()).ok()?;
        let [Segment::Variable(variable)] = segments.as_slice() else { return None };
        let [Alternative::Source(source)] = variable.alternatives.as_slice() else { return None };
        Some(decrypts(text, source, variable.delimiter, dialect))
    }

    #[test]
    fn each_version_has_its_own_rules() {
        // Clear text (T), ciphertext or an error (F) in v1, v2's old engine, v2's new one, v3, v4; anything where the grammar refuses it.
        for (text, expected) in [
            ("${ssm:/p}", "FFTTT"),
            ("${ssm:/p~true}", "TTTTT"),
            ("${ssm:/p~split}", "FFTTT"),
            ("${ssm:/p~TRUE}", "FFTTT"),
            ("${ssm(raw):/p}", "FTTTT"),
            ("${ssm(noDecrypt):/p}", "FFFFF"),
            ("${ssm(raw, noDecrypt):/p}", "  FFT"),
            ("${ssm(us-east-1, raw, noDecrypt):/p}", "  FFT"),
            ("${ssm(us-east-1, noDecrypt):/p}", "  FFF"),
            ("${ssm(us-east-1, noDecrypt ):/p}", "  FFT"),
            ("${ssm(noDecrypt, us-east-1):/p}", "  FFF"),
            ("${ssm('noDecrypt'):/p}", "  FFT"),
            ("${ssm(nodecrypt):/p}", "FTTTT"),
            ("${ssm.us-east-1:/p}", "FFFFF"),
            ("${ssm.us-east-1:/p~true}", "TTFFF"),
            ("${ssm:/p:3}", "FFTTT"),
            ("${ssm:/p:3~true}", "FFTTT"),
            ("${ssm:/p~true:3}", "TTTTT"),
            ("${ssm:/aws/reference/secretsmanager/X}", "FFTTT"),
            ("${ssm:/aws/reference/secretsmanager/X~true}", "TTTTT"),
            ("${aws:ssm:/p}", "FFFFT"),
            ("${env:X}", "FFFFF"),
            ("$<ssm:/p>", "TTTTT"),
            ("$<ssm:/p~false>", "FFFFF"),
            ("$<ssm(noDecrypt):/p>", "FFFFF"),
        ] {
            for (dialect, expected) in DIALECTS.into_iter().zip(expected.chars()) {
                if let (Some(decrypts), 'T' | 'F') = (of(text, dialect), expected) {
                    assert_eq!(decrypts, expected == 'T', "{text} in {}", dialect.name());
                }
            }
        }
    }

    #[test]
    fn what_a_nested_variable_brings_is_taken_to_decrypt() {
        assert_eq!(of("${ssm:/p/${opt:x}~true}", Dialect::V1), Some(true));
        assert_eq!(of("${ssm:/p/${opt:x}}", Dialect::V1), Some(false));
        assert_eq!(of("${ssm:/p~${opt:x}}", Dialect::V1), Some(true));
        assert_eq!(of("${ssm(${opt:x}):/p}", Dialect::V3), Some(true));
    }
}
