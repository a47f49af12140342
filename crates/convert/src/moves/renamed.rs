//! Settings that have another place from v3 on: a table, and how an entry gets there with its comments.
//!
//! The first of those that share a place goes there as it is written (`Change::Nest`). The others follow in a second pass, when the place is
//! there, unless a comment in them would be lost.

use sealform_diagnostic::Diagnostic;
use sealform_resolve::Dialect;
use sealform_yaml::edit::{Change, Place as Beside, Value};
use sealform_yaml::{Entry, NodeId, NodeKind};

use super::{Mover, left};
use crate::changes::Changes;
use crate::unit::{Place, Unit};

/// What `provider` keeps elsewhere (Serverless "Upgrading to v3", read 2026-11-25). Those first that have the most to say.
const PROVIDER: [(&str, &[&str]); 8] = [
    ("iamRoleStatements", &["iam", "role", "statements"]),
    ("iamManagedPolicies", &["iam", "role", "managedPolicies"]),
    ("rolePermissionsBoundary", &["iam", "role", "permissionsBoundary"]),
    ("role", &["iam", "role"]),
    ("cfnRole", &["iam", "deploymentRole"]),
    ("resourcePolicy", &["apiGateway", "resourcePolicy"]),
    ("usagePlan", &["apiGateway", "usagePlan"]),
    ("apiKeys", &["apiGateway", "apiKeys"]),
];

/// The key that is made, in its mapping; the file; and what makes it.
type Joined = ((NodeId, String), usize, Vec<Change>);

impl Mover<'_> {
    /// First pass: one entry for each place that is not there, and names that are other names only.
    pub(super) fn nest_renamed(&self, provider: Place, changes: &mut Changes<'_>) {
        let mut made: Vec<&str> = Vec::new();
        for (entry, path) in self.renamed(provider) {
            if made.contains(&path[0]) || self.project.get(provider, path[0]).is_some() || self.is_read(&entry) {
                continue;
            }
            let path_of = path.iter().map(|&key| key.to_owned()).collect();
            if changes.add(provider.unit, vec![Change::Nest { mapping: provider.node, key: entry.key_node, path: path_of }]).is_ok() {
                made.push(path[0]);
            }
        }
    }

    /// Second pass: what is still where it was goes beside what is there, or is named.
    pub(super) fn join_renamed(&self, provider: Place, changes: &mut Changes<'_>) -> Vec<Diagnostic> {
        let mut named = Vec::new();
        let mut made_keys: Vec<(NodeId, String)> = Vec::new();
        for (entry, path) in self.renamed(provider) {
            let made = if self.is_read(&entry) { None } else { self.joined(provider, &entry, path) };
            // Two that would make the same mapping are not joined in one pass.
            let made = made.filter(|(place, ..)| !made_keys.contains(place));
            let joined = made.is_some_and(|(place, unit, made)| {
                made_keys.push(place);
                changes.add(unit, made).is_ok()
            });
            if !joined {
                let (old, new) = (entry.key, path.join("."));
                let message = format!("`provider.{old}` stays where it is, and `provider.{new}` is its place now");
                named.push(left(
                    entry.key_span,
                    message,
                    "Move it by hand, with what reads it: what is there already must keep its meaning.",
                ));
            }
        }
        named
    }

    fn renamed(&self, provider: Place) -> Vec<(Entry<'_>, &'static [&'static str])> {
        let is_wanted = |key: &str| key == "iamRoleStatements" || matches!(self.to, Dialect::V3 | Dialect::V4);
        let rows = PROVIDER.into_iter().filter(|(old, _)| is_wanted(old));
        rows.filter_map(|(old, path)| Some((self.entry(provider, old)?, path))).collect()
    }

    /// The changes that put an entry beside what its new place holds; `None` where that would lose or change something.
    fn joined(&self, provider: Place, entry: &Entry<'_>, path: &[&str]) -> Option<Joined> {
        let value = copied(self.project.unit(provider), entry.key_node, entry.value)?;
        let [parents @ .., last] = path else { return None };
        let mut mapping = provider;
        let mut rest = parents;
        while let [key, below @ ..] = rest {
            let Some(next) = self.entry(mapping, key) else { break };
            let next = Place { node: next.value, ..mapping };
            let unit = self.project.unit(next);
            if unit.document.alias_target(next.node).is_some() || !unit.is_mapping(next.node) {
                return None;
            }
            (mapping, rest) = (next, below);
        }
        if self.project.get(mapping, rest.first().copied().unwrap_or(last)).is_some() || (mapping == provider && !rest.is_empty()) {
            return None;
        }
        let keys = [rest, &[*last]].concat();
        let (first, below) = keys.split_first()?;
        let value = below.iter().rev().fold(value, |value, key| Value::mapping([(*key, value)]));
        let made = vec![
            Change::RemoveEntry { mapping: provider.node, key: entry.key_node },
            Change::Entry { mapping: mapping.node, place: Beside::Last, key: (*first).to_owned(), value },
        ];
        Some(((mapping.node, (*first).to_owned()), provider.unit, made))
    }

    /// Whether a variable reads a setting of `provider` where it is.
    fn is_read(&self, entry: &Entry<'_>) -> bool {
        self.is_read_at(&format!("self:provider.{}", entry.key))
    }

    /// Whether the address is in a variable, whole or with more behind it.
    pub(super) fn is_read_at(&self, address: &str) -> bool {
        let reads = |text: &str| {
            text.match_indices(address).any(|(at, _)| {
                !text[at + address.len()..].starts_with(|next: char| next.is_ascii_alphanumeric() || matches!(next, '_' | '-'))
            })
        };
        self.project.units.iter().any(|unit| {
            unit.values().into_iter().any(|node| match &unit.document.node(node).kind {
                NodeKind::Scalar(scalar) => reads(&scalar.text),
                NodeKind::Sequence(_) | NodeKind::Mapping(_) => false,
            })
        })
    }

    /// `awsKmsKeyArn` of a function is `kmsKeyArn`, `schema` of an http event's request is `schemas` (same guide).
    pub(super) fn rename_in_function(&self, function: Place, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        self.rename(function, "awsKmsKeyArn", "kmsKeyArn", changes, diagnostics);
        let Some(events) = self.entry(function, "events") else { return };
        let events = self.project.settle(Place { node: events.value, ..function });
        for &event in self.project.unit(events).document.items(events.node) {
            let http = self.project.descend(Place { node: event, ..events }, &["http", "request"]);
            if let Some(target) = http.filter(|target| target.rest.is_empty()) {
                self.rename(target.place, "schema", "schemas", changes, diagnostics);
            }
        }
    }

    fn rename(&self, mapping: Place, old: &str, new: &str, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let Some(entry) = self.entry(mapping, old) else { return };
        let change = Change::Nest { mapping: mapping.node, key: entry.key_node, path: vec![new.to_owned()] };
        if self.project.get(mapping, new).is_some() || changes.add(mapping.unit, vec![change]).is_err() {
            diagnostics.push(left(entry.key_span, format!("`{old}` keeps its name, and is called `{new}` now"), "Rename it by hand."));
        }
    }
}

/// A value to be written in another place; `None` where a comment, an anchor or an alias would be lost.
fn copied(unit: &Unit, key: NodeId, node: NodeId) -> Option<Value> {
    let (from, to) = (unit.span(key).end as usize, unit.document.node(node).span.end as usize);
    let written = unit.text.get(from..to)?;
    let line = unit.text[to..].lines().next().unwrap_or_default();
    let has_more = written.contains(" #") || written.contains(": &") || written.contains("- &") || line.contains('#');
    if has_more { None } else { plain(unit, node) }
}

fn plain(unit: &Unit, node: NodeId) -> Option<Value> {
    let document = &unit.document;
    if document.alias_target(node).is_some() {
        return None;
    }
    let own = document.node(node);
    let value = match &own.kind {
        NodeKind::Scalar(_) => document.value(node).into(),
        NodeKind::Sequence(items) => Value::Sequence(items.iter().map(|&item| plain(unit, item)).collect::<Option<_>>()?),
        NodeKind::Mapping(_) => {
            let entries = document.written_entries(node).map(|entry| Some((entry.key.to_owned(), plain(unit, entry.value)?)));
            Value::Mapping(entries.filter(|entry| entry.as_ref().is_none_or(|(key, _)| key != "<<")).collect::<Option<_>>()?)
        }
    };
    match own.tag {
        None => Some(value),
        Some(tag) => tag.short().map(|short| Value::Intrinsic(short, Box::new(value))),
    }
}
