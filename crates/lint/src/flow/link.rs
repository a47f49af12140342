//! The references that a value passed through: a list whose ends are shared, so that a thousand ways over one hop cost one hop.

use std::rc::Rc;

use sealform_diagnostic::Span;

use crate::place::PlaceId;

/// The way of a value up to its last hop; `None`: it has not moved yet.
pub(crate) type Way = Option<Rc<Link>>;

/// One hop.
#[derive(Debug)]
pub(crate) struct Link {
    /// The variable that refers to the value.
    pub(crate) span: Span,
    /// The place that the value stood at before the hop.
    pub(crate) from: PlaceId,
    /// The hops before.
    before: Way,
    /// How many hops there are, this one included.
    length: usize,
}

impl Link {
    /// `way` with one more hop: the variable at `span` refers to what stands at `from`.
    pub(crate) fn add(way: &Way, span: Span, from: PlaceId) -> Way {
        Some(Rc::new(Self { span, from, before: way.clone(), length: length(way) + 1 }))
    }
}

/// The hops of `way`, the last one first.
pub(crate) fn back(way: &Way) -> impl Iterator<Item = &Link> {
    std::iter::successors(way.as_deref(), |link| link.before.as_deref())
}

/// How many hops `way` has.
pub(crate) fn length(way: &Way) -> usize {
    way.as_ref().map_or(0, |link| link.length)
}

impl Drop for Link {
    /// Takes the hops apart one by one: a chain of thousands must not be dropped by recursion.
    fn drop(&mut self) {
        let mut before = self.before.take();
        while let Some(mut link) = before.and_then(Rc::into_inner) {
            before = link.before.take();
        }
    }
}
