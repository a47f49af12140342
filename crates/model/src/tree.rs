//! The one tree of configuration: maps and lists with spans, whose leaf type names the phase.

use sealform_diagnostic::Span;

use crate::Mapping;

/// A value and where it is written.
///
/// The phase is the leaf type: [`crate::Expression`] as read, then classified, then sealed. Keys are never resolved.
/// No tree is nested deeper than the reader allows (SF005), so walking one by recursion is safe.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree<L> {
    /// Where the value is written. For what Sealform itself adds: where it was asked for.
    pub span: Span,
    /// The value.
    pub value: Value<L>,
}

/// A leaf, a list or a map.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<L> {
    /// A scalar in its phase.
    Leaf(L),
    /// A list.
    Sequence(Vec<Tree<L>>),
    /// A map in the author's order.
    Mapping(Mapping<L>),
}

impl<L> Tree<L> {
    /// A leaf written at `span`.
    pub fn leaf(span: Span, leaf: L) -> Self {
        Self { span, value: Value::Leaf(leaf) }
    }

    /// A list written at `span`.
    pub fn sequence(span: Span, items: Vec<Self>) -> Self {
        Self { span, value: Value::Sequence(items) }
    }

    /// A map written at `span`.
    pub fn mapping(span: Span, mapping: Mapping<L>) -> Self {
        Self { span, value: Value::Mapping(mapping) }
    }

    /// The leaf, if it is one.
    pub fn as_leaf(&self) -> Option<&L> {
        match &self.value {
            Value::Leaf(leaf) => Some(leaf),
            _ => None,
        }
    }

    /// The items, if it is a list.
    pub fn as_sequence(&self) -> Option<&[Self]> {
        match &self.value {
            Value::Sequence(items) => Some(items),
            _ => None,
        }
    }

    /// The map, if it is one.
    pub fn as_mapping(&self) -> Option<&Mapping<L>> {
        match &self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The map, if it is one.
    pub fn as_mapping_mut(&mut self) -> Option<&mut Mapping<L>> {
        match &mut self.value {
            Value::Mapping(mapping) => Some(mapping),
            _ => None,
        }
    }

    /// The value of `key`, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_mapping()?.get(key)
    }

    /// The value at the end of `path`, through maps by key.
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |tree, key| tree.get(key))
    }

    /// Calls `visit` on every leaf, in order, with its span.
    pub fn for_each_leaf<'t>(&'t self, visit: &mut impl FnMut(Span, &'t L)) {
        match &self.value {
            Value::Leaf(leaf) => visit(self.span, leaf),
            Value::Sequence(items) => items.iter().for_each(|item| item.for_each_leaf(visit)),
            Value::Mapping(mapping) => mapping.iter().for_each(|(_, tree)| tree.for_each_leaf(visit)),
        }
    }
}
