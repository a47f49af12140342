//! The entry: which grammar reads a text.

use crate::error::SyntaxError;
use crate::syntax::{Delimiter, Range, Segment, Shape};
use crate::{legacy, modern, template, v4};

/// How deep variables may stand in each other's addresses and params.
pub const MAX_DEPTH: usize = 64;

/// Which engine's rules decide what a `${...}` is. `$<...>` is read alike in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grammar {
    /// The new engine: v2 with `variablesResolutionMode`, v3, osls.
    Modern,
    /// v1.
    V1,
    /// The old engine of v2, which runs on what the new one leaves.
    V2Legacy,
    /// v2 without `variablesResolutionMode`: the new engine's, and for a text that it finds broken the old one's.
    V2,
    /// v1, or v2's old engine, with a `provider.variableSyntax`; `${...}` is text.
    Custom(Shape),
    /// v4.
    V4,
    /// A template of CloudFormation or SAM: `${...}` is left to it.
    Template,
}

impl Grammar {
    /// Whether a text is worth parsing in this grammar.
    #[must_use]
    pub fn may_find_variable(self, text: &str) -> bool {
        match self {
            Self::Template => text.contains("$<"),
            Self::Custom(Shape::Hash) if text.contains("#{") => true,
            _ => may_hold_variable(text),
        }
    }
}

/// Whether a text is worth parsing: it holds `${` or `$<`. A text that does not is one plain segment in every
/// grammar but that of `#{...}`.
#[must_use]
pub fn may_hold_variable(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| text[at + 1..].starts_with(['{', '<']))
}

/// Splits a text into plain segments and variables. An empty text has no segments; a text without variables and
/// escapes is one.
///
/// # Errors
/// SF030 to SF037 where a variable breaks the grammar, SF005 where variables are nested deeper than [`MAX_DEPTH`].
/// As the Serverless Framework does, the new engine's grammar stops at the first broken variable of a text: what
/// follows it cannot be told apart. The other grammars report each broken variable.
pub fn parse(text: &str, grammar: Grammar) -> Result<Vec<Segment>, Vec<SyntaxError>> {
    if !grammar.may_find_variable(text) {
        let whole = Range { start: 0, end: text.len() };
        return Ok(if text.is_empty() { Vec::new() } else { vec![Segment::Text { range: whole, value: text.into() }] });
    }
    parse_variables(text, grammar)
}

/// The same of a text of which [`Grammar::may_find_variable`] has said that it may hold one.
///
/// # Errors
/// Those of [`parse`].
pub fn parse_variables(text: &str, grammar: Grammar) -> Result<Vec<Segment>, Vec<SyntaxError>> {
    match grammar {
        Grammar::Modern => modern::parse(text).map_err(|error| vec![error]),
        Grammar::V1 => legacy::parse(text, legacy::Engine::V1, Delimiter::Dollar),
        Grammar::V2Legacy => legacy::parse(text, legacy::Engine::V2, Delimiter::Dollar),
        Grammar::Custom(shape) => legacy::parse(text, legacy::Engine::V1, Delimiter::Custom(shape)),
        // Where neither can read it, the new engine says more precisely what is wrong.
        Grammar::V2 => {
            modern::parse(text).or_else(|error| legacy::parse(text, legacy::Engine::V2, Delimiter::Dollar).map_err(|_| vec![error]))
        }
        Grammar::V4 => v4::parse(text),
        Grammar::Template => template::parse(text),
    }
}

/// What can be read of a text that [`parse`] refuses, and what is wrong with it: a broken variable is text, and the variables in it
/// and behind it are found all the same.
///
/// For looking at a text only, for instance to list its references: it must not be resolved.
#[must_use]
pub fn readable(text: &str, grammar: Grammar) -> (Vec<Segment>, Vec<SyntaxError>) {
    match grammar {
        Grammar::Modern | Grammar::V2 => modern::readable(text),
        Grammar::V1 => legacy::readable(text, legacy::Engine::V1, Delimiter::Dollar),
        Grammar::V2Legacy => legacy::readable(text, legacy::Engine::V2, Delimiter::Dollar),
        Grammar::Custom(shape) => legacy::readable(text, legacy::Engine::V1, Delimiter::Custom(shape)),
        Grammar::V4 => v4::readable(text),
        Grammar::Template => template::readable(text),
    }
}
