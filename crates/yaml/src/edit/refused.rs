//! Why an edit is not made. No text of the file is quoted.

use std::fmt;

use sealform_diagnostic::Span;

/// An edit that is not made: the file stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// Two edits want the same bytes.
    Overlap(Span),
    /// The node is not written where the edit is to be made: a merge or an alias brings it from elsewhere.
    NotWrittenHere(Span),
    /// The place is written in a way that is not edited: an explicit key (`?`), a pair without braces, something behind the value.
    Layout(Span),
    /// A mapping or a list would be left without anything in it.
    WouldBeEmpty(Span),
    /// The edited text cannot be read, or means something else than was meant.
    WouldChangeMore(Span),
}

impl Refused {
    /// The place that cannot be edited.
    #[must_use]
    pub fn span(self) -> Span {
        match self {
            Self::Overlap(span)
            | Self::NotWrittenHere(span)
            | Self::Layout(span)
            | Self::WouldBeEmpty(span)
            | Self::WouldChangeMore(span) => span,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Overlap(_) => "two edits want the same place",
            Self::NotWrittenHere(_) => "a merge key or an alias brings the value from elsewhere",
            Self::Layout(_) => "the place is written in a way that is not edited",
            Self::WouldBeEmpty(_) => "nothing would be left beside it",
            Self::WouldChangeMore(_) => "the edited file would not mean what was meant",
        })
    }
}

impl std::error::Error for Refused {}
