//! The inside of a variable for the grammars that take it apart as text (the old engine's and v4's).
//!
//! Variables that stand in it are one character each, for these engines replace them by their values first; every
//! byte knows where it stands in the outermost text.

use crate::literal::is_js_space;
use crate::syntax::{Range, Segment, Variable};

/// What stands for a nested variable in [`Content::text`]. The same character written in the file is told apart by
/// its position.
pub(crate) const NESTED: char = '\u{1}';

pub(crate) struct Content<'a> {
    outermost: &'a str,
    /// What the engine takes apart.
    pub(crate) text: String,
    /// Where each byte of `text` stands.
    at: Vec<usize>,
    /// Where the inside begins, for empty parts.
    start: usize,
    /// The nested variables, in order, until a part takes them.
    nested: Vec<(Range, Option<Variable>)>,
}

impl<'a> Content<'a> {
    pub(crate) fn new(outermost: &'a str, inside: Range, nested: Vec<Variable>) -> Self {
        let (text, at) = (String::with_capacity(inside.len()), Vec::with_capacity(inside.len()));
        let mut content = Self { outermost, text, at, start: inside.start, nested: Vec::with_capacity(nested.len()) };
        let mut from = inside.start;
        for variable in nested {
            content.copy(from..variable.range.start);
            content.text.push(NESTED);
            content.at.push(variable.range.start);
            from = variable.range.end;
            content.nested.push((variable.range.clone(), Some(variable)));
        }
        content.copy(from..inside.end);
        content
    }

    fn copy(&mut self, range: Range) {
        self.text.push_str(&self.outermost[range.clone()]);
        self.at.extend(range);
    }

    /// Takes out all white space, as the old engine does where nothing is quoted.
    pub(crate) fn remove_white_space(&mut self) {
        if !self.text.contains(is_js_space) {
            return;
        }
        let (text, at) = (std::mem::take(&mut self.text), std::mem::take(&mut self.at));
        for (index, c) in text.char_indices().filter(|(_, c)| !is_js_space(*c)) {
            self.text.push(c);
            self.at.extend_from_slice(&at[index..index + c.len_utf8()]);
        }
    }

    /// The part without white space at its ends.
    pub(crate) fn trim(&self, part: Range) -> Range {
        let text = self.text[part.clone()].trim_end_matches(is_js_space);
        let start = part.start + text.len() - text.trim_start_matches(is_js_space).len();
        start..part.start + text.len()
    }

    /// Where a part stands in the outermost text.
    pub(crate) fn range(&self, part: Range) -> Range {
        let Some(&first) = self.at.get(part.start) else {
            let end = self.at.last().map_or(self.start, |last| self.nested_at(*last).map_or(last + 1, |index| self.nested[index].0.end));
            return end..end;
        };
        if part.is_empty() {
            return first..first;
        }
        let last = self.at[part.end - 1];
        first..self.nested_at(last).map_or(last + 1, |index| self.nested[index].0.end)
    }

    /// A part's text for a quoted literal: with variables in it, as written, for it is read again when it is used.
    pub(crate) fn quoted(&self, part: Range) -> Box<str> {
        let text = &self.text[part.clone()];
        if text.contains(NESTED) { self.outermost[self.range(part)].into() } else { text.into() }
    }

    /// The variables in it.
    pub(crate) fn into_nested(self) -> impl Iterator<Item = Variable> {
        self.nested.into_iter().filter_map(|(_, variable)| variable)
    }

    /// The text of a part and the variables in it.
    pub(crate) fn segments(&mut self, part: Range) -> Vec<Segment> {
        let mut segments = Vec::with_capacity(1);
        let mut from = part.start;
        for index in part.clone() {
            if self.text.as_bytes()[index] != NESTED as u8 {
                continue;
            }
            let Some(variable) = self.nested_at(self.at[index]).and_then(|nested| self.nested[nested].1.take()) else { continue };
            self.push_text(from..index, &mut segments);
            segments.push(Segment::Variable(variable));
            from = index + 1;
        }
        self.push_text(from..part.end, &mut segments);
        segments
    }

    fn push_text(&self, part: Range, segments: &mut Vec<Segment>) {
        if !part.is_empty() {
            segments.push(Segment::Text { range: self.range(part.clone()), value: self.text[part].into() });
        }
    }

    fn nested_at(&self, start: usize) -> Option<usize> {
        self.nested.binary_search_by_key(&start, |(range, _)| range.start).ok()
    }
}
