//! The inventory as JSON, in the shape that scripts rely on: docs/references.md names every field.

use sealform_diagnostic::{LineColumn, Sources, Span};
use sealform_resolve::inventory::{Entry, Part};
use serde::Serialize;

#[derive(Serialize)]
struct Reference<'e> {
    path: &'e str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    at: &'e str,
    delimiter: &'static str,
    text: &'e str,
    sources: Vec<Source<'e>>,
    nested: Vec<Self>,
    sensitivity: &'static str,
    sink: &'static str,
    decrypts: bool,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Source<'e> {
    Asked {
        #[serde(rename = "type")]
        name: &'e str,
        params: &'e [String],
        address: Option<&'e str>,
    },
    Literal {
        literal: &'e str,
    },
}

/// The array, indented, with a line feed at the end. Lines and columns count from 1, columns in characters.
pub(crate) fn json(entries: &[Entry], sources: &Sources) -> String {
    let references: Vec<Reference<'_>> = entries.iter().map(|entry| reference(entry, sources)).collect();
    let mut text = serde_json::to_string_pretty(&references).unwrap_or_default();
    text.push('\n');
    text
}

fn reference<'e>(entry: &'e Entry, sources: &'e Sources) -> Reference<'e> {
    let Span { start, end, file } = entry.span;
    let source = sources.get(file);
    let place = |offset: u32| source.map_or(LineColumn { line: 1, column: 1 }, |source| source.line_column(offset as usize));
    let (start, end) = (place(start), place(end));
    Reference {
        path: source.map(|source| source.path()).unwrap_or_default(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        at: &entry.at,
        delimiter: entry.delimiter.opener(),
        text: &entry.text,
        sources: entry.sources.iter().map(part).collect(),
        nested: entry.nested.iter().map(|nested| reference(nested, sources)).collect(),
        sensitivity: entry.sensitivity.word(),
        sink: entry.sink.word(),
        decrypts: entry.decrypts,
    }
}

fn part(part: &Part) -> Source<'_> {
    match part {
        Part::Source { name, params, address } => Source::Asked { name, params, address: address.as_deref() },
        Part::Literal(literal) => Source::Literal { literal },
    }
}
