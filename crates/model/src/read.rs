//! From a document to a tree of expressions: aliases and merge keys followed, short tags spelled out, variables parsed.

use std::collections::HashMap;
use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, Span};
use sealform_reference::{Grammar, Segment};
use sealform_yaml::{Document, NodeId, NodeKind, Scalar};

use crate::intrinsic::intrinsic;
use crate::{Expression, Interpolated, Mapping, Tree};

/// Reads a whole document; an empty one is `null`. `text` is the text that `document` was parsed from.
///
/// Only string values are searched for variables, never keys, as the Serverless Framework does
/// (`lib/configuration/variables/resolve-meta.js`, 3.40, read 2026-11-23). Every broken variable is reported (SF030 to SF037)
/// and stands in the tree as [`Expression::Broken`].
pub fn read(document: &Document, text: &str, grammar: Grammar) -> (Tree<Expression>, Vec<Diagnostic>) {
    Reader::new(document, text, grammar, Broken::Lost).whole()
}

/// As [`read`], but a text with a broken variable stands in the tree with what can be read of it. Such a tree is to be looked at, for
/// instance to list its references, and must not be resolved.
pub fn read_leniently(document: &Document, text: &str, grammar: Grammar) -> (Tree<Expression>, Vec<Diagnostic>) {
    Reader::new(document, text, grammar, Broken::Salvaged).whole()
}

/// What becomes of a text with a broken variable.
#[derive(Clone, Copy, PartialEq)]
enum Broken {
    Lost,
    Salvaged,
}

struct Reader<'d> {
    document: &'d Document,
    text: &'d str,
    grammar: Grammar,
    broken: Broken,
    /// Each key once: the functions of a service have most of theirs in common.
    keys: HashMap<&'d str, Arc<str>, foldhash::fast::RandomState>,
    diagnostics: Vec<Diagnostic>,
}

impl<'d> Reader<'d> {
    fn new(document: &'d Document, text: &'d str, grammar: Grammar, broken: Broken) -> Self {
        Self { document, text, grammar, broken, keys: HashMap::default(), diagnostics: Vec::new() }
    }

    fn whole(mut self) -> (Tree<Expression>, Vec<Diagnostic>) {
        let tree = match self.document.root() {
            Some(root) => self.tree(root),
            None => Tree::leaf(Span::start_of(self.document.file()), Expression::Scalar(Scalar::Null)),
        };
        (tree, self.diagnostics)
    }

    fn tree(&mut self, id: NodeId) -> Tree<Expression> {
        let span = self.document.span(id);
        let node = self.document.node(id);
        let tree = match &node.kind {
            NodeKind::Scalar(_) => Tree::leaf(span, self.leaf(id)),
            NodeKind::Sequence(items) => Tree::sequence(span, items.iter().map(|&item| self.tree(item)).collect()),
            NodeKind::Mapping(_) => {
                let document: &'d Document = self.document;
                let entries = document.entries(id);
                let mut mapping = Mapping::with_capacity(entries.len());
                let provider = self.document.root().and_then(|root| self.document.get(root, "provider")) == Some(id);
                for entry in entries {
                    // A regular expression that finds variables, and would often be taken for a broken one.
                    let is_syntax = provider && entry.key == "variableSyntax";
                    let value = if is_syntax { self.plain(entry.value) } else { self.tree(entry.value) };
                    let key = Arc::clone(self.keys.entry(entry.key).or_insert_with(|| entry.key.into()));
                    mapping.push(key, entry.key_span, value);
                }
                Tree::mapping(span, mapping)
            }
        };
        match node.tag.as_ref().and_then(|tag| tag.intrinsic().map(|name| (name, tag.span))) {
            Some((name, tag_span)) => intrinsic(name, tag_span, tree),
            None => tree,
        }
    }

    fn plain(&mut self, id: NodeId) -> Tree<Expression> {
        match &self.document.node(id).kind {
            NodeKind::Scalar(_) => Tree::leaf(self.document.span(id), Expression::Scalar(self.document.value(id))),
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => self.tree(id),
        }
    }

    fn leaf(&mut self, id: NodeId) -> Expression {
        let text = match self.document.value(id) {
            Scalar::Text(text) if self.grammar.may_find_variable(&text) => text,
            scalar => return Expression::Scalar(scalar),
        };
        match sealform_reference::parse_variables(&text, self.grammar) {
            Ok(mut segments) => match segments.as_mut_slice() {
                [] => Expression::Scalar(Scalar::Text(String::new())),
                [Segment::Text { value, .. }] => Expression::Scalar(Scalar::Text(std::mem::take(value).into_string())),
                _ => {
                    let map = self.document.text_map(self.text, id);
                    Expression::Text(Arc::new(Interpolated::new(text, segments, map)))
                }
            },
            Err(errors) => {
                let map = self.document.text_map(self.text, id);
                let (salvaged, errors) = match self.broken {
                    Broken::Lost => (Vec::new(), errors),
                    Broken::Salvaged => sealform_reference::readable(&text, self.grammar),
                };
                for error in errors {
                    let mut diagnostic = Diagnostic::error(error.code, error.message).at(map.span(error.range), "");
                    diagnostic.help = error.help;
                    self.diagnostics.push(diagnostic);
                }
                match self.broken {
                    Broken::Lost => Expression::Broken,
                    Broken::Salvaged => Expression::Text(Arc::new(Interpolated::new(text, salvaged, map))),
                }
            }
        }
    }
}
