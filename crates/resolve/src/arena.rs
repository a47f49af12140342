//! The service and the files it includes as one arena of nodes, each with what is known of it so far.
//!
//! Trees go in by moving; nothing is cloned when a reference leads to a node, however large it is.

use sealform_diagnostic::Span;
use sealform_model::{Expression, Keyed, Scalar, Tree, Value as TreeValue};

use crate::value::Value;

/// Names one node of an [`Arena`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct NodeId(u32);

/// A value as it is written, and what is known of it.
#[derive(Debug)]
pub(crate) struct Node {
    /// Where it is written.
    pub(crate) span: Span,
    /// The list or map it is in, and its position there.
    parent: Option<(NodeId, u32)>,
    /// Whether the key it stands under says what it is (`params`, an included file).
    pub(crate) named: bool,
    /// What is written.
    pub(crate) kind: Kind,
    /// What it turns out to be, for a text with variables or a leaf that was referred to.
    pub(crate) head: Head,
    /// Whether everything in it is resolved, for lists and maps.
    pub(crate) inside: Inside,
}

/// What is written at a node.
#[derive(Debug)]
pub(crate) enum Kind {
    /// A scalar or a text with variables.
    Leaf(Expression),
    /// A text with variables that is resolved, or is being resolved: what was written is needed no more, and its memory is.
    Spent,
    /// A list.
    Sequence(Vec<NodeId>),
    /// A map.
    Mapping(Box<Entries>),
}

/// The entries of a map: keys, where they are written, values.
pub(crate) type Entries = Keyed<NodeId>;

/// How far the resolving of a leaf has come.
#[derive(Clone, Debug)]
pub(crate) enum Head {
    /// Nobody has asked.
    Fresh,
    /// It is being resolved right now: to meet it again is a cycle.
    Running,
    /// In this round it waits for an answer.
    Waiting(u32),
    /// Resolved.
    Ready(Value),
    /// Wrong, and reported.
    Failed,
}

/// How far the resolving of all that a list or map holds has come.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Inside {
    /// Nobody has asked.
    Fresh,
    /// It is being resolved right now: to meet it again is a cycle.
    Running,
    /// In this round something in it waits for an answer.
    Waiting(u32),
    /// Resolved.
    Ready(Size),
}

/// How much a value is when every reference in it is written out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    /// Levels of lists and maps.
    pub(crate) height: u32,
    /// Values, lists and maps included; as many as can be counted, where there are more.
    pub(crate) values: u32,
}

/// All nodes of a run.
#[derive(Debug, Default)]
pub(crate) struct Arena {
    nodes: Vec<Node>,
}

impl Arena {
    /// Takes in a tree of an included file: the keys in it say what its values are.
    pub(crate) fn add_file(&mut self, tree: Tree<Expression>) -> NodeId {
        self.nodes.reserve(count(&tree));
        self.add(tree, None, true)
    }

    /// Takes in the service. Under `params` and `stages` the keys say what the values are.
    pub(crate) fn add_service(&mut self, tree: Tree<Expression>) -> NodeId {
        self.nodes.reserve(count(&tree));
        let root = self.add(tree, None, false);
        for key in ["params", "stages"] {
            if let Some(child) = self.child(root, key) {
                self.name_below(child);
            }
        }
        root
    }

    /// Makes a list of values that are resolved already.
    pub(crate) fn add_list(&mut self, items: Vec<Value>, span: Span) -> NodeId {
        let list = self.push(span, None, false, Kind::Sequence(Vec::new()));
        let mut children = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            let place = (list, u32::try_from(index).unwrap_or(u32::MAX));
            let child = self.push(span, Some(place), false, Kind::Leaf(Expression::Scalar(Scalar::Null)));
            self.node_mut(child).head = Head::Ready(item);
            children.push(child);
        }
        self.node_mut(list).kind = Kind::Sequence(children);
        list
    }

    /// The node.
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The node.
    pub(crate) fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }

    /// The value of `key` in a map, or the item at that index of a list.
    pub(crate) fn child(&self, id: NodeId, key: &str) -> Option<NodeId> {
        match &self.node(id).kind {
            Kind::Mapping(entries) => entries.get(key).copied(),
            Kind::Sequence(items) => {
                // JavaScript takes `1` for an index and `01` for a property.
                let index = key.parse::<usize>().ok().filter(|_| key == "0" || !key.starts_with(['0', '+']))?;
                items.get(index).copied()
            }
            Kind::Leaf(_) | Kind::Spent => None,
        }
    }

    /// How many children a list or map has.
    pub(crate) fn child_count(&self, id: NodeId) -> usize {
        match &self.node(id).kind {
            Kind::Mapping(entries) => entries.len(),
            Kind::Sequence(items) => items.len(),
            Kind::Leaf(_) | Kind::Spent => 0,
        }
    }

    /// The child at position `index`, in order of the file, with its key in a map.
    pub(crate) fn child_at(&self, id: NodeId, index: usize) -> Option<(Option<&str>, NodeId)> {
        match &self.node(id).kind {
            Kind::Mapping(entries) => entries.entry_at(index).map(|(key, _, &child)| (Some(&**key), child)),
            Kind::Sequence(items) => items.get(index).map(|&child| (None, child)),
            Kind::Leaf(_) | Kind::Spent => None,
        }
    }

    /// The nearest key above the node.
    pub(crate) fn key_of(&self, id: NodeId) -> Option<&str> {
        let mut below = id;
        while let Some((parent, index)) = self.node(below).parent {
            if let Kind::Mapping(entries) = &self.node(parent).kind {
                return entries.entry_at(index as usize).map(|(key, ..)| &**key);
            }
            below = parent;
        }
        None
    }

    /// The dotted path of the node in its file, for a message.
    pub(crate) fn path_of(&self, id: NodeId) -> String {
        let mut parts = Vec::new();
        let mut below = id;
        while let Some((parent, index)) = self.node(below).parent {
            parts.push(match &self.node(parent).kind {
                Kind::Mapping(entries) => entries.entry_at(index as usize).map(|(key, ..)| key.to_string()).unwrap_or_default(),
                Kind::Sequence(_) | Kind::Leaf(_) | Kind::Spent => index.to_string(),
            });
            below = parent;
        }
        parts.reverse();
        parts.join(".")
    }

    fn add(&mut self, tree: Tree<Expression>, parent: Option<(NodeId, u32)>, named: bool) -> NodeId {
        let id = self.push(tree.span, parent, named, Kind::Sequence(Vec::new()));
        let place = |index: usize| Some((id, u32::try_from(index).unwrap_or(u32::MAX)));
        let kind = match tree.value {
            TreeValue::Leaf(leaf) => Kind::Leaf(leaf),
            TreeValue::Sequence(items) => {
                Kind::Sequence(items.into_iter().enumerate().map(|(index, item)| self.add(item, place(index), named)).collect())
            }
            TreeValue::Mapping(mapping) => {
                let mut entries = Entries::with_capacity(mapping.len());
                for (index, (key, key_span, value)) in mapping.into_entries().enumerate() {
                    let child = self.add(value, place(index), named);
                    entries.push(key, key_span, child);
                }
                Kind::Mapping(Box::new(entries))
            }
        };
        self.node_mut(id).kind = kind;
        id
    }

    fn push(&mut self, span: Span, parent: Option<(NodeId, u32)>, named: bool, kind: Kind) -> NodeId {
        let id = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { span, parent, named, kind, head: Head::Fresh, inside: Inside::Fresh });
        id
    }

    fn name_below(&mut self, id: NodeId) {
        self.node_mut(id).named = true;
        for index in 0..self.child_count(id) {
            if let Some((_, child)) = self.child_at(id, index) {
                self.name_below(child);
            }
        }
    }
}

/// How many nodes a tree has.
fn count(tree: &Tree<Expression>) -> usize {
    1 + match &tree.value {
        TreeValue::Leaf(_) => 0,
        TreeValue::Sequence(items) => items.iter().map(count).sum(),
        TreeValue::Mapping(mapping) => mapping.iter().map(|(_, tree)| count(tree)).sum(),
    }
}
