//! Reads the edited template again and holds it against the one that was sealed.
//!
//! Policies are left out: statements are added to them, and an editor holds what it changes against what it means to.

use sealform_diagnostic::Span;
use sealform_model::{Scalar, Tree, Value as Shape};
use sealform_secret::SealedLeaf;
use sealform_yaml::{Document, NodeId, NodeKind};

use super::pieces::Reading;
use crate::project::Project;

/// Where the text says something else than what was sealed, as a place in the file before the edits; `None` where it says the same.
pub(super) fn difference(project: &Project, text: &str, sealed: &Tree<SealedLeaf>) -> Option<Span> {
    let unit = &project.units[0];
    let whole = Span::start_of(unit.file);
    let Ok(document) = unit.format.parse(unit.file, text) else { return Some(whole) };
    match document.root() {
        Some(root) => Held { document: &document }.value(root, sealed, Reading::Plain),
        None => (!sealed.as_leaf().is_some_and(SealedLeaf::is_null)).then_some(whole),
    }
}

struct Held<'d> {
    document: &'d Document,
}

impl Held<'_> {
    fn value(&self, id: NodeId, sealed: &Tree<SealedLeaf>, reading: Reading) -> Option<Span> {
        let node = self.document.node(id);
        let (sealed, reading) = match node.tag.and_then(|tag| tag.intrinsic()) {
            Some(name) => match &sealed.value {
                Shape::Mapping(mapping) if mapping.len() == 1 => match mapping.get(name) {
                    Some(argument) => (argument, if name == "Fn::Sub" { Reading::Sub } else { Reading::Plain }),
                    None => return Some(sealed.span),
                },
                _ => return Some(sealed.span),
            },
            None => (sealed, reading),
        };
        match (&node.kind, &sealed.value) {
            (NodeKind::Scalar(_), Shape::Leaf(leaf)) => (!is(&self.document.value(id), leaf, reading)).then_some(sealed.span),
            // `!GetAtt A.B`.
            (NodeKind::Scalar(scalar), Shape::Sequence(parts)) if node.tag.is_some() => {
                let parts: Option<Vec<&str>> = parts.iter().map(|part| part.as_leaf()?.as_str()).collect();
                (parts.map(|parts| parts.join(".")).as_deref() != Some(&scalar.text)).then_some(sealed.span)
            }
            (NodeKind::Sequence(items), Shape::Sequence(parts)) if items.len() == parts.len() => {
                let readings = std::iter::once(reading).chain(std::iter::repeat(Reading::Plain));
                items.iter().zip(parts).zip(readings).find_map(|((&item, part), reading)| self.value(item, part, reading))
            }
            (NodeKind::Mapping(_), Shape::Mapping(mapping)) => {
                let lost = mapping.iter_with_spans().find_map(|(key, span, tree)| match self.document.get(id, key) {
                    _ if key == "Policies" => None,
                    None => Some(span),
                    Some(value) => self.value(value, tree, if key == "Fn::Sub" { Reading::Sub } else { Reading::Plain }),
                });
                lost.or_else(|| {
                    let mut written = self.document.entries(id);
                    // A variable that is null is unset; Policies and the mark of the embedded AWS are added.
                    let added = |key: &str, value| {
                        matches!(key, "Policies" | "Metadata" | "Sealform") || (self.is_null(value) && !mapping.contains(key))
                    };
                    let more = written.any(|entry| !mapping.contains(entry.key) && !added(entry.key, entry.value));
                    more.then_some(sealed.span)
                })
            }
            _ => Some(sealed.span),
        }
    }

    fn is_null(&self, id: NodeId) -> bool {
        matches!(self.document.node(id).kind, NodeKind::Scalar(_)) && self.document.value(id) == Scalar::Null
    }
}

fn is(written: &Scalar, sealed: &SealedLeaf, reading: Reading) -> bool {
    // What is escaped for an `Fn::Sub` was put in by a variable; which of its names are the author's is not known any more.
    let same = |one: &str, other: &str| match reading {
        Reading::Plain => one == other,
        Reading::Sub => one.replace('!', "") == other.replace('!', ""),
    };
    match (written, sealed) {
        (Scalar::Text(written), sealed) => match sealed.as_str() {
            Some(text) => same(written, text),
            None => reading == Reading::Sub && sealed.as_public().is_some_and(|public| same(written, &public.to_text())),
        },
        (written, SealedLeaf::Public(public)) => written == public.scalar(),
        (_, SealedLeaf::Sealed(_)) => false,
    }
}
