//! What a template is put together from: public text, references to logical IDs, intrinsic functions.

use sealform_diagnostic::Span;
use sealform_model::{Mapping, Tree, Value, fixed_key};
use sealform_secret::{Public, SealedLeaf};

/// A part of a template.
pub(crate) type Node = Tree<SealedLeaf>;

/// Makes nodes that stand in the template because of what is written at one place of the service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At(pub(crate) Span);

impl At {
    pub(crate) fn leaf(self, public: Public) -> Node {
        Tree::leaf(self.0, SealedLeaf::Public(public))
    }

    pub(crate) fn text(self, text: &'static str) -> Node {
        self.leaf(Public::fixed(text))
    }

    pub(crate) fn number(self, number: f64) -> Node {
        self.leaf(Public::number(number))
    }

    pub(crate) fn flag(self, flag: bool) -> Node {
        self.leaf(Public::flag(flag))
    }

    /// A logical ID, or another key of the service, as text.
    pub(crate) fn id(self, id: &str) -> Node {
        self.leaf(Public::key(id))
    }

    pub(crate) fn list(self, items: impl IntoIterator<Item = Node>) -> Node {
        Tree::sequence(self.0, items.into_iter().collect())
    }

    pub(crate) fn texts(self, texts: impl IntoIterator<Item = &'static str>) -> Node {
        self.list(texts.into_iter().map(|text| self.text(text)))
    }

    pub(crate) fn map(self, entries: impl IntoIterator<Item = (&'static str, Node)>) -> Node {
        let entries = entries.into_iter();
        let mut mapping = Mapping::with_capacity(entries.size_hint().0);
        for (key, node) in entries {
            mapping.push(fixed_key(key), self.0, node);
        }
        Tree::mapping(self.0, mapping)
    }

    /// `{Ref: id}`
    pub(crate) fn reference(self, id: &str) -> Node {
        self.map([("Ref", self.id(id))])
    }

    /// `{Fn::GetAtt: [id, attribute]}`
    pub(crate) fn get_att(self, id: &str, attribute: &'static str) -> Node {
        self.map([("Fn::GetAtt", self.list([self.id(id), self.text(attribute)]))])
    }

    /// `{Fn::Join: [separator, parts]}`
    pub(crate) fn join(self, separator: &'static str, parts: impl IntoIterator<Item = Node>) -> Node {
        self.map([("Fn::Join", self.list([self.text(separator), self.list(parts)]))])
    }

    /// `{Fn::Sub: text}`
    pub(crate) fn sub<'p>(self, parts: impl IntoIterator<Item = &'p Public>) -> Node {
        self.map([("Fn::Sub", self.leaf(Public::concat(parts)))])
    }

    /// A resource of type `kind`.
    pub(crate) fn resource(self, kind: &'static str, properties: Node) -> Node {
        self.map([("Type", self.text(kind)), ("Properties", properties)])
    }
}

/// A mapping that is put together entry by entry.
pub(crate) struct Entries {
    at: At,
    mapping: Mapping<SealedLeaf>,
}

impl Entries {
    pub(crate) fn new(at: At) -> Self {
        Self { at, mapping: Mapping::with_capacity(8) }
    }

    /// Puts a key that is not there.
    pub(crate) fn put(&mut self, key: &'static str, node: impl Into<Option<Node>>) {
        if let Some(node) = node.into() {
            self.mapping.push(fixed_key(key), self.at.0, node);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.mapping.is_empty()
    }

    pub(crate) fn build(self) -> Node {
        Tree::mapping(self.at.0, self.mapping)
    }
}

/// The items of a list that is there to be changed.
pub(crate) fn items_mut(node: &mut Node) -> Option<&mut Vec<Node>> {
    match &mut node.value {
        Value::Sequence(items) => Some(items),
        _ => None,
    }
}

/// The node at the end of `path`, through maps by key and lists by index, to be changed.
pub(crate) fn at_mut<'t>(node: &'t mut Node, path: &[&str]) -> Option<&'t mut Node> {
    path.iter().try_fold(node, |node, &step| match &mut node.value {
        Value::Mapping(mapping) => mapping.get_mut(step),
        Value::Sequence(items) => items.get_mut(step.parse::<usize>().ok()?),
        Value::Leaf(_) => None,
    })
}
