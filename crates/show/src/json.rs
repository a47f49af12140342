//! A diagnostic as one JSON object on one line, in the shape that scripts rely on.

use sealform_diagnostic::{Diagnostic, Label, Sources, Span};
use serde::Serialize;

/// A diagnostic as JSON: lines and columns from 1, columns in characters.
#[derive(Serialize)]
pub(crate) struct Report<'d> {
    code: String,
    name: &'static str,
    severity: &'static str,
    message: &'d str,
    help: Option<&'d str>,
    #[serde(flatten)]
    place: Option<Place<'d>>,
    labels: Vec<Note<'d>>,
    url: String,
}

/// Where something stands.
#[derive(Serialize)]
pub(crate) struct Place<'d> {
    path: &'d str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
struct Note<'d> {
    #[serde(flatten)]
    place: Option<Place<'d>>,
    text: &'d str,
}

/// `diagnostic` as an object.
pub(crate) fn object<'d>(diagnostic: &'d Diagnostic, sources: &'d Sources) -> Report<'d> {
    Report {
        code: diagnostic.code.id(),
        name: diagnostic.code.name,
        severity: diagnostic.severity.word(),
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        place: diagnostic.primary.as_ref().and_then(|label| place(label.span, sources)),
        labels: diagnostic.primary.iter().chain(&diagnostic.labels).map(|label| note(label, sources)).collect(),
        url: diagnostic.code.url(),
    }
}

/// Appends `diagnostic` to `out` as one line.
pub(crate) fn render(diagnostic: &Diagnostic, sources: &Sources, out: &mut String) {
    if let Ok(line) = serde_json::to_string(&object(diagnostic, sources)) {
        out.push_str(&line);
        out.push('\n');
    }
}

fn note<'d>(label: &'d Label, sources: &'d Sources) -> Note<'d> {
    Note { place: place(label.span, sources), text: &label.text }
}

/// `span` as people count.
pub(crate) fn place(span: Span, sources: &Sources) -> Option<Place<'_>> {
    let source = sources.get(span.file)?;
    let (start, end) = (source.line_column(span.start as usize), source.line_column(span.end as usize));
    Some(Place { path: source.path(), line: start.line, column: start.column, end_line: end.line, end_column: end.column })
}
