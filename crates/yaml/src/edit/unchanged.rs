//! Edits that are given as bytes: whatever they do not touch must mean what it meant.

use std::collections::HashMap;

use sealform_diagnostic::Edit;

use super::editor::read;
use super::splice::in_order;
use super::{Edited, Format, Refused, splice};
use crate::{Document, NodeId, NodeKind};

/// Makes the edits and parses the result: keys and values that no edit touches must be in it as they were, and nothing else but what the
/// edits wrote.
///
/// # Errors
/// [`Refused::Overlap`] where edits overlap, [`Refused::WouldChangeMore`] where the result cannot be read or more has changed.
pub fn apply(text: &str, document: &Document, format: Format, edits: &[Edit]) -> Result<Edited, Refused> {
    let order: Vec<Edit> = in_order(edits)?.into_iter().cloned().collect();
    let Some(first) = order.first() else { return Ok(Edited { text: text.to_owned(), edits: order }) };
    let refused = Refused::WouldChangeMore(first.span);
    let edited = splice(text, &order)?;
    let new = read(document, &edited, format).ok_or(refused)?;
    let mut compared = Compared { old: document, new: &new, edits: &order, met: HashMap::new() };
    let same = match (document.root(), new.root()) {
        (Some(old), Some(new)) => compared.same(old, new),
        (None, None) => true,
        _ => false,
    };
    if same { Ok(Edited { text: edited, edits: order }) } else { Err(refused) }
}

struct Compared<'d> {
    old: &'d Document,
    new: &'d Document,
    /// In order.
    edits: &'d [Edit],
    /// Old nodes and the new ones in their places.
    met: HashMap<NodeId, NodeId>,
}

impl Compared<'_> {
    fn same(&mut self, old: NodeId, new: NodeId) -> bool {
        let touched = self.is_touched(old);
        match (self.old.alias_target(old), self.new.alias_target(new)) {
            (None, None) => {}
            (Some(target), Some(found)) => return touched || self.met.get(&target) == Some(&found),
            _ => return self.is_replaced(old),
        }
        self.met.insert(old, new);
        let (node, found) = (self.old.node(old), self.new.node(new));
        let meaning = |tag: Option<crate::Tag>| tag.map(|tag| (tag.intrinsic(), tag.core()));
        let tag_touched =
            node.tag.is_some_and(|tag| self.touches(tag.span.start, tag.span.end)) || self.touches(node.span.start, node.span.start);
        if meaning(node.tag) != meaning(found.tag) && !tag_touched {
            return false;
        }
        match (&node.kind, &found.kind) {
            (NodeKind::Scalar(scalar), NodeKind::Scalar(found)) => {
                touched || (scalar.text == found.text && scalar.style == found.style && scalar.typed == found.typed)
            }
            (NodeKind::Sequence(items), NodeKind::Sequence(found)) => {
                let parts = |ids: &[NodeId]| ids.iter().map(|&id| (id, None)).collect::<Vec<_>>();
                self.same_parts(&parts(items), &parts(found))
            }
            (NodeKind::Mapping(mapping), NodeKind::Mapping(found)) => {
                let parts = |pairs: &[crate::document::Pair]| pairs.iter().map(|pair| (pair.key, Some(pair.value))).collect::<Vec<_>>();
                self.same_parts(&parts(&mapping.written), &parts(&found.written))
            }
            _ => self.is_replaced(old),
        }
    }

    /// The parts of a collection, each known by where it begins: those that no edit takes must be there in their order.
    fn same_parts(&mut self, old: &[(NodeId, Option<NodeId>)], new: &[(NodeId, Option<NodeId>)]) -> bool {
        let start_of = |&(part, _): &(NodeId, Option<NodeId>)| self.new.span(part).start;
        let mut rest = new;
        let mut pairs = Vec::with_capacity(old.len());
        for &(id, value) in old.iter().filter(|&&(id, _)| !self.is_taken(id)) {
            let [before, behind] = self.moved(self.old.span(id).start);
            // Something new may begin where the old part began: the part itself is then behind it, or in what the edit wrote.
            let index =
                rest.binary_search_by_key(&behind, start_of).unwrap_or_else(|_| rest.partition_point(|part| start_of(part) < before));
            if rest.get(index).is_none_or(|part| start_of(part) > behind) {
                return false;
            }
            if !rest[..index].iter().all(|part| self.is_written_by_an_edit(start_of(part))) {
                return false;
            }
            pairs.push(((id, value), rest[index]));
            rest = &rest[index + 1..];
        }
        if !rest.iter().all(|part| self.is_written_by_an_edit(start_of(part))) {
            return false;
        }
        pairs.into_iter().all(|((id, value), (part, other))| {
            let values = match (value, other) {
                (Some(value), Some(other)) => (value, other),
                _ => return self.same(id, part),
            };
            self.same(id, part) && self.same(values.0, values.1)
        })
    }

    /// Where a byte of the old text stands in the new one: before, and behind, what is inserted at it.
    fn moved(&self, at: u32) -> [u32; 2] {
        let (mut before, mut behind) = (i64::from(at), i64::from(at));
        for edit in self.edits.iter().take_while(|edit| edit.span.start <= at) {
            let growth = i64::try_from(edit.text.len()).unwrap_or(i64::MAX) - i64::try_from(edit.span.len()).unwrap_or(0);
            if edit.span.end <= at {
                behind += growth;
            }
            if edit.span.end <= at && edit.span.start < at {
                before += growth;
            }
        }
        let offset = |place: i64| u32::try_from(place).unwrap_or(0);
        [offset(before), offset(behind)]
    }

    fn is_written_by_an_edit(&self, at: u32) -> bool {
        let mut growth = 0_i64;
        self.edits.iter().any(|edit| {
            let start = i64::from(edit.span.start) + growth;
            let length = i64::try_from(edit.text.len()).unwrap_or(i64::MAX);
            growth += length - i64::try_from(edit.span.len()).unwrap_or(0);
            (start..=start + length).contains(&i64::from(at))
        })
    }

    fn touches(&self, start: u32, end: u32) -> bool {
        let first = self.edits.partition_point(|edit| edit.span.end < start);
        self.edits.get(first).is_some_and(|edit| edit.span.start <= end)
    }

    fn is_touched(&self, id: NodeId) -> bool {
        let span = self.old.span(id);
        self.touches(span.start, span.end)
    }

    /// Whether one edit covers the whole node.
    fn is_replaced(&self, id: NodeId) -> bool {
        let span = self.old.span(id);
        self.edits.iter().any(|edit| edit.span.start <= span.start && span.end <= edit.span.end)
    }

    /// Whether an edit removes the beginning of the node and more before it, or puts nothing in its place.
    fn is_taken(&self, id: NodeId) -> bool {
        let span = self.old.span(id);
        self.edits.iter().any(|edit| {
            edit.span.start <= span.start
                && span.end <= edit.span.end
                && !edit.span.is_empty()
                && (edit.text.is_empty() || edit.span.start < span.start)
        })
    }
}
