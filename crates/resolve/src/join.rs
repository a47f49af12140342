//! Text made of several pieces. A secret in it makes all of it secret.

use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::Scalar;
use sealform_secret::{Classified, Content, Joined, Part, Plaintext, Provenance, Public, PublicPart, Secret, Unasked};

use crate::arena::{Kind, NodeId};
use crate::context::Context;
use crate::inputs::Dialect;
use crate::value::{Outcome, Value, value_of};

/// A piece of a text.
pub(crate) enum Piece<'p> {
    /// Text as it is written.
    Plain(&'p str),
    /// The value of the variable at the span.
    Value(Value, Span),
}

/// A scalar in a text and the variable that brought it, if one did.
struct Fragment {
    content: Content,
    variable: Option<(Span, Provenance)>,
}

impl Context<'_> {
    /// Joins pieces to one text written at `span`. Numbers and flags become text as JavaScript writes them, lists are joined by commas.
    pub(crate) fn join(&mut self, pieces: Vec<Piece<'_>>, span: Span) -> Outcome<Classified> {
        if let Some(public) = self.join_public(&pieces) {
            return Outcome::Value(Classified::public(public, Provenance::new(span)));
        }
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match piece {
                Piece::Plain(text) => {
                    let content = self.literal(&Scalar::Text(text.to_owned()), &[], span);
                    parts.push(Fragment { content, variable: None });
                }
                Piece::Value(value, variable) => value_of!(self.parts_of(value, variable, &mut parts)),
            }
        }
        Outcome::Value(assemble(&parts, span))
    }

    /// The usual case, without anything made for the single piece: all of them public texts and numbers.
    fn join_public(&self, pieces: &[Piece<'_>]) -> Option<Public> {
        fn part<'p>(piece: &'p Piece<'_>) -> Option<PublicPart<'p>> {
            match piece {
                Piece::Plain(text) => Some(PublicPart::Authored(text)),
                Piece::Value(Value::Leaf(leaf), _) => {
                    leaf.as_public().filter(|public| matches!(public.scalar(), Scalar::Text(_) | Scalar::Number(_))).map(PublicPart::Value)
                }
                Piece::Value(Value::Node(..), _) => None,
            }
        }
        let all_are_public = pieces.iter().all(|piece| part(piece).is_some());
        if all_are_public { self.classifier.joined(pieces.iter().filter_map(part)) } else { None }
    }

    fn parts_of(&mut self, value: Value, variable: Span, parts: &mut Vec<Fragment>) -> Outcome<()> {
        match value {
            Value::Leaf(leaf) => {
                let refused = match leaf.as_public().map(Public::scalar) {
                    Some(Scalar::Null) => Some("null"),
                    // v1 joins text and numbers only (`lib/classes/Variables.js`, 1.83.3, read 2026-11-23); v2 asks its new engine first.
                    Some(Scalar::Bool(_)) if self.state.inputs.dialect == Dialect::V1 => Some("true or false"),
                    _ => None,
                };
                if let Some(what) = refused {
                    return self.not_text(what, variable);
                }
                parts.push(Fragment { content: leaf.content.clone(), variable: Some((variable, leaf.provenance.clone())) });
                Outcome::Value(())
            }
            Value::Node(id, _) => self.items_of(id, variable, parts),
        }
    }

    fn items_of(&mut self, id: NodeId, variable: Span, parts: &mut Vec<Fragment>) -> Outcome<()> {
        let Kind::Sequence(items) = &self.state.arena.node(id).kind else {
            return self.not_text("a map", variable);
        };
        if self.state.inputs.dialect == Dialect::V1 {
            return self.not_text("a list", variable);
        }
        let mut pending = false;
        for (index, item) in items.clone().into_iter().enumerate() {
            if index > 0 {
                parts.push(Fragment { content: Content::Public(Public::fixed(",")), variable: None });
            }
            match self.head(item) {
                Outcome::Value(Value::Leaf(leaf)) => {
                    parts.push(Fragment { content: leaf.content.clone(), variable: Some((variable, leaf.provenance.through(variable))) });
                }
                Outcome::Value(Value::Node(..)) => return self.not_text("a list of lists or maps", variable),
                Outcome::Pending => pending = true,
                Outcome::Missing | Outcome::Failed => return Outcome::Failed,
            }
        }
        if pending { Outcome::Pending } else { Outcome::Value(()) }
    }

    fn not_text(&mut self, what: &str, variable: Span) -> Outcome<()> {
        let message = format!("{what} cannot become part of a longer text");
        let help = "refer to a value that is text, or let the variable be the whole value";
        self.report(Diagnostic::error(&registry::NOT_TEXT, message).at(variable, "").help(help));
        Outcome::Failed
    }
}

/// One leaf from all parts, secret if one of them is; its provenance is that of the first secret part.
fn assemble(parts: &[Fragment], span: Span) -> Classified {
    let way = |part: &Fragment| part.variable.as_ref().map_or_else(|| Provenance::new(span), |(_, provenance)| provenance.clone());
    let secrets = || parts.iter().filter_map(|part| if let Content::Secret(secret) = &part.content { Some((part, secret)) } else { None });
    if let Some((part, _)) = secrets().find(|(_, secret)| matches!(secret, Secret::Unasked(_))) {
        return Classified::secret(Secret::Unasked(Arc::new(Unasked { text: "".into() })), way(part));
    }
    let remote = secrets().find(|(_, secret)| !matches!(secret, Secret::Clear(_)));
    if let Some((part, secret)) = remote {
        let joined = match secret {
            Secret::Joined(joined) => Arc::clone(joined),
            secret => Arc::new(Joined { remote: part.variable.as_ref().map_or(span, |(variable, _)| *variable), what: secret.describe() }),
        };
        return Classified::secret(Secret::Joined(joined), way(part));
    }
    let Some((first, _)) = secrets().next() else {
        let publics = parts.iter().filter_map(|part| if let Content::Public(public) = &part.content { Some(public) } else { None });
        return Classified::public(Public::concat(publics), Provenance::new(span));
    };
    let texts: Vec<String> =
        parts.iter().map(|part| if let Content::Public(public) = &part.content { text_of(public) } else { String::new() }).collect();
    let pieces: Vec<Part<'_>> = parts
        .iter()
        .zip(&texts)
        .map(|(part, text)| match &part.content {
            Content::Secret(Secret::Clear(plaintext)) => Part::Secret(plaintext),
            _ => Part::Public(text),
        })
        .collect();
    Classified::secret(Secret::Clear(Plaintext::concat(&pieces)), way(first))
}

/// The text of a part; a null in a list is nothing, as JavaScript joins lists.
fn text_of(public: &Public) -> String {
    if *public.scalar() == Scalar::Null { String::new() } else { public.to_text() }
}
