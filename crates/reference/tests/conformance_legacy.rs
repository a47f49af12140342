//! The old engine's grammar against what serverless 1.83.3 and 2.72.4 find in a text.
//!
//! They find innermost references only (the outer ones appear when values have been put in place), so those are
//! compared: where they stand, and the text and kind of each part that is a source or a literal.

mod shared;

use sealform_reference::{Address, Alternative, Grammar, Literal, ParamValue, Segment, Source, Variable, parse};
use serde_json::Value;

/// Inputs on which we differ on purpose, each with the reason.
const DIFFERENCES: &[(&str, &str)] = &[
    ("$<ssm:/a/${sls:stage}/b~true>", "our own delimiter, which is text to the peer"),
    ("${ssm:/a/$<sls:stage>/b}", "our own delimiter, which is text to the peer"),
    ("$<ssm:/a/b~true>", "our own delimiter, which is text to the peer"),
    ("${env:X, '${env:Y}'}", "a reference in quoted text is read when the text is used"),
];

#[test]
fn the_old_engine_finds_what_the_peer_finds() {
    let Some(cases) = shared::cases("variables-parse-legacy.json") else { return };
    let mut wrong = Vec::new();
    for case in &cases {
        let input = case["input"].as_str().unwrap_or_default();
        if DIFFERENCES.iter().any(|(text, _)| *text == input) {
            continue;
        }
        for (engine, grammar) in [("v1.83.3", Grammar::V1), ("v2.72.4-legacy", Grammar::V2Legacy)] {
            let expected = expected(&case["expected"][engine]);
            if let Err(found) = compare(input, grammar, &expected) {
                wrong.push(format!("{engine} {input:?}\n  ours {found}\n  peer {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// A reference as written, and `kind text` of each of its parts that the engine can read.
type Found = (String, Vec<String>);

fn expected(answer: &Value) -> Vec<Found> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let sources = |found: &Value| {
        let known = found["sources"].as_array().into_iter().flatten().filter(|source| source["source"].is_string());
        known.map(|source| format!("{} {}", text(&source["source"]), text(&source["text"]))).collect()
    };
    answer["matches"].as_array().into_iter().flatten().map(|found| (text(&found["match"]), sources(found))).collect()
}

fn compare(input: &str, grammar: Grammar, expected: &[Found]) -> Result<(), String> {
    match parse(input, grammar) {
        Ok(segments) => {
            let mut found = Vec::new();
            collect(input, &segments, &mut found);
            // The peer's expressions have no end, so that it drops what follows `file(a(b)`.
            let part = |ours: &String, theirs: &String| theirs == ours || (ours.starts_with("file ") && theirs.starts_with(ours.as_str()));
            let parts = |ours: &[String], theirs: &[String]| ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(a, b)| part(a, b));
            let same = found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| a.0 == b.0 && parts(&a.1, &b.1));
            if same { Ok(()) } else { Err(format!("{found:?}")) }
        }
        Err(errors) => {
            // What we refuse is a reference that the peer cannot read either, or one around references.
            let refused = |range: &std::ops::Range<usize>| {
                let text = &input[range.clone()];
                let innermost = expected.iter().find(|(found, _)| found == text);
                innermost.map_or_else(|| text[2..].contains("${"), |(_, sources)| sources.is_empty())
            };
            if errors.iter().all(|error| error.code.id() == "SF037" && refused(&error.range)) { Ok(()) } else { Err(format!("{errors:?}")) }
        }
    }
}

fn collect(input: &str, segments: &[Segment], found: &mut Vec<Found>) {
    for segment in segments {
        if let Segment::Variable(variable) = segment {
            innermost(input, variable, found);
        }
    }
}

fn innermost(input: &str, variable: &Variable, found: &mut Vec<Found>) {
    let before = found.len();
    for nested in variable.nested() {
        innermost(input, nested, found);
    }
    if found.len() == before {
        let parts = variable.alternatives.iter().filter_map(|alternative| part(input, alternative));
        found.push((input[variable.range.clone()].to_owned(), parts.collect()));
    }
}

fn part(input: &str, alternative: &Alternative) -> Option<String> {
    match alternative {
        Alternative::Literal { range, value } => match value {
            Literal::Bool(value) => Some(format!("bool {value}")),
            Literal::Number(_) => Some(format!("int {}", &input[range.clone()])),
            Literal::Text(text) => {
                let quote = &input[range.start..=range.start];
                Some(format!("string {quote}{text}{quote}"))
            }
            Literal::Null => None,
        },
        Alternative::Source(Source { name, params, address, .. }) => {
            let kind = name.split('.').next().unwrap_or_default();
            // Plugins add sources, so we read what has the form of one.
            if !["sls", "env", "opt", "self", "file", "cf", "s3", "ssm", "strToBool"].contains(&kind) {
                return None;
            }
            let mut text = name.to_string();
            for param in params.iter().flatten() {
                let ParamValue::Text(segments) = &param.value else { return None };
                text += &format!("({})", static_text(segments));
            }
            if params.is_none() || address.is_some() {
                text += &format!(":{}", address.as_ref().and_then(Address::plain).unwrap_or_default());
            }
            Some(format!("{kind} {text}"))
        }
    }
}

fn static_text(segments: &[Segment]) -> &str {
    match segments {
        [Segment::Text { value, .. }] => value,
        _ => "",
    }
}
