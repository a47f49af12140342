//! Adds the statements of IAM where the service keeps those of each role, never twice and never wider than they must be.

use indexmap::{IndexMap, IndexSet};
use sealform_diagnostic::{Diagnostic, FileId, Span, registry};
use sealform_resolve::Dialect;
use sealform_yaml::edit::{Change, Editor, Format, Place as Beside, Value};
use sealform_yaml::{NodeKind, Scalar};

use crate::changes::Changes;
use crate::environment::{Environments, Owner};
use crate::existing::{self, Existing, Relation};
use crate::grant::{Grant, Statement, statements};
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
        let mut wide: Vec<Span> = Vec::new();
        let mut wanted = Vec::new();
        for grant in grants {
            // What some statement allows for each action, and where.
            let relation = |action: &str| {
                let relations = known.iter().map(|statement| (statement.relation(&grant, action, &self.way.here), statement.span));
                relations.max_by_key(|(relation, _)| *relation).filter(|(relation, _)| *relation != Relation::Other)
            };
            let found: Vec<Option<(Relation, Span)>> = grant.actions.iter().map(|action| relation(action)).collect();
            wide.extend(found.iter().flatten().filter(|(relation, _)| *relation != Relation::Same).map(|(_, span)| *span));
            let is_missing = |found: &Option<(Relation, Span)>| found.is_none_or(|(relation, _)| relation == Relation::Wider);
            if found.iter().all(is_missing) {
                wanted.push(grant);
                continue;
            }
            let missing = grant.actions.iter().zip(&found).filter(|(_, found)| is_missing(found));
            wanted.extend(missing.map(|(action, _)| Grant { actions: std::slice::from_ref(action), ..grant.clone() }));
        }
        wide.dedup();
        diagnostics.extend(wide.into_iter().map(|span| {
            let message = "this statement allows more than converted secrets need";
            Diagnostic::note(&registry::WIDE_STATEMENT, message).at(span, "").help("Narrow or remove it once nothing else needs it.")
        }));
        let mut new = Vec::new();
        for statement in statements(wanted) {
            let taker = statement.grants.first().and_then(|grant| known.iter().find(|known| known.takes(grant)));
            match taker.and_then(|known| known.resource_list) {
                Some(list) if self.extend(list, &statement, changes) => {}
                _ => new.push(statement),
            }
        }
        if new.is_empty() {
            return;
        }
        let values: Vec<Value> = new.iter().map(|statement| statement.value(self.way.carrier)).collect();
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

    /// Adds the resources to a statement that has the same actions.
    fn extend(&self, list: Place, statement: &Statement, changes: &mut Changes<'_>) -> bool {
        let item = |grant: &Grant| Change::Item { sequence: list.node, place: Beside::Last, value: grant.resource.value(self.way.carrier) };
        changes.add(list.unit, statement.grants.iter().map(item).collect()).is_ok()
    }

    /// Whether the statements could be added.
    fn add(&self, role: &Role, list: Option<Place>, values: &[Value], changes: &mut Changes<'_>) -> bool {
        if let Some(list) = list {
            let settled = self.project.settle(list);
            let unit = self.project.unit(settled);
            let added = match &unit.document.node(settled.node).kind {
                NodeKind::Sequence(items) if items.is_empty() && is_flow(unit, settled) => {
                    vec![Change::Value { node: settled.node, value: Value::Sequence(values.to_vec()) }]
                }
                NodeKind::Sequence(items) if !items.is_empty() => {
                    values.iter().map(|value| Change::Item { sequence: settled.node, place: Beside::Last, value: value.clone() }).collect()
                }
                NodeKind::Scalar(_) if unit.document.value(settled.node) == Scalar::Null => {
                    vec![Change::Value { node: settled.node, value: Value::Sequence(values.to_vec()) }]
                }
                _ => return false,
            };
            return changes.add(settled.unit, added).is_ok();
        }
        let list = Value::Sequence(values.to_vec());
        match role {
            Role::Shared => {
                let path: &[&str] = match self.way.dialect {
                    Dialect::V1 | Dialect::V2Legacy => &["provider", "iamRoleStatements"],
                    Dialect::V2 | Dialect::V3 | Dialect::V4 => &["provider", "iam", "role", "statements"],
                };
                self.project.root().is_some_and(|root| self.add_path(root, path, list, changes))
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
            matches!(&node.kind, NodeKind::Sequence(items) if node.tag.is_none() && (!items.is_empty() || is_flow(unit, *policies)))
        }) else {
            return self.add_path(resource, path, Value::Sequence(vec![policy]), changes);
        };
        changes.add(list.unit, vec![Change::Item { sequence: list.node, place: Beside::Last, value: policy }]).is_ok()
    }

    /// Adds the first key of `path` that is missing below `start`, with all that is to be under it.
    fn add_path(&self, start: Place, path: &[&str], value: Value, changes: &mut Changes<'_>) -> bool {
        let mut at = self.project.settle(start);
        for (depth, key) in path.iter().enumerate() {
            let unit = self.project.unit(at);
            let rest = &path[depth..];
            let change = match &unit.document.node(at.node).kind {
                NodeKind::Mapping(_) => match self.project.get(at, key) {
                    Some(inner) => {
                        at = self.project.settle(inner);
                        continue;
                    }
                    None => Change::Entry { mapping: at.node, place: Beside::Last, key: (*key).to_owned(), value: value.under(&rest[1..]) },
                },
                NodeKind::Scalar(_) if unit.document.value(at.node) == Scalar::Null => {
                    Change::Value { node: at.node, value: value.under(rest) }
                }
                _ => return false,
            };
            return changes.add(at.unit, vec![change]).is_ok();
        }
        let unit = self.project.unit(at);
        let unwritten = matches!(unit.document.node(at.node).kind, NodeKind::Scalar(_)) && unit.document.value(at.node) == Scalar::Null;
        unwritten && changes.add(at.unit, vec![Change::Value { node: at.node, value }]).is_ok()
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

/// Whether an empty list is written in brackets, so that something can be put between them.
fn is_flow(unit: &crate::unit::Unit, place: Place) -> bool {
    unit.text[unit.document.node(place.node).span.start as usize..].starts_with('[')
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
