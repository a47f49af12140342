//! What is meant to change in a document, before it is known how it is written.

use std::ops::Range;

use super::Value;
use crate::NodeId;

/// One change of a document. Nodes are those of the document before any change.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Parts of a scalar's text give way to other text; all else of it stays as it is written.
    Text {
        /// The scalar, which is text.
        scalar: NodeId,
        /// The parts, which do not overlap.
        pieces: Vec<Piece>,
    },
    /// The whole value gives way, with its tag; an anchor stays. At an alias it is the alias that gives way.
    Value {
        /// What gives way.
        node: NodeId,
        /// What comes in its place.
        value: Value,
    },
    /// A key gets another name.
    Key {
        /// The key's node.
        key: NodeId,
        /// The new name.
        text: String,
    },
    /// The value of an entry goes under further keys: `a: v` becomes `p: {q: v}`, in the style around it.
    Nest {
        /// The mapping.
        mapping: NodeId,
        /// The key of the entry.
        key: NodeId,
        /// The keys that come in its place, outermost first; at least one.
        path: Vec<String>,
    },
    /// A new entry in a mapping.
    Entry {
        /// The mapping.
        mapping: NodeId,
        /// Where; places are named by keys.
        place: Place,
        /// The key.
        key: String,
        /// The value.
        value: Value,
    },
    /// A new item in a list.
    Item {
        /// The list.
        sequence: NodeId,
        /// Where; places are named by items.
        place: Place,
        /// The item.
        value: Value,
    },
    /// An entry goes, with the comment behind it.
    RemoveEntry {
        /// The mapping.
        mapping: NodeId,
        /// The key of the entry.
        key: NodeId,
    },
    /// An item of a list goes, with the comment behind it.
    RemoveItem {
        /// The list.
        sequence: NodeId,
        /// The item.
        item: NodeId,
    },
}

/// The bytes `range` of a scalar's decoded text give way to `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// In bytes of the decoded text.
    pub range: Range<usize>,
    /// What comes in its place, as it is meant: it is escaped as the scalar's style asks.
    pub text: String,
}

/// Where in a mapping or a list something new goes. What goes to one place stands there in the order in which it is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Before all others.
    First,
    /// Behind all others.
    Last,
    /// Before the entry with this key, or this item.
    Before(NodeId),
    /// Behind the entry with this key, or this item.
    After(NodeId),
}
