//! Everything but the functions' environments: what is sealed or written with `$<...>` is put in place, and settings that reach no template
//! lose their secrets, for the state file that is uploaded would hold them.

use sealform_diagnostic::Diagnostic;
use sealform_model::{Scalar, Tree, Value as Shape};
use sealform_secret::{Classified, Content, SealedLeaf};
use sealform_yaml::NodeKind;
use sealform_yaml::edit::Change;

use super::outcome::Outcome;
use super::texts::{holds_sealed, holds_secret};
use super::{Rendering, not_rendered};
use crate::changes::Changes;
use crate::unit::Place;

/// A value of the service in all its phases.
#[derive(Clone, Copy)]
struct At<'t> {
    place: Place,
    /// `None` where sealing gave the value another shape: functions and resources that are lists of mappings.
    resolved: Option<&'t Tree<Classified>>,
    sealed: &'t Tree<SealedLeaf>,
}

impl Rendering<'_> {
    /// Walks through the service file.
    pub(super) fn elsewhere(&self, changes: &mut Changes<'_>, refused: &mut Vec<Diagnostic>) {
        let Some(place) = self.project.root() else { return };
        let at = At { place, resolved: Some(self.sealed.resolved), sealed: &self.sealed.service.tree };
        self.walk(at, "", changes, refused);
    }

    fn walk(&self, at: At<'_>, path: &str, changes: &mut Changes<'_>, refused: &mut Vec<Diagnostic>) {
        let unit = self.project.unit(at.place);
        let document = &unit.document;
        // What an alias means is looked at where it is written.
        if document.alias_target(at.place.node).is_some() {
            return;
        }
        let node = document.node(at.place.node);
        match &node.kind {
            _ if node.tag.is_some() => self.value(at, changes, refused),
            NodeKind::Scalar(_) => self.value(at, changes, refused),
            NodeKind::Sequence(items) => match &at.sealed.value {
                Shape::Sequence(sealed) => {
                    let resolved = at.resolved.and_then(Tree::as_sequence).unwrap_or_default();
                    for (index, (&node, sealed)) in items.iter().zip(sealed).enumerate() {
                        let below = At { place: Place { node, ..at.place }, resolved: resolved.get(index), sealed };
                        self.walk(below, &format!("{path}[{index}]"), changes, refused);
                    }
                }
                // A list of mappings that sealing made one. What a file holds that must change has been written out before.
                Shape::Mapping(_) => {
                    let resolved = at.resolved.and_then(Tree::as_sequence).unwrap_or_default();
                    for (index, &node) in items.iter().enumerate() {
                        let place = Place { node, ..at.place };
                        let is_way = matches!(document.node(node).kind, NodeKind::Scalar(_));
                        let must_change = resolved.get(index).map_or_else(|| holds_sealed(at.sealed), holds_secret);
                        match (is_way, must_change) {
                            (false, _) => self.walk(At { place, resolved: None, ..at }, path, changes, refused),
                            (true, false) => {}
                            (true, true) => {
                                let help =
                                    "Write it in the service file itself, or convert the file it comes from with `sealform convert`.";
                                let message = format!("a part of `{path}` must change, and is not written in the service file");
                                refused.push(not_rendered(message, self.project.unit(place).span(node), help));
                            }
                        }
                    }
                }
                Shape::Leaf(_) => {}
            },
            NodeKind::Mapping(_) => {
                for entry in document.written_entries(at.place.node) {
                    let below = if path.is_empty() { entry.key.to_owned() } else { format!("{path}.{}", entry.key) };
                    if let Some(record) = self.records.get(&*below).filter(|record| record.function.is_some()) {
                        let values = record.names.iter().map(|name| Some((name.to_string(), self.texts.value(at.sealed.get(name)?)?)));
                        let Some(mut entries) = values.collect::<Option<Vec<_>>>() else { continue };
                        let own = entries.remove(0);
                        entries.retain(|(name, _)| document.get(at.place.node, name).is_none());
                        entries.insert(0, own);
                        let outcome = Outcome { entries, changed: record.form != "kept", incomplete: true };
                        self.add(outcome.changes(at.place, &entry), at.place, changes, refused);
                        continue;
                    }
                    let Some(sealed) = at.sealed.get(entry.key) else { continue };
                    let resolved = at.resolved.and_then(|tree| tree.get(entry.key));
                    self.walk(At { place: Place { node: entry.value, ..at.place }, resolved, sealed }, &below, changes, refused);
                }
            }
        }
    }

    /// Puts the sealed value in place of one that is written as a variable, a text or an intrinsic function.
    fn value(&self, at: At<'_>, changes: &mut Changes<'_>, refused: &mut Vec<Diagnostic>) {
        let span = self.project.unit(at.place).span(at.place.node);
        let lost = at.resolved.is_some_and(|resolved| is_lost(resolved, at.sealed));
        let ours = self.texts.is_ours(span) && !is_plain(at.resolved, self, at.place);
        let through = at.resolved.is_some_and(|resolved| holds_secret(resolved) || self.texts.came_by_ours(resolved));
        if !(lost || ours || through || holds_sealed(at.sealed)) {
            return;
        }
        match self.texts.value(at.sealed) {
            Some(value) => self.add(vec![Change::Value { node: at.place.node, value }], at.place, changes, refused),
            None => {
                let help = "This version of the Serverless Framework would read the value as a variable, or the value is no whole number.";
                refused.push(not_rendered("this value cannot be written for this version", span, help));
            }
        }
    }
}

/// Whether a text holds `$<` and no variable: an escape, or a text that only looks so.
fn is_plain(resolved: Option<&Tree<Classified>>, rendering: &Rendering<'_>, place: Place) -> bool {
    let literal = rendering.project.segments(place).is_none();
    literal && resolved.is_none_or(|tree| !rendering.project.text(place).contains("\\$<") && !holds_secret(tree))
}

/// Whether sealing left out what stood there, because nothing of it reaches a template.
fn is_lost(resolved: &Tree<Classified>, sealed: &Tree<SealedLeaf>) -> bool {
    let (Shape::Leaf(before), Shape::Leaf(after)) = (&resolved.value, &sealed.value) else { return false };
    let was_null = matches!(&before.content, Content::Public(public) if *public.scalar() == Scalar::Null);
    after.is_null() && !was_null
}
