//! The new engine's grammar against what serverless 3.40.0's own parser answers, case by case.
//!
//! The data lies beside the repository (`../shared/conformance`); without it the test says so and passes. The rules
//! themselves are tested in `cases.rs`, which needs no data.

mod same;
mod shared;

use sealform_diagnostic::registry;
use sealform_reference::{Address, Alternative, Grammar, Literal, Param, ParamValue, Segment, Source, Variable, parse};
use serde_json::{Map, Value, json};

/// Inputs on which we differ on purpose, each with the reason.
const DIFFERENCES: &[(&str, &str)] = &[
    ("$<ssm:/a/b~true>", "our own delimiter, which is text to the peer"),
    ("$<ssm:/a/${sls:stage}/b~true>", "our own delimiter, which is text to the peer"),
    ("${ssm:/a/$<sls:stage>/b}", "our own delimiter, which is text to the peer"),
];

#[test]
fn the_new_engine_reads_what_the_peer_reads() {
    let Some(cases) = shared::cases("variables-parse.json") else { return };
    let mut wrong = Vec::new();
    for case in &cases {
        let input = case["input"].as_str().unwrap();
        if DIFFERENCES.iter().any(|(text, _)| *text == input) {
            continue;
        }
        let (found, expected) = (outcome(input), &case["expected"]);
        let same = match expected["kind"].as_str() {
            Some("error") => found["code"] == expected["code"],
            _ => same::same(&found, expected),
        };
        if !same {
            wrong.push(format!("{input:?}\n  ours {found}\n  peer {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// Our result in the peer's shape.
fn outcome(text: &str) -> Value {
    let segments = match parse(text, Grammar::Modern) {
        Ok(segments) => segments,
        Err(errors) => return json!({"kind": "error", "code": peer_code(errors[0].code.number)}),
    };
    let mut variables: Vec<Value> = Vec::new();
    for segment in &segments {
        match segment {
            Segment::Text { range, value } => escapes(text, range.clone(), value, &mut variables),
            Segment::Variable(variable) => variables.push(peer_variable(text, 0, variable, text)),
        }
    }
    if variables.is_empty() { json!({"kind": "none"}) } else { json!({"kind": "variables", "variables": variables}) }
}

fn peer_code(number: u16) -> &'static str {
    match number {
        n if n == registry::UNTERMINATED_VARIABLE.number => "UNTERMINATED_VARIABLE",
        n if n == registry::INVALID_VARIABLE_TYPE.number => "INVALID_VARIABLE_TYPE",
        n if n == registry::INVALID_VARIABLE_SOURCE.number => "INVALID_VARIABLE_SOURCE",
        n if n == registry::INVALID_VARIABLE_PARAM.number => "INVALID_VARIABLE_PARAM",
        n if n == registry::INVALID_VARIABLE_ADDRESS.number => "INVALID_VARIABLE_ADDRESS",
        n if n == registry::INVALID_VARIABLE_LITERAL_SOURCE.number => "INVALID_VARIABLE_LITERAL_SOURCE",
        n if n == registry::INVALID_VARIABLE_STRING_LITERAL.number => "INVALID_VARIABLE_STRING_LITERAL",
        _ => "another",
    }
}

/// The peer lists an escape as an entry with the text to put there: the backslashes before a `${`.
fn escapes(text: &str, range: std::ops::Range<usize>, value: &str, variables: &mut Vec<Value>) {
    // Walks text and value side by side; they differ only where backslashes are halved.
    let (mut at, mut kept) = (range.start, value);
    while at < range.end {
        let here = &text[at..];
        let run = here.len() - here.trim_start_matches('\\').len();
        let kept_run = kept.len() - kept.trim_start_matches('\\').len();
        if run > kept_run {
            let odd = run % 2;
            let put = format!("{}{}", "\\".repeat(run / 2), "$".repeat(odd));
            variables.push(json!({"start": utf16(text, at), "end": utf16(text, at + run + odd), "value": put}));
            at += run + odd;
            kept = &kept[kept_run + odd..];
        } else {
            let step = if run > 0 { run } else { here.chars().next().map_or(1, char::len_utf8) };
            at += step;
            kept = &kept[step..];
        }
    }
}

fn utf16(text: &str, byte: usize) -> usize {
    text[..byte].encode_utf16().count()
}

/// `base` is where the text that the peer counts from begins; `whole` the text that it compares lengths with.
fn peer_variable(text: &str, base: usize, variable: &Variable, whole: &str) -> Value {
    let (start, end) = (utf16(text, variable.range.start) - utf16(text, base), utf16(text, variable.range.end) - utf16(text, base));
    let sources: Vec<Value> = variable.alternatives.iter().map(|alternative| peer_source(text, alternative)).collect();
    if start == 0 && end == whole.encode_utf16().count() {
        json!({"sources": sources})
    } else {
        json!({"start": start, "end": end, "sources": sources})
    }
}

fn peer_source(text: &str, alternative: &Alternative) -> Value {
    match alternative {
        Alternative::Literal { value, .. } => json!({"value": peer_literal(value)}),
        Alternative::Source(Source { name, params, address, .. }) => {
            let mut source = Map::from_iter([("type".to_owned(), json!(name.as_str()))]);
            if let Some(params) = params {
                source.insert("params".to_owned(), params.iter().map(|param| peer_param(text, param)).collect());
            }
            if let Some(address) = address {
                source.insert("address".to_owned(), peer_address(text, address));
            }
            Value::Object(source)
        }
    }
}

fn peer_param(text: &str, param: &Param) -> Value {
    match &param.value {
        ParamValue::Literal(literal) => json!({"value": peer_literal(literal)}),
        ParamValue::Text(segments) if param.quoted => json!({"value": static_text(segments)}),
        ParamValue::Text(segments) => peer_text(text, param.range.clone(), segments),
    }
}

fn peer_address(text: &str, address: &Address) -> Value {
    if address.quoted {
        json!({"value": static_text(&address.segments)})
    } else {
        peer_text(text, address.range.clone(), &address.segments)
    }
}

fn static_text(segments: &[Segment]) -> &str {
    match segments {
        [Segment::Text { value, .. }] => value,
        _ => "",
    }
}

fn peer_text(text: &str, range: std::ops::Range<usize>, segments: &[Segment]) -> Value {
    let written = &text[range.clone()];
    if written.is_empty() {
        return json!({"value": null});
    }
    // The peer counts from the first character that is no U+0020, although it trims more than that.
    let before = text[..range.start].trim_end_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let base = range.start - text[before.len()..range.start].trim_start_matches(' ').len();
    let variables: Vec<Value> = segments
        .iter()
        .filter_map(|segment| match segment {
            Segment::Variable(variable) => Some(peer_variable(text, base, variable, if segments.len() == 1 { written } else { "" })),
            Segment::Text { .. } => None,
        })
        .collect();
    if variables.is_empty() { json!({"value": written}) } else { json!({"value": written, "variables": variables}) }
}

fn peer_literal(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(value) => json!(value),
        Literal::Text(text) => json!(text),
        Literal::Number(number) if number.is_finite() => json!(number),
        Literal::Number(number) => json!({"$number": if *number > 0.0 { "Infinity" } else { "-Infinity" }}),
    }
}
