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
        }
        let Some(provider) = self.project.get(root, "provider").map(|provider| self.project.settle(provider)) else { return };
        if !matches!(self.to, Dialect::V1 | Dialect::V2Legacy) {
            self.remove(provider, "variableSyntax", changes, diagnostics);
            self.role_statements(provider, changes, diagnostics);
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

    /// `provider.iamRoleStatements` is `provider.iam.role.statements` from v3 on (Serverless v3 upgrade guide, read 2026-11-25).
    fn role_statements(&self, provider: Place, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let Some(entry) = self.entry(provider, "iamRoleStatements") else { return };
        let path = ["iam", "role", "statements"].map(str::to_owned).to_vec();
        let change = Change::Nest { mapping: provider.node, key: entry.key_node, path };
        let has_iam = self.project.get(provider, "iam").is_some();
        if has_iam || changes.add(provider.unit, vec![change]).is_err() {
            let message = "`provider.iamRoleStatements` stays where it is, for `provider.iam` is there already";
            diagnostics.push(left(entry.key_span, message, "Move the statements to `provider.iam.role.statements` by hand."));
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
    fn entry(&self, mapping: Place, key: &str) -> Option<Entry<'_>> {
        self.project.unit(mapping).document.written_entries(mapping.node).find(|entry| entry.key == key)
    }
}
