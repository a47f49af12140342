//! Secrets that are sealed already, but for what their functions need: the companion `X_ARN`, and the statements that let them read.
//!
//! Only what is missing altogether is added: a service that reads its secrets with statements of its own stays as it is.

use indexmap::IndexMap;
use sealform_reference::{Alternative, Delimiter, Segment};
use sealform_resolve::inventory::decrypts;
use sealform_yaml::NodeId;
use sealform_yaml::edit::{Change, Place as Beside};

use crate::arn::Assembled;
use crate::changes::Changes;
use crate::environment::{Environments, Owner, is_merge};
use crate::grant::{self, Grant};
use crate::parameter::{Parameter, Reference};
use crate::project::{Project, whole};
use crate::unit::Place;
use crate::way::Way;

/// Completes one service.
pub(crate) struct Completer<'c> {
    pub(crate) project: &'c Project,
    pub(crate) environments: &'c Environments,
    pub(crate) way: &'c Way,
}

impl Completer<'_> {
    /// Adds companions, and says what each owner of an environment needs at least.
    pub(crate) fn run(&self, changes: &mut Changes<'_>) -> IndexMap<Owner, Vec<Grant>> {
        let mut grants: IndexMap<Owner, Vec<Grant>> = IndexMap::new();
        for (&mapping, owners) in &self.environments.mappings {
            let unit = self.project.unit(mapping);
            for entry in unit.document.written_entries(mapping.node).filter(|entry| !is_merge(self.project, mapping, entry.key_node)) {
                let value = Place { node: entry.value, ..mapping };
                let needed: Vec<Grant> = match (entry.key.strip_prefix("SSM_PATH_TO_"), entry.key.strip_prefix("ENCRYPTED_")) {
                    (Some(_), _) => self.path(value),
                    (_, Some(base)) => self.ciphertext(mapping, entry.key_node, base, value, changes).into_iter().collect(),
                    _ => Vec::new(),
                };
                for &owner in owners {
                    grants.entry(owner).or_default().extend(needed.iter().cloned());
                }
            }
        }
        grants
    }

    /// What reading the path at `value` needs.
    fn path(&self, value: Place) -> Vec<Grant> {
        let settled = self.project.settle(value);
        let unit = self.project.unit(settled);
        let tagged = unit.document.node(settled.node).tag.is_some();
        let text = self.project.text(settled);
        let Some(name) = text.split(':').next().filter(|name| name.starts_with('/') && !tagged) else { return Vec::new() };
        let parameter = Parameter { name: name.to_owned(), selector: None, region: None, slashed: Some(true) };
        // The colon of a variable is no version's.
        if parameter.has_variables() {
            return Vec::new();
        }
        let read = Grant::plain(&["ssm:GetParameter", "ssm:GetParameters"], Assembled::parameter(&parameter));
        let secret = parameter.managed().map(|name| Grant::plain(&["secretsmanager:GetSecretValue"], Assembled::secret(name, None)));
        std::iter::once(read).chain(secret).collect()
    }

    /// What opening the ciphertext at `value` needs; its companion is added where there is none.
    fn ciphertext(&self, mapping: Place, key: NodeId, base: &str, value: Place, changes: &mut Changes<'_>) -> Option<Grant> {
        let settled = self.project.settle(value);
        let segments = self.project.segments(settled)?;
        let variable = whole(&segments)?;
        let [Alternative::Source(source)] = variable.alternatives.as_slice() else { return None };
        let text = self.project.text(settled);
        let sealed = variable.delimiter != Delimiter::Angle && !decrypts(text, source, variable.delimiter, self.project.dialect);
        let span = self.project.unit(settled).span(settled.node);
        let mut reference = Reference::read(text, variable, span, self.project.dialect).filter(|_| sealed)?;
        let parameter = &mut reference.parameter;
        parameter.slashed = parameter.slashed.or_else(|| self.project.begins_with_slash(&parameter.name));
        if parameter.slashed.is_none() || segments.iter().any(|segment| matches!(segment, Segment::Text { .. })) {
            return None;
        }
        let arn = self.way.arn(&reference.parameter);
        let companion = format!("{base}_ARN");
        let is_there = self.environments.layers(mapping).any(|layer| self.project.get(layer, &companion).is_some());
        if !is_there {
            let change =
                Change::Entry { mapping: mapping.node, place: Beside::After(key), key: companion, value: arn.value(self.way.carrier) };
            // Where it cannot be written, the linter goes on asking for it.
            let _ = changes.add(mapping.unit, vec![change]);
        }
        Some(Grant::decrypt(self.way.key(&reference.parameter), grant::PARAMETER_CONTEXT, arn, None)).filter(|grant| !grant.is_void())
    }
}
