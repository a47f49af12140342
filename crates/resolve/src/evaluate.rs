//! What a node is: the one place where resolving recurses, and where cycles and endless chains stop.

use std::borrow::Cow;
use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::{Expression, Interpolated, Scalar};
use sealform_reference::{Address, Alternative, Literal, Param, ParamValue, Segment, Source, Variable};
use sealform_secret::{Classified, Content, Provenance, Public, Secret, Text, Unasked};

use crate::arena::{Head, Kind, NodeId};
use crate::call::Call;
use crate::context::Context;
use crate::join::Piece;
use crate::sources;
use crate::value::{Outcome, Value, value_of};

/// The most references that one value may pass through. The Serverless Framework's chains end earlier, in a stack overflow.
pub(crate) const MAX_HOPS: usize = 10_000;

/// Stack that must be left before a reference is followed, and how much is added where there is less.
const RED_ZONE_BYTES: usize = 128 * 1024;
const SEGMENT_BYTES: usize = 2 * 1024 * 1024;

impl Context<'_> {
    /// What the node is, without looking into lists and maps. Each node is resolved once a run.
    pub(crate) fn head(&mut self, id: NodeId) -> Outcome {
        let node = self.state.arena.node(id);
        if let Kind::Sequence(_) | Kind::Mapping(_) = node.kind {
            let itself = Outcome::Value(Value::Node(id, Provenance::new(node.span)));
            return if let Head::Failed = node.head { Outcome::Failed } else { itself };
        }
        match self.settle(id) {
            Outcome::Value(()) => match &self.state.arena.node(id).head {
                Head::Ready(value) => Outcome::Value(value.clone()),
                _ => Outcome::Failed,
            },
            Outcome::Missing => Outcome::Missing,
            Outcome::Pending => Outcome::Pending,
            Outcome::Failed => Outcome::Failed,
        }
    }

    /// Finds out what a leaf is, and leaves that in its [`Head`].
    pub(crate) fn settle(&mut self, id: NodeId) -> Outcome<()> {
        let node = self.state.arena.node(id);
        let span = node.span;
        match &node.head {
            Head::Ready(_) => return Outcome::Value(()),
            Head::Failed => return Outcome::Failed,
            Head::Waiting(round) if *round == self.state.round => return Outcome::Pending,
            Head::Running => return self.cycle(id),
            Head::Fresh | Head::Waiting(_) => {}
        }
        let outcome = match &node.kind {
            Kind::Sequence(_) | Kind::Mapping(_) => return Outcome::Value(()),
            Kind::Leaf(Expression::Broken) | Kind::Spent => Outcome::Failed,
            Kind::Leaf(Expression::Scalar(scalar)) => {
                let content = self.literal(scalar, &self.names(id), span);
                Outcome::Value(Value::Leaf(Classified { content, provenance: Provenance::new(span) }))
            }
            Kind::Leaf(Expression::Text(_)) => self.spend(id),
        };
        let (head, outcome) = match outcome {
            Outcome::Value(value) => (Head::Ready(value), Outcome::Value(())),
            Outcome::Pending => (Head::Waiting(self.state.round), Outcome::Pending),
            Outcome::Missing => (Head::Failed, Outcome::Missing),
            Outcome::Failed => (Head::Failed, Outcome::Failed),
        };
        self.state.arena.node_mut(id).head = head;
        outcome
    }

    /// What a text with variables is. It is looked at once: only one that waits for an answer is kept.
    fn spend(&mut self, id: NodeId) -> Outcome {
        let node = self.state.arena.node_mut(id);
        node.head = Head::Running;
        let Kind::Leaf(Expression::Text(text)) = std::mem::replace(&mut node.kind, Kind::Spent) else { return Outcome::Failed };
        self.trail.push(id);
        let outcome = self.text(id, &text);
        self.trail.pop();
        if matches!(outcome, Outcome::Pending) {
            self.state.arena.node_mut(id).kind = Kind::Leaf(Expression::Text(text));
        }
        outcome
    }

    /// A scalar of the author, judged by `names` and by its form.
    pub(crate) fn literal(&self, scalar: &Scalar, names: &[&str], span: Span) -> Content {
        match self.classifier.authored(scalar, names, span) {
            Text::Public(public) => Content::Public(public),
            Text::Secret(plaintext) => Content::Secret(Secret::Clear(plaintext)),
        }
    }

    /// What says by its name what the node is: the key it stands under, where keys have that meaning.
    pub(crate) fn names(&self, id: NodeId) -> Vec<&str> {
        if self.state.arena.node(id).named { self.state.arena.key_of(id).into_iter().collect() } else { Vec::new() }
    }

    /// What a text with variables is. One variable and nothing else keeps its type.
    fn text(&mut self, id: NodeId, text: &Interpolated) -> Outcome {
        if let [Segment::Variable(variable)] = text.segments() {
            return self.variable(text, variable);
        }
        let span = self.state.arena.node(id).span;
        let leaf = match self.joined(text, text.segments(), span) {
            Outcome::Value(leaf) => leaf,
            Outcome::Missing | Outcome::Failed => return Outcome::Failed,
            Outcome::Pending => return Outcome::Pending,
        };
        match &leaf.content {
            Content::Secret(Secret::Unasked(_)) => {
                let written = Secret::Unasked(Arc::new(Unasked { text: text.text().into() }));
                Outcome::Value(Value::Leaf(Classified::secret(written, leaf.provenance.clone())))
            }
            // Parts that were public one by one may spell a secret together: a URL with a password in it.
            Content::Public(public) => {
                let content = match self.classifier.vetted(public, &self.names(id)) {
                    Some(public) => Content::Public(public),
                    None => Content::Secret(Secret::Clear(self.classifier.demote(public, span))),
                };
                Outcome::Value(Value::Leaf(Classified { content, provenance: leaf.provenance }))
            }
            Content::Secret(_) => Outcome::Value(Value::Leaf(leaf)),
        }
    }

    /// The text that `segments` join to. All variables are looked at before it waits for one.
    fn joined(&mut self, text: &Interpolated, segments: &[Segment], span: Span) -> Outcome<Classified> {
        let mut pieces = Vec::with_capacity(segments.len());
        let (mut failed, mut pending) = (false, false);
        for segment in segments {
            match segment {
                Segment::Text { value, .. } => pieces.push(Piece::Plain(value)),
                Segment::Variable(variable) => match self.variable(text, variable) {
                    Outcome::Value(value) => pieces.push(Piece::Value(value, text.span(variable.range.clone()))),
                    Outcome::Pending => pending = true,
                    Outcome::Missing | Outcome::Failed => failed = true,
                },
            }
        }
        if failed {
            Outcome::Failed
        } else if pending {
            Outcome::Pending
        } else {
            self.join(pieces, span)
        }
    }

    /// The value of a variable: its alternatives from left to right, none more than is needed. Never [`Outcome::Missing`].
    fn variable(&mut self, text: &Interpolated, variable: &Variable) -> Outcome {
        if self.hops >= MAX_HOPS {
            let message = format!("this value passes through more than {MAX_HOPS} references");
            let help = "look for a reference that leads back to itself by way of ever longer names";
            self.report(Diagnostic::error(&registry::TOO_MANY_HOPS, message).at(text.span(variable.range.clone()), "").help(help));
            return Outcome::Failed;
        }
        self.hops += 1;
        let outcome = stacker::maybe_grow(RED_ZONE_BYTES, SEGMENT_BYTES, || self.alternatives(text, variable));
        self.hops -= 1;
        outcome
    }

    fn alternatives(&mut self, text: &Interpolated, variable: &Variable) -> Outcome {
        for (index, alternative) in variable.alternatives.iter().enumerate() {
            let has_fallback = index + 1 < variable.alternatives.len();
            match alternative {
                Alternative::Literal { range, value } => {
                    let span = text.span(range.clone());
                    return Outcome::Value(self.fallback(text, variable, value, span));
                }
                Alternative::Source(source) => match self.source(text, variable, source, has_fallback) {
                    Outcome::Value(value) if self.is_missing(&value) => {}
                    Outcome::Missing => {}
                    outcome => return outcome,
                },
            }
        }
        self.missing(text, variable);
        Outcome::Failed
    }

    /// A literal as the last alternative. Beside a source whose address is a secret's name it is a secret too.
    fn fallback(&mut self, text: &Interpolated, variable: &Variable, literal: &Literal, span: Span) -> Value {
        let scalar = match literal {
            Literal::Null => Scalar::Null,
            Literal::Bool(flag) => Scalar::Bool(*flag),
            Literal::Number(number) => Scalar::Number(*number),
            Literal::Text(text) => Scalar::Text(text.to_string()),
        };
        let siblings = variable.alternatives.iter().filter_map(|alternative| match alternative {
            Alternative::Source(source) => source.address.as_ref(),
            Alternative::Literal { .. } => None,
        });
        // An address with variables in it counts as it is written.
        let names: Vec<&str> = siblings.map(|address| text.text().get(address.range.clone()).unwrap_or_default()).collect();
        let content = self.literal(&scalar, &names, span);
        Value::Leaf(Classified { content, provenance: Provenance::new(span) })
    }

    fn source(&mut self, text: &Interpolated, variable: &Variable, source: &Source, has_fallback: bool) -> Outcome {
        let Some((known, suffix)) = sources::find(&source.name) else {
            self.refuse_source(text, source);
            return Outcome::Failed;
        };
        let params = self.params(text, source.params.as_deref().unwrap_or_default());
        let address = source.address.as_ref().map(|address| self.address(text, address));
        let mut call = Call { text, variable, source, suffix, params: Vec::new(), address: None, has_fallback };
        // Params and address are both looked at before either is waited for.
        let params = match params {
            Outcome::Value(params) => params,
            other => return address_wins(other, address.unwrap_or(Outcome::Missing)),
        };
        call.params = match params {
            Argument::Text(params) => params,
            Argument::Unasked => return Outcome::Value(unasked(&call)),
        };
        call.address = match address {
            None => None,
            Some(address) => match value_of!(address) {
                Argument::Text(address) => address,
                Argument::Unasked => return Outcome::Value(unasked(&call)),
            },
        };
        let outcome = known.resolve(&call, self);
        if let Outcome::Value(value) = &outcome {
            self.warn_of_ignored_fallback(&call, value);
        }
        outcome
    }

    fn params<'t>(&mut self, text: &Interpolated, params: &'t [Param]) -> Outcome<Argument<Vec<Option<Cow<'t, str>>>>> {
        let mut values = Vec::with_capacity(params.len());
        let (mut failed, mut pending) = (false, false);
        for param in params {
            let outcome = match &param.value {
                ParamValue::Literal(Literal::Null) => Outcome::Value(Argument::Text(None)),
                ParamValue::Literal(Literal::Bool(flag)) => Outcome::Value(Argument::Text(Some(flag.to_string().into()))),
                ParamValue::Literal(Literal::Number(number)) => {
                    Outcome::Value(Argument::Text(Some(Scalar::Number(*number).to_text().into())))
                }
                ParamValue::Literal(Literal::Text(text)) => Outcome::Value(Argument::Text(Some(Cow::Borrowed(&**text)))),
                ParamValue::Text(segments) => self.argument(text, segments, text.span(param.range.clone())),
            };
            match outcome {
                Outcome::Value(Argument::Text(value)) => values.push(value),
                Outcome::Value(Argument::Unasked) => return Outcome::Value(Argument::Unasked),
                Outcome::Pending => pending = true,
                Outcome::Missing | Outcome::Failed => failed = true,
            }
        }
        if failed {
            Outcome::Failed
        } else if pending {
            Outcome::Pending
        } else {
            Outcome::Value(Argument::Text(values))
        }
    }

    fn address<'t>(&mut self, text: &Interpolated, address: &'t Address) -> Outcome<Argument<Option<Cow<'t, str>>>> {
        // An empty text in quotes is an address; without quotes it is none.
        if address.segments.is_empty() {
            return Outcome::Value(Argument::Text(address.quoted.then_some(Cow::Borrowed(""))));
        }
        self.argument(text, &address.segments, text.span(address.range.clone()))
    }

    /// A param or an address as text; `None` where it is one variable whose value is null. A secret in it is refused.
    fn argument<'t>(&mut self, text: &Interpolated, segments: &'t [Segment], span: Span) -> Outcome<Argument<Option<Cow<'t, str>>>> {
        let leaf = match segments {
            [] => return Outcome::Value(Argument::Text(None)),
            [Segment::Text { value, .. }] => return Outcome::Value(Argument::Text(Some(Cow::Borrowed(&**value)))),
            [Segment::Variable(variable)] => match value_of!(self.variable(text, variable)) {
                value if value.is_null() => return Outcome::Value(Argument::Text(None)),
                Value::Leaf(leaf) => leaf,
                Value::Node(..) => {
                    let message = "a list or a map cannot be the address or a param of a variable";
                    self.report(Diagnostic::error(&registry::BAD_ADDRESS, message).at(span, "").help("refer to one of its values"));
                    return Outcome::Failed;
                }
            },
            segments => match value_of!(self.joined(text, segments, span)) {
                Classified { content: Content::Public(public), .. } => {
                    return Outcome::Value(Argument::Text(Some(public.into_text().into())));
                }
                secret => secret,
            },
        };
        match &leaf.content {
            Content::Public(public) => Outcome::Value(Argument::Text(Some(public.to_text().into()))),
            Content::Secret(Secret::Unasked(_)) => Outcome::Value(Argument::Unasked),
            Content::Secret(secret) => {
                let message = format!("{} is used to build the address or a param of a variable", secret.describe());
                let diagnostic = Diagnostic::error(&registry::SECRET_IN_ADDRESS, message);
                let help = "an address shows in messages, in CloudTrail and in file names: build it from public values";
                self.report(leaf.provenance.explain(diagnostic, "the secret comes from here", span, "it becomes part of this").help(help));
                Outcome::Failed
            }
        }
    }

    fn is_missing(&self, value: &Value) -> bool {
        match value {
            // v1 takes an empty map for a missing value (`lib/classes/Variables.js`, 1.83.3, read 2026-11-23).
            Value::Node(id, _) => {
                self.state.inputs.dialect == crate::Dialect::V1
                    && matches!(&self.state.arena.node(*id).kind, Kind::Mapping(entries) if entries.is_empty())
            }
            value => value.is_null(),
        }
    }

    fn warn_of_ignored_fallback(&mut self, call: &Call<'_>, value: &Value) {
        let Value::Leaf(leaf) = value else { return };
        let json_key = match leaf.as_secret() {
            Some(Secret::Parameter(secret)) => &secret.json_key,
            Some(Secret::SecretsManager(secret)) => &secret.json_key,
            _ => return,
        };
        if call.has_fallback && !json_key.is_empty() {
            let message = format!("the fallback is ignored: the key {:?} of the secret is taken as present", json_key.join("."));
            let help = "Sealform never sees what the secret holds, so it cannot tell whether the key is there; remove the fallback";
            self.report(Diagnostic::warning(&registry::FALLBACK_IGNORED, message).at(call.span(), "").help(help));
        }
    }
}

/// Params or an address: text, or a part that `--offline` left unasked.
enum Argument<T> {
    Text(T),
    Unasked,
}

/// The variable as it is written, unasked.
pub(crate) fn unasked(call: &Call<'_>) -> Value {
    let secret = Secret::Unasked(Arc::new(Unasked { text: call.written().into() }));
    Value::Leaf(Classified::secret(secret, Provenance::new(call.span())))
}

/// A public leaf that a source gives.
pub(crate) fn public(call: &Call<'_>, public: Public) -> Value {
    Value::public(public, call.span())
}

/// Of the outcomes of params and address, neither or only one of which is a value, the one that counts.
fn address_wins<P, A>(params: Outcome<P>, address: Outcome<A>) -> Outcome {
    match (params, address) {
        (Outcome::Failed, _) | (_, Outcome::Failed) => Outcome::Failed,
        _ => Outcome::Pending,
    }
}
