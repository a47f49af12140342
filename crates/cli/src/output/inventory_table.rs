//! The inventory as a table for people: one line a reference, those in its addresses indented below it.

use sealform_diagnostic::Sources;
use sealform_resolve::inventory::Entry;

use super::columns::columns;

const HEADINGS: [&str; 6] = ["PLACE", "REFERENCE", "SENSITIVITY", "DECRYPTS", "SINK", "AT"];

/// The columns of a line. The reference may hold line ends; they are shown as blanks.
type Row = [String; HEADINGS.len()];

/// The table; no reference gives one line that says so.
pub(crate) fn table(entries: &[Entry], sources: &Sources) -> String {
    if entries.is_empty() {
        return "no references\n".to_owned();
    }
    let mut rows = vec![HEADINGS.map(str::to_owned)];
    add(entries, 0, sources, &mut rows);
    columns(&rows)
}

fn add(entries: &[Entry], depth: usize, sources: &Sources, rows: &mut Vec<Row>) {
    for entry in entries {
        let place = sources.get(entry.span.file).map(|source| source.line_column(entry.span.start as usize));
        let place = place.map(|place| format!("{}:{}", place.line, place.column)).unwrap_or_default();
        let reference: String = entry.text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
        let decrypts = if entry.decrypts { "yes" } else { "no" };
        rows.push([
            place,
            format!("{}{reference}", "  ".repeat(depth)),
            entry.sensitivity.word().to_owned(),
            decrypts.to_owned(),
            entry.sink.word().to_owned(),
            entry.at.to_string(),
        ]);
        add(&entry.nested, depth + 1, sources, rows);
    }
}
