//! `${...}` as the old engine finds it: v1, and v2 where the new engine leaves or fails.
//!
//! Follows lib/classes/Variables.js of serverless 1.83.3 and 2.72.4 (read 2026-11-23). It finds innermost references
//! with one regular expression, puts their values in place and looks again; so a reference holds no brace but those of
//! references within it, and there are no escapes. What the pieces mean is in `legacy_source.rs`.

use sealform_diagnostic::registry;

use crate::angle;
use crate::content::Content;
use crate::error::SyntaxError;
use crate::frame::{Escapes, Frame, errors_or, report};
use crate::grammar::MAX_DEPTH;
use crate::legacy_source;
use crate::pieces::Pieces;
use crate::syntax::{Delimiter, Segment, Variable};

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Engine {
    V1,
    V2,
}

pub(crate) fn parse(text: &str, engine: Engine) -> Result<Vec<Segment>, Vec<SyntaxError>> {
    let mut reader = Reader { text, engine, outermost: Frame::new(0), open: Vec::new(), errors: Vec::new(), escapes: Escapes::default() };
    reader.read()?;
    let Reader { mut outermost, open, errors, escapes, .. } = reader;
    outermost.nested.extend(open.into_iter().flat_map(|frame| frame.nested));
    errors_or(errors, || escapes.into_segments(Pieces::new(text, 0), outermost.nested, text.len()))
}

struct Reader<'a> {
    text: &'a str,
    engine: Engine,
    /// Takes the variables that stand in no other.
    outermost: Frame,
    /// The `${` that are not closed yet.
    open: Vec<Frame>,
    errors: Vec<SyntaxError>,
    escapes: Escapes,
}

impl Reader<'_> {
    fn read(&mut self) -> Result<(), Vec<SyntaxError>> {
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(step) = bytes[at..].iter().position(|byte| matches!(byte, b'$' | b'{' | b'}')) {
            at += step;
            match (bytes[at], bytes.get(at + 1)) {
                (b'$', Some(b'<')) if !self.escapes.escaped(self.text, at) => {
                    let behind = &self.text[at + 1..];
                    at += 2;
                    if let Some((rest, variable)) = angle::variable_behind(self.text, behind, 0).map_err(report)? {
                        at = self.text.len() - rest.len();
                        self.innermost().take(variable, 1);
                    }
                }
                (b'$', Some(b'{')) => {
                    self.open.push(Frame::new(at));
                    at += 2;
                }
                (b'{', _) => {
                    self.forget_open();
                    at += 1;
                }
                (b'}', _) => {
                    at += 1;
                    self.close(at);
                }
                _ => at += 1,
            }
        }
        Ok(())
    }

    fn innermost(&mut self) -> &mut Frame {
        self.open.last_mut().unwrap_or(&mut self.outermost)
    }

    /// What is open can hold no reference any more: only those within it count.
    fn forget_open(&mut self) {
        self.outermost.nested.extend(self.open.drain(..).flat_map(|frame| frame.nested));
    }

    fn close(&mut self, end: usize) {
        let Some(frame) = self.open.pop() else { return };
        if frame.broken {
            self.innermost().broken = true;
            return;
        }
        let (start, depth) = (frame.start, frame.depth + 1);
        let content = Content::new(self.text, start + 2..end - 1, frame.nested);
        if !self.is_reference(&content.text) {
            // Its braces stay, so nothing around it is a reference either.
            self.forget_open();
            self.outermost.nested.extend(content.into_nested());
            return;
        }
        if depth > MAX_DEPTH {
            let message = format!("variables are nested more than {MAX_DEPTH} deep");
            self.refuse(SyntaxError::new(&registry::TOO_DEEP, start..start + 2, message));
            return;
        }
        match legacy_source::alternatives(content) {
            Ok(alternatives) => {
                let variable = Variable { range: start..end, delimiter: Delimiter::Dollar, alternatives };
                self.innermost().take(variable, depth);
            }
            Err(fault) => self.refuse(fault.at(start..end)),
        }
    }

    fn refuse(&mut self, error: SyntaxError) {
        self.errors.push(error);
        self.innermost().broken = true;
    }

    /// Whether the engine's regular expression takes it: v1 `\${([^{}]+?)}`, v2
    /// `\${([^{}:]+?(?:\(|:)(?:[^:{}][^{}]*?)?)}`, so that `${AWS::Region}` and `${Table}` stay in v2.
    fn is_reference(&self, inside: &str) -> bool {
        match self.engine {
            Engine::V1 => !inside.is_empty(),
            Engine::V2 => {
                let before_colon = inside.find(':').unwrap_or(inside.len());
                let mut openers = inside[..before_colon].match_indices('(').map(|(at, _)| at).chain([before_colon]);
                openers.any(|at| at > 0 && at < inside.len() && !inside[at + 1..].starts_with(':'))
            }
        }
    }
}
