//! Collects the segments of a text while it is read from left to right. Text is copied once, when its segment ends.

use crate::literal::{js_trim_end, js_trim_start};
use crate::syntax::{Segment, Variable};

pub(crate) struct Pieces<'a> {
    text: &'a str,
    segments: Vec<Segment>,
    /// Where the current text segment begins.
    start: usize,
    /// How far the current segment has been copied into `changed`.
    copied: usize,
    /// The current segment's text so far, once it differs from what is written.
    changed: Option<String>,
}

impl<'a> Pieces<'a> {
    pub(crate) fn new(text: &'a str, start: usize) -> Self {
        Self { text, segments: Vec::new(), start, copied: start, changed: None }
    }

    /// Puts `with` in place of the bytes `start..end` of the text.
    pub(crate) fn replace(&mut self, start: usize, end: usize, with: &str) {
        let changed = self.changed.get_or_insert_default();
        changed.push_str(&self.text[self.copied..start]);
        changed.push_str(with);
        self.copied = end;
    }

    /// Ends the text before the variable and takes the variable.
    pub(crate) fn variable(&mut self, variable: Variable) {
        self.end_text(variable.range.start);
        self.start = variable.range.end;
        self.copied = self.start;
        self.push(Segment::Variable(variable));
    }

    /// Most texts and addresses are a single segment: room for more is made when there are more.
    fn push(&mut self, segment: Segment) {
        if self.segments.is_empty() {
            self.segments.reserve_exact(1);
        }
        self.segments.push(segment);
    }

    /// The segments, the text ending at `end`.
    pub(crate) fn finish(mut self, end: usize) -> Vec<Segment> {
        self.end_text(end);
        self.segments
    }

    /// The segments without the white space at both ends.
    pub(crate) fn finish_trimmed(self, end: usize) -> Vec<Segment> {
        let mut segments = self.finish(end);
        let mut is_trimmed = false;
        if let Some(Segment::Text { range, value }) = segments.first_mut() {
            let kept = js_trim_start(value);
            if kept.len() < value.len() {
                range.start += value.len() - kept.len();
                *value = kept.into();
                is_trimmed = true;
            }
        }
        if let Some(Segment::Text { range, value }) = segments.last_mut() {
            let kept = js_trim_end(value);
            if kept.len() < value.len() {
                range.end -= value.len() - kept.len();
                *value = kept.into();
                is_trimmed = true;
            }
        }
        if is_trimmed {
            segments.retain(|segment| !matches!(segment, Segment::Text { value, .. } if value.is_empty()));
        }
        segments
    }

    fn end_text(&mut self, end: usize) {
        if end <= self.start {
            return;
        }
        let value = match self.changed.take() {
            None => self.text[self.start..end].into(),
            Some(mut changed) => {
                changed.push_str(&self.text[self.copied..end]);
                changed.into()
            }
        };
        self.push(Segment::Text { range: self.start..end, value });
    }
}
