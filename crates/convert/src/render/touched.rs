//! What sealing touches: what holds a secret, and the roles that must be allowed to open one.

use std::collections::HashSet;

use sealform_model::{Tree, Value as Shape};
use sealform_secret::{Classified, Content, Secret};

use super::texts::{Texts, holds_secret};
use crate::project::Project;
use crate::roles::PER_FUNCTION;
use crate::way::has_plugin;

/// The settings that lead to the statements of the role that functions share.
const STATEMENTS: [&[&str]; 4] =
    [&["provider", "iam"], &["provider", "iam", "role"], &["provider", "iam", "role", "statements"], &["provider", "iamRoleStatements"]];

/// What is touched in one resolved service.
pub(super) struct Touched {
    /// Whether anything is.
    any: bool,
    /// Whether functions share a secret.
    shared: bool,
    /// Whether each of them gets it in its own way: encrypted for its name.
    apart: bool,
    /// Whether functions have roles of their own by the plugin for that.
    per_function: bool,
    /// The logical IDs that name roles.
    roles: HashSet<String>,
}

impl Touched {
    pub(super) fn of(project: &Project, texts: &Texts<'_>, service: &Tree<Classified>) -> Self {
        let environment = service.at(&["provider", "environment"]);
        let functions = service.get("functions").and_then(Tree::as_mapping);
        let any = ["provider", "functions", "resources"].iter().filter_map(|key| service.get(key)).any(|tree| is_touched(texts, tree));
        let mut roles = HashSet::new();
        for path in [&["provider", "role"][..], &["provider", "iam", "role"]] {
            service.at(path).into_iter().for_each(|role| names(role, &mut roles));
        }
        functions
            .into_iter()
            .flat_map(|functions| functions.iter())
            .filter_map(|(_, function)| function.get("role"))
            .for_each(|role| names(role, &mut roles));
        service.get("resources").into_iter().for_each(|resources| of_resources(resources, &mut roles));
        Self {
            any,
            shared: environment.is_some_and(|environment| is_touched(texts, environment)),
            apart: environment.is_some_and(holds_clear_text),
            per_function: has_plugin(project, PER_FUNCTION),
            roles,
        }
    }

    /// Whether a function is written otherwise, or must be seen to know its role.
    pub(super) fn function(&self, texts: &Texts<'_>, function: &Tree<Classified>) -> bool {
        let has_role = self.per_function || ["role", "iamRoleStatements"].iter().any(|key| function.get(key).is_some());
        is_touched(texts, function) || (self.shared && (self.apart || has_role))
    }

    /// Whether what stands at `path` must be written in the service file.
    pub(super) fn is(&self, texts: &Texts<'_>, path: &[&str], tree: &Tree<Classified>) -> bool {
        match path {
            ["functions", _] => self.function(texts, tree),
            ["functions", _, "iamRoleStatements"] => self.any,
            ["provider"] => self.any,
            ["provider", ..] => self.any && STATEMENTS.contains(&path),
            ["resources", "Resources", id, ..] if self.roles.contains(*id) => self.any,
            ["resources"] | ["resources", "Resources"] => is_touched(texts, tree) || (self.any && self.holds_role(tree)),
            ["resources", _] | ["resources", "Resources", _] => is_touched(texts, tree),
            _ => false,
        }
    }

    /// Whether one of the roles is among the resources of a template.
    fn holds_role(&self, tree: &Tree<Classified>) -> bool {
        let has_one =
            |tree: &Tree<Classified>| tree.as_mapping().is_some_and(|resources| resources.iter().any(|(id, _)| self.roles.contains(id)));
        has_one(tree)
            || tree.get("Resources").is_some_and(has_one)
            || tree.as_sequence().is_some_and(|items| items.iter().any(|item| self.holds_role(item)))
    }
}

/// Whether sealing changes something in a tree, or asks for statements of IAM.
fn is_touched(texts: &Texts<'_>, tree: &Tree<Classified>) -> bool {
    holds_secret(tree) || texts.came_by_ours(tree) || holds_path(tree)
}

fn holds_path(tree: &Tree<Classified>) -> bool {
    match &tree.value {
        Shape::Leaf(_) => false,
        Shape::Sequence(items) => items.iter().any(holds_path),
        Shape::Mapping(mapping) => mapping.iter().any(|(key, tree)| key.starts_with("SSM_PATH_TO_") || holds_path(tree)),
    }
}

fn holds_clear_text(tree: &Tree<Classified>) -> bool {
    match &tree.value {
        Shape::Leaf(leaf) => matches!(leaf.content, Content::Secret(Secret::Clear(_))),
        Shape::Sequence(items) => items.iter().any(holds_clear_text),
        Shape::Mapping(mapping) => mapping.iter().any(|(_, tree)| holds_clear_text(tree)),
    }
}

/// The roles that functions under `resources` name.
fn of_resources(tree: &Tree<Classified>, found: &mut HashSet<String>) {
    match &tree.value {
        Shape::Leaf(_) => {}
        Shape::Sequence(items) => items.iter().for_each(|item| of_resources(item, found)),
        Shape::Mapping(mapping) => mapping.iter().for_each(|(key, tree)| {
            if key == "Role" {
                names(tree, found);
            } else {
                of_resources(tree, found);
            }
        }),
    }
}

/// The words of a `role` that may be a logical ID: `R` of `!GetAtt R.Arn`.
fn names(tree: &Tree<Classified>, found: &mut HashSet<String>) {
    match &tree.value {
        Shape::Leaf(leaf) => {
            let text = leaf.as_public().map(|public| public.to_text()).unwrap_or_default();
            let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
            found.extend(words.map(str::to_owned));
        }
        Shape::Sequence(items) => items.iter().for_each(|item| names(item, found)),
        Shape::Mapping(mapping) => mapping.iter().for_each(|(_, tree)| names(tree, found)),
    }
}
