//! What is wrong with a variable. Messages name positions and sources, never the text of a literal or an address.

use nom::error::{ErrorKind, ParseError};
use sealform_diagnostic::Code;

use crate::syntax::Range;

/// A variable that breaks the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// SF030 to SF037, or SF005 where variables are nested too deeply.
    pub code: &'static Code,
    /// The bytes that are wrong.
    pub range: Range,
    /// What is wrong, without a period.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl SyntaxError {
    pub(crate) fn new(code: &'static Code, range: Range, message: impl Into<String>) -> Self {
        Self { code, range, message: message.into(), help: None }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The error of the nom parsers: `Error` with nothing in it says "this is no variable", `Failure` breaks off.
#[derive(Debug)]
pub(crate) struct Broken(pub(crate) Option<Box<SyntaxError>>);

pub(crate) type Parsed<'a, T> = nom::IResult<&'a str, T, Broken>;

/// What stands here is no variable: leave it as text.
pub(crate) fn foreign() -> nom::Err<Broken> {
    nom::Err::Error(Broken(None))
}

/// What stands here is a variable, and broken.
pub(crate) fn broken(error: SyntaxError) -> nom::Err<Broken> {
    nom::Err::Failure(Broken(Some(Box::new(error))))
}

impl<'a> ParseError<&'a str> for Broken {
    fn from_error_kind(_: &'a str, _: ErrorKind) -> Self {
        Self(None)
    }

    fn append(_: &'a str, _: ErrorKind, other: Self) -> Self {
        other
    }
}
