//! Where the statements of a function go: into the role that it names, or into the policies from which SAM makes its role.

use sealform_yaml::{NodeId, NodeKind};

use crate::here::Here;
use crate::meaning::Meaning;
use crate::project::Project;
use crate::unit::Place;

/// Where a function's statements are kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Home {
    /// The `Properties` of an AWS::IAM::Role.
    Role(Place),
    /// The `Properties` of a function of SAM that names no role.
    Function(Place),
    /// Nowhere in this template; what names the role, if anything does.
    Elsewhere(Option<Place>),
}

/// A policy document in a home.
pub(super) struct Policy {
    /// The value of `Statement`.
    pub(super) statement: Place,
    /// Whether further statements can be put behind those that are there.
    pub(super) is_list: bool,
}

/// The home of the function `logical_id`.
pub(super) fn of(project: &Project, logical_id: &str) -> Home {
    let Some(function) = resource(project, logical_id) else { return Home::Elsewhere(None) };
    let Some(properties) = get(project, function, "Properties") else { return Home::Elsewhere(None) };
    match get(project, properties, "Role") {
        Some(role) => match role_id(project, role).and_then(|id| resource(project, &id)) {
            Some(resource) if is_type(project, resource, "AWS::IAM::Role") => {
                get(project, resource, "Properties").map_or(Home::Elsewhere(Some(role)), Home::Role)
            }
            _ => Home::Elsewhere(Some(role)),
        },
        None if is_type(project, function, "AWS::Serverless::Function") => Home::Function(properties),
        None => Home::Elsewhere(None),
    }
}

/// The policy documents that are written in a home, in order.
pub(super) fn policies(project: &Project, home: &Home) -> Vec<Policy> {
    let (properties, is_role) = match home {
        Home::Role(properties) => (*properties, true),
        Home::Function(properties) => (*properties, false),
        Home::Elsewhere(_) => return Vec::new(),
    };
    let Some(policies) = get(project, properties, "Policies") else { return Vec::new() };
    let unit = project.unit(policies);
    let node = unit.document.node(policies.node);
    let items: Vec<NodeId> = match &node.kind {
        NodeKind::Sequence(items) if node.tag.is_none() => items.clone(),
        NodeKind::Mapping(_) => vec![policies.node],
        NodeKind::Sequence(_) | NodeKind::Scalar(_) => Vec::new(),
    };
    let documents = items.into_iter().filter_map(|node| {
        let item = project.own(Place { node, ..policies });
        let document = if is_role { get(project, item, "PolicyDocument")? } else { item };
        let statement = get(project, document, "Statement")?;
        let node = project.unit(statement).document.node(statement.node);
        Some(Policy { statement, is_list: matches!(node.kind, NodeKind::Sequence(_)) && node.tag.is_none() })
    });
    documents.collect()
}

/// The value under `key` of a mapping that is no call.
pub(super) fn get(project: &Project, mapping: Place, key: &str) -> Option<Place> {
    let node = project.unit(mapping).document.node(mapping.node);
    if node.tag.is_some() { None } else { project.get(mapping, key).map(|place| project.own(place)) }
}

fn resource(project: &Project, logical_id: &str) -> Option<Place> {
    get(project, get(project, project.root()?, "Resources")?, logical_id)
}

fn is_type(project: &Project, resource: Place, resource_type: &str) -> bool {
    get(project, resource, "Type").is_some_and(|place| project.text(place) == resource_type)
}

/// The logical ID of the role that `role` names: `!GetAtt Role.Arn`, `!Sub ${Role.Arn}`, `!Ref Role`.
fn role_id(project: &Project, role: Place) -> Option<String> {
    let here = Here::default();
    let canonical = Meaning { project, here: &here }.text(role);
    let name = canonical.strip_prefix("${")?.strip_suffix('}')?;
    Some(name.strip_suffix(".Arn").unwrap_or(name).to_owned())
}
