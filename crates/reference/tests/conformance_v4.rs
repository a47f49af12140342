//! v4's grammar against what v4 (sf-core 4.41) finds in a text.
//!
//! Where the references of a text stand is compared for all; the parts of those that hold no other (v4 splits the
//! others at the wrong places first, and again when the inner ones have been put in place).

mod same;
mod shared;

use sealform_reference::{Address, Alternative, Grammar, Literal, Segment, Source, Variable, parse};
use serde_json::{Value, json};

/// Inputs on which we differ on purpose, each with the reason.
const DIFFERENCES: &[(&str, &str)] = &[
    ("$<ssm:/a/b~true>", "our own delimiter, which is text to the peer"),
    ("$<ssm:/a/${sls:stage}/b~true>", "our own delimiter, which is text to the peer"),
    ("${ssm:/a/$<sls:stage>/b}", "our own delimiter, which is text to the peer"),
    ("${${AWS::Region}}", "the name of a source cannot come from a reference; v4 looks for a provider `${AWS`"),
    ("${Foo${env:X}}", "the same"),
    ("${foo bar ${env:X}}", "the same"),
    ("${env:X, ${env:Y}}", "the same: v4 looks for a provider `${env`"),
    ("${env:X, ${opt:stage}-a}", "the same"),
    ("${{ssm:/a/b}}", "no provider can have such a name, so that v4 fails a step later"),
    ("${1abc:x}", "the same"),
    ("${env :X}", "the same"),
    ("${file (a.json)}", "the same"),
    ("${env:X, [1]}", "a list as a literal: nothing that Sealform writes holds one there"),
    ("${env:X, '${env:Y}'}", "a reference in quoted text is read when the text is used"),
    ("${env:X, '}'}", "a lone quote, which v4 takes for an empty text"),
];

#[test]
fn v4_finds_what_the_peer_finds() {
    let Some(cases) = shared::cases("variables-parse-v4.json") else { return };
    let mut wrong = Vec::new();
    for case in &cases {
        let (input, expected) = (case["input"].as_str().unwrap_or_default(), &case["expected"]);
        if DIFFERENCES.iter().any(|(text, _)| *text == input) {
            continue;
        }
        if let Err(found) = compare(input, expected) {
            wrong.push(format!("{input:?}\n  ours {found}\n  peer {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn compare(input: &str, expected: &Value) -> Result<(), String> {
    let segments = match parse(input, Grammar::V4) {
        Ok(segments) => segments,
        Err(_) if expected["kind"] == "error" => return Ok(()),
        Err(errors) => return Err(format!("{errors:?}")),
    };
    let mut variables = Vec::new();
    for segment in &segments {
        if let Segment::Variable(variable) = segment {
            preorder(variable, &mut variables);
        }
    }
    let theirs = expected["placeholders"].as_array().map(Vec::as_slice).unwrap_or_default();
    let same = expected["kind"] != "error"
        && variables.len() == theirs.len()
        && variables.iter().zip(theirs).all(|(variable, theirs)| {
            let written = &input[variable.range.clone()];
            let parts: Vec<Value> = variable.alternatives.iter().map(part).collect();
            let peer: Vec<Value> = theirs["fallbacks"].as_array().into_iter().flatten().map(peer_part).collect();
            theirs["original"] == written
                && (variable.nested().next().is_some() || written[2..].contains("${") || same::same(&json!(parts), &json!(peer)))
        });
    if same {
        Ok(())
    } else {
        Err(format!("{:?}", variables.iter().map(|v| v.alternatives.iter().map(part).collect::<Vec<_>>()).collect::<Vec<_>>()))
    }
}

fn preorder<'a>(variable: &'a Variable, found: &mut Vec<&'a Variable>) {
    found.push(variable);
    for nested in variable.nested() {
        preorder(nested, found);
    }
}

fn part(alternative: &Alternative) -> Value {
    match alternative {
        Alternative::Literal { value, .. } => match value {
            Literal::Null => Value::Null,
            Literal::Bool(value) => json!(value),
            Literal::Number(number) => json!(number),
            Literal::Text(text) => json!(text),
        },
        Alternative::Source(Source { name, params, address, .. }) => {
            let params: Vec<&str> = params.iter().flatten().map(|param| param.plain().unwrap_or_default()).collect();
            let address = address.as_ref().and_then(Address::plain);
            match &**name {
                // v4 takes these params apart in another way, and does not keep them all.
                "ssm" | "cf" if address.is_some() || params.concat().is_empty() => {
                    json!([name.as_str(), "of its own form", address.unwrap_or_default()])
                }
                _ => json!([name.as_str(), params, address.unwrap_or_default()]),
            }
        }
    }
}

/// The peer's part in the shape of ours: it has taken `ssm(a, b):/p` apart further, and put params into the key of `file`.
fn peer_part(fallback: &Value) -> Value {
    if let Some(literal) = fallback.get("literal") {
        return literal.clone();
    }
    let text = |name: &str| fallback[name].as_str().unwrap_or_default();
    let config = &fallback["config"];
    if let Some(kind) = config["type"].as_str() {
        if let Some(bucket) = config["bucketName"].as_str() {
            let key = config["objectKey"].as_str().filter(|key| !key.is_empty());
            return json!([kind, [], key.map_or(bucket.to_owned(), |key| format!("{bucket}/{key}"))]);
        }
        return json!([kind, "of its own form", text("key")]);
    }
    let params = fallback["params"].as_array().cloned().unwrap_or_default();
    let key = match text("provider") {
        "file" if !params.is_empty() => text("key").split_once('#').map_or("", |(_, key)| key).to_owned(),
        "strToBool" => String::new(),
        _ if fallback["resolver"].is_string() => format!("{}:{}", text("resolver"), text("key")),
        _ => text("key").to_owned(),
    };
    json!([text("provider"), params, key])
}
