//! Places of a moved text as places of the text that it was made of: messages show what the user wrote.

use std::collections::HashMap;

use sealform_diagnostic::{Diagnostic, Edit, FileId, Span};

use crate::changes::Converted;

/// The way back, by file.
pub(crate) struct Back<'c> {
    edits: HashMap<FileId, &'c [Edit]>,
}

impl<'c> Back<'c> {
    pub(crate) fn of(moved: &'c [Converted]) -> Self {
        Self { edits: moved.iter().filter_map(|file| Some((file.file, file.passes.first()?.as_slice()))).collect() }
    }

    pub(crate) fn diagnostic(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        for label in diagnostic.primary.iter_mut().chain(&mut diagnostic.labels) {
            label.span = self.span(label.span);
        }
        diagnostic
    }

    pub(crate) fn span(&self, span: Span) -> Span {
        let Some(edits) = self.edits.get(&span.file) else { return span };
        Span::new(span.file, before(edits, span.start as usize, Side::Start), before(edits, span.end as usize, Side::End))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// Where the byte at `at` of the new text stood; one that an edit wrote stood at that side of what the edit replaced.
fn before(edits: &[Edit], at: usize, side: Side) -> usize {
    let (mut old, mut new) = (0, 0);
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let kept = start - old;
        if at < new + kept || (at == new + kept && side == Side::End) {
            break;
        }
        new += kept;
        if at < new + edit.text.len() || (at == new + edit.text.len() && side == Side::End) {
            return if side == Side::Start { start } else { end };
        }
        new += edit.text.len();
        old = end;
    }
    old + (at - new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_lead_back() {
        let file = FileId::new(0);
        // `abcdef` becomes `aXYZdeQf`.
        let edits =
            [Edit { span: Span::new(file, 1, 3), text: "XYZ".to_owned() }, Edit { span: Span::new(file, 5, 5), text: "Q".to_owned() }];
        let starts: Vec<usize> = (0..8).map(|at| before(&edits, at, Side::Start)).collect();
        assert_eq!(starts, [0, 1, 1, 1, 3, 4, 5, 5]);
        let ends: Vec<usize> = (0..=8).map(|at| before(&edits, at, Side::End)).collect();
        assert_eq!(ends, [0, 1, 3, 3, 3, 4, 5, 5, 6]);
    }
}
