//! A unified diff of two texts that may hold secrets: it compares the texts and shows them masked.

use std::fmt::Write as _;

use sealform_diagnostic::{Edit, Source};
use similar::{ChangeTag, TextDiff};

use sealform_show::masked;

/// How many lines around a change are shown.
const CONTEXT: usize = 3;

/// The diff from `source` to `new`, which the edits of `passes` made of it one after the other; `colored` for a terminal.
pub(crate) fn unified(source: &Source, new: &str, passes: &[Vec<Edit>], colored: bool) -> String {
    hunks(source.path(), [source.text(), &masked(source)], [new, &masked_after(source, new, passes)], colored)
}

/// The diff between two states of a file, of both of which it is known what to mask.
pub(crate) fn between(old: &Source, new: &Source, colored: bool) -> String {
    hunks(old.path(), [old.text(), &masked(old)], [new.text(), &masked(new)], colored)
}

/// Compares two texts, each given as it is and as it is shown.
fn hunks(path: &str, [old, shown_old]: [&str; 2], [new, shown_new]: [&str; 2], colored: bool) -> String {
    let diff = TextDiff::from_lines(old, new);
    let old_lines: Vec<&str> = shown_old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = shown_new.split_inclusive('\n').collect();
    let mut out = String::new();
    let paint = |text: &str, color: &str| if colored { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() };
    let _ = writeln!(out, "{}", paint(&format!("--- {path}"), "1"));
    let _ = writeln!(out, "{}", paint(&format!("+++ {path}"), "1"));
    for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
        let _ = writeln!(out, "{}", paint(&hunk.header().to_string(), "36"));
        for change in hunk.iter_changes() {
            let (sign, color, line) = match change.tag() {
                ChangeTag::Delete => ("-", Some("31"), change.old_index().and_then(|index| old_lines.get(index))),
                ChangeTag::Insert => ("+", Some("32"), change.new_index().and_then(|index| new_lines.get(index))),
                ChangeTag::Equal => (" ", None, change.old_index().and_then(|index| old_lines.get(index))),
            };
            let line = line.copied().unwrap_or_default();
            let (text, end) = line.strip_suffix('\n').map_or((line, None), |text| (text, Some('\n')));
            let signed = format!("{sign}{text}");
            out.push_str(&color.map_or_else(|| signed.clone(), |color| paint(&signed, color)));
            out.push('\n');
            if end.is_none() {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// The new text as long as it is, with the stars of the old one where nothing was edited. What an edit wrote is shown, unless it took the
/// place of something that is not.
fn masked_after(source: &Source, new: &str, passes: &[Vec<Edit>]) -> String {
    let mut actual = source.text().to_owned();
    let mut shown = masked(source);
    for edits in passes {
        let (mut next_actual, mut next_shown) = (String::new(), String::new());
        let mut at = 0;
        for edit in edits {
            let (start, end) = (edit.span.start as usize, edit.span.end as usize);
            next_actual.push_str(actual.get(at..start).unwrap_or_default());
            next_shown.push_str(shown.get(at..start).unwrap_or_default());
            next_actual.push_str(&edit.text);
            if actual.get(start..end) == shown.get(start..end) {
                next_shown.push_str(&edit.text);
            } else {
                next_shown.extend(edit.text.bytes().map(|byte| if byte.is_ascii_whitespace() { char::from(byte) } else { '*' }));
            }
            at = end;
        }
        next_actual.push_str(actual.get(at..).unwrap_or_default());
        next_shown.push_str(shown.get(at..).unwrap_or_default());
        (actual, shown) = (next_actual, next_shown);
    }
    // Should the two ever differ in length, the lines would not fit: nothing is shown then.
    if shown.len() == new.len() { shown } else { new.bytes().map(|byte| if byte == b'\n' { '\n' } else { '*' }).collect() }
}
