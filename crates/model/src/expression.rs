//! The leaf of a tree as it was read: a scalar, or text with variables in it.

use std::ops::Range;
use std::sync::Arc;

use sealform_diagnostic::Span;
use sealform_reference::Segment;
use sealform_yaml::{Scalar, TextMap};

/// A scalar as the file has it.
#[derive(Clone, Debug)]
pub enum Expression {
    /// No variable in it (escapes are undone).
    Scalar(Scalar),
    /// Text with at least one variable.
    Text(Arc<Interpolated>),
    /// Text whose variables could not be parsed; it has been reported.
    Broken,
}

/// Text with variables, parsed, and the way back to the bytes of the file.
#[derive(Debug)]
pub struct Interpolated {
    text: Box<str>,
    segments: Vec<Segment>,
    map: TextMap,
}

impl Interpolated {
    /// Parsed `text` and the map that leads from it to the file.
    #[must_use]
    pub fn new(text: impl Into<Box<str>>, segments: Vec<Segment>, map: TextMap) -> Self {
        Self { text: text.into(), segments, map }
    }

    /// The text as YAML decodes it, variables as they are written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Text and variables in order; ranges are bytes of [`Self::text`].
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Where the bytes `range` of [`Self::text`] are written in the file.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        self.map.span(range)
    }
}
