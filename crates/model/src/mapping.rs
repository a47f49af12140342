//! A map in the author's order, with the span of every key.

use std::collections::HashMap;
use std::sync::Arc;

use sealform_diagnostic::Span;

use crate::Tree;

/// Up to so many keys, comparing them one by one is faster than hashing, and most maps of a service have fewer.
const FEW: usize = 16;

/// A map of a document: from text to trees.
pub type Mapping<L> = Keyed<Tree<L>>;

/// A map from text to values that keeps the order of insertion and knows where each key is written. Keys are shared between the phases.
#[derive(Clone, Debug)]
pub struct Keyed<V> {
    entries: Vec<Entry<V>>,
    /// Only where there are more than [`FEW`] keys.
    places: Option<Box<Places>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Entry<V> {
    key: Arc<str>,
    key_span: Span,
    value: V,
}

/// Where in the order each key stands.
#[derive(Clone, Debug)]
struct Places(HashMap<Arc<str>, usize, foldhash::fast::RandomState>);

impl<V> Default for Keyed<V> {
    fn default() -> Self {
        Self { entries: Vec::new(), places: None }
    }
}

/// Two maps are equal where they hold the same entries, in whatever order.
impl<V: PartialEq> PartialEq for Keyed<V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.entries.iter().all(|entry| other.entry(&entry.key) == Some(entry))
    }
}

impl<V> Keyed<V> {
    /// An empty map.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty map with room for `capacity` keys.
    #[must_use]
    pub fn with_capacity(capacity: usize) -> Self {
        Self { entries: Vec::with_capacity(capacity), places: None }
    }

    /// Puts a value; one that was there keeps its place in the order and is returned.
    pub fn insert(&mut self, key: impl Into<Arc<str>> + AsRef<str>, key_span: Span, value: V) -> Option<V> {
        if let Some(place) = self.place(key.as_ref()) {
            let entry = &mut self.entries[place];
            entry.key_span = key_span;
            return Some(std::mem::replace(&mut entry.value, value));
        }
        self.push(key.into(), key_span, value);
        None
    }

    /// Puts a value under a key that is not there: one of another map, say, whose keys are taken over each once.
    ///
    /// # Panics
    /// In a debug build where the key is there; otherwise the first value is the one that is found.
    pub fn push(&mut self, key: Arc<str>, key_span: Span, value: V) {
        debug_assert!(!self.contains(&key), "the key is there already");
        if let Some(places) = &mut self.places {
            places.0.insert(key.clone(), self.entries.len());
        }
        self.entries.push(Entry { key, key_span, value });
        if self.places.is_none() {
            self.find_places();
        }
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&V> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The value of `key`.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut V> {
        let place = self.place(key)?;
        self.entries.get_mut(place).map(|entry| &mut entry.value)
    }

    /// Where `key` is written.
    #[must_use]
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.entry(key).map(|entry| entry.key_span)
    }

    /// Whether `key` is there.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.place(key).is_some()
    }

    /// Takes `key` out; the rest keeps its order.
    pub fn remove(&mut self, key: &str) -> Option<V> {
        let entry = self.entries.remove(self.place(key)?);
        self.find_places();
        Some(entry.value)
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
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &V)> {
        self.entries.iter().map(|entry| (&*entry.key, &entry.value))
    }

    /// Keys, where they are written, and values, in order.
    pub fn iter_with_spans(&self) -> impl DoubleEndedIterator<Item = (&str, Span, &V)> {
        self.entries.iter().map(|entry| (&*entry.key, entry.key_span, &entry.value))
    }

    /// Keys to share, where they are written, and values, in order.
    pub fn iter_shared(&self) -> impl DoubleEndedIterator<Item = (&Arc<str>, Span, &V)> {
        self.entries.iter().map(|entry| (&entry.key, entry.key_span, &entry.value))
    }

    /// Keys, where they are written, and values, in order.
    pub fn into_entries(self) -> impl DoubleEndedIterator<Item = (Arc<str>, Span, V)> {
        self.entries.into_iter().map(|entry| (entry.key, entry.key_span, entry.value))
    }

    /// The entry at `index`, counted from 0 in order: its key, where that is written, its value.
    #[must_use]
    pub fn entry_at(&self, index: usize) -> Option<(&Arc<str>, Span, &V)> {
        self.entries.get(index).map(|entry| (&entry.key, entry.key_span, &entry.value))
    }

    fn entry(&self, key: &str) -> Option<&Entry<V>> {
        self.entries.get(self.place(key)?)
    }

    fn place(&self, key: &str) -> Option<usize> {
        match &self.places {
            Some(places) => places.0.get(key).copied(),
            None => self.entries.iter().position(|entry| *entry.key == *key),
        }
    }

    /// Sets `places` anew.
    fn find_places(&mut self) {
        self.places = (self.entries.len() > FEW)
            .then(|| Box::new(Places(self.entries.iter().enumerate().map(|(place, entry)| (entry.key.clone(), place)).collect())));
    }
}

#[cfg(test)]
mod tests {
    use sealform_diagnostic::{FileId, Span};

    use super::{FEW, Mapping};
    use crate::Tree;

    /// A mapping of `count` keys, each with its place for a value.
    fn mapping(count: usize) -> Mapping<usize> {
        let span = Span::start_of(FileId::new(0));
        let mut mapping = Mapping::new();
        for place in 0..count {
            assert_eq!(mapping.insert(format!("key{place}"), span, Tree::leaf(span, place)), None);
        }
        mapping
    }

    #[test]
    fn few_keys_and_many_are_found_in_order_and_stay_so_when_one_is_taken_out() {
        for count in [1, FEW, FEW + 1, FEW + 2, 10 * FEW] {
            let mut mapping = mapping(count);
            let middle = format!("key{}", count / 2);
            assert_eq!(mapping.get(&middle).and_then(Tree::as_leaf), Some(&(count / 2)));
            assert!(!mapping.contains("key"));
            let taken = mapping.remove(&middle);
            assert_eq!(taken.and_then(|tree| tree.as_leaf().copied()), Some(count / 2));
            assert_eq!(mapping.remove(&middle), None);
            assert_eq!(mapping.len(), count - 1);
            for (key, tree) in mapping.iter() {
                assert_eq!(mapping.get(key), Some(tree));
            }
            let left: Vec<usize> = mapping.iter().filter_map(|(_, tree)| tree.as_leaf().copied()).collect();
            assert!(left.is_sorted());
        }
    }

    #[test]
    fn a_key_that_is_put_again_keeps_its_place() {
        for count in [2, 2 * FEW] {
            let mut mapping = mapping(count);
            let span = Span::start_of(FileId::new(0));
            assert_eq!(mapping.insert("key0", span, Tree::leaf(span, 99)), Some(Tree::leaf(span, 0)));
            assert_eq!(mapping.iter().next(), Some(("key0", &Tree::leaf(span, 99))));
            assert_eq!(mapping.len(), count);
        }
    }

    #[test]
    fn equality_does_not_depend_on_the_order() {
        let mut turned = Mapping::new();
        for (key, span, tree) in mapping(3).into_entries().rev() {
            turned.insert(key, span, tree);
        }
        assert_eq!(turned, mapping(3));
        assert_ne!(mapping(2), mapping(3));
    }
}
