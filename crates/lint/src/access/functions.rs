//! The functions of a file, each with its environment and its role.

use std::collections::{HashMap, HashSet};

use sealform_yaml::NodeKind;

use super::environment::{Environment, Variable};
use super::follow::{follow, is_asked};
use super::roles::{Policies, Role, Sight, resource_of};
use super::statement::Statement;
use crate::kind::Kind;
use crate::place::{PlaceId, Step};
use crate::unit::Unit;

/// The plugin that gives functions roles of their own.
const ROLES_PER_FUNCTION: &str = "serverless-iam-roles-per-function";

/// The logical ID of the role that the Serverless Framework makes.
const SHARED_ROLE: &str = "IamRoleLambdaExecution";

/// A function.
#[derive(Clone, Debug)]
pub(crate) struct Function<'d> {
    /// Its key or logical ID.
    pub(crate) name: &'d str,
    /// Where it is in the linted file.
    pub(crate) place: PlaceId,
    pub(crate) role: usize,
    own: usize,
    shared: usize,
}

/// All functions, environments, roles and statements of a unit.
#[derive(Debug, Default)]
pub(crate) struct Access<'d> {
    pub(crate) functions: Vec<Function<'d>>,
    pub(crate) statements: Vec<Statement<'d>>,
    pub(crate) roles: Vec<Role>,
    environments: Vec<Environment<'d>>,
}

impl<'d> Access<'d> {
    pub(crate) fn new(unit: &Unit<'d>) -> Self {
        let mut builder = Builder { unit, policies: Policies::default(), access: Self::default(), named: HashMap::new() };
        builder.access.environments.push(Environment::empty());
        builder.named_roles();
        match unit.kind() {
            Kind::Service => builder.service(),
            Kind::Template => builder.template(),
        }
        builder.access.statements = builder.policies.statements;
        builder.access
    }

    /// The variables of `function`: its own, then those of all functions that it does not set itself.
    pub(crate) fn variables<'a>(&'a self, function: &Function<'d>) -> impl Iterator<Item = &'a Variable<'d>> {
        let own = &self.environments[function.own];
        let shared = &self.environments[function.shared].variables;
        own.variables.iter().chain(shared.iter().filter(move |variable| !own.has(variable.name)))
    }

    /// Whether all variables of `function` are in the files.
    pub(crate) fn is_whole(&self, function: &Function<'d>) -> bool {
        self.environments[function.own].is_whole && self.environments[function.shared].is_whole
    }

    /// Every variable that is written, each once, in the order of the files.
    pub(crate) fn all_variables(&self) -> impl Iterator<Item = &Variable<'d>> {
        self.environments.iter().flat_map(|environment| &environment.variables)
    }

    /// The statements of the role of `function`.
    pub(crate) fn statements_of<'a>(&'a self, function: &Function<'d>) -> impl Iterator<Item = &'a Statement<'d>> {
        self.roles[function.role].statements.iter().map(|&number| &self.statements[number])
    }

    /// The numbers of the statements that a function has one of whose variables is `wanted`.
    pub(crate) fn statements_for(&self, wanted: impl Fn(&Variable<'d>) -> bool) -> HashSet<usize> {
        let users = self.functions.iter().filter(|function| self.variables(function).any(&wanted));
        users.flat_map(|function| &self.roles[function.role].statements).copied().collect()
    }
}

struct Builder<'u, 'd> {
    unit: &'u Unit<'d>,
    policies: Policies<'d>,
    access: Access<'d>,
    /// Roles and policies by logical ID.
    named: HashMap<&'d str, Role>,
}

impl<'d> Builder<'_, 'd> {
    /// The roles and policies among the resources.
    fn named_roles(&mut self) {
        let unit = self.unit;
        let resources = || unit.template().resources.iter().filter(|resource| resource.resource_type.starts_with("AWS::IAM::"));
        let mut attached: Vec<(Option<&'d str>, Role)> = Vec::new();
        for resource in resources().filter(|resource| resource.resource_type.ends_with("Policy")) {
            let Some(statements) = unit.at(resource.place, &["Properties", "PolicyDocument", "Statement"]) else { continue };
            let role = self.policies.list(unit, statements, statements);
            for key in ["Roles", "RoleName"] {
                let Some(roles) = unit.at(resource.place, &["Properties", key]) else { continue };
                for entry in super::statement::entries(unit, roles) {
                    attached.push((resource_of(unit, entry.place), role.clone()));
                }
            }
            self.named.insert(resource.logical_id, role);
        }
        for resource in resources().filter(|resource| resource.resource_type == "AWS::IAM::Role") {
            let mut role = Role::empty();
            let Some(properties) = unit.get(resource.place, "Properties") else { continue };
            role.see(Sight::All);
            if let Some(policies) = unit.get(properties, "Policies") {
                let at = follow(unit, policies);
                if is_asked(unit, at) || unit.function(at).is_some() {
                    role.see(Sight::Part);
                }
                for policy in unit.places().children(at) {
                    match unit.at(policy, &["PolicyDocument", "Statement"]) {
                        Some(statements) => {
                            let list = self.policies.list(unit, statements, statements);
                            role.add(&list);
                        }
                        None => role.see(Sight::Part),
                    }
                }
            }
            if let Some(managed) = unit.get(properties, "ManagedPolicyArns") {
                let managed = self.policies.managed(unit, managed, &self.named);
                role.add(&managed);
            }
            self.named.insert(resource.logical_id, role);
        }
        for (role, policy) in attached {
            match role.and_then(|role| self.named.get_mut(role)) {
                Some(role) => role.add(&policy),
                // The role that the Serverless Framework makes is not among the resources.
                None if role == Some(SHARED_ROLE) => {
                    self.named.insert(SHARED_ROLE, policy);
                }
                // A policy for a role by its name: it may be any of these.
                None => self.named.values_mut().for_each(|role| role.see(Sight::Part)),
            }
        }
    }

    fn service(&mut self) {
        let unit = self.unit;
        let Some(root) = unit.root() else { return };
        let provider = unit.get(root, "provider").map(|place| follow(unit, place));
        let cloud = provider.and_then(|provider| unit.get(provider, "name").or(Some(provider))).and_then(|name| unit.scalar(name));
        if cloud.is_some_and(|cloud| {
            matches!(&*cloud.text, "azure" | "google" | "openwhisk" | "kubeless" | "cloudflare" | "fn" | "spotinst" | "tencent")
        }) {
            return;
        }
        let at = |path: &[&str]| provider.and_then(|provider| walk(unit, provider, path));
        let shared_environment = at(&["environment"]).map_or(0, |place| self.environment(place));
        let authored = at(&["iam", "role", "statements"]).or_else(|| at(&["iamRoleStatements"]));
        let authored = authored.map_or_else(Role::empty, |place| self.policies.list(unit, place, place));
        let mut shared = self.shared_role(&authored, &at);
        if provider.is_some_and(|provider| is_asked(unit, provider)) {
            shared.see(Sight::Part);
        }
        let shared = self.role(shared);
        let per_function = uses_plugin(unit, root);
        let inherits = unit.at(root, &["custom", ROLES_PER_FUNCTION, "defaultInherit"]).is_some_and(|place| is_true(unit, place));
        for (name, entry, place) in functions(unit, root) {
            let own = unit.get(place, "environment").map_or(0, |place| self.environment(place));
            let own_statements = if per_function { unit.get(place, "iamRoleStatements") } else { None };
            let own_statements = own_statements.or_else(|| walk(unit, place, &["iam", "role", "statements"]));
            let role = match (unit.get(place, "role"), own_statements) {
                (Some(role), _) => {
                    let role = self.of_reference(role);
                    self.role(role)
                }
                (None, Some(statements)) => {
                    let mut role = self.policies.list(unit, statements, entry);
                    role.see(Sight::All);
                    let inherit = ["iamRoleStatementsInherit"].iter().find_map(|key| unit.get(place, key));
                    let inherit = inherit.or_else(|| walk(unit, place, &["iam", "inheritStatements"]));
                    if inherit.map_or(inherits, |place| is_true(unit, place)) {
                        role.add(&authored);
                    }
                    self.role(role)
                }
                (None, None) => shared,
            };
            self.access.functions.push(Function { name, place: entry, role, own, shared: shared_environment });
        }
    }

    /// The role of all functions that have none of their own.
    fn shared_role(&self, authored: &Role, at: &dyn Fn(&[&str]) -> Option<PlaceId>) -> Role {
        let unit = self.unit;
        let given = at(&["iam", "role"]).filter(|&place| unit.function(place).is_some() || unit.scalar(place).is_some());
        if let Some(place) = given.or_else(|| at(&["role"])) {
            return self.of_reference(place);
        }
        let mut role = authored.clone();
        if let Some(place) = at(&["iam", "role", "managedPolicies"]).or_else(|| at(&["iamManagedPolicies"])) {
            role.add(&self.policies.managed(unit, place, &self.named));
        }
        if let Some(policy) = self.named.get(SHARED_ROLE) {
            role.add(policy);
        }
        if unit.root().and_then(|root| walk(unit, root, &["resources", "extensions", SHARED_ROLE])).is_some() {
            role.see(Sight::Part);
        }
        role
    }

    fn template(&mut self) {
        let unit = self.unit;
        let Some(root) = unit.root() else { return };
        let globals = walk(unit, root, &["Globals", "Function"]);
        let global = |path: &[&str]| globals.and_then(|globals| walk(unit, globals, path));
        let shared = global(&["Environment", "Variables"]).map_or(0, |place| self.environment(place));
        for resource in &unit.template().resources {
            let is_sam = resource.resource_type == "AWS::Serverless::Function";
            if !is_sam && resource.resource_type != "AWS::Lambda::Function" {
                continue;
            }
            let property = |path: &[&str]| walk(unit, resource.place, &["Properties"]).and_then(|properties| walk(unit, properties, path));
            let own = match (property(&["Environment", "Variables"]), property(&["Environment"])) {
                (Some(variables), _) => self.environment(variables),
                (None, Some(environment)) => self.environment(environment),
                (None, None) => 0,
            };
            let given = property(&["Role"]).or_else(|| is_sam.then(|| global(&["Role"])).flatten());
            let role = match given {
                Some(role) => self.of_reference(role),
                None if !is_sam => Role::foreign(),
                None => {
                    let mut role = Role::empty();
                    for policies in [property(&["Policies"]), global(&["Policies"])].into_iter().flatten() {
                        role.add(&self.policies.sam(unit, policies, &self.named));
                    }
                    if property(&["Connectors"]).is_some() {
                        role.see(Sight::Part);
                    }
                    role
                }
            };
            let role = self.role(role);
            let shared = if is_sam { shared } else { 0 };
            self.access.functions.push(Function { name: resource.logical_id, place: resource.place, role, own, shared });
        }
    }

    /// The role that a function names: one of the resources, or one of somebody else.
    fn of_reference(&self, place: PlaceId) -> Role {
        let unit = self.unit;
        let place = follow(unit, place);
        let id = resource_of(unit, place).or_else(|| unit.scalar(place).map(|scalar| &*scalar.text));
        id.and_then(|id| self.named.get(id)).cloned().unwrap_or_else(Role::foreign)
    }

    fn environment(&mut self, place: PlaceId) -> usize {
        self.access.environments.push(Environment::read(self.unit, place));
        self.access.environments.len() - 1
    }

    fn role(&mut self, role: Role) -> usize {
        self.access.roles.push(role);
        self.access.roles.len() - 1
    }
}

/// The value at the end of `path`, references on the way followed.
fn walk(unit: &Unit<'_>, place: PlaceId, path: &[&str]) -> Option<PlaceId> {
    path.iter().try_fold(place, |place, key| unit.get(follow(unit, place), key))
}

/// Name, place in the linted file and place of each function of a service; `functions` may be a list of mappings.
fn functions<'d>(unit: &Unit<'d>, root: PlaceId) -> Vec<(&'d str, PlaceId, PlaceId)> {
    let Some(place) = unit.get(root, "functions") else { return Vec::new() };
    let at = follow(unit, place);
    let mappings: Vec<PlaceId> = match unit.node(at).kind {
        NodeKind::Sequence(_) => unit.places().children(at).collect(),
        _ => vec![at],
    };
    let mut found = Vec::new();
    for written in mappings {
        let mapping = follow(unit, written);
        for function in unit.places().children(mapping) {
            if let Step::Key(name, _) = unit.places().get(function).step {
                let own = |place: &PlaceId| unit.is_own(*place);
                let entry = [function, written, place].into_iter().find(own).unwrap_or(place);
                found.push((name, entry, follow(unit, function)));
            }
        }
    }
    found
}

fn uses_plugin(unit: &Unit<'_>, root: PlaceId) -> bool {
    let Some(plugins) = unit.get(root, "plugins").map(|place| follow(unit, place)) else { return false };
    let list = unit.get(plugins, "modules").map_or(plugins, |place| follow(unit, place));
    is_asked(unit, list)
        || unit.places().children(list).any(|place| unit.scalar(place).is_some_and(|scalar| *scalar.text == *ROLES_PER_FUNCTION))
}

fn is_true(unit: &Unit<'_>, place: PlaceId) -> bool {
    // What is not known may be true.
    unit.scalar(follow(unit, place)).is_some_and(|scalar| *scalar.text != *"false")
}
