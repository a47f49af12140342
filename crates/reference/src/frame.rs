//! What the old engine's and v4's reader share: the variables that are open, and the escape of `$<`.

use sealform_diagnostic::registry;

use crate::error::{Broken, SyntaxError};
use crate::pieces::Pieces;
use crate::syntax::{Range, Segment, Variable};
use crate::variable::opens;

/// A `${` whose end has not been found yet.
#[derive(Default)]
pub(crate) struct Frame {
    /// Where its `$` stands.
    pub(crate) start: usize,
    /// The variables found in it, in order.
    pub(crate) nested: Vec<Variable>,
    /// How deep they are nested: 0 where there are none.
    pub(crate) depth: usize,
    /// One of them is broken, so there is no use in taking this one apart.
    pub(crate) broken: bool,
}

impl Frame {
    pub(crate) fn new(start: usize) -> Self {
        Self { start, ..Self::default() }
    }

    pub(crate) fn take(&mut self, variable: Variable, depth: usize) {
        self.nested.push(variable);
        self.depth = self.depth.max(depth);
    }
}

/// Whether the variables in a broken one are wanted.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Salvage {
    Yes,
    No,
}

impl Salvage {
    /// The variables that a reader keeps in case the one around them is broken.
    pub(crate) fn copy(self, nested: &[Variable]) -> Vec<Variable> {
        if self == Self::Yes { nested.to_vec() } else { Vec::new() }
    }
}

/// Why the inside of a variable is refused.
pub(crate) enum Fault {
    /// None of the parts is a source or a literal.
    Unreadable,
    /// The name of a source, or a whole fallback, is a variable.
    NestedName,
}

impl Fault {
    pub(crate) fn at(&self, range: Range) -> SyntaxError {
        let code = &registry::INVALID_LEGACY_VARIABLE;
        match self {
            Self::Unreadable => SyntaxError::new(code, range, "this variable is neither a source nor a literal in this Serverless version")
                .with_help("write `${source:address}`, with fallbacks behind commas and text in quotes"),
            Self::NestedName => SyntaxError::new(code, range, "a source or a fallback cannot itself be a variable")
                .with_help("write a fallback bare, as in `${env:X, env:Y}`"),
        }
    }
}

/// The places where backslashes stand before a `$<` that would begin a variable. The engines themselves have no
/// escapes: elsewhere a backslash is text.
#[derive(Default)]
pub(crate) struct Escapes(Vec<(Range, usize)>);

impl Escapes {
    /// Whether the `$<` at this place is text. Notes the backslashes before it, which are halved.
    pub(crate) fn escaped(&mut self, text: &str, dollar: usize) -> bool {
        let run = dollar - text[..dollar].trim_end_matches('\\').len();
        if run == 0 || !opens(&text[dollar + 2..]) {
            return false;
        }
        self.0.push((dollar - run..dollar, run / 2));
        run % 2 == 1
    }

    /// The text's segments: its variables, and what is between them with the escapes undone.
    pub(crate) fn into_segments(self, mut pieces: Pieces<'_>, variables: Vec<Variable>, end: usize) -> Vec<Segment> {
        let mut escapes = self.0.into_iter().peekable();
        for variable in variables {
            while let Some((range, kept)) = escapes.next_if(|(range, _)| range.start < variable.range.end) {
                if range.start < variable.range.start {
                    pieces.replace(range.start, range.end, &"\\".repeat(kept));
                }
            }
            pieces.variable(variable);
        }
        for (range, kept) in escapes {
            pieces.replace(range.start, range.end, &"\\".repeat(kept));
        }
        pieces.finish(end)
    }
}

pub(crate) fn report(error: nom::Err<Broken>) -> Option<SyntaxError> {
    match error {
        nom::Err::Failure(Broken(Some(error))) => Some(*error),
        _ => None,
    }
}

/// Where reading goes on after `error` in the variable whose opening ends at `opened`. Of one that is nested too deeply all that was
/// read is left behind: else it would be read again at each level.
pub(crate) fn read_on(opened: usize, error: Option<&SyntaxError>) -> usize {
    error.filter(|error| error.code == &registry::TOO_DEEP).map_or(opened, |error| opened.max(error.range.end))
}

pub(crate) fn errors_or(errors: Vec<SyntaxError>, segments: impl FnOnce() -> Vec<Segment>) -> Result<Vec<Segment>, Vec<SyntaxError>> {
    if errors.is_empty() { Ok(segments()) } else { Err(errors) }
}
