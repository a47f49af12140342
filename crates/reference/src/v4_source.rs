//! The inside of a v4 variable: parts between commas, each `provider(params):resolver:key` or a literal.
//!
//! Unlike the other engines v4 does not look at quotes when it splits: `'a,b'` is two parts, and an error.

use serde_json::Value;

use crate::content::{Content, NESTED};
use crate::frame::Fault;
use crate::syntax::{Address, Alternative, Literal, Param, ParamValue, Range, Segment, Source};

pub(crate) fn alternatives(mut content: Content<'_>) -> Result<Vec<Alternative>, Fault> {
    let whole = 0..content.text.len();
    split(&content, whole, Parentheses::Hold).into_iter().map(|part| alternative(&mut content, part)).collect()
}

/// Whether a comma in parentheses splits.
#[derive(Clone, Copy, PartialEq)]
enum Parentheses {
    Hold,
    Ignored,
}

fn split(content: &Content<'_>, part: Range, parentheses: Parentheses) -> Vec<Range> {
    let mut parts = Vec::with_capacity(1);
    let (mut start, mut depth) = (part.start, 0_usize);
    for (index, byte) in content.text.bytes().enumerate().take(part.end).skip(part.start) {
        match byte {
            b'(' if parentheses == Parentheses::Hold => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                parts.push(content.trim(start..index));
                start = index + 1;
            }
            _ => {}
        }
    }
    parts.push(content.trim(start..part.end));
    parts
}

fn alternative(content: &mut Content<'_>, part: Range) -> Result<Alternative, Fault> {
    let text = &content.text[part.clone()];
    if text.starts_with(NESTED) {
        return Err(Fault::NestedName);
    }
    if text.len() >= 2 && text.starts_with('\'') && text.ends_with('\'') {
        let value = Literal::Text(content.quoted(part.start + 1..part.end - 1));
        return Ok(Alternative::Literal { range: content.range(part), value });
    }
    if let Some(source) = source(content, part.clone()) {
        return Ok(Alternative::Source(source));
    }
    let value = match serde_json::from_str(&content.text[part.clone()]) {
        Ok(Value::Null) => Literal::Null,
        Ok(Value::Bool(value)) => Literal::Bool(value),
        Ok(Value::Number(number)) => Literal::Number(number.as_f64().ok_or(Fault::Unreadable)?),
        Ok(Value::String(text)) => Literal::Text(text.into()),
        // v4 takes lists and maps too; nothing that Sealform writes can hold one here.
        Ok(Value::Array(_) | Value::Object(_)) | Err(_) => return Err(Fault::Unreadable),
    };
    Ok(Alternative::Literal { range: content.range(part), value })
}

fn source(content: &mut Content<'_>, part: Range) -> Option<Source> {
    let text = &content.text[part.clone()];
    let name_len = text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(byte)).count();
    if !text.starts_with(|c: char| c.is_ascii_alphabetic()) || text.contains('\n') {
        return None;
    }
    let (name, behind) = text.split_at(name_len);
    let name_end = part.start + name_len;
    // Up to the last `)` that ends the source or stands before a `:`.
    let (params, rest) = match behind.strip_prefix('(') {
        None => (None, behind),
        Some(inside) => {
            let mut ends = inside.rmatch_indices(')').map(|(at, _)| at);
            let end = ends.find(|at| matches!(inside.as_bytes().get(at + 1), None | Some(b':')))?;
            (Some(name_end + 1..name_end + 1 + end), &inside[end + 1..])
        }
    };
    // ssm, s3, cf and output have a form of their own, in which params and key may be empty.
    let takes_empty = matches!(name, "ssm" | "s3" | "cf" | "output") && rest.starts_with(':');
    let address = rest.strip_prefix(':').filter(|address| !address.is_empty());
    let complete = takes_empty || address.is_some() || (rest.is_empty() && params.is_some());
    if !complete || (params.as_ref().is_some_and(Range::is_empty) && !takes_empty) {
        return None;
    }
    let (name, address) = (name.into(), address.map(|address| part.end - address.len()..part.end));
    let params = match params {
        None => None,
        Some(params) => {
            Some(split(content, params, Parentheses::Ignored).into_iter().map(|part| param(content, part)).collect::<Option<_>>()?)
        }
    };
    let address = address.map(|part| Address { range: content.range(part.clone()), quoted: false, segments: content.segments(part) });
    Some(Source { range: content.range(part.clone()), name, name_range: content.range(part.start..name_end), params, address })
}

/// A param is text, trimmed and without the quotes around it; `None` where text in double quotes breaks JSON's rules.
fn param(content: &mut Content<'_>, part: Range) -> Option<Param> {
    let text = &content.text[part.clone()];
    let in_quotes = |quote: char| text.len() >= 2 && text.starts_with(quote) && text.ends_with(quote);
    let quoted = in_quotes('\'') || in_quotes('"');
    let decoded = if in_quotes('"') && !text.contains(NESTED) { Some(serde_json::from_str::<Box<str>>(text).ok()?) } else { None };
    let range = content.range(part.clone());
    let segments = match decoded {
        Some(value) => vec![Segment::Text { range: range.clone(), value: value.into() }],
        None => content.segments(if quoted { part.start + 1..part.end - 1 } else { part }),
    };
    Some(Param { range, quoted, value: ParamValue::Text(segments) })
}
