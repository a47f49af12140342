//! Puts what was resolved and sealed where it is written: in environments under the names of its form, everywhere else in place.

use sealform_diagnostic::Diagnostic;
use sealform_model::{Tree, Value as Shape};
use sealform_reference::{Grammar, Segment};
use sealform_secret::{Classified, SealedLeaf};
use sealform_yaml::edit::{Change, Value};
use sealform_yaml::{Entry, NodeId, NodeKind, ScalarNode, Tag};

use super::Rendering;
use super::pieces::{Reading, pieces};
use crate::changes::Changes;
use crate::environment::is_merge;
use crate::render::not_rendered;
use crate::render::outcome::Outcome;
use crate::render::texts::value;
use crate::unit::Place;

/// A value of the template in all its phases.
#[derive(Clone, Copy)]
struct At<'t> {
    node: NodeId,
    resolved: &'t Tree<Classified>,
    sealed: &'t Tree<SealedLeaf>,
    reading: Reading,
}

/// What is changed and what cannot be.
struct Work<'w, 'p> {
    changes: &'w mut Changes<'p>,
    refused: &'w mut Vec<Diagnostic>,
}

impl Rendering<'_> {
    /// Walks through the template.
    pub(super) fn values(&self, changes: &mut Changes<'_>, refused: &mut Vec<Diagnostic>) {
        let Some(root) = self.project.root() else { return };
        let at = At { node: root.node, resolved: self.sealed.resolved, sealed: &self.sealed.template.tree, reading: Reading::Plain };
        self.walk(at, "", &mut Work { changes, refused });
    }

    fn walk(&self, at: At<'_>, path: &str, work: &mut Work<'_, '_>) {
        let document = &self.project.units[0].document;
        // What an alias means is looked at where it is written.
        if document.alias_target(at.node).is_some() {
            return;
        }
        let node = document.node(at.node);
        let long;
        let (at, path) = match node.tag.and_then(|tag| tag.intrinsic()) {
            // A short tag is the key of a map in the trees.
            Some(name) => {
                let (Some(resolved), Some(sealed)) = (at.resolved.get(name), at.sealed.get(name)) else { return };
                long = joined(path, name);
                (At { resolved, sealed, reading: reading(name), ..at }, &*long)
            }
            None => (at, path),
        };
        match &node.kind {
            NodeKind::Scalar(scalar) => self.scalar(at, scalar, node.tag, work),
            NodeKind::Sequence(items) => {
                let (Some(resolved), Shape::Sequence(sealed)) = (at.resolved.as_sequence(), &at.sealed.value) else { return };
                for (index, ((&node, resolved), sealed)) in items.iter().zip(resolved).zip(sealed).enumerate() {
                    // The first item of a list is the text of an `Fn::Sub`.
                    let reading = if index == 0 { at.reading } else { Reading::Plain };
                    self.walk(At { node, resolved, sealed, reading }, &format!("{path}[{index}]"), work);
                }
            }
            NodeKind::Mapping(_) => {
                for entry in document.written_entries(at.node) {
                    self.entry(at, &entry, path, work);
                }
            }
        }
    }

    fn entry(&self, at: At<'_>, entry: &Entry<'_>, path: &str, work: &mut Work<'_, '_>) {
        let mapping = Place { unit: 0, node: at.node };
        if is_merge(self.project, mapping, entry.key_node) {
            // What is merged has the path of what it is merged into.
            for &node in self.sources_of_merge(&entry.value) {
                self.walk(At { node, ..at }, path, work);
            }
            return;
        }
        let below = joined(path, entry.key);
        if let Some(record) = self.records.get(&*below).filter(|record| record.function.is_some()) {
            let document = &self.project.units[0].document;
            let values = record.names.iter().map(|name| Some((name.to_string(), value(at.sealed.get(name)?, &plain)?)));
            let Some(mut entries) = values.collect::<Option<Vec<_>>>().filter(|entries| !entries.is_empty()) else { return };
            let own = entries.remove(0);
            // A companion that the author wrote stays as it is.
            entries.retain(|(name, _)| document.get(at.node, name).is_none());
            entries.insert(0, own);
            let outcome = Outcome { entries, changed: record.form != "kept" || self.is_ours(entry.value), incomplete: true };
            self.add(outcome.changes(mapping, entry), mapping, work.changes, work.refused);
            return;
        }
        let Some(resolved) = at.resolved.get(entry.key) else { return };
        match at.sealed.get(entry.key) {
            Some(sealed) => self.walk(At { node: entry.value, resolved, sealed, reading: reading(entry.key) }, &below, work),
            // A variable of an environment that came to null is unset.
            None if self.is_ours(entry.value) => {
                let removed = Change::RemoveEntry { mapping: at.node, key: entry.key_node };
                self.add(vec![removed], mapping, work.changes, work.refused);
            }
            None => {}
        }
    }

    fn sources_of_merge<'n>(&'n self, value: &'n NodeId) -> &'n [NodeId] {
        match &self.project.units[0].document.node(*value).kind {
            NodeKind::Sequence(items) if self.project.units[0].document.alias_target(*value).is_none() => items,
            _ => std::slice::from_ref(value),
        }
    }

    /// Whether a scalar is written with our own delimiter.
    fn is_ours(&self, node: NodeId) -> bool {
        matches!(&self.project.units[0].document.node(node).kind, NodeKind::Scalar(scalar) if scalar.text.contains("$<"))
    }

    fn scalar(&self, at: At<'_>, scalar: &ScalarNode, tag: Option<Tag>, work: &mut Work<'_, '_>) {
        if !Grammar::Template.may_find_variable(&scalar.text) {
            return;
        }
        let place = Place { unit: 0, node: at.node };
        let Ok(segments) = sealform_reference::parse(&scalar.text, Grammar::Template) else { return };
        let short = tag.and_then(|tag| tag.short());
        let is_whole = matches!(segments.as_slice(), [Segment::Variable(_)]);
        let change = match text_of(at.sealed) {
            Some(text) if !is_whole || short.is_some() || at.reading == Reading::Sub => {
                let pieces = pieces(&scalar.text, &segments, &text, at.reading);
                if pieces.is_empty() { None } else { Some(Change::Text { scalar: at.node, pieces }) }
            }
            _ => match (value(at.sealed, &plain), short) {
                (Some(value), None) => Some(Change::Value { node: at.node, value }),
                (Some(value), Some(short)) => Some(Change::Value { node: at.node, value: Value::Intrinsic(short, Box::new(value)) }),
                (None, _) => {
                    let help = "Only text, whole numbers, booleans, lists and maps are written. Write the number as text.";
                    work.refused.push(not_rendered("this value cannot be written", self.project.units[0].span(at.node), help));
                    None
                }
            },
        };
        if let Some(change) = change {
            self.add(vec![change], place, work.changes, work.refused);
        }
    }
}

/// How the value under a key is read.
fn reading(key: &str) -> Reading {
    if key == "Fn::Sub" { Reading::Sub } else { Reading::Plain }
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { [path, ".", key].concat() }
}

/// CloudFormation reads a text as it stands.
#[expect(clippy::unnecessary_wraps, reason = "it stands where a text may be one that cannot be written")]
fn plain(text: &str) -> Option<Value> {
    Some(Value::text(text))
}

/// The text of a leaf; `None` of null and of all that is no leaf.
fn text_of(tree: &Tree<SealedLeaf>) -> Option<String> {
    let leaf = tree.as_leaf().filter(|leaf| !leaf.is_null())?;
    leaf.as_str().map(str::to_owned).or_else(|| leaf.as_public().map(sealform_secret::Public::to_text))
}
