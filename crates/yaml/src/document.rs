//! The arena: nodes with spans, in the order they are written. It knows neither the parser nor what a service is.

use sealform_diagnostic::{FileId, Span};

use crate::{Scalar, Tag, TextMap, scalar};

/// Names one place in a [`Document`] where a value is written. Two aliases of one anchor are two places with one [`Node`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(u32);

impl NodeId {
    pub(crate) fn new(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The position in the order of writing, from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One YAML document. Depth is at most [`crate::MAX_DEPTH`] with aliases expanded, so a reader may recurse.
#[derive(Clone, Debug)]
pub struct Document {
    file: FileId,
    root: Option<NodeId>,
    slots: Vec<Slot>,
}

#[derive(Clone, Debug)]
pub(crate) enum Slot {
    Node(Node),
    /// `*name`: where it is written, and the slot of the node it means.
    Alias {
        span: Span,
        target: NodeId,
    },
}

/// A value.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it is written, without its tag and anchor. Quotes and brackets are in it; of a block scalar it is the content,
    /// from the first indented character to the last one that is not blank. Empty for a value that is not written.
    pub span: Span,
    /// Its tag, where it has one.
    pub tag: Option<Tag>,
    /// What it is.
    pub kind: NodeKind,
}

/// What a value is.
#[derive(Clone, Debug)]
pub enum NodeKind {
    /// Text, a number, a boolean or null.
    Scalar(ScalarNode),
    /// A list.
    Sequence(Vec<NodeId>),
    /// A mapping; [`Document::entries`] reads it.
    Mapping(Mapping),
}

/// A scalar as it is written.
#[derive(Clone, Debug)]
pub struct ScalarNode {
    /// The text with quotes, escapes and folds undone; empty for a value that is not written.
    pub text: Box<str>,
    /// How it is written.
    pub style: Style,
    /// Whether null, booleans and numbers are recognized in it: it has no quotes, or one of YAML's own tags for them.
    pub(crate) typed: bool,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single quotes.
    Single,
    /// In double quotes.
    Double,
    /// A block behind `|`.
    Literal,
    /// A block behind `>`.
    Folded,
}

/// The pairs of a mapping, as they are written and with merge keys applied.
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) written: Vec<Pair>,
    /// `None` where no merge key is written.
    pub(crate) merged: Option<Vec<Pair>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Pair {
    pub(crate) key: NodeId,
    pub(crate) value: NodeId,
    /// The text of a key that is no text (`1.0`, `null`), as JavaScript turns it into a property name; `None` where it is the node's.
    pub(crate) text: Option<Box<str>>,
}

/// One entry of a mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'d> {
    /// The key as JavaScript reads it: `1.0` is `1`, an unquoted `null` is `null`.
    pub key: &'d str,
    /// Where the key is written; for a merged entry that is in the mapping it was merged from.
    pub key_span: Span,
    /// The key's node.
    pub key_node: NodeId,
    /// The value.
    pub value: NodeId,
}

impl ScalarNode {
    /// What it means.
    #[must_use]
    pub fn value(&self) -> Scalar {
        if self.typed { scalar::resolve(&self.text) } else { Scalar::Text(self.text.to_string()) }
    }
}

impl Mapping {
    /// The pairs to read: merge keys applied.
    pub(crate) fn effective(&self) -> &[Pair] {
        self.merged.as_ref().unwrap_or(&self.written)
    }
}

impl Document {
    pub(crate) fn new(file: FileId) -> Self {
        Self { file, root: None, slots: Vec::new() }
    }

    pub(crate) fn set_root(&mut self, root: Option<NodeId>) {
        self.root = root;
    }

    pub(crate) fn push(&mut self, slot: Slot) -> NodeId {
        self.slots.push(slot);
        NodeId::new(self.slots.len() - 1)
    }

    /// The node in its own slot; `None` for an alias.
    pub(crate) fn own_node_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        match &mut self.slots[id.index()] {
            Slot::Node(node) => Some(node),
            Slot::Alias { .. } => None,
        }
    }

    /// Every place where a value or a key is written, in the order of writing.
    pub(crate) fn ids(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.slots.len()).map(NodeId::new)
    }

    /// Every node that is written, in the order of writing: aliases are left out.
    pub(crate) fn own_ids(&self) -> impl Iterator<Item = NodeId> {
        self.ids().filter(|&id| self.alias_target(id).is_none())
    }

    /// The file it was read from.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The outermost value; `None` where the document holds nothing but comments.
    #[must_use]
    pub fn root(&self) -> Option<NodeId> {
        self.root
    }

    /// The value at `id`, aliases followed.
    ///
    /// # Panics
    /// Where `id` is of another document and not in this one.
    #[must_use]
    pub fn node(&self, id: NodeId) -> &Node {
        let id = self.alias_target(id).unwrap_or(id);
        match &self.slots[id.index()] {
            Slot::Node(node) => node,
            Slot::Alias { .. } => unreachable!("an alias cannot have an anchor, so no alias leads to another"),
        }
    }

    /// The node that an alias means, or `None` where `id` is no alias.
    #[must_use]
    pub fn alias_target(&self, id: NodeId) -> Option<NodeId> {
        match self.slots[id.index()] {
            Slot::Alias { target, .. } => Some(target),
            Slot::Node(_) => None,
        }
    }

    /// Where the value is written; for an alias that is the `*name`.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        match &self.slots[id.index()] {
            Slot::Node(node) => node.span,
            Slot::Alias { span, .. } => *span,
        }
    }

    /// What a scalar means; null for a list or a mapping, so look at [`Node::kind`] first.
    #[must_use]
    pub fn value(&self, id: NodeId) -> Scalar {
        match &self.node(id).kind {
            NodeKind::Scalar(scalar) => scalar.value(),
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => Scalar::Null,
        }
    }

    /// The elements of a list; none for anything else.
    #[must_use]
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match &self.node(id).kind {
            NodeKind::Sequence(items) => items,
            NodeKind::Scalar(_) | NodeKind::Mapping(_) => &[],
        }
    }

    /// The entries of a mapping with merge keys applied; none for anything else.
    ///
    /// Order and precedence are js-yaml's: a key written here wins over a merged one, an earlier source of a merge over a later
    /// one, and a merged key keeps the position where it first appeared. (JavaScript moves integer keys to the front; this does not.)
    pub fn entries(&self, id: NodeId) -> impl ExactSizeIterator<Item = Entry<'_>> + DoubleEndedIterator {
        let pairs = match &self.node(id).kind {
            NodeKind::Mapping(mapping) => mapping.effective(),
            NodeKind::Scalar(_) | NodeKind::Sequence(_) => &[],
        };
        pairs.iter().map(|pair| self.entry(pair))
    }

    /// The entries of a mapping as they are written, `<<` among them; none for anything else.
    pub fn written_entries(&self, id: NodeId) -> impl ExactSizeIterator<Item = Entry<'_>> + DoubleEndedIterator {
        let pairs = match &self.node(id).kind {
            NodeKind::Mapping(mapping) => mapping.written.as_slice(),
            NodeKind::Scalar(_) | NodeKind::Sequence(_) => &[],
        };
        pairs.iter().map(|pair| self.entry(pair))
    }

    /// The value under `key`, merge keys applied. Takes time in proportion to the number of entries.
    #[must_use]
    pub fn get(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.entries(id).find(|entry| entry.key == key).map(|entry| entry.value)
    }

    /// The way from the decoded text of the scalar at `id` back to the bytes of `text`, the text this document was parsed from.
    #[must_use]
    pub fn text_map(&self, text: &str, id: NodeId) -> TextMap {
        let node = self.node(id);
        match &node.kind {
            NodeKind::Scalar(scalar) => TextMap::new(text, node.span, scalar),
            NodeKind::Sequence(_) | NodeKind::Mapping(_) => TextMap::whole(node.span),
        }
    }

    pub(crate) fn key_text<'d>(&'d self, pair: &'d Pair) -> &'d str {
        match (&pair.text, &self.node(pair.key).kind) {
            (Some(text), _) => text,
            (None, NodeKind::Scalar(scalar)) => &scalar.text,
            (None, NodeKind::Sequence(_) | NodeKind::Mapping(_)) => "",
        }
    }

    fn entry<'d>(&'d self, pair: &'d Pair) -> Entry<'d> {
        Entry { key: self.key_text(pair), key_span: self.span(pair.key), key_node: pair.key, value: pair.value }
    }
}
