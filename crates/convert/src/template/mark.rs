//! Marks a template that the embedded AWS sealed: its keys are toys, and nothing that it sealed may be deployed.

use sealform_diagnostic::{Diagnostic, Span};
use sealform_emit::SealedBy;
use sealform_yaml::edit::Value;

use super::{Rendering, homes};
use crate::changes::Changes;
use crate::render::not_rendered;

impl Rendering<'_> {
    /// Adds the mark to the template's metadata, once, and says so (SF508).
    pub(super) fn mark(&self, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>, refused: &mut Vec<Diagnostic>) {
        let sealed = self.sealed.template.secrets.iter().any(|record| record.form != "kept");
        if self.sealed.sealed_by != SealedBy::EmbeddedAws || !sealed {
            return;
        }
        diagnostics.push(sealform_emit::sealed_by_embedded_aws());
        let Some(root) = self.project.root() else { return };
        let metadata = homes::get(self.project, root, "Metadata");
        if metadata.and_then(|metadata| homes::get(self.project, metadata, "Sealform")).is_some() {
            return;
        }
        let mark = Value::mapping([("SealedBy", Value::text("embedded-aws"))]);
        if !self.joining().add_path(root, &["Metadata", "Sealform"], mark, changes) {
            let span = metadata.map_or(Span::start_of(self.sealed.file), |place| self.project.unit(place).span(place.node));
            refused.push(not_rendered("the mark of the embedded AWS cannot be added to `Metadata`", span, "Write `Metadata` as a map."));
        }
    }
}
