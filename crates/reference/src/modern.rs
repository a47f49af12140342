//! The text around variables as the new engine reads it: plain text, escapes, and `${...}` of others.
//!
//! Follows the states `out`, `escapeVar`, `escapeVarDollar`, `maybeVariableOpen` and `foreign` of parse.js (the same
//! file in serverless 2.72.4, 3.40.0 and osls 4.3.1, read 2026-11-23), its oddities included:
//! - before `${`, n backslashes become n/2, and where n is odd the `${` is text;
//! - `$${x:y}` loses its first dollar: the variable begins at the first of the run;
//! - the character behind a `$` that opens nothing is plain, even a backslash or a closing brace;
//! - within a foreign `${...}` (`${AWS::Region}`) there are no escapes, but variables are found.
//!
//! `\$<` follows the same rule, but only where a variable would begin: `\$<name>` in a regular expression stays.

use crate::angle;
use crate::ascii::{take_till, take_while};
use crate::error::{Broken, Parsed, SyntaxError};
use crate::frame::{read_on, report};
use crate::pieces::Pieces;
use crate::syntax::{Delimiter, Segment};
use crate::variable::{Scope, opens, variable};

pub(crate) fn parse(text: &str) -> Result<Vec<Segment>, SyntaxError> {
    match segments(text, &mut |error, _| Err(error)) {
        Ok((_, segments)) => Ok(segments),
        Err(nom::Err::Failure(Broken(Some(error)))) => Err(*error),
        // No parser of a whole text backtracks or asks for more input.
        Err(_) => unreachable!("a text either parses or holds a broken variable"),
    }
}

/// What can be read of a text in which variables are broken: the opening of a broken one is text, and what follows is read again; of
/// one that is nested too deeply, only what lies deeper. An error within a broken variable is not reported a second time.
pub(crate) fn readable(text: &str) -> (Vec<Segment>, Vec<SyntaxError>) {
    let (mut errors, mut silent_until) = (Vec::new(), 0);
    let read = segments(text, &mut |error, start| {
        let error = report(error);
        let next = read_on(start + OPENING_BYTES, error.as_ref());
        if start >= silent_until {
            silent_until = end_of(text, start);
            errors.extend(error);
        }
        Ok(next)
    });
    (read.map_or_else(|_| Vec::new(), |(_, segments)| segments), errors)
}

/// `${` or `$<`.
const OPENING_BYTES: usize = 2;

/// Where the broken variable whose last `$` is at `start` seems to end: at its brace, or with the text.
fn end_of(text: &str, start: usize) -> usize {
    let behind = &text[start + 1..];
    let (open, close) = if behind.starts_with('{') { ('{', '}') } else { ('<', '>') };
    let mut depth = 0_usize;
    for (at, character) in behind.char_indices() {
        if character == open {
            depth += 1;
        } else if character == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return text.len() - behind.len() + at + close.len_utf8();
            }
        }
    }
    text.len()
}

/// Decides what becomes of a broken variable, given the error and where it begins: the text is refused, or read on from a place
/// behind that.
type OnBroken<'f> = dyn FnMut(nom::Err<Broken>, usize) -> Result<usize, nom::Err<Broken>> + 'f;

fn segments<'a>(text: &'a str, on_broken: &mut OnBroken<'_>) -> Parsed<'a, Vec<Segment>> {
    let at = |rest: &str| text.len() - rest.len();
    let mut pieces = Pieces::new(text, 0);
    let mut open_foreign = 0_usize;
    let mut rest = text;
    loop {
        let (special, _) = plain(rest)?;
        match special.as_bytes().first() {
            None => return Ok(("", pieces.finish(text.len()))),
            Some(b'}') => {
                open_foreign = open_foreign.saturating_sub(1);
                rest = &special[1..];
            }
            Some(b'\\') if open_foreign > 0 => rest = &special[1..],
            Some(b'\\') => rest = escape(special, at(special), &mut pieces)?,
            _ => {
                let (behind, _) = dollars(special)?;
                if let Some(opened) = behind.strip_prefix('{') {
                    match variable(Scope::outermost(text, Delimiter::Dollar, at(special), at(opened)), opened) {
                        Ok((after, found)) => {
                            pieces.variable(found);
                            rest = after;
                        }
                        Err(nom::Err::Error(_)) => {
                            open_foreign += 1;
                            rest = opened;
                        }
                        Err(error) => {
                            let next = on_broken(error, at(behind) - 1)?;
                            rest = &text[next..];
                        }
                    }
                } else {
                    match angle::variable_behind(text, behind, 0) {
                        Ok(Some((after, found))) => {
                            pieces.variable(found);
                            rest = after;
                        }
                        Ok(None) => rest = skip_one(behind),
                        Err(error) => {
                            let next = on_broken(error, at(behind) - 1)?;
                            rest = &text[next..];
                        }
                    }
                }
            }
        }
    }
}

/// Reads a run of backslashes and, where it escapes a `${` or `$<`, those two characters.
fn escape<'a>(input: &'a str, start: usize, pieces: &mut Pieces<'a>) -> Result<&'a str, nom::Err<Broken>> {
    let (behind, run) = backslashes(input)?;
    let end = start + run.len();
    let kept = &run[..run.len() / 2];
    let escapes = behind.starts_with("${") || behind.strip_prefix("$<").is_some_and(opens);
    if !escapes {
        // `\$` is plain, and so is what an odd run stands before.
        return Ok(if run.len() % 2 == 1 { behind.strip_prefix('$').unwrap_or(behind) } else { behind });
    }
    pieces.replace(start, end, kept);
    Ok(if run.len() % 2 == 1 { &behind[2..] } else { behind })
}

fn plain(input: &str) -> Parsed<'_, &str> {
    take_till(|byte| matches!(byte, b'$' | b'\\' | b'}'))(input)
}

fn backslashes(input: &str) -> Parsed<'_, &str> {
    take_while(|byte| byte == b'\\')(input)
}

/// A run of `$`.
pub(crate) fn dollars(input: &str) -> Parsed<'_, &str> {
    take_while(|byte| byte == b'$')(input)
}

/// What stands behind the first character.
pub(crate) fn skip_one(input: &str) -> &str {
    let mut characters = input.chars();
    characters.next();
    characters.as_str()
}
