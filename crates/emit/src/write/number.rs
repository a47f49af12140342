//! Numbers as JavaScript prints them.

use std::fmt::Write;

use sealform_model::Scalar;

/// The largest integer below which every integer is a float of its own, and prints with its digits alone: 2 to the 53rd.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Writes `number` as `JSON.stringify` does: what is no number at all is `null`.
pub(super) fn json(out: &mut String, number: f64) {
    if !number.is_finite() {
        out.push_str("null");
    } else if number.fract() == 0.0 && number.abs() < EXACT {
        // The usual case, without a text of its own. Adding zero turns minus zero into zero.
        let _ = write!(out, "{}", number + 0.0);
    } else {
        out.push_str(&Scalar::Number(number).to_text());
    }
}

/// Writes `number` for YAML: an exponent needs a point before it, or a reader of YAML 1.1 takes `1e+21` for text
/// (YAML 1.1 "Floating-Point Language-Independent Type", yaml.org/type/float.html, read 2026-11-23).
pub(super) fn yaml(out: &mut String, number: f64) {
    let start = out.len();
    json(out, number);
    if let Some(exponent) = out[start..].find('e')
        && !out[start..].contains('.')
    {
        out.insert_str(start + exponent, ".0");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: fn(&mut String, f64), number: f64) -> String {
        let mut out = String::new();
        write(&mut out, number);
        out
    }

    #[test]
    fn numbers_print_as_javascript_prints_them() {
        for (number, json_text, yaml_text) in [
            (0.0, "0", "0"),
            (-0.0, "0", "0"),
            (512.0, "512", "512"),
            (-1.5, "-1.5", "-1.5"),
            (1e20, "100000000000000000000", "100000000000000000000"),
            (1e21, "1e+21", "1.0e+21"),
            (1.5e-7, "1.5e-7", "1.5e-7"),
            (1e-7, "1e-7", "1.0e-7"),
            (f64::NAN, "null", "null"),
            (f64::NEG_INFINITY, "null", "null"),
        ] {
            assert_eq!(written(json, number), json_text);
            assert_eq!(written(yaml, number), yaml_text);
        }
    }
}
