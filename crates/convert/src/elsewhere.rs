//! Secrets of Parameter Store in clear text beyond the environments: each is named for a person.

use std::collections::{HashMap, HashSet};

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
        if values.contains(&place) || done.contains(&place) || !brings_secret(finder, place) {
            continue;
        }
        let path = paths.get(&place.node).filter(|_| place.unit == 0);
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
    left
}

fn brings_secret(finder: &Finder<'_>, place: Place) -> bool {
    let Some(segments) = finder.project.segments(place) else { return false };
    if finder.holds_secret(place) {
        return true;
    }
    // By name alone too much would be taken for a secret here: only what leads to Parameter Store counts.
    segments.iter().any(|segment| match segment {
        Segment::Variable(variable) => variable.alternatives.iter().any(|alternative| match alternative {
            sealform_reference::Alternative::Source(source) => {
                finder.project.source(source).is_some_and(|target| finder.holds_secret(target.place))
            }
            sealform_reference::Alternative::Literal { .. } => false,
        }),
        Segment::Text { .. } => false,
    })
}

/// The dotted path of each scalar of the service file.
fn paths(project: &crate::project::Project) -> HashMap<NodeId, String> {
    let mut paths = HashMap::new();
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
