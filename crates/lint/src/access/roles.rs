//! The roles of functions and the statements that they have.

use std::collections::HashMap;

use sealform_yaml::NodeKind;

use super::follow::{follow, is_asked};
use super::policies::{is_harmless, of_template};
use super::statement::{Read, Statement, read};
use crate::place::PlaceId;
use crate::unit::Unit;

/// How much of what a role may do is seen in the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    /// The files write no statement for it: it may do what a function may by default.
    Nothing,
    /// All of it.
    All,
    /// It is another stack's, or has policies that are not in the files.
    Part,
}

/// The role of one or more functions.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    /// Numbers of statements.
    pub(crate) statements: Vec<usize>,
    pub(crate) sight: Sight,
}

impl Role {
    pub(super) fn empty() -> Self {
        Self { statements: Vec::new(), sight: Sight::Nothing }
    }

    pub(super) fn foreign() -> Self {
        Self { statements: Vec::new(), sight: Sight::Part }
    }

    pub(super) fn see(&mut self, sight: Sight) {
        self.sight = self.sight.max(sight);
    }

    pub(super) fn add(&mut self, other: &Role) {
        self.statements.extend(&other.statements);
        self.see(other.sight);
    }
}

/// Collects statements, each once.
#[derive(Default)]
pub(super) struct Policies<'d> {
    pub(super) statements: Vec<Statement<'d>>,
}

impl<'d> Policies<'d> {
    /// What the list of statements at `place` allows; the value came into the linted file at `entry`.
    pub(super) fn list(&mut self, unit: &Unit<'d>, place: PlaceId, entry: PlaceId) -> Role {
        let at = follow(unit, place);
        let mut role = Role::empty();
        if is_asked(unit, at) || unit.function(at).is_some() {
            role.see(Sight::Part);
            return role;
        }
        let items: Vec<PlaceId> = match unit.node(at).kind {
            NodeKind::Sequence(_) => unit.places().children(at).collect(),
            NodeKind::Mapping(_) => vec![at],
            NodeKind::Scalar(_) => return role,
        };
        for item in items {
            let entry = if unit.is_own(item) { item } else { entry };
            // An item that refers to a list stands for that list, as plugins and v1 read it.
            let followed = follow(unit, item);
            if followed != item && matches!(unit.node(followed).kind, NodeKind::Sequence(_)) {
                role.see(Sight::Part);
                continue;
            }
            match read(unit, item, entry) {
                Read::Statement(statement) => {
                    role.statements.push(self.statements.len());
                    self.statements.push(*statement);
                    role.see(Sight::All);
                }
                Read::Irrelevant => role.see(Sight::All),
                Read::Unknown => role.see(Sight::Part),
            }
        }
        role
    }

    /// What the managed policies of the list at `place` allow; those of the same template are in `roles`.
    pub(super) fn managed(&self, unit: &Unit<'d>, place: PlaceId, known: &HashMap<&'d str, Role>) -> Role {
        let mut role = Role::empty();
        for entry in super::statement::entries(unit, place) {
            match resource_of(unit, entry.place).and_then(|name| known.get(name)) {
                Some(policy) => role.add(policy),
                None if is_harmless(entry.text.as_str()) => {}
                None => role.see(Sight::Part),
            }
        }
        role
    }

    /// What SAM's `Policies` at `place` allow.
    pub(super) fn sam(&mut self, unit: &Unit<'d>, place: PlaceId, known: &HashMap<&'d str, Role>) -> Role {
        let at = follow(unit, place);
        let mut role = Role::empty();
        let items: Vec<PlaceId> = match unit.node(at).kind {
            NodeKind::Sequence(_) => unit.places().children(at).collect(),
            _ => vec![at],
        };
        for item in items {
            if unit.function(item).is_none() && matches!(unit.node(item).kind, NodeKind::Mapping(_)) {
                match unit.get(item, "Statement") {
                    Some(statements) => role.add(&self.list(unit, statements, item)),
                    None => {
                        if let Some(statement) = of_template(unit, item) {
                            role.statements.push(self.statements.len());
                            self.statements.push(statement);
                        }
                        role.see(Sight::All);
                    }
                }
            } else {
                role.add(&self.managed(unit, item, known));
                role.see(Sight::All);
            }
        }
        role
    }
}

/// The logical ID that the `Ref` or `Fn::GetAtt` at `place` names.
pub(super) fn resource_of<'d>(unit: &Unit<'d>, place: PlaceId) -> Option<&'d str> {
    let function = unit.function(place)?;
    match function.name {
        "Ref" => unit.scalar(function.argument).map(|scalar| &*scalar.text),
        "Fn::GetAtt" => match unit.scalar(function.argument) {
            Some(scalar) => scalar.text.split('.').next(),
            None => unit.places().children(function.argument).next().and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text),
        },
        _ => None,
    }
}
