//! Adds the statements of IAM where the service keeps those of each role, never twice and never wider than they must be.

use indexmap::{IndexMap, IndexSet};
use sealform_diagnostic::{Diagnostic, FileId, Span, registry};
use sealform_resolve::Dialect;
use sealform_yaml::NodeKind;
use sealform_yaml::edit::{Change, Editor, Format, Place as Beside, Value};

use crate::changes::Changes;
use crate::environment::{Environments, Owner};
use crate::existing::{self, Existing};
use crate::grant::Grant;
use crate::joining::{self, Joining};
use crate::meaning::Meaning;
use crate::project::Project;
use crate::roles::{Role, Roles};
use crate::unit::Place;
use crate::way::Way;

/// Adds statements to one service.
pub(crate) struct Permitter<'p> {
    pub(crate) project: &'p Project,
    pub(crate) environments: &'p Environments,
    pub(crate) way: &'p Way,
}

impl Permitter<'_> {
    /// Adds what each owner needs. What cannot be added is reported with the statements (SF706), what is too wide too (SF703).
    ///
    /// Of `kept`, what functions with sealed secrets need at least, only what no statement serves is added.
    pub(crate) fn run(
        &self,
        grants: &IndexMap<Owner, Vec<Grant>>,
        kept: &IndexMap<Owner, Vec<Grant>>,
        changes: &mut Changes<'_>,
    ) -> Vec<Diagnostic> {
        let of_all = |grants: &IndexMap<Owner, Vec<Grant>>| grants.get(&Owner::Provider).is_some_and(|grants| !grants.is_empty());
        let roles = Roles::of(self.project, self.environments, of_all(grants) || of_all(kept));
        let mut by_role: IndexMap<Role, IndexSet<Grant>> = IndexMap::new();
        for (&owner, grants) in grants {
            for role in roles.of_owner(owner) {
                by_role.entry(role).or_default().extend(grants.iter().cloned());
            }
        }
        for (&owner, grants) in kept.iter().filter(|(_, grants)| !grants.is_empty()) {
            for role in roles.of_owner(owner).into_iter().filter(|role| !matches!(role, Role::Elsewhere(_))) {
                let known = self.known(&roles, &role);
                let wanted = by_role.get(&role);
                let missing = grants.iter().filter(|grant| {
                    let same = |other: &Grant| {
                        let contexts = (&other.condition, &grant.condition);
                        let same_context = match contexts {
                            (Some(own), Some(wanted)) => own.value == wanted.value,
                            (None, None) => true,
                            _ => false,
                        };
                        other.actions == grant.actions && same_context
                    };
                    !known.iter().any(|statement| statement.serves(grant, &self.way.here))
                        && !wanted
                            .into_iter()
                            .flatten()
                            .any(|other| same(other) && (grant.condition.is_some() || other.resource == grant.resource))
                });
                let missing: Vec<Grant> = missing.cloned().collect();
                if !missing.is_empty() {
                    by_role.entry(role).or_default().extend(missing);
                }
            }
        }
        let mut diagnostics = Vec::new();
        for (role, grants) in by_role {
            self.role(&roles, &role, grants, changes, &mut diagnostics);
        }
        diagnostics
    }

    fn role(&self, roles: &Roles<'_>, role: &Role, grants: IndexSet<Grant>, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) {
        let known = self.known(roles, role);
        let values = self.joining().missing(&known, grants, changes, diagnostics);
        if values.is_empty() {
            return;
        }
        if !self.add(role, roles.list(role), &values, changes) {
            diagnostics.push(self.left(role, values));
        }
    }

    /// The statements of a role.
    fn known(&self, roles: &Roles<'_>, role: &Role) -> Vec<Existing> {
        roles
            .lists(role)
            .into_iter()
            .flat_map(|list| existing::read(Meaning { project: self.project, here: &self.way.here }, list))
            .collect()
    }

    fn joining(&self) -> Joining<'_> {
        Joining { project: self.project, carrier: self.way.carrier, here: &self.way.here }
    }

    /// Whether the statements could be added.
    fn add(&self, role: &Role, list: Option<Place>, values: &[Value], changes: &mut Changes<'_>) -> bool {
        if let Some(list) = list {
            return self.joining().append(list, values, changes);
        }
        let list = Value::Sequence(values.to_vec());
        match role {
            Role::Shared => {
                let path: &[&str] = match self.way.dialect {
                    Dialect::V1 | Dialect::V2Legacy => &["provider", "iamRoleStatements"],
                    Dialect::V2 | Dialect::V3 | Dialect::V4 => &["provider", "iam", "role", "statements"],
                };
                self.project.root().is_some_and(|root| self.joining().add_path(root, path, list, changes))
            }
            Role::Own(index) => {
                let function = self.environments.functions[*index].place;
                let unit = self.project.unit(function);
                let environment = unit.document.written_entries(function.node).find(|entry| entry.key == "environment");
                let place = environment.map_or(Beside::Last, |entry| Beside::After(entry.key_node));
                let change = Change::Entry { mapping: function.node, place, key: "iamRoleStatements".to_owned(), value: list };
                changes.add(function.unit, vec![change]).is_ok()
            }
            Role::Written(_, place) => {
                let document = Value::mapping([("Version", Value::text("2012-10-17")), ("Statement", list)]);
                let policy = Value::mapping([("PolicyName", Value::text("secrets")), ("PolicyDocument", document)]);
                self.add_policy(*place, policy, changes)
            }
            Role::Sam(place) => {
                let policy = Value::mapping([("Version", Value::text("2012-10-17")), ("Statement", list)]);
                self.add_policy(*place, policy, changes)
            }
            Role::Elsewhere(_) => false,
        }
    }

    /// Adds a policy to those of a resource.
    fn add_policy(&self, resource: Place, policy: Value, changes: &mut Changes<'_>) -> bool {
        let path = &["Properties", "Policies"];
        let policies = self.project.descend(resource, path).map(|target| self.project.settle(target.place));
        let Some(list) = policies.filter(|policies| {
            let unit = self.project.unit(*policies);
            let node = unit.document.node(policies.node);
            matches!(&node.kind, NodeKind::Sequence(items) if node.tag.is_none() && (!items.is_empty() || joining::is_flow(unit, *policies)))
        }) else {
            return self.joining().add_path(resource, path, Value::Sequence(vec![policy]), changes);
        };
        changes.add(list.unit, vec![Change::Item { sequence: list.node, place: Beside::Last, value: policy }]).is_ok()
    }

    fn left(&self, role: &Role, statements: Vec<Value>) -> Diagnostic {
        let span = match role {
            Role::Elsewhere(place) | Role::Written(_, place) | Role::Sam(place) => self.project.unit(*place).span(place.node),
            Role::Own(index) => {
                let place = self.environments.functions[*index].place;
                self.project.unit(place).span(place.node)
            }
            Role::Shared => self.project.root().map_or(Span::start_of(FileId::new(0)), |root| self.project.unit(root).span(root.node)),
        };
        // Of a whole mapping its beginning is enough.
        let span = Span { end: span.end.min(span.start + 1).max(span.start), ..span };
        Diagnostic::warning(
            &registry::STATEMENTS_LEFT,
            "the role that this names cannot be given the statements that converted secrets need",
        )
        .at(span, "")
        .help(format!("Add to it:\n{}", shown(statements)))
    }
}

/// Statements as YAML, for a message.
fn shown(statements: Vec<Value>) -> String {
    let text = "statements:\n";
    let Ok(document) = sealform_yaml::parse(FileId::new(0), text) else { return String::new() };
    let mut editor = Editor::new(text, &document, Format::Yaml);
    if editor.add_path(&["statements"], Value::Sequence(statements)).is_err() {
        return String::new();
    }
    editor.finish().map(|edited| edited.text.lines().skip(1).collect::<Vec<_>>().join("\n")).unwrap_or_default()
}
