//! `${...}` as the old engine finds it: v1, and v2 where the new engine leaves or fails.
//!
//! Follows lib/classes/Variables.js of serverless 1.83.3 and 2.72.4 (read 2026-11-23). It finds innermost references
//! with one regular expression, puts their values in place and looks again; so a reference holds no brace but those of
//! references within it, and there are no escapes. What the pieces mean is in `legacy_source.rs`.

use sealform_diagnostic::registry;

use crate::angle;
use crate::content::Content;
use crate::error::SyntaxError;
use crate::frame::{Escapes, Frame, Salvage, errors_or, read_on, report};
use crate::grammar::MAX_DEPTH;
use crate::legacy_source;
use crate::pieces::Pieces;
use crate::syntax::{Delimiter, Segment, Shape, Variable};

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Engine {
    V1,
    V2,
}

/// `delimiter` is what the engine's regular expression begins and ends with.
pub(crate) fn parse(text: &str, engine: Engine, delimiter: Delimiter) -> Result<Vec<Segment>, Vec<SyntaxError>> {
    let mut reader = Reader::new(text, engine, delimiter);
    reader.read();
    let (variables, errors, escapes) = reader.found();
    errors_or(errors, || escapes.into_segments(Pieces::new(text, 0), variables, text.len()))
}

/// What can be read of a text in which variables are broken: those are text, but not what stands in them.
pub(crate) fn readable(text: &str, engine: Engine, delimiter: Delimiter) -> (Vec<Segment>, Vec<SyntaxError>) {
    let mut reader = Reader { salvage: Salvage::Yes, ..Reader::new(text, engine, delimiter) };
    reader.read();
    let (mut variables, errors, escapes) = reader.found();
    variables.sort_by_key(|variable| variable.range.start);
    (escapes.into_segments(Pieces::new(text, 0), variables, text.len()), errors)
}

struct Reader<'a> {
    text: &'a str,
    engine: Engine,
    delimiter: Delimiter,
    /// Takes the variables that stand in no other.
    outermost: Frame,
    /// The `${` that are not closed yet.
    open: Vec<Frame>,
    errors: Vec<SyntaxError>,
    escapes: Escapes,
    salvage: Salvage,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, engine: Engine, delimiter: Delimiter) -> Self {
        let outermost = Frame::new(0);
        let (open, errors, escapes) = (Vec::new(), Vec::new(), Escapes::default());
        Self { text, engine, delimiter, outermost, open, errors, escapes, salvage: Salvage::No }
    }

    /// The variables that stand in no other, what is wrong, and the escapes.
    fn found(self) -> (Vec<Variable>, Vec<SyntaxError>, Escapes) {
        let Self { mut outermost, open, errors, escapes, .. } = self;
        outermost.nested.extend(open.into_iter().flat_map(|frame| frame.nested));
        (outermost.nested, errors, escapes)
    }

    fn read(&mut self) {
        let (opener, closing) = (self.delimiter.opener(), self.delimiter.closing());
        let (closer, opening) = if self.delimiter.closer() == '}' { (b'}', b'{') } else { (b'>', b'<') };
        let ours = self.delimiter != Delimiter::Custom(Shape::Angle);
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while let Some(step) = bytes[at..].iter().position(|&byte| byte == b'$' || byte == b'#' || byte == opening || byte == closer) {
            at += step;
            let rest = &self.text[at..];
            if rest.starts_with(opener) {
                self.open.push(Frame::new(at));
                at += opener.len();
            } else if ours && rest.starts_with("$<") && !self.escapes.escaped(self.text, at) {
                at += 2;
                match angle::variable_behind(self.text, &rest[1..], 0) {
                    Ok(Some((rest, variable))) => {
                        at = self.text.len() - rest.len();
                        self.innermost().take(variable, 1);
                    }
                    Ok(None) => {}
                    Err(error) => {
                        let error = report(error);
                        at = read_on(at, error.as_ref());
                        self.refuse(error, Vec::new());
                    }
                }
            } else if rest.starts_with(closing) {
                at += closing.len();
                self.close(at);
            } else {
                // No brace of another kind can stand in a reference.
                if bytes[at] == opening || bytes[at] == closer {
                    self.forget_open();
                }
                at += 1;
            }
        }
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
            self.refuse(None, frame.nested);
            return;
        }
        let nested = self.salvage.copy(&frame.nested);
        let (start, depth) = (frame.start, frame.depth + 1);
        let content = Content::new(self.text, start + self.delimiter.opener().len()..end - self.delimiter.closing().len(), frame.nested);
        if !self.is_reference(&content.text) {
            // Its braces stay, so nothing around it is a reference either.
            self.forget_open();
            self.outermost.nested.extend(content.into_nested());
            return;
        }
        if depth > MAX_DEPTH {
            let message = format!("variables are nested more than {MAX_DEPTH} deep");
            self.refuse(Some(SyntaxError::new(&registry::TOO_DEEP, start..start + 2, message)), nested);
            return;
        }
        match legacy_source::alternatives(content) {
            Ok(alternatives) => {
                let variable = Variable { range: start..end, delimiter: self.delimiter, alternatives };
                self.innermost().take(variable, depth);
            }
            Err(fault) => self.refuse(Some(fault.at(start..end)), nested),
        }
    }

    /// What stands around a broken variable is broken too; the variables in it stand in no other any more.
    fn refuse(&mut self, error: Option<SyntaxError>, nested: Vec<Variable>) {
        self.errors.extend(error);
        if self.salvage == Salvage::Yes {
            self.outermost.nested.extend(nested);
        }
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
