//! The tree that is meant: a copy of the document's on which each change is made, and against which the edited text is held.
//!
//! Aliases stay aliases here, so the comparison takes time in proportion to what is written.

use std::collections::HashMap;

use super::scalar::spliced;
use super::{Change, Format, Piece, Place, Refused, Value};
use crate::tag::full_name;
use crate::{Document, NodeId, NodeKind, Scalar, Style};

pub(super) struct Intended {
    /// The nodes of the document by their numbers, then the new ones.
    nodes: Vec<Meant>,
    format: Format,
    root: Option<usize>,
    /// How much went to each place before: what goes to one place stands there in the order given.
    placed: HashMap<(NodeId, Place), usize>,
}

struct Meant {
    /// The full name of an intrinsic function, or YAML's own tag.
    tag: Option<Name>,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Intrinsic(&'static str),
    Other,
}

enum Kind {
    /// The decoded text, and what it means where that is not the text.
    Scalar {
        text: Box<str>,
        value: Option<Scalar>,
        merge: bool,
    },
    Sequence(Vec<usize>),
    /// Keys and values.
    Mapping(Vec<(usize, usize)>),
    Alias(usize),
}

impl Intended {
    pub(super) fn of(document: &Document, format: Format) -> Self {
        let nodes = document.ids().map(|id| Meant::of(document, id)).collect();
        Self { nodes, format, root: document.root().map(NodeId::index), placed: HashMap::new() }
    }

    /// Makes a change.
    pub(super) fn make(&mut self, document: &Document, change: &Change) -> Result<(), Refused> {
        match change {
            Change::Text { scalar, pieces } => return self.pieces(document, *scalar, pieces),
            Change::Value { node, value } => {
                let new = self.add(value);
                // The copy is moved to where the old node was, so that aliases of its anchor mean the new value.
                self.nodes.swap(node.index(), new);
            }
            Change::Key { key, text } => self.nodes[key.index()] = Meant::text(text),
            Change::Nest { mapping, key, path } => {
                let (Some(first), refused) = (path.first(), Refused::NotWrittenHere(document.span(*key))) else {
                    return Err(Refused::Layout(document.span(*key)));
                };
                let index = self.pairs(document, *mapping)?.iter().position(|pair| pair.0 == key.index()).ok_or(refused)?;
                let mut value = self.pairs(document, *mapping)?[index].1;
                for inner in path[1..].iter().rev() {
                    let key = self.push(Meant::text(inner));
                    value = self.push(Meant { tag: None, kind: Kind::Mapping(vec![(key, value)]) });
                }
                self.nodes[key.index()] = Meant::text(first);
                self.pairs(document, *mapping)?[index].1 = value;
            }
            Change::Entry { mapping, place, key, value } => {
                let (key, value) = (self.push(Meant::text(key)), self.add(value));
                let index = self.pairs(document, *mapping)?.as_slice().place(*place, |pair, id| pair.0 == id);
                let index = index.ok_or(Refused::NotWrittenHere(document.span(*mapping)))? + self.placed_before(*mapping, *place);
                self.pairs(document, *mapping)?.insert(index, (key, value));
            }
            Change::Item { sequence, place, value } => {
                let value = self.add(value);
                let index = self.items(document, *sequence)?.as_slice().place(*place, |&item, id| item == id);
                let index = index.ok_or(Refused::NotWrittenHere(document.span(*sequence)))? + self.placed_before(*sequence, *place);
                self.items(document, *sequence)?.insert(index, value);
            }
            Change::RemoveEntry { mapping, key } => self.pairs(document, *mapping)?.retain(|pair| pair.0 != key.index()),
            Change::RemoveItem { sequence, item } => self.items(document, *sequence)?.retain(|&own| own != item.index()),
        }
        Ok(())
    }

    /// Whether a document is the tree that is meant.
    pub(super) fn is(&self, document: &Document) -> bool {
        let mut met = HashMap::new();
        match (self.root, document.root()) {
            (None, None) => true,
            (Some(meant), Some(id)) => self.same(meant, document, id, &mut met),
            _ => false,
        }
    }

    fn same(&self, meant: usize, document: &Document, id: NodeId, met: &mut HashMap<usize, NodeId>) -> bool {
        let node = &self.nodes[meant];
        if let Kind::Alias(target) = node.kind {
            return document.alias_target(id).is_some_and(|found| met.get(&target) == Some(&found));
        }
        if document.alias_target(id).is_some() {
            return false;
        }
        met.insert(meant, id);
        let found = Meant::of(document, id);
        if node.tag != found.tag {
            return false;
        }
        match (&node.kind, &found.kind) {
            (Kind::Scalar { text, value, merge }, Kind::Scalar { text: text_found, value: found, merge: merge_found }) => {
                merge == merge_found
                    && match (value, found) {
                        (None, None) => text == text_found,
                        (Some(value), Some(found)) => value.to_text() == found.to_text(),
                        _ => false,
                    }
            }
            (Kind::Sequence(items), Kind::Sequence(found)) => {
                let mut pairs = items.iter().zip(document.items(id));
                items.len() == found.len() && pairs.all(|(&item, &found)| self.same(item, document, found, met))
            }
            (Kind::Mapping(pairs), Kind::Mapping(found)) => {
                let mut entries = pairs.iter().zip(document.written_entries(id));
                pairs.len() == found.len()
                    && entries.all(|(&(key, value), entry)| {
                        self.same(key, document, entry.key_node, met) && self.same(value, document, entry.value, met)
                    })
            }
            _ => false,
        }
    }

    fn pieces(&mut self, document: &Document, scalar: NodeId, pieces: &[Piece]) -> Result<(), Refused> {
        let refused = Refused::Overlap(document.span(scalar));
        let Kind::Scalar { text, value, .. } = &mut self.nodes[scalar.index()].kind else { return Err(refused) };
        let mut pieces: Vec<&Piece> = pieces.iter().collect();
        pieces.sort_by_key(|piece| piece.range.start);
        *text = spliced(text, &pieces).ok_or(refused)?.into();
        *value = None;
        Ok(())
    }

    fn pairs(&mut self, document: &Document, mapping: NodeId) -> Result<&mut Vec<(usize, usize)>, Refused> {
        match &mut self.nodes[own(document, mapping)].kind {
            Kind::Mapping(pairs) => Ok(pairs),
            _ => Err(Refused::Layout(document.span(mapping))),
        }
    }

    fn items(&mut self, document: &Document, sequence: NodeId) -> Result<&mut Vec<usize>, Refused> {
        match &mut self.nodes[own(document, sequence)].kind {
            Kind::Sequence(items) => Ok(items),
            _ => Err(Refused::Layout(document.span(sequence))),
        }
    }

    /// How much was put to the very place before.
    fn placed_before(&mut self, collection: NodeId, place: Place) -> usize {
        match place {
            Place::First | Place::After(_) => {
                let placed = self.placed.entry((collection, place)).or_default();
                *placed += 1;
                *placed - 1
            }
            Place::Last | Place::Before(_) => 0,
        }
    }

    fn push(&mut self, node: Meant) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn add(&mut self, value: &Value) -> usize {
        let kind = match value {
            Value::Null => Kind::value(Scalar::Null),
            Value::Bool(flag) => Kind::value(Scalar::Bool(*flag)),
            #[expect(clippy::cast_precision_loss, reason = "it is what JavaScript reads")]
            Value::Integer(number) => Kind::value(Scalar::Number(*number as f64)),
            Value::Number(number) => Kind::value(Scalar::Number(*number)),
            Value::Text(text) => return self.push(Meant::text(text)),
            Value::Sequence(items) => Kind::Sequence(items.iter().map(|item| self.add(item)).collect()),
            Value::Mapping(entries) => Kind::Mapping(
                entries
                    .iter()
                    .map(|(key, value)| {
                        let key = self.push(Meant::text(key));
                        (key, self.add(value))
                    })
                    .collect(),
            ),
            Value::Intrinsic(short, inner) if self.format == Format::Json => {
                let (key, value) = (self.push(Meant::text(full_name(short))), self.add(inner));
                Kind::Mapping(vec![(key, value)])
            }
            Value::Intrinsic(short, inner) => {
                let inner = self.add(inner);
                self.nodes[inner].tag = Some(Name::Intrinsic(full_name(short)));
                return inner;
            }
        };
        self.push(Meant { tag: None, kind })
    }
}

/// The number of the node that is written, aliases followed.
fn own(document: &Document, id: NodeId) -> usize {
    document.alias_target(id).unwrap_or(id).index()
}

trait Placed<T> {
    /// The index for something new.
    fn place(&self, place: Place, is: impl Fn(&T, usize) -> bool) -> Option<usize>;
}

impl<T> Placed<T> for [T] {
    fn place(&self, place: Place, is: impl Fn(&T, usize) -> bool) -> Option<usize> {
        match place {
            Place::First => Some(0),
            Place::Last => Some(self.len()),
            Place::Before(id) => self.iter().position(|part| is(part, id.index())),
            Place::After(id) => self.iter().position(|part| is(part, id.index())).map(|index| index + 1),
        }
    }
}

impl Kind {
    fn value(value: Scalar) -> Self {
        Self::Scalar { text: "".into(), value: Some(value), merge: false }
    }
}

impl Meant {
    fn text(text: &str) -> Self {
        Self { tag: None, kind: Kind::Scalar { text: text.into(), value: None, merge: false } }
    }

    fn of(document: &Document, id: NodeId) -> Self {
        if let Some(target) = document.alias_target(id) {
            return Self { tag: None, kind: Kind::Alias(target.index()) };
        }
        let node = document.node(id);
        let kind = match &node.kind {
            NodeKind::Scalar(scalar) => {
                let value = Some(scalar.value()).filter(|value| !matches!(value, Scalar::Text(_)));
                let merge = scalar.style == Style::Plain && scalar.typed && &*scalar.text == "<<";
                Kind::Scalar { text: scalar.text.clone(), value, merge }
            }
            NodeKind::Sequence(items) => Kind::Sequence(items.iter().map(|item| item.index()).collect()),
            NodeKind::Mapping(mapping) => {
                Kind::Mapping(mapping.written.iter().map(|pair| (pair.key.index(), pair.value.index())).collect())
            }
        };
        let tag = node.tag.map(|tag| tag.intrinsic().map_or(Name::Other, Name::Intrinsic));
        Self { tag, kind }
    }
}
