//! A map in the author's order, with the span of every key.

use indexmap::IndexMap;
use sealform_diagnostic::Span;

use crate::Tree;

/// A map from text to trees that keeps the order of insertion and knows where each key is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping<L> {
    entries: IndexMap<Box<str>, Entry<L>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry<L> {
    key_span: Span,
    tree: Tree<L>,
}

impl<L> Default for Mapping<L> {
    fn default() -> Self {
        Self { entries: IndexMap::new() }
    }
}

impl<L> Mapping<L> {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty map with room for `capacity` keys.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { entries: IndexMap::with_capacity(capacity) }
    }

    /// Puts a value; one that was there keeps its place in the order and is returned.
    pub fn insert(&mut self, key: impl Into<Box<str>>, key_span: Span, tree: Tree<L>) -> Option<Tree<L>> {
        self.entries.insert(key.into(), Entry { key_span, tree }).map(|entry| entry.tree)
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Tree<L>> {
        self.entries.get(key).map(|entry| &entry.tree)
    }

    /// The value of `key`.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Tree<L>> {
        self.entries.get_mut(key).map(|entry| &mut entry.tree)
    }

    /// Where `key` is written.
    #[must_use]
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.entries.get(key).map(|entry| entry.key_span)
    }

    /// Whether `key` is there.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Takes `key` out; the rest keeps its order.
    pub fn remove(&mut self, key: &str) -> Option<Tree<L>> {
        self.entries.shift_remove(key).map(|entry| entry.tree)
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Tree<L>)> {
        self.entries.iter().map(|(key, entry)| (&**key, &entry.tree))
    }

    /// Keys, where they are written, and values, in order.
    pub fn iter_with_spans(&self) -> impl DoubleEndedIterator<Item = (&str, Span, &Tree<L>)> {
        self.entries.iter().map(|(key, entry)| (&**key, entry.key_span, &entry.tree))
    }

    /// Keys, where they are written, and values, in order.
    pub fn into_entries(self) -> impl DoubleEndedIterator<Item = (Box<str>, Span, Tree<L>)> {
        self.entries.into_iter().map(|(key, entry)| (key, entry.key_span, entry.tree))
    }
}
