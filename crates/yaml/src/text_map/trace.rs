//! The record of a second decoding: each step says what it reads and what that means, and is held against the parser's text.

use std::ops::Range;

use super::map::Run;

pub(super) struct Trace<'t> {
    pub(super) source: &'t str,
    /// What the parser decoded.
    text: &'t str,
    /// How much of `text` has been found in the source.
    done: usize,
    runs: Vec<Run>,
}

impl<'t> Trace<'t> {
    pub(super) fn new(source: &'t str, text: &'t str) -> Self {
        Self { source, text, done: 0, runs: Vec::new() }
    }

    /// The text that has not been found yet.
    pub(super) fn rest(&self) -> &'t str {
        &self.text[self.done..]
    }

    /// The bytes of the source stand for themselves. `None` where the text says otherwise.
    pub(super) fn same(&mut self, source: Range<usize>) -> Option<()> {
        let written = self.source.get(source.clone())?;
        self.rest().strip_prefix(written)?;
        if written.is_empty() {
            return Some(());
        }
        if let Some(last) = self.runs.last_mut().filter(|last| last.same && last.source + last.source_len == source.start) {
            last.text_len += written.len();
            last.source_len += written.len();
        } else {
            self.push(source, written.len(), true);
        }
        self.done += written.len();
        Some(())
    }

    /// The bytes of the source (an escape, a fold) stand for `meaning`. `None` where the text says otherwise.
    pub(super) fn means(&mut self, source: Range<usize>, meaning: &str) -> Option<()> {
        self.rest().strip_prefix(meaning)?;
        if !meaning.is_empty() {
            self.push(source, meaning.len(), false);
            self.done += meaning.len();
        }
        Some(())
    }

    /// The runs, where all of the text has been found. A text without a byte cannot be placed more exactly than the whole.
    pub(super) fn finish(self) -> Option<Vec<Run>> {
        (self.rest().is_empty() && !self.runs.is_empty()).then_some(self.runs)
    }

    fn push(&mut self, source: Range<usize>, text_len: usize, same: bool) {
        self.runs.push(Run { text: self.done, text_len, source: source.start, source_len: source.len(), same });
    }
}

/// The end of the line break at `at`, where there is one: LF, CR LF, or CR.
pub(super) fn after_break(source: &str, at: usize) -> Option<usize> {
    match source.as_bytes().get(at..)? {
        [b'\r', b'\n', ..] => Some(at + 2),
        [b'\r' | b'\n', ..] => Some(at + 1),
        _ => None,
    }
}

/// The end of the blanks (spaces and tabs) at `at`.
pub(super) fn after_blanks(source: &str, at: usize, end: usize) -> usize {
    at + source.as_bytes()[at..end].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}
