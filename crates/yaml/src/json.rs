//! JSON: the same arena by the same parser, but only for text that is JSON by the letter (no comments, no trailing commas).

use sealform_diagnostic::{Diagnostic, FileId, Span, registry};
use serde::de::IgnoredAny;
use serde_json::error::Category;

use crate::decode::check_text;
use crate::syntax::floor_char;
use crate::{Document, parse};

/// Parses JSON text.
///
/// # Errors
/// As [`parse`]; SF001 also for what YAML allows and JSON does not.
pub fn parse_json(file: FileId, text: &str) -> Result<Document, Vec<Diagnostic>> {
    check_text(file, text).map_err(|diagnostic| vec![diagnostic])?;
    let body = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    // Of serde_json's error only the position may be used: its text quotes values. `IgnoredAny` is read without recursion.
    if let Err(error) = serde_json::from_str::<IgnoredAny>(body) {
        let before = text.len() - body.len();
        let offset = floor_char(text, before + offset_of(body, error.line(), error.column()));
        let (message, help) = match error.classify() {
            Category::Eof => ("the JSON ends in the middle of a value", "look for a bracket or a quote that is never closed"),
            _ => ("this is not JSON", "look for a missing quote or comma; JSON has neither comments nor a comma behind the last entry"),
        };
        let end = floor_char(text, offset + 1).max(offset);
        return Err(vec![Diagnostic::error(&registry::YAML_SYNTAX, message).at(Span::new(file, offset, end), "").help(help)]);
    }
    parse(file, text)
}

/// The offset of a line and a column as serde_json counts them: both from 1, columns in bytes, 0 before the first byte of a line.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let line_start = match line.checked_sub(2) {
        None => 0,
        Some(breaks) => text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').nth(breaks).map_or(text.len(), |(at, _)| at + 1),
    };
    line_start + column.saturating_sub(1)
}
