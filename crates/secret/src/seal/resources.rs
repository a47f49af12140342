//! `resources`: the environments of Lambda functions sealed in place, everything else as everywhere.

use std::collections::HashSet;

use indexmap::IndexMap;
use sealform_model::{Mapping, Scalar, Tree, Value};

use super::SealedFunction;
use super::elsewhere::{Emitted, Resource, Walk};
use super::functions::merged;
use super::pass::Pass;
use crate::{Classified, Public, SealedLeaf};

/// The resource types whose `Properties.Environment.Variables` are a function's environment.
const FUNCTIONS: &[&str] = &["AWS::Lambda::Function", "AWS::Serverless::Function"];

/// Seals `resources`, which may be a list of maps; it comes out as one map.
pub(super) fn seal(resources: &Tree<Classified>, sealed: &mut IndexMap<Box<str>, SealedFunction>, pass: &mut Pass<'_>) -> Tree<SealedLeaf> {
    seal_with(resources, sealed, pass, |_, _, _| None)
}

/// As [`seal`], but for the sections that `other` seals.
pub(super) fn seal_with<'a>(
    resources: &Tree<Classified>,
    sealed: &mut IndexMap<Box<str>, SealedFunction>,
    pass: &mut Pass<'a>,
    mut other: impl FnMut(&str, &Tree<Classified>, &mut Pass<'a>) -> Option<Tree<SealedLeaf>>,
) -> Tree<SealedLeaf> {
    let resources = merged(resources);
    let Value::Mapping(sections) = &resources.value else { return Walk::new(pass, Emitted::Yes).below("resources", &resources) };
    let mut mapping = Mapping::with_capacity(sections.len());
    for (key, key_span, section) in sections.iter_with_spans() {
        let value = match &section.value {
            Value::Mapping(all) if key == "Resources" => {
                let mut resources = Mapping::with_capacity(all.len());
                for (logical_id, id_span, tree) in all.iter_with_spans() {
                    resources.insert(logical_id, id_span, resource(logical_id, tree, sealed, pass));
                }
                Tree::mapping(section.span, resources)
            }
            _ => match other(key, section, pass) {
                Some(tree) => tree,
                None => Walk::new(pass, Emitted::Yes).at(&["resources"], |walk| walk.below(key, section)),
            },
        };
        mapping.insert(key, key_span, value);
    }
    Tree::mapping(resources.span, mapping)
}

/// The template's parameters with `NoEcho`.
pub(super) fn no_echo(resources: Option<&Tree<Classified>>) -> HashSet<Box<str>> {
    let Some(resources) = resources.map(merged) else { return HashSet::new() };
    let Some(parameters) = resources.get("Parameters").and_then(Tree::as_mapping) else { return HashSet::new() };
    let hidden = |parameter: &Tree<Classified>| text(parameter.get("NoEcho")).is_some_and(|flag| flag.eq_ignore_ascii_case("true"));
    parameters.iter().filter(|(_, parameter)| hidden(parameter)).map(|(name, _)| name.into()).collect()
}

fn resource(
    logical_id: &str,
    tree: &Tree<Classified>,
    sealed: &mut IndexMap<Box<str>, SealedFunction>,
    pass: &mut Pass<'_>,
) -> Tree<SealedLeaf> {
    let resource_type = text(tree.get("Type")).unwrap_or_default();
    let function = FUNCTIONS.contains(&&*resource_type).then(|| {
        let name = tree.at(&["Properties", "FunctionName"]).and_then(Tree::as_leaf).and_then(Classified::as_public);
        SealedFunction { name: name.filter(|name| matches!(name.scalar(), Scalar::Text(_))).cloned(), ..SealedFunction::default() }
    });
    let name = function.as_ref().and_then(|function| function.name.as_ref()).and_then(Public::as_str);
    let resource = Resource { logical_id, resource_type: &resource_type, is_function: function.is_some(), function_name: name };
    let mut walk = Walk::of_resource(pass, resource);
    let result = walk.at(&["resources", "Resources", logical_id], |walk| walk.tree(tree));
    let grants = walk.into_grants();
    if let Some(function) = function {
        sealed.insert(logical_id.into(), SealedFunction { grants, ..function });
    }
    result
}

fn text(tree: Option<&Tree<Classified>>) -> Option<String> {
    Some(tree?.as_leaf()?.as_public()?.to_text())
}
