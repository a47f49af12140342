//! The map itself: which bytes of the source each range of the text is written with.

use std::ops::Range;

use sealform_diagnostic::{FileId, Span};

use super::trace::Trace;
use super::{block, flow};
use crate::{ScalarNode, Style};

/// Leads from byte offsets of a scalar's decoded text to the bytes of the file.
///
/// It is made by decoding the scalar a second time, and believed only where that gives the very text that the parser gave;
/// else every range maps to the whole scalar.
#[derive(Clone, Debug)]
pub struct TextMap {
    whole: Span,
    way: Way,
}

#[derive(Clone, Debug)]
enum Way {
    /// The text is written as it is, from this offset of the file on.
    Identity { start: usize, len: usize },
    /// Runs in ascending order without gaps in the text (there are gaps in the source: indentation).
    Runs(Vec<Run>),
    /// Nothing better than the whole scalar is known.
    Whole,
}

/// A part of the text and the part of the source it is written with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    pub(super) text: usize,
    pub(super) text_len: usize,
    pub(super) source: usize,
    pub(super) source_len: usize,
    /// Whether text and source are the same bytes; else this is one escape, one fold, or one line break.
    pub(super) same: bool,
}

impl TextMap {
    /// The map for a scalar of `source`, of which `span` is the node's.
    pub(crate) fn new(source: &str, span: Span, scalar: &ScalarNode) -> Self {
        let way = Self::identity(source, span, scalar).or_else(|| Self::runs(source, span, scalar)).unwrap_or(Way::Whole);
        Self { whole: span, way }
    }

    /// The map that knows no more than `span`.
    #[must_use]
    pub fn whole(span: Span) -> Self {
        Self { whole: span, way: Way::Whole }
    }

    /// Where the bytes `range` of the text are written. A range that cuts an escape or a fold gets the whole of it, a range that
    /// cannot be placed gets the whole scalar.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let place = match &self.way {
            Way::Identity { start, len } if range.start <= range.end && range.end <= *len => Some(start + range.start..start + range.end),
            Way::Runs(runs) => place(runs, range),
            Way::Identity { .. } | Way::Whole => None,
        };
        place.map_or(self.whole, |place| Span::new(self.file(), place.start, place.end))
    }

    /// Whether single characters can be placed, not just the whole scalar.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        !matches!(self.way, Way::Whole)
    }

    fn file(&self) -> FileId {
        self.whole.file
    }

    /// The way of most scalars: one line without escapes.
    fn identity(source: &str, span: Span, scalar: &ScalarNode) -> Option<Way> {
        let quote = match scalar.style {
            Style::Plain => 0,
            Style::Single | Style::Double => 1,
            Style::Literal | Style::Folded => return None,
        };
        let start = span.start as usize + quote;
        let written = source.get(start..(span.end as usize).checked_sub(quote)?)?;
        (written == &*scalar.text).then_some(Way::Identity { start, len: written.len() })
    }

    fn runs(source: &str, span: Span, scalar: &ScalarNode) -> Option<Way> {
        let mut trace = Trace::new(source, &scalar.text);
        let (start, end) = (span.start as usize, span.end as usize);
        match scalar.style {
            Style::Plain => flow::trace(&mut trace, start..end, flow::Quotes::None)?,
            Style::Single => flow::trace(&mut trace, start + 1..end.checked_sub(1)?, flow::Quotes::Single)?,
            Style::Double => flow::trace(&mut trace, start + 1..end.checked_sub(1)?, flow::Quotes::Double)?,
            Style::Literal => block::trace(&mut trace, start, block::Lines::Kept)?,
            Style::Folded => block::trace(&mut trace, start, block::Lines::Folded)?,
        }
        trace.finish().map(Way::Runs)
    }
}

fn place(runs: &[Run], range: Range<usize>) -> Option<Range<usize>> {
    if range.start > range.end {
        return None;
    }
    let last = runs.last()?;
    if range.start == last.text + last.text_len {
        let end = last.source + last.source_len;
        return range.is_empty().then_some(end..end);
    }
    let first = run_at(runs, range.start)?;
    let start = if first.same { first.source + (range.start - first.text) } else { first.source };
    if range.is_empty() {
        return Some(start..start);
    }
    let last = run_at(runs, range.end - 1)?;
    let end = if last.same { last.source + (range.end - last.text) } else { last.source + last.source_len };
    Some(start..end.max(start))
}

/// The run that holds the byte at `offset` of the text.
fn run_at(runs: &[Run], offset: usize) -> Option<&Run> {
    let index = runs.partition_point(|run| run.text <= offset).checked_sub(1)?;
    runs.get(index).filter(|run| offset < run.text + run.text_len)
}
