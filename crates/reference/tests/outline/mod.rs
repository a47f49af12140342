//! Prints a parsed text on one line, with the range of every part, and compares it.
//!
//! `'text'@0-4 ${name@2-5 (param@6-7, ...) :address@8-9 | fallback@10-11}@0-12`; quoted params and addresses stand in
//! `'...'`; the address of several segments has its range behind the last. An error is its code and range.

use sealform_reference::{Alternative, Grammar, Literal, Param, ParamValue, Range, Segment, Source, Variable, parse};

/// Compares the outline of each text with what is expected.
pub(crate) fn check(grammar: Grammar, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(outline(text, grammar), *expected, "{grammar:?} {text:?}");
    }
}

fn outline(text: &str, grammar: Grammar) -> String {
    match parse(text, grammar) {
        Ok(segments) => join(segments.iter().map(top), " "),
        Err(errors) => join(errors.iter().map(|error| error.code.id() + &at(&error.range)), " "),
    }
}

fn top(segment: &Segment) -> String {
    match segment {
        Segment::Text { range, value } => format!("'{value}'{}", at(range)),
        Segment::Variable(found) => variable(found),
    }
}

fn variable(variable: &Variable) -> String {
    let alternatives = join(variable.alternatives.iter().map(alternative), " | ");
    format!("{}{alternatives}{}{}", variable.delimiter.opener(), variable.delimiter.closing(), at(&variable.range))
}

fn alternative(alternative: &Alternative) -> String {
    match alternative {
        Alternative::Literal { range, value } => literal(value) + &at(range),
        Alternative::Source(Source { name, name_range, params, address, .. }) => {
            let mut text = format!("{name}{}", at(name_range));
            if let Some(params) = params {
                text += &format!(" ({})", join(params.iter().map(param), ", "));
            }
            if let Some(address) = address {
                text += &format!(" :{}", value(address.quoted, &address.segments, &address.range));
            }
            text
        }
    }
}

fn param(param: &Param) -> String {
    match &param.value {
        ParamValue::Literal(found) => literal(found) + &at(&param.range),
        ParamValue::Text(segments) => value(param.quoted, segments, &param.range),
    }
}

fn value(quoted: bool, segments: &[Segment], range: &Range) -> String {
    let one = |segment: &Segment| match segment {
        Segment::Text { value, .. } if quoted => format!("'{value}'"),
        Segment::Text { value, .. } => value.to_string(),
        Segment::Variable(found) => variable(found),
    };
    let text = join(segments.iter().map(one), " ");
    if matches!(segments, [Segment::Variable(_)]) { text } else { text + &at(range) }
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::Text(text) => format!("'{text}'"),
    }
}

fn at(range: &Range) -> String {
    format!("@{}-{}", range.start, range.end)
}

fn join(parts: impl Iterator<Item = String>, by: &str) -> String {
    parts.collect::<Vec<_>>().join(by)
}
