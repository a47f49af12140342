//! New statements joined to those that a policy has: never twice, and never wider than they must be.

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_yaml::edit::{Change, Place as Beside, Value};
use sealform_yaml::{NodeKind, Scalar};

use crate::arn::Carrier;
use crate::changes::Changes;
use crate::existing::{Existing, Relation};
use crate::grant::{Grant, Statement, statements};
use crate::here::Here;
use crate::project::Project;
use crate::unit::{Place, Unit};

/// Joins statements to the policies of one file.
#[derive(Clone, Copy)]
pub(crate) struct Joining<'p> {
    pub(crate) project: &'p Project,
    pub(crate) carrier: Carrier,
    /// What ARNs are compared by.
    pub(crate) here: &'p Here,
}

impl Joining<'_> {
    /// The statements that `grants` need beside those that are `known`. What can join a statement that has the same actions is added to it, and
    /// statements that are too wide are reported (SF703).
    pub(crate) fn missing(
        &self,
        known: &[Existing],
        grants: impl IntoIterator<Item = Grant>,
        changes: &mut Changes<'_>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Vec<Value> {
        let mut wide: Vec<Span> = Vec::new();
        let mut wanted = Vec::new();
        for grant in grants {
            // What some statement allows for each action, and where.
            let relation = |action: &str| {
                let relations = known.iter().map(|statement| (statement.relation(&grant, action, self.here), statement.span));
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
                _ => new.push(statement.value(self.carrier)),
            }
        }
        new
    }

    /// Adds the resources to a statement that has the same actions.
    fn extend(&self, list: Place, statement: &Statement, changes: &mut Changes<'_>) -> bool {
        let item = |grant: &Grant| Change::Item { sequence: list.node, place: Beside::Last, value: grant.resource.value(self.carrier) };
        changes.add(list.unit, statement.grants.iter().map(item).collect()).is_ok()
    }

    /// Adds `values` to a list; whether that could be done.
    pub(crate) fn append(&self, list: Place, values: &[Value], changes: &mut Changes<'_>) -> bool {
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
        changes.add(settled.unit, added).is_ok()
    }

    /// Adds the first key of `path` that is missing below `start`, with all that is to be under it.
    pub(crate) fn add_path(&self, start: Place, path: &[&str], value: Value, changes: &mut Changes<'_>) -> bool {
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
}

/// Whether a list is written in brackets, so that something can be put between them.
pub(crate) fn is_flow(unit: &Unit, place: Place) -> bool {
    unit.text[unit.document.node(place.node).span.start as usize..].starts_with('[')
}
