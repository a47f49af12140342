//! Secrets of Parameter Store in clear text beyond the environments: each is named for a person.

use std::collections::HashSet;

use indexmap::IndexMap;

use sealform_reference::Segment;
use sealform_yaml::{NodeId, NodeKind};

use crate::environment::Environments;
use crate::found::Finder;
use crate::left::{Left, Reason};
use crate::unit::Place;
use crate::uses::Uses;

/// What nobody can read at run time, and definitions that nothing uses. `done` are the definitions that were converted.
pub(crate) fn left(finder: &Finder<'_>, environments: &Environments, uses: &Uses, done: &HashSet<Place>) -> Vec<Left> {
    let project = finder.project;
    let values: HashSet<Place> = environments
        .mappings
        .keys()
        .flat_map(|&mapping| {
            let entries = project.unit(mapping).document.written_entries(mapping.node);
            entries.map(|entry| project.own(Place { node: entry.value, ..mapping })).collect::<Vec<_>>()
        })
        .collect();
    let paths = paths(project);
    let mut left = Vec::new();
    for &place in &project.places {
        let path = paths.get(&place.node).filter(|_| place.unit == 0);
        // The keys of API Gateway are secrets, whatever they are called.
        let of_api = path.is_some_and(|path| path.starts_with("provider.apiKeys.") || path.starts_with("provider.apiGateway.apiKeys."));
        if values.contains(&place) || done.contains(&place) || !(of_api || brings_secret(finder, place)) {
            continue;
        }
        let of_definitions = path.is_none_or(|path| matches!(path.split('.').next(), Some("custom" | "params" | "stages")));
        let span = project.unit(place).span(place.node);
        let name = path.cloned().unwrap_or_else(|| "a value of an included file".to_owned());
        let used = uses.reaching(project, place).next().is_some() || !uses.aliases(place).is_empty();
        match (of_definitions, used) {
            (true, false) if place.unit == 0 && finder.holds_secret(place) => left.push(Left { span, name, reason: Reason::Unused }),
            (true, _) => {}
            (false, _) => left.push(Left { span, name, reason: Reason::Place }),
        }
    }
    left.extend(literals(finder, &values, &paths));
    left
}

/// Secrets that are written out in the service file, beyond the environments.
fn literals(finder: &Finder<'_>, values: &HashSet<Place>, paths: &IndexMap<NodeId, String>) -> Vec<Left> {
    let project = finder.project;
    let mut left = Vec::new();
    for (&node, path) in paths {
        let place = Place { unit: 0, node };
        let key = path.rsplit('.').find(|key| !key.bytes().all(|byte| byte.is_ascii_digit())).unwrap_or_default();
        let outside = !values.contains(&place) && project.segments(place).is_none();
        let text = project.unit(place).scalar(node).filter(|_| outside);
        if text.is_some_and(|text| finder.is_secret_property(key, &text)) {
            let reason = Reason::Literal { put: finder.put_by_hand(key) };
            left.push(Left { span: project.unit(place).span(node), name: path.clone(), reason });
        }
    }
    left
}

fn brings_secret(finder: &Finder<'_>, place: Place) -> bool {
    let Some(segments) = finder.project.segments(place) else { return false };
    if finder.holds_secret(place) {
        return true;
    }
    // By the name of the place alone too much would be taken for a secret here: what it comes from counts.
    segments.iter().any(|segment| match segment {
        Segment::Variable(variable) => variable.alternatives.iter().any(|alternative| match alternative {
            sealform_reference::Alternative::Source(source) => {
                finder.is_secret_of_deployer(source)
                    || finder.project.source(source).is_some_and(|target| finder.holds_secret(target.place))
            }
            sealform_reference::Alternative::Literal { .. } => false,
        }),
        Segment::Text { .. } => false,
    })
}

/// The dotted path of each scalar of the service file.
fn paths(project: &crate::project::Project) -> IndexMap<NodeId, String> {
    let mut paths = IndexMap::new();
    let Some(root) = project.root() else { return paths };
    let document = &project.unit(root).document;
    let mut open = vec![(root.node, String::new())];
    while let Some((id, path)) = open.pop() {
        if document.alias_target(id).is_some() {
            continue;
        }
        let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
        match &document.node(id).kind {
            NodeKind::Scalar(_) => drop(paths.insert(id, path)),
            NodeKind::Sequence(items) => open.extend(items.iter().enumerate().map(|(index, &item)| (item, below(&index.to_string())))),
            NodeKind::Mapping(_) => open.extend(document.written_entries(id).map(|entry| (entry.value, below(entry.key)))),
        }
    }
    paths
}
