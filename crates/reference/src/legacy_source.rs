//! The inside of a reference of the old engine: parts between commas, each a source or a literal by its form.
//!
//! The forms are the regular expressions in the constructor of `Variables` (serverless 1.83.3, read 2026-11-23); a
//! part that fits none is dropped where there are several, as the engine does in `overwrite`.

use nom::Parser;
use nom::bytes::complete::{take_till1, take_while};
use nom::character::complete::{char, satisfy};
use nom::combinator::{opt, recognize};
use nom::sequence::{delimited, pair, preceded};

use crate::content::{Content, NESTED};
use crate::error::Parsed;
use crate::frame::Fault;
use crate::literal::is_js_space;
use crate::syntax::{Address, Alternative, Literal, Param, ParamValue, Range, Source};

pub(crate) fn alternatives(mut content: Content<'_>) -> Result<Vec<Alternative>, Fault> {
    if quoted_spans(&content.text).is_empty() {
        content.remove_white_space();
    }
    let parts = split(&content);
    if parts.iter().any(|part| content.text[part.clone()].starts_with(NESTED)) {
        return Err(Fault::NestedName);
    }
    let alternatives: Vec<Alternative> = parts.into_iter().filter_map(|part| alternative(&mut content, part)).collect();
    if alternatives.is_empty() { Err(Fault::Unreadable) } else { Ok(alternatives) }
}

/// `splitByComma`: at commas and the white space around them, but not within quotes.
fn split(content: &Content<'_>) -> Vec<Range> {
    let text = content.text.as_str();
    let whole = content.trim(0..text.len());
    let quoted = quoted_spans(text);
    let mut quoted = quoted.iter().peekable();
    let mut parts = Vec::with_capacity(1);
    let (mut start, mut from) = (whole.start, whole.start);
    while let Some(comma) = text[from..whole.end].find(',').map(|step| from + step) {
        let before = from.max(text[..comma].trim_end_matches(is_js_space).len());
        let rest = text[comma..whole.end].trim_start_matches(|c| c == ',' || is_js_space(c));
        let behind = whole.end - rest.len();
        while quoted.next_if(|span| span.end <= before).is_some() {}
        if !quoted.peek().is_some_and(|span| span.start < before && behind < span.end) {
            parts.push(start..before);
            start = behind;
        }
        from = behind;
    }
    parts.push(start..whole.end);
    parts
}

/// `/(?:('|").*?\1)/g`: from a quote to the next one like it on the same line.
fn quoted_spans(text: &str) -> Vec<Range> {
    let mut spans = Vec::new();
    let mut from = 0;
    while let Some(open) = text[from..].find(['\'', '"']).map(|step| from + step) {
        let quote = char::from(text.as_bytes()[open]);
        let end = text[open + 1..].find(|c| c == quote || is_line_end(c)).map(|step| open + 1 + step);
        from = match end {
            Some(end) if text[end..].starts_with(quote) => {
                spans.push(open..end + 1);
                end + 1
            }
            _ => open + 1,
        };
    }
    spans
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

fn alternative(content: &mut Content<'_>, part: Range) -> Option<Alternative> {
    match literal(content, part.clone()) {
        Some(value) => Some(Alternative::Literal { range: content.range(part), value }),
        None => source(content, part).map(Alternative::Source),
    }
}

/// Text in quotes, `true`, `false`, digits. The engine knows no other literals: not null, no sign, no fraction.
fn literal(content: &Content<'_>, part: Range) -> Option<Literal> {
    let text = &content.text[part.clone()];
    let quote = text.chars().next()?;
    match text {
        "true" => Some(Literal::Bool(true)),
        "false" => Some(Literal::Bool(false)),
        _ if matches!(quote, '\'' | '"') => {
            let inside = text[1..].strip_suffix(quote)?;
            (!inside.contains(is_line_end)).then(|| Literal::Text(content.quoted(part.start + 1..part.end - 1)))
        }
        _ if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok().map(Literal::Number),
        _ => None,
    }
}

/// `name(inside):address`, the parts of the form that all sources share.
struct Form<'a> {
    name: &'a str,
    inside: Option<&'a str>,
    address: Option<&'a str>,
}

fn form(input: &str) -> Parsed<'_, Form<'_>> {
    let name = recognize(pair(satisfy(|c| c.is_ascii_lowercase()), take_while(|c: char| c.is_ascii_alphanumeric() || "._-".contains(c))));
    let inside = delimited(char('('), take_till1(|c| c == ')'), char(')'));
    let address = preceded(char(':'), take_while(|_| true));
    (name, opt(inside), opt(address)).map(|(name, inside, address)| Form { name, inside, address }).parse(input)
}

fn source(content: &mut Content<'_>, part: Range) -> Option<Source> {
    let text = &content.text[part.clone()];
    let (rest, Form { name, inside, address }) = form(text).ok()?;
    let is_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | NESTED);
    // `.+?` up to a separator and something behind it; what a nested variable holds is not known.
    let has_parts =
        |text: &str, by: char| text.contains(NESTED) || text.char_indices().skip(1).any(|(at, c)| c == by && at + 1 < text.len());
    let (kind, region) = match name.split_once('.') {
        Some((kind, region)) => (kind, Some(region)),
        None => (name, None),
    };
    let fits = match (kind, region, inside, address) {
        ("sls" | "env" | "opt" | "self", None, inside, address) => inside.is_none() && address.is_some(),
        ("file", None, Some(path), _) => !path.contains(['?', '%', '*', ':', '|', '"', '<', '>']),
        ("strToBool", None, Some(value), _) => value.chars().all(is_path),
        ("ssm", _, None, Some(address)) => address.starts_with(is_path),
        ("cf", _, None, Some(address)) => has_parts(address, '.'),
        ("s3", None, None, Some(address)) => has_parts(address, '/'),
        ("file" | "strToBool" | "ssm" | "cf" | "s3", ..) => false,
        // A plugin's.
        (_, _, Some(_), _) => rest.is_empty(),
        (_, _, None, Some(address)) => !address.starts_with(':'),
        _ => false,
    };
    if !fits {
        return None;
    }
    let (name, name_end) = (name.into(), part.start + name.len());
    let params_end = name_end + inside.map_or(0, |inside| inside.len() + 2);
    let end = part.end - rest.len();
    let (has_params, has_address) = (inside.is_some(), address.is_some_and(|address| !address.is_empty()));
    let params = has_params.then(|| {
        let inside = content.trim(name_end + 1..params_end - 1);
        vec![Param { range: content.range(inside.clone()), quoted: false, value: ParamValue::Text(content.segments(inside)) }]
    });
    let address = has_address.then(|| {
        let address = params_end + 1..end;
        Address { range: content.range(address.clone()), quoted: false, segments: content.segments(address) }
    });
    Some(Source { range: content.range(part.start..end), name, name_range: content.range(part.start..name_end), params, address })
}
