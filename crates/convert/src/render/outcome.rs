//! What a variable of an environment becomes, and how that is put beside what is written.

use sealform_model::Tree;
use sealform_secret::{Classified, SealedLeaf};
use sealform_yaml::edit::{Change, Place as Beside, Value};

use super::Rendering;
use super::texts::holds_secret;
use crate::unit::Place;

/// What a variable becomes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    /// The variable itself, its companions behind it; nothing for one without a value.
    pub(crate) entries: Vec<(String, Value)>,
    /// Whether name or value change.
    pub(crate) changed: bool,
    /// Whether a companion is missing.
    pub(crate) incomplete: bool,
}

/// One variable of a function, or of the provider for that function.
pub(super) struct Asked<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// The dotted path of the environment it lands in.
    pub(super) path: &'a str,
    /// The environment after sealing.
    pub(super) environment: &'a Tree<SealedLeaf>,
    /// Its value before.
    pub(super) resolved: &'a Tree<Classified>,
    /// Whether the author wrote a variable of this name.
    pub(super) is_written: &'a dyn Fn(&str) -> bool,
}

impl Rendering<'_> {
    /// What becomes of a variable; `None` where it cannot be written for this version.
    pub(super) fn outcome(&self, asked: &Asked<'_>) -> Option<Outcome> {
        let value = |name: &str| asked.environment.get(name).map(|tree| self.texts.value(tree));
        let ours = self.texts.came_by_ours(asked.resolved);
        let Some(record) = self.records.get(&*format!("{}.{}", asked.path, asked.name)) else {
            let entries = match value(asked.name) {
                Some(value) => vec![(asked.name.to_owned(), if ours { value? } else { value.unwrap_or(Value::Null) })],
                None => Vec::new(),
            };
            return Some(Outcome { entries, changed: ours, incomplete: false });
        };
        let mut entries = Vec::new();
        for (index, name) in record.names.iter().enumerate() {
            // A companion that the author wrote stays as it is.
            if index > 0 && (asked.is_written)(name) {
                continue;
            }
            entries.push((name.to_string(), value(name)??));
        }
        let kept = record.form == "kept" && record.names.first().is_some_and(|name| **name == *asked.name);
        let changed = ours || !kept || holds_secret(asked.resolved);
        Some(Outcome { incomplete: entries.len() > 1, entries, changed })
    }
}

impl Outcome {
    /// Whether anything is to be written.
    pub(super) fn is_needed(&self) -> bool {
        self.changed || self.incomplete
    }

    /// The changes of an entry that is written in `mapping`.
    pub(crate) fn changes(&self, mapping: Place, entry: &sealform_yaml::Entry<'_>) -> Vec<Change> {
        let mut changes = Vec::new();
        let Some(((name, value), companions)) = self.entries.split_first() else { return changes };
        if self.changed {
            if *name != *entry.key {
                changes.push(Change::Key { key: entry.key_node, text: name.clone() });
            }
            changes.push(Change::Value { node: entry.value, value: value.clone() });
        }
        changes.extend(companions.iter().map(|(key, value)| Change::Entry {
            mapping: mapping.node,
            place: Beside::After(entry.key_node),
            key: key.clone(),
            value: value.clone(),
        }));
        changes
    }
}
