//! Whose role a function runs under, and where the statements of that role are written.

use sealform_yaml::NodeKind;

use crate::environment::{Environments, Owner};
use crate::project::Project;
use crate::unit::Place;
use crate::way::{has_plugin, resources};

/// The plugin that gives a function with `iamRoleStatements` a role of its own (its README, 3.2, read 2026-11-23).
const PER_FUNCTION: &str = "serverless-iam-roles-per-function";

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// The one that functions share.
    Shared,
    /// That of one function, by its number.
    Own(usize),
    /// One that is written under `resources`, by its logical ID and its place.
    Written(String, Place),
    /// One that is not in the files; the place that names it.
    Elsewhere(Place),
}

/// Looks roles up.
pub(crate) struct Roles<'r> {
    project: &'r Project,
    environments: &'r Environments,
    per_function: bool,
    /// Whether the shared role must be given something: a function with a role of its own would go without it.
    shared_is_needed: bool,
    resources: Vec<(String, Place)>,
}

impl<'r> Roles<'r> {
    pub(crate) fn of(project: &'r Project, environments: &'r Environments, shared_is_needed: bool) -> Self {
        Self { project, environments, per_function: has_plugin(project, PER_FUNCTION), shared_is_needed, resources: resources(project) }
    }

    /// The roles of all who get an environment.
    pub(crate) fn of_owner(&self, owner: Owner) -> Vec<Role> {
        let mut roles: Vec<Role> = match owner {
            Owner::Function(index) => vec![self.of_function(index)],
            Owner::Provider if self.environments.functions.is_empty() => vec![self.of_all().unwrap_or(Role::Shared)],
            // Every function gets it; a role of its own is not made for that.
            Owner::Provider => (0..self.environments.functions.len()).map(|index| self.written_for(index)).collect(),
        };
        let mut seen = Vec::new();
        roles.retain(|role| {
            let new = !seen.contains(role);
            seen.push(role.clone());
            new
        });
        roles
    }

    fn of_function(&self, index: usize) -> Role {
        match self.written_for(index) {
            Role::Shared if self.per_function && self.may_leave_the_shared() => Role::Own(index),
            role => role,
        }
    }

    /// Whether a function loses nothing with a role of its own.
    fn may_leave_the_shared(&self) -> bool {
        !self.shared_is_needed && self.list_of_shared().is_none() && !self.has_managed_policies()
    }

    /// The role that a function has now.
    fn written_for(&self, index: usize) -> Role {
        let function = self.environments.functions[index].place;
        if let Some(role) = self.project.get(function, "role") {
            return self.named(role);
        }
        if self.per_function && self.project.get(function, "iamRoleStatements").is_some() {
            return Role::Own(index);
        }
        self.of_all().unwrap_or(Role::Shared)
    }

    /// The role that the provider gives to all functions, where it gives one.
    fn of_all(&self) -> Option<Role> {
        let provider = self.provider()?;
        if let Some(role) = self.project.get(provider, "role") {
            return Some(self.named(role));
        }
        let role = self.project.get(self.project.settle(self.project.get(provider, "iam")?), "role")?;
        let settled = self.project.settle(role);
        let unit = self.project.unit(settled);
        let node = unit.document.node(settled.node);
        let is_reference = match &node.kind {
            NodeKind::Scalar(scalar) => !scalar.text.is_empty(),
            NodeKind::Mapping(_) => node.tag.is_some() || unit.document.entries(settled.node).any(|entry| entry.key.contains("::")),
            NodeKind::Sequence(_) => true,
        };
        is_reference.then(|| self.named(role))
    }

    /// The role that a `role` names: a logical ID, or `!GetAtt` of one.
    fn named(&self, role: Place) -> Role {
        let canonical = crate::existing::canonical(self.project, role);
        let id = canonical.strip_prefix("${").and_then(|rest| rest.strip_suffix(".Arn}")).unwrap_or(&canonical);
        match self.resources.iter().find(|(known, _)| known == id) {
            Some((id, place)) => Role::Written(id.clone(), *place),
            None => Role::Elsewhere(role),
        }
    }

    fn provider(&self) -> Option<Place> {
        let provider = self.project.get(self.project.root()?, "provider")?;
        Some(self.project.settle(provider))
    }

    fn has_managed_policies(&self) -> bool {
        let Some(root) = self.project.root() else { return false };
        let at = |path: &[&str]| self.project.descend(root, path).is_some();
        at(&["provider", "iam", "role", "managedPolicies"]) || at(&["provider", "iamManagedPolicies"])
    }

    /// The list of statements of the role that functions share, under either name.
    pub(crate) fn list_of_shared(&self) -> Option<Place> {
        let root = self.project.root()?;
        let at = |path: &[&str]| self.project.descend(root, path).filter(|target| target.rest.is_empty()).map(|target| target.place);
        at(&["provider", "iam", "role", "statements"]).or_else(|| at(&["provider", "iamRoleStatements"]))
    }

    /// The list of statements of a role, where there is one.
    pub(crate) fn list(&self, role: &Role) -> Option<Place> {
        match role {
            Role::Shared => self.list_of_shared(),
            Role::Own(index) => self.project.get(self.environments.functions[*index].place, "iamRoleStatements"),
            Role::Written(_, place) => {
                let properties = self.project.settle(self.project.get(*place, "Properties")?);
                let policies = self.project.settle(self.project.get(properties, "Policies")?);
                let first = *self.project.unit(policies).document.items(policies.node).first()?;
                let policy = self.project.settle(Place { node: first, ..policies });
                let document = self.project.settle(self.project.get(policy, "PolicyDocument")?);
                self.project.get(document, "Statement")
            }
            Role::Elsewhere(_) => None,
        }
    }
}
