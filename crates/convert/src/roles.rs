//! Whose role a function runs under, and where the statements of that role are written.

use sealform_yaml::NodeKind;

use crate::environment::{Environments, Kind, Owner};
use crate::here::Here;
use crate::meaning::Meaning;
use crate::project::Project;
use crate::unit::Place;
use crate::way::{has_plugin, resources};

/// The plugin that gives a function with `iamRoleStatements` a role of its own (its README, 3.2, read 2026-11-23).
pub(crate) const PER_FUNCTION: &str = "serverless-iam-roles-per-function";

/// The logical ID of the role that the Serverless Framework makes for the functions that share one.
const SHARED: &str = "IamRoleLambdaExecution";

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Role {
    /// The one that functions share.
    Shared,
    /// That of one function, by its number.
    Own(usize),
    /// One that is written under `resources`, by its logical ID and its place.
    Written(String, Place),
    /// The one that SAM makes of the `Policies` of an `AWS::Serverless::Function`, by the place of that.
    Sam(Place),
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
            Owner::Provider if self.environments.of_service().next().is_none() => vec![self.of_all().unwrap_or(Role::Shared)],
            // Every function gets it; a role of its own is not made for that.
            Owner::Provider => self.environments.of_service().map(|index| self.written_for(index)).collect(),
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
            Role::Shared
                if self.per_function && self.environments.functions[index].kind == Kind::Service && self.may_leave_the_shared() =>
            {
                Role::Own(index)
            }
            role => role,
        }
    }

    /// Whether a function loses nothing with a role of its own.
    fn may_leave_the_shared(&self) -> bool {
        !self.shared_is_needed && self.list_of_shared().is_none() && !self.has_managed_policies()
    }

    /// The role that a function has now.
    fn written_for(&self, index: usize) -> Role {
        let function = &self.environments.functions[index];
        let (kind, function) = (function.kind, function.place);
        if kind != Kind::Service {
            let properties = self.project.get(function, "Properties").map(|properties| self.project.settle(properties));
            return match properties.and_then(|properties| self.project.get(properties, "Role")) {
                Some(role) => self.named_or_shared(role),
                None if kind == Kind::Sam => Role::Sam(function),
                None => Role::Elsewhere(function),
            };
        }
        if let Some(role) = self.project.get(function, "role") {
            return self.named_or_shared(role);
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
        let id = self.id(role);
        match self.resources.iter().find(|(known, place)| *known == id && self.is_role(*place)) {
            Some((id, place)) => Role::Written(id.clone(), *place),
            None => Role::Elsewhere(role),
        }
    }

    /// As [`Self::named`], where the role that functions share may be named too. One whose policies are replaced under `resources` is
    /// nobody's to add to: lists are merged item by item there.
    fn named_or_shared(&self, role: Place) -> Role {
        if self.id(role) != SHARED {
            return self.named(role);
        }
        let replaced = self.resources.iter().any(|(id, place)| {
            let properties = self.project.get(*place, "Properties").map(|properties| self.project.settle(properties));
            id == SHARED && properties.is_some_and(|properties| self.project.get(properties, "Policies").is_some())
        });
        if replaced || self.of_all().is_some() { Role::Elsewhere(role) } else { Role::Shared }
    }

    /// The logical ID that a `role` names, else its whole text.
    fn id(&self, role: Place) -> String {
        let here = Here::default();
        let canonical = Meaning { project: self.project, here: &here }.text(role);
        canonical.strip_prefix("${").and_then(|rest| rest.strip_suffix(".Arn}")).map_or_else(|| canonical.clone(), str::to_owned)
    }

    fn is_role(&self, resource: Place) -> bool {
        self.project.get(resource, "Type").and_then(|kind| self.project.literal(kind)).as_deref() == Some("AWS::IAM::Role")
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

    /// The list that takes new statements of a role, where there is one.
    pub(crate) fn list(&self, role: &Role) -> Option<Place> {
        self.own_lists(role).first().copied()
    }

    /// All lists of statements of a role, those of policies that are attached to it too.
    pub(crate) fn lists(&self, role: &Role) -> Vec<Place> {
        let id = match role {
            Role::Shared => Some(SHARED),
            Role::Written(id, _) => Some(id.as_str()),
            Role::Own(_) | Role::Sam(_) | Role::Elsewhere(_) => None,
        };
        let mut lists = self.own_lists(role);
        lists.extend(id.into_iter().flat_map(|id| self.attached(id)));
        lists
    }

    fn own_lists(&self, role: &Role) -> Vec<Place> {
        match role {
            Role::Shared => self.list_of_shared().into_iter().collect(),
            Role::Own(index) => self.project.get(self.environments.functions[*index].place, "iamRoleStatements").into_iter().collect(),
            Role::Written(_, place) => self.policies(*place, &["PolicyDocument", "Statement"]),
            Role::Sam(place) => self.policies(*place, &["Statement"]),
            Role::Elsewhere(_) => Vec::new(),
        }
    }

    /// The statements at `path` in each of the policies of a resource.
    fn policies(&self, resource: Place, path: &[&str]) -> Vec<Place> {
        let items = self.at(resource, &["Properties", "Policies"]).map(|list| self.items(list)).unwrap_or_default();
        items.into_iter().filter_map(|policy| self.at(policy, path)).collect()
    }

    /// The statements of the policies among the resources that name the role `id`.
    fn attached(&self, id: &str) -> Vec<Place> {
        let names_it = |resource: Place| {
            let kind = self.project.get(resource, "Type").and_then(|kind| self.project.literal(kind));
            let is_policy = matches!(kind.as_deref(), Some("AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" | "AWS::IAM::RolePolicy"));
            let named = |roles: Place| self.items(roles).into_iter().chain([roles]).any(|role| self.id(role) == format!("${{{id}}}"));
            is_policy && ["Roles", "RoleName"].iter().any(|key| self.at(resource, &["Properties", key]).is_some_and(named))
        };
        let policies = self.resources.iter().filter(|(_, resource)| names_it(*resource));
        policies.filter_map(|(_, resource)| self.at(*resource, &["Properties", "PolicyDocument", "Statement"])).collect()
    }

    /// The items of a list; none of what an intrinsic function makes.
    fn items(&self, list: Place) -> Vec<Place> {
        let list = self.project.settle(list);
        let document = &self.project.unit(list).document;
        let nodes = if document.node(list.node).tag.is_none() { document.items(list.node) } else { &[] };
        nodes.iter().map(|&node| Place { node, ..list }).collect()
    }

    /// The value at a path, variables on the way followed.
    fn at(&self, start: Place, path: &[&str]) -> Option<Place> {
        path.iter().try_fold(start, |place, key| self.project.get(self.project.settle(place), key))
    }
}
