//! Resolved and sealed values as they are written for the Serverless Framework, which reads them again.

use sealform_diagnostic::{Sources, Span};
use sealform_model::{Scalar, Tree, Value as Shape};
use sealform_reference::Segment;
use sealform_secret::{Classified, Content, SealedLeaf};
use sealform_yaml::edit::Value;

use crate::project::Project;

/// Writes values of one service.
pub(super) struct Texts<'s> {
    pub(super) sources: &'s Sources,
    pub(super) project: &'s Project,
}

impl Texts<'_> {
    /// A sealed tree as a value to write; `None` where the version would read something else: v1 and v4 know no escape.
    pub(super) fn value(&self, tree: &Tree<SealedLeaf>) -> Option<Value> {
        value(tree, &|text| self.text(text))
    }

    /// As [`Self::value`], for a tree that holds public values only.
    pub(super) fn public(&self, tree: &Tree<Classified>) -> Option<Value> {
        match &tree.value {
            Shape::Leaf(Classified { content: Content::Public(public), .. }) => self.scalar(public.scalar()),
            Shape::Leaf(_) => None,
            Shape::Sequence(items) => items.iter().map(|item| self.public(item)).collect::<Option<_>>().map(Value::Sequence),
            Shape::Mapping(mapping) => {
                let entries = mapping.iter().map(|(key, tree)| Some((key.to_owned(), self.public(tree)?)));
                entries.collect::<Option<_>>().map(Value::Mapping)
            }
        }
    }

    fn scalar(&self, scalar: &Scalar) -> Option<Value> {
        self::scalar(scalar, &|text| self.text(text))
    }

    /// A text with the backslashes that keep it from being read as a variable.
    fn text(&self, text: &str) -> Option<Value> {
        let grammar = self.project.grammar;
        if !grammar.may_find_variable(text) {
            return Some(Value::text(text));
        }
        let plain = [Segment::Text { range: 0..text.len(), value: text.into() }];
        let escaped = sealform_reference::print(&plain, grammar);
        let again = sealform_reference::parse(&escaped, grammar).ok()?;
        matches!(again.as_slice(), [Segment::Text { value, .. }] if **value == *text).then(|| Value::text(escaped))
    }

    /// Whether the value at `span` is written with our own delimiter.
    pub(super) fn is_ours(&self, span: Span) -> bool {
        let text = self.sources.get(span.file).map(|source| source.text());
        text.and_then(|text| text.get(span.start as usize..span.end as usize)).is_some_and(|text| text.contains("$<"))
    }

    /// Whether a value came through `$<...>`: written so where it stands, or in a file that is not rewritten.
    pub(super) fn came_by_ours(&self, tree: &Tree<Classified>) -> bool {
        if !matches!(tree.value, Shape::Leaf(_)) {
            return children(tree).any(|tree| self.came_by_ours(tree));
        }
        let Shape::Leaf(leaf) = &tree.value else { return false };
        let main = self.project.units[0].file;
        let elsewhere = |span: Span| span.file != main && self.is_ours(span);
        self.is_ours(tree.span) || elsewhere(leaf.provenance.origin()) || leaf.provenance.hops_back().any(elsewhere)
    }
}

/// A sealed tree as a value to write, its texts as `text` writes them; `None` where one cannot be written.
pub(crate) fn value(tree: &Tree<SealedLeaf>, text: &impl Fn(&str) -> Option<Value>) -> Option<Value> {
    Some(match &tree.value {
        Shape::Leaf(SealedLeaf::Sealed(sealed)) => text(sealed.as_str())?,
        Shape::Leaf(SealedLeaf::Public(public)) => scalar(public.scalar(), text)?,
        Shape::Sequence(items) => Value::Sequence(items.iter().map(|item| value(item, text)).collect::<Option<_>>()?),
        Shape::Mapping(mapping) => {
            let entries = mapping.iter().map(|(key, tree)| Some((key.to_owned(), value(tree, text)?)));
            Value::Mapping(entries.collect::<Option<_>>()?)
        }
    })
}

fn scalar(scalar: &Scalar, text: &impl Fn(&str) -> Option<Value>) -> Option<Value> {
    match scalar {
        Scalar::Null => Some(Value::Null),
        Scalar::Bool(flag) => Some(Value::Bool(*flag)),
        Scalar::Number(number) => Some(Value::Number(*number)),
        Scalar::Text(value) => text(value),
    }
}

/// The values right below a tree.
fn children<L>(tree: &Tree<L>) -> impl Iterator<Item = &Tree<L>> {
    let (items, mapping) = match &tree.value {
        Shape::Sequence(items) => (items.as_slice(), None),
        Shape::Mapping(mapping) => (&[][..], Some(mapping)),
        Shape::Leaf(_) => (&[][..], None),
    };
    items.iter().chain(mapping.into_iter().flat_map(|mapping| mapping.iter().map(|(_, tree)| tree)))
}

/// Whether a secret is in the tree.
pub(super) fn holds_secret(tree: &Tree<Classified>) -> bool {
    match &tree.value {
        Shape::Leaf(leaf) => matches!(leaf.content, Content::Secret(_)),
        _ => children(tree).any(holds_secret),
    }
}

/// Whether something was sealed in the tree.
pub(super) fn holds_sealed(tree: &Tree<SealedLeaf>) -> bool {
    match &tree.value {
        Shape::Leaf(leaf) => matches!(leaf, SealedLeaf::Sealed(_)),
        _ => children(tree).any(holds_sealed),
    }
}
