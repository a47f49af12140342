//! Functions that are written by hand under `resources`, and the environments that they get.

use indexmap::IndexMap;
use sealform_yaml::NodeKind;

use crate::environment::{Environments, Function, Kind, Owner};
use crate::project::Project;
use crate::unit::Place;

impl Environments {
    /// The functions among `resources`, which may be a list of files whose parts of one resource come together.
    pub(crate) fn by_hand(&mut self, project: &Project, resources: Place) {
        let settled = self.way(project, resources);
        let parts = match &project.unit(settled).document.node(settled.node).kind {
            NodeKind::Sequence(items) => items.iter().map(|&node| self.way(project, Place { node, ..settled })).collect(),
            _ => vec![settled],
        };
        let mut by_id: IndexMap<String, Vec<Place>> = IndexMap::new();
        for part in parts {
            let Some(list) = project.get(part, "Resources").map(|list| self.way(project, list)) else { continue };
            for entry in project.unit(list).document.entries(list.node) {
                let place = self.way(project, Place { node: entry.value, ..list });
                by_id.entry(entry.key.to_owned()).or_default().push(place);
            }
        }
        for (name, places) in by_id {
            let Some(kind) = places.iter().find_map(|&place| kind(project, place)) else { continue };
            let properties: Vec<(Place, Place)> =
                places.iter().filter_map(|&place| Some((place, self.way(project, project.get(place, "Properties")?)))).collect();
            let has_role = |properties: Place| project.get(properties, "Role").is_some();
            let Some((place, _)) = properties.iter().find(|(_, properties)| has_role(*properties)).or(properties.first()) else { continue };
            let owner = Owner::Function(self.functions.len());
            self.functions.push(Function { name, place: *place, kind });
            for (_, properties) in properties {
                let Some(environment) = project.get(properties, "Environment") else { continue };
                for environment in self.branches(project, environment) {
                    let Some(variables) = project.get(environment, "Variables") else { continue };
                    for variables in self.branches(project, variables) {
                        self.environment(project, variables, owner);
                    }
                }
            }
        }
    }

    /// The values that a property may have: the branches of `Fn::If`, or the one that is written. What another intrinsic function makes is none.
    fn branches(&mut self, project: &Project, value: Place) -> Vec<Place> {
        let settled = self.way(project, value);
        let document = &project.unit(settled).document;
        let node = document.node(settled.node);
        let (function, argument) = match (node.tag.and_then(|tag| tag.intrinsic()), &node.kind) {
            (Some(name), _) => (name, settled),
            (None, NodeKind::Mapping(_)) => {
                let mut entries = document.entries(settled.node);
                match (entries.next(), entries.next()) {
                    (Some(entry), None) if entry.key == "Ref" || entry.key.starts_with("Fn::") => {
                        (entry.key, Place { node: entry.value, ..settled })
                    }
                    _ => return vec![settled],
                }
            }
            (None, _) => return vec![settled],
        };
        if function != "Fn::If" {
            return Vec::new();
        }
        let argument = self.way(project, argument);
        let items = project.unit(argument).document.items(argument.node);
        items.iter().skip(1).flat_map(|&node| self.branches(project, Place { node, ..argument })).collect()
    }
}

fn kind(project: &Project, resource: Place) -> Option<Kind> {
    match &*project.get(resource, "Type").and_then(|kind| project.literal(kind))? {
        "AWS::Lambda::Function" => Some(Kind::Lambda),
        "AWS::Serverless::Function" => Some(Kind::Sam),
        _ => None,
    }
}
