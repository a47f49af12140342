//! The environments of the functions and the one they share. What is encrypted for one function alone moves from the shared one into each.

use std::collections::HashMap;

use sealform_diagnostic::Diagnostic;
use sealform_model::{Mapping, Tree, Value as Shape};
use sealform_secret::Classified;
use sealform_secret::seal::SealedFunction;
use sealform_yaml::NodeKind;
use sealform_yaml::edit::{Change, Place as Beside, Value};

use super::outcome::{Asked, Outcome};
use super::texts::holds_secret;
use super::{Rendering, not_rendered};
use crate::changes::Changes;
use crate::environment::is_merge;
use crate::unit::Place;

/// Entries to write.
type Entries = Vec<(String, Value)>;

/// What becomes of a shared variable.
enum Shared {
    /// It stays as it is written.
    Stays,
    /// It becomes the same for all who get it.
    Becomes(Outcome),
    /// It goes: nobody gets it, or each gets its own.
    Goes,
}

const VERSION: &str = "This version of the Serverless Framework would read the value as a variable. Keep the secret in Parameter Store and write `$<ssm:/path>`.";

impl Rendering<'_> {
    /// Writes all environments.
    pub(super) fn environments(&self, changes: &mut Changes<'_>, refused: &mut Vec<Diagnostic>) {
        let provider = self.sealed.resolved.at(&["provider", "environment"]).and_then(Tree::as_mapping);
        let mut moved: HashMap<&str, Entries> = HashMap::new();
        if let Some(provider) = provider {
            self.shared(provider, &mut moved, changes, refused);
        }
        for (key, function) in &self.sealed.service.functions {
            let moved = moved.remove(&**key).unwrap_or_default();
            self.function(key, function, provider, moved, changes, refused);
        }
    }

    fn shared<'f>(
        &'f self,
        provider: &Mapping<Classified>,
        moved: &mut HashMap<&'f str, Entries>,
        changes: &mut Changes<'_>,
        refused: &mut Vec<Diagnostic>,
    ) {
        let mut fates = Vec::new();
        for (name, key_span, tree) in provider.iter_with_spans() {
            match self.shared_variable(name, tree, provider, moved) {
                Some(fate) => fates.push((name, tree, fate)),
                None => refused.push(not_rendered(format!("`{name}` cannot be written for this version"), key_span, VERSION)),
            }
        }
        if fates.iter().all(|(_, _, fate)| matches!(fate, Shared::Stays)) {
            return;
        }
        let Some(owner) = self.project.root().and_then(|root| self.own_entry(root, "provider")) else {
            let span = provider.iter_with_spans().next().map_or(self.sealed.resolved.span, |(_, span, _)| span);
            refused.push(from_elsewhere("`provider.environment`", span));
            return;
        };
        let Some((place, entry)) = self.entry(owner, "environment") else {
            refused.push(from_elsewhere("`provider.environment`", self.project.unit(owner).span(owner.node)));
            return;
        };
        let span = self.project.unit(place).span(entry.key_node);
        let stays = fates.iter().any(|(_, _, fate)| !matches!(fate, Shared::Goes));
        let written = self.written(place);
        let in_place = fates.iter().all(|(name, _, fate)| matches!(fate, Shared::Stays) || written.contains_key(name));
        let made = if !stays {
            vec![Change::RemoveEntry { mapping: owner.node, key: entry.key_node }]
        } else if in_place {
            fates
                .iter()
                .flat_map(|(name, _, fate)| match (fate, written.get(name)) {
                    (Shared::Becomes(outcome), Some(entry)) => outcome.changes(place, entry),
                    (Shared::Goes, Some(entry)) => vec![Change::RemoveEntry { mapping: place.node, key: entry.key_node }],
                    _ => Vec::new(),
                })
                .collect()
        } else {
            let mut entries = Entries::new();
            for (name, tree, fate) in &fates {
                match fate {
                    Shared::Becomes(outcome) => entries.extend(outcome.entries.iter().cloned()),
                    Shared::Goes => {}
                    Shared::Stays => match self.texts.public(tree) {
                        Some(value) => entries.push(((*name).to_owned(), value)),
                        None => refused.push(not_rendered(format!("`{name}` cannot be written for this version"), span, VERSION)),
                    },
                }
            }
            self.anew(owner, &entry, entries)
        };
        self.add(made, place, changes, refused);
    }

    /// An environment written anew. A mapping of lines gives way with its key.
    fn anew(&self, owner: Place, entry: &sealform_yaml::Entry<'_>, entries: Entries) -> Vec<Change> {
        let unit = self.project.unit(owner);
        let value = Value::Mapping(entries);
        if unit.document.alias_target(entry.value).is_some() || !unit.is_mapping(entry.value) {
            return vec![Change::Value { node: entry.value, value }];
        }
        let (mapping, key) = (owner.node, entry.key.to_owned());
        vec![Change::RemoveEntry { mapping, key: entry.key_node }, Change::Entry { mapping, place: Beside::First, key, value }]
    }

    /// What becomes of one variable of the provider. What is different for each function is put into `moved`.
    fn shared_variable<'f>(
        &'f self,
        name: &str,
        tree: &Tree<Classified>,
        provider: &Mapping<Classified>,
        moved: &mut HashMap<&'f str, Entries>,
    ) -> Option<Shared> {
        let mut users: Vec<(&'f str, Outcome)> = Vec::new();
        for (key, function) in &self.sealed.service.functions {
            let own = self.own_variables(key);
            let Some(environment) = function.environment.as_ref().filter(|_| !own.is_some_and(|own| own.contains(name))) else { continue };
            let is_written = |name: &str| provider.contains(name) || own.is_some_and(|own| own.contains(name));
            let path = self.environment_path(key);
            users.push((&**key, self.outcome(&Asked { name, path: &path, environment, resolved: tree, is_written: &is_written })?));
        }
        let Some((_, first)) = users.first() else {
            return Some(if holds_secret(tree) || self.texts.came_by_ours(tree) { Shared::Goes } else { Shared::Stays });
        };
        if users.iter().all(|(_, outcome)| !outcome.is_needed()) {
            return Some(Shared::Stays);
        }
        if users.iter().all(|(_, outcome)| outcome == first) {
            return Some(Shared::Becomes(first.clone()));
        }
        for (key, outcome) in users {
            moved.entry(key).or_default().extend(outcome.entries);
        }
        Some(Shared::Goes)
    }

    fn function(
        &self,
        key: &str,
        function: &SealedFunction,
        provider: Option<&Mapping<Classified>>,
        moved: Entries,
        changes: &mut Changes<'_>,
        refused: &mut Vec<Diagnostic>,
    ) {
        let path = self.environment_path(key);
        let own = self.own_variables(key);
        let is_written = |name: &str| provider.is_some_and(|provider| provider.contains(name)) || own.is_some_and(|own| own.contains(name));
        let mut outcomes = Vec::new();
        for (name, key_span, tree) in own.into_iter().flat_map(Mapping::iter_with_spans) {
            let Some(environment) = &function.environment else { continue };
            match self.outcome(&Asked { name, path: &path, environment, resolved: tree, is_written: &is_written }) {
                Some(outcome) => outcomes.push((name, key_span, outcome)),
                None => refused.push(not_rendered(format!("`{name}` cannot be written for this version"), key_span, VERSION)),
            }
        }
        if moved.is_empty() && outcomes.iter().all(|(_, _, outcome)| !outcome.is_needed()) {
            return;
        }
        let Some(owner) = self.function_place(key) else {
            let span = outcomes.first().map_or(self.sealed.resolved.span, |(_, span, _)| *span);
            refused.push(from_elsewhere(&format!("the function `{key}`"), span));
            return;
        };
        let Some((place, entry)) = self.entry(owner, "environment") else {
            let handler = self.project.unit(owner).document.written_entries(owner.node).find(|entry| entry.key == "handler");
            let beside = handler.map_or(Beside::Last, |entry| Beside::After(entry.key_node));
            // What a merge key brings is written out.
            let own = outcomes.into_iter().flat_map(|(_, _, outcome)| outcome.entries);
            let value = Value::Mapping(own.chain(moved).collect());
            let change = Change::Entry { mapping: owner.node, place: beside, key: "environment".to_owned(), value };
            self.add(vec![change], owner, changes, refused);
            return;
        };
        let written = self.written(place);
        let needed = || outcomes.iter().filter(|(_, _, outcome)| outcome.is_needed());
        let made = if !written.is_empty() && needed().all(|(name, ..)| written.contains_key(name)) {
            let own = needed().filter_map(|(name, _, outcome)| Some(outcome.changes(place, written.get(name)?)));
            let moved = moved.into_iter().map(|(key, value)| Change::Entry { mapping: place.node, place: Beside::Last, key, value });
            own.flatten().chain(moved).collect()
        } else {
            let own = outcomes.into_iter().flat_map(|(_, _, outcome)| outcome.entries);
            self.anew(owner, &entry, own.chain(moved).collect())
        };
        self.add(made, place, changes, refused);
    }

    pub(super) fn add(&self, made: Vec<Change>, place: Place, changes: &mut Changes<'_>, refused: &mut Vec<Diagnostic>) {
        if let Err(why) = changes.add(place.unit, made) {
            let help = "Write it in another way, for instance as a block without anchors and merge keys.";
            refused.push(not_rendered(format!("this place cannot be rewritten: {why}"), why.span(), help));
        }
    }

    fn environment_path(&self, function: &str) -> String {
        format!("functions.{function}.environment")
    }

    /// The variables of a function itself, resolved.
    fn own_variables(&self, function: &str) -> Option<&Mapping<Classified>> {
        let functions = self.sealed.resolved.get("functions")?;
        let part = match &functions.value {
            Shape::Sequence(items) => items.iter().rev().find_map(|item| item.get(function)),
            _ => functions.get(function),
        };
        part?.get("environment")?.as_mapping()
    }

    /// The mapping in which a function is written in the service file.
    pub(super) fn function_place(&self, function: &str) -> Option<Place> {
        let root = self.project.root()?;
        let unit = self.project.unit(root);
        let functions = unit.document.written_entries(root.node).find(|entry| entry.key == "functions")?.value;
        let parts = match &unit.document.node(functions).kind {
            NodeKind::Sequence(items) => items.clone(),
            NodeKind::Mapping(_) | NodeKind::Scalar(_) => vec![functions],
        };
        parts.into_iter().rev().find_map(|node| self.own_entry(Place { node, ..root }, function))
    }

    /// The mapping under `key`, if it is written there: no alias and no variable leads to it.
    fn own_entry(&self, mapping: Place, key: &str) -> Option<Place> {
        let unit = self.project.unit(mapping);
        let entry = unit.document.written_entries(mapping.node).find(|entry| entry.key == key)?;
        let own = unit.document.alias_target(entry.value).is_none() && unit.is_mapping(entry.value);
        own.then_some(Place { node: entry.value, ..mapping })
    }

    /// The value under `key` and the entry that it is written in.
    fn entry(&self, mapping: Place, key: &str) -> Option<(Place, sealform_yaml::Entry<'_>)> {
        let entry = self.project.unit(mapping).document.written_entries(mapping.node).find(|entry| entry.key == key)?;
        Some((Place { node: entry.value, ..mapping }, entry))
    }

    /// The entries that are written in a mapping, but for those of merge keys; none where an alias or a variable stands for it.
    fn written(&self, mapping: Place) -> HashMap<&str, sealform_yaml::Entry<'_>> {
        let unit = self.project.unit(mapping);
        if unit.document.alias_target(mapping.node).is_some() || !unit.is_mapping(mapping.node) {
            return HashMap::new();
        }
        let entries = unit.document.written_entries(mapping.node);
        entries.filter(|entry| !is_merge(self.project, mapping, entry.key_node)).map(|entry| (entry.key, entry)).collect()
    }
}

fn from_elsewhere(what: &str, span: sealform_diagnostic::Span) -> Diagnostic {
    let help = "Write it in the service file itself, or convert the file it comes from with `sealform convert`.";
    not_rendered(format!("{what} must change, and is not written in the service file"), span, help)
}
