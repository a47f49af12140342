//! A text as a scalar: without quotes, in single quotes, in double quotes.

use super::Format;
use super::plain::{is_plain, must_be_escaped};
use crate::Style;

/// Where a scalar goes, as far as its quotes depend on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quoting {
    pub(super) format: Format,
    /// Whether it stands within brackets.
    pub(super) in_flow: bool,
    /// The style of what stands beside it: quotes are copied, for anything else the text goes without where it can.
    pub(super) like: Style,
    /// The quotes that are common in the file.
    pub(super) preferred: Style,
}

/// `text` as it is written.
pub(super) fn scalar(text: &str, quoting: Quoting) -> String {
    if quoting.format == Format::Json {
        return double(text);
    }
    let style = match quoting.like {
        Style::Single | Style::Double => quoting.like,
        Style::Plain | Style::Literal | Style::Folded if is_plain(text, quoting.in_flow) => return text.to_owned(),
        Style::Plain | Style::Literal | Style::Folded => quoting.preferred,
    };
    if style == Style::Double || text.chars().any(must_be_escaped) { double(text) } else { single(text) }
}

fn single(text: &str) -> String {
    format!("'{}'", single_content(text))
}

/// `text` as it stands within single quotes.
pub(super) fn single_content(text: &str) -> String {
    text.replace('\'', "''")
}

fn double(text: &str) -> String {
    format!("\"{}\"", double_content(text))
}

/// `text` as it stands within double quotes, of YAML and of JSON.
pub(super) fn double_content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // All of them lie below U+10000.
            escaped if must_be_escaped(escaped) => out.push_str(&format!("\\u{:04x}", u32::from(escaped))),
            plain => out.push(plain),
        }
    }
    out
}
