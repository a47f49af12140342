//! `${...}` as v4 finds it: balanced pairs of `${` and `}` that hold a `:`, or both `(` and `)`.
//!
//! Written from what v4 answers to some six hundred texts (serverless 4, sf-core 4.41, 2026-11-23). It has no escapes.
//! A `${` without an end makes text of all that follows it. What the pieces mean is in `v4_source.rs`.

use sealform_diagnostic::registry;

use crate::angle;
use crate::content::Content;
use crate::error::SyntaxError;
use crate::frame::{Escapes, Frame, Salvage, errors_or, read_on, report};
use crate::grammar::MAX_DEPTH;
use crate::pieces::Pieces;
use crate::syntax::{Delimiter, Segment, Variable};
use crate::v4_source;

pub(crate) fn parse(text: &str) -> Result<Vec<Segment>, Vec<SyntaxError>> {
    let (variables, errors, escapes) = read(text, Salvage::No);
    errors_or(errors, || escapes.into_segments(Pieces::new(text, 0), variables, text.len()))
}

/// What can be read of a text in which variables are broken: those are text, but not what stands in them.
pub(crate) fn readable(text: &str) -> (Vec<Segment>, Vec<SyntaxError>) {
    let (mut variables, errors, escapes) = read(text, Salvage::Yes);
    variables.sort_by_key(|variable| variable.range.start);
    (escapes.into_segments(Pieces::new(text, 0), variables, text.len()), errors)
}

/// The variables that stand in no other, what is wrong, and the escapes.
fn read(text: &str, salvage: Salvage) -> (Vec<Variable>, Vec<SyntaxError>, Escapes) {
    let (outermost, escapes) = (Frame::new(0), Escapes::default());
    let mut reader =
        Reader { text, outermost, open: Vec::new(), errors: Vec::new(), angle_errors: Vec::new(), escapes, salvage, salvaged: Vec::new() };
    reader.read();
    if let Some((errors, salvaged)) = reader.open.first().map(|first| (first.errors_before, first.salvaged_before)) {
        reader.forget(errors, salvaged);
    }
    let Reader { mut outermost, open, mut errors, angle_errors, escapes, salvaged, .. } = reader;
    outermost.nested.extend(open.iter().flat_map(|open| angles(&open.frame.nested)).chain(salvaged));
    errors.extend(angle_errors);
    (outermost.nested, errors, escapes)
}

struct Reader<'a> {
    text: &'a str,
    outermost: Frame,
    open: Vec<Open>,
    errors: Vec<SyntaxError>,
    /// What is wrong with `$<...>`, which are ours in text too.
    angle_errors: Vec<SyntaxError>,
    escapes: Escapes,
    salvage: Salvage,
    /// The variables that stood in broken ones.
    salvaged: Vec<Variable>,
}

/// A `${` whose end has not been found, and what has been seen in it, its nested ones included.
#[derive(Default)]
struct Open {
    frame: Frame,
    /// How many errors there were before it.
    errors_before: usize,
    /// How many variables had been salvaged before it.
    salvaged_before: usize,
    colon: bool,
    opening: bool,
    closing: bool,
    comma: bool,
}

impl Reader<'_> {
    fn read(&mut self) {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(step) = bytes[at..].iter().position(|byte| matches!(byte, b'$' | b'}' | b':' | b'(' | b')' | b',')) {
            at += step;
            match (bytes[at], bytes.get(at + 1)) {
                (b'$', Some(b'<')) if !self.escapes.escaped(self.text, at) => {
                    let behind = &self.text[at + 1..];
                    at += 2;
                    match angle::variable_behind(self.text, behind, 0) {
                        Ok(Some((rest, variable))) => {
                            at = self.text.len() - rest.len();
                            self.innermost().take(variable, 1);
                        }
                        Ok(None) => {}
                        Err(error) => {
                            let error = report(error);
                            at = read_on(at, error.as_ref());
                            self.angle_errors.extend(error);
                            self.refuse(None, Vec::new());
                        }
                    }
                }
                (b'$', Some(b'{')) => {
                    let (errors_before, salvaged_before) = (self.errors.len(), self.salvaged.len());
                    self.open.push(Open { frame: Frame::new(at), errors_before, salvaged_before, ..Open::default() });
                    at += 2;
                }
                (b'}', _) => {
                    at += 1;
                    self.close(at);
                }
                (byte, _) => {
                    at += 1;
                    if let Some(open) = self.open.last_mut() {
                        match byte {
                            b':' => open.colon = true,
                            b'(' => open.opening = true,
                            b')' => open.closing = true,
                            b',' => open.comma = true,
                            _ => {}
                        }
                    }
                }
            }
        }
    }

    fn innermost(&mut self) -> &mut Frame {
        self.open.last_mut().map_or(&mut self.outermost, |open| &mut open.frame)
    }

    fn close(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let (start, depth) = (open.frame.start, open.frame.depth + 1);
        if let Some(outer) = self.open.last_mut() {
            outer.colon |= open.colon;
            outer.opening |= open.opening;
            outer.closing |= open.closing;
            // Text counts as a level too: else it could be read again at each level around it.
            outer.frame.depth = outer.frame.depth.max(depth);
        }
        let inside = &self.text[start + 2..end - 1];
        let of_others =
            inside.starts_with(['!', '{']) || (!open.comma && ["AWS::", "PROP", "iot:"].iter().any(|name| inside.starts_with(name)));
        if of_others || !(open.colon || (open.opening && open.closing)) {
            self.forget(open.errors_before, open.salvaged_before);
            self.innermost().nested.extend(angles(&open.frame.nested));
        } else if open.frame.broken {
            self.refuse(None, open.frame.nested);
        } else if depth > MAX_DEPTH {
            let message = format!("variables are nested more than {MAX_DEPTH} deep");
            self.refuse(Some(SyntaxError::new(&registry::TOO_DEEP, start..start + 2, message)), open.frame.nested);
        } else {
            let nested = self.salvage.copy(&open.frame.nested);
            match v4_source::alternatives(Content::new(self.text, start + 2..end - 1, open.frame.nested)) {
                Ok(alternatives) => {
                    self.innermost().take(Variable { range: start..end, delimiter: Delimiter::Dollar, alternatives }, depth)
                }
                Err(fault) => self.refuse(Some(fault.at(start..end)), nested),
            }
        }
    }

    /// What stands around a broken variable is broken too; the variables in it stand in no other any more.
    fn refuse(&mut self, error: Option<SyntaxError>, nested: Vec<Variable>) {
        self.errors.extend(error);
        if self.salvage == Salvage::Yes {
            self.salvaged.extend(nested);
        }
        self.innermost().broken = true;
    }

    /// What was found since there were so many is text, but for the `$<...>`.
    fn forget(&mut self, errors: usize, salvaged: usize) {
        self.errors.truncate(errors);
        let text = self.salvaged.split_off(salvaged.min(self.salvaged.len()));
        self.salvaged.extend(angles(&text));
    }
}

/// The `$<...>` that stand in what v4 takes for text: they are ours all the same.
fn angles(variables: &[Variable]) -> Vec<Variable> {
    let mut found = Vec::new();
    let mut rest: Vec<&Variable> = variables.iter().collect();
    while let Some(variable) = rest.pop() {
        match variable.delimiter {
            Delimiter::Angle => found.push(variable.clone()),
            Delimiter::Dollar | Delimiter::Custom(_) => rest.extend(variable.nested()),
        }
    }
    found.sort_by_key(|variable| variable.range.start);
    found
}
