//! Every value of a unit's files in one list, in the order of writing, each with the way that leads to it.
//!
//! An alias stands for a place of its own: what it means lands where it is written.

use sealform_diagnostic::Span;
use sealform_yaml::{Document, NodeId, NodeKind};

/// Names a place in the list. A place's descendants follow it without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PlaceId(u32);

impl PlaceId {
    fn new(index: usize) -> Self {
        // The reader stops at far fewer nodes (SF004, SF006).
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The position in the list, from 0.
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// The last step of the way to a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Step<'d> {
    /// The outermost value of a file.
    Root,
    /// A value of a mapping: its key, and where that is written.
    Key(&'d str, Span),
    /// An item of a list, from 0.
    Index(u32),
}

impl Step<'_> {
    /// Whether it is the step to the value under `key`.
    pub(crate) fn is_key(&self, key: &str) -> bool {
        matches!(self, Self::Key(found, _) if *found == key)
    }
}

/// One value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'d> {
    /// The mapping or list that it stands in; `None` for the outermost value of a file.
    pub(crate) parent: Option<PlaceId>,
    /// How it is reached from there.
    pub(crate) step: Step<'d>,
    /// Which of the unit's files it is in, from 0.
    pub(crate) file: usize,
    /// Its node in that file's document.
    pub(crate) node: NodeId,
    /// The place behind its last descendant.
    pub(crate) end: PlaceId,
}

/// All places of a unit.
#[derive(Debug, Default)]
pub(crate) struct Places<'d> {
    list: Vec<Place<'d>>,
}

impl<'d> Places<'d> {
    /// Adds all values of `document`, which is the unit's file number `file`. Merge keys are applied.
    pub(crate) fn add(&mut self, file: usize, document: &'d Document) -> Option<PlaceId> {
        document.root().map(|root| self.walk(None, Step::Root, file, document, root))
    }

    /// Documents are no deeper than the reader allows (SF005), aliases followed.
    fn walk(&mut self, parent: Option<PlaceId>, step: Step<'d>, file: usize, document: &'d Document, node: NodeId) -> PlaceId {
        let id = PlaceId::new(self.list.len());
        self.list.push(Place { parent, step, file, node, end: id });
        match &document.node(node).kind {
            NodeKind::Scalar(_) => {}
            NodeKind::Sequence(items) => {
                for (index, &item) in (0..).zip(items) {
                    self.walk(Some(id), Step::Index(index), file, document, item);
                }
            }
            NodeKind::Mapping(_) => {
                for entry in document.entries(node) {
                    self.walk(Some(id), Step::Key(entry.key, entry.key_span), file, document, entry.value);
                }
            }
        }
        let end = PlaceId::new(self.list.len());
        self.list[id.index()].end = end;
        id
    }

    pub(crate) fn get(&self, id: PlaceId) -> &Place<'d> {
        &self.list[id.index()]
    }

    /// All places in order.
    pub(crate) fn ids(&self) -> impl ExactSizeIterator<Item = PlaceId> + use<> {
        (0..self.list.len()).map(PlaceId::new)
    }

    /// The values of the mapping, or the items of the list, at `id`, in order.
    pub(crate) fn children(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> {
        let end = self.get(id).end;
        let first = PlaceId::new(id.index() + 1);
        let next = move |&child: &PlaceId| Some(self.get(child).end).filter(|&next| next < end);
        std::iter::successors(Some(first).filter(|&first| first < end), next)
    }

    /// `id` and the places around it, the innermost first.
    pub(crate) fn ancestors(&self, id: PlaceId) -> impl Iterator<Item = PlaceId> {
        std::iter::successors(Some(id), |&id| self.get(id).parent)
    }
}
