//! Settings that have another place, another name, or no meaning any more.

use sealform_diagnostic::Diagnostic;
use sealform_resolve::Dialect;
use sealform_yaml::Entry;
use sealform_yaml::edit::{Change, Value};

use super::{Mover, left};
use crate::changes::Changes;
use crate::unit::Place;

impl Mover<'_> {
    pub(super) fn settings(&self, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let Some(root) = self.project.root() else { return };
        self.framework_version(root, changes, diagnostics);
        if self.project.dialect != self.to && matches!(self.to, Dialect::V3 | Dialect::V4) {
            self.remove(root, "variablesResolutionMode", changes, diagnostics);
            self.service_name(root, changes, diagnostics);
            self.packages(root, changes, diagnostics);
        }
        let Some(provider) = self.project.get(root, "provider").map(|provider| self.project.settle(provider)) else { return };
        if !matches!(self.to, Dialect::V1 | Dialect::V2Legacy) {
            self.remove(provider, "variableSyntax", changes, diagnostics);
            self.nest_renamed(provider, changes);
        }
    }

    /// The range that says which version runs the file.
    fn framework_version(&self, root: Place, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let major = match self.to {
            Dialect::V1 => "1",
            Dialect::V2Legacy | Dialect::V2 => "2",
            Dialect::V3 => "3",
            Dialect::V4 => "4",
        };
        let Some(entry) = self.entry(root, "frameworkVersion") else { return };
        let change = Change::Value { node: entry.value, value: Value::text(major) };
        if changes.add(root.unit, vec![change]).is_err() {
            diagnostics.push(left(
                entry.key_span,
                "`frameworkVersion` is written in a way that is not edited",
                "Write the version by hand.",
            ));
        }
    }

    /// What follows when the moved file is read again.
    pub(super) fn second_settings(&self, changes: &mut Changes<'_>) -> Vec<Diagnostic> {
        let provider = self.project.root().and_then(|root| self.project.get(root, "provider"));
        match provider.map(|provider| self.project.settle(provider)) {
            Some(provider) if !matches!(self.to, Dialect::V1 | Dialect::V2Legacy) => self.join_renamed(provider, changes),
            _ => Vec::new(),
        }
    }

    /// `service` is the name alone (Serverless "Upgrading to v3", read 2026-11-25).
    fn service_name(&self, root: Place, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let Some(service) = self.entry(root, "service") else { return };
        let unit = self.project.unit(root);
        if !unit.is_mapping(service.value) {
            return;
        }
        let mut entries = unit.document.written_entries(service.value);
        let name = match (entries.next(), entries.next()) {
            (Some(entry), None) if entry.key == "name" => unit.scalar(entry.value),
            _ => None,
        };
        let span = unit.document.node(service.value).span;
        let is_read = self.is_read_at("self:service");
        let name = name.filter(|_| !is_read && !unit.text[span.start as usize..span.end as usize].contains('#'));
        let made = name.map(|name| vec![Change::Value { node: service.value, value: Value::text(name) }]);
        if made.is_none_or(|made| changes.add(root.unit, made).is_err()) {
            let message = "`service` is a mapping still, and only the name is allowed there now";
            diagnostics.push(left(service.key_span, message, "Write `service: NAME`; `awsKmsKeyArn` is `provider.kmsKeyArn`."));
        }
    }

    fn remove(&self, mapping: Place, key: &str, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let Some(entry) = self.entry(mapping, key) else { return };
        let change = Change::RemoveEntry { mapping: mapping.node, key: entry.key_node };
        if changes.add(mapping.unit, vec![change]).is_err() {
            diagnostics.push(left(
                entry.key_span,
                format!("`{key}` has no meaning any more, and is written in a way that is not edited"),
                "Remove it.",
            ));
        }
    }

    /// An entry that is written in the mapping itself.
    pub(super) fn entry(&self, mapping: Place, key: &str) -> Option<Entry<'_>> {
        self.project.unit(mapping).document.written_entries(mapping.node).find(|entry| entry.key == key)
    }
}
