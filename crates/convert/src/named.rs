//! Literals that land under a secret's name on a way that only the whole project shows: through an included file, or through a path with
//! variables in it. No diff may show them.

use std::collections::HashSet;

use sealform_diagnostic::Span;
use sealform_reference::{Alternative, Segment, Source};
use sealform_secret::heuristics::is_secret_name;
use sealform_yaml::{NodeKind, Scalar};

use crate::project::{MAX_HOPS, Project, Target, keys};
use crate::unit::Place;

/// Stands for what a variable brings.
const ANY: &str = "\0";

/// Where such literals are written.
pub(crate) fn literals(project: &Project) -> Vec<Span> {
    let mut walk = Walk { project, seen: HashSet::new(), found: Vec::new() };
    for (index, unit) in project.units.iter().enumerate() {
        for node in unit.values() {
            let NodeKind::Mapping(_) = &unit.document.node(node).kind else { continue };
            for entry in unit.document.written_entries(node).filter(|entry| is_secret_name(entry.key)) {
                walk.below(Place { unit: index, node: entry.value }, MAX_HOPS);
            }
        }
    }
    walk.found
}

struct Walk<'p> {
    project: &'p Project,
    /// What was looked at, and whether a variable led there.
    seen: HashSet<(Place, bool)>,
    found: Vec<Span>,
}

impl Walk<'_> {
    /// All that a value comes to.
    fn below(&mut self, place: Place, hops: usize) {
        let place = self.project.own(place);
        if hops == 0 || !self.seen.insert((place, hops < MAX_HOPS)) {
            return;
        }
        let unit = self.project.unit(place);
        match &unit.document.node(place.node).kind {
            NodeKind::Sequence(items) => items.iter().for_each(|&node| self.below(Place { node, ..place }, hops)),
            NodeKind::Mapping(_) => {
                unit.document.entries(place.node).for_each(|entry| self.below(Place { node: entry.value, ..place }, hops));
            }
            // What stands under the name itself is masked by whoever shows it.
            NodeKind::Scalar(_) => {
                let segments = self.project.segments(place).unwrap_or_default();
                let is_literal = segments.is_empty() || segments.iter().any(holds_literal);
                let is_text = unit.scalar(place.node).is_some() && !matches!(unit.document.value(place.node), Scalar::Bool(_));
                if hops < MAX_HOPS && is_literal && is_text {
                    self.found.push(unit.span(place.node));
                }
                let targets: Vec<Place> = segments.iter().flat_map(|segment| self.targets(segment)).collect();
                for target in targets {
                    self.below(target, hops - 1);
                }
            }
        }
    }

    /// Where the sources of a variable may lead; for a key with a variable in it every key counts.
    fn targets(&self, segment: &Segment) -> Vec<Place> {
        let Segment::Variable(variable) = segment else { return Vec::new() };
        let sources = variable.alternatives.iter().filter_map(|alternative| match alternative {
            Alternative::Source(source) => Some(source),
            Alternative::Literal { .. } => None,
        });
        sources.flat_map(|source| self.source(source)).collect()
    }

    fn source(&self, source: &Source) -> Vec<Place> {
        if let Some(Target { place, .. }) = self.project.source(source) {
            return vec![place];
        }
        let Some(start) = self.start(source) else { return Vec::new() };
        let Some(address) = &source.address else { return vec![start] };
        let path: String =
            address.segments.iter().map(|segment| if let Segment::Text { value, .. } = segment { value } else { ANY }).collect();
        let keys = keys(&path);
        let mut found = vec![start];
        let mut known = start;
        for key in keys {
            let below: Vec<Place> = found.iter().flat_map(|&place| self.children(place, key)).collect();
            // A variable may bring several keys: all that is below counts then.
            if below.is_empty() {
                return if path.contains(ANY) { vec![known] } else { Vec::new() };
            }
            if let ([only], false) = (below.as_slice(), key.contains(ANY)) {
                known = *only;
            }
            found = below;
        }
        found
    }

    fn children(&self, place: Place, key: &str) -> Vec<Place> {
        if !key.contains(ANY) {
            let target = self.project.descend(place, &[key]);
            return target.map(|target| target.place).into_iter().collect();
        }
        let place = self.project.settle(place);
        let document = &self.project.unit(place).document;
        let nodes: Vec<_> = match &document.node(place.node).kind {
            NodeKind::Sequence(items) => items.clone(),
            NodeKind::Mapping(_) => {
                let begins = |entry: &sealform_yaml::Entry<'_>| key.split(ANY).next().is_none_or(|start| entry.key.starts_with(start));
                document.entries(place.node).filter(begins).map(|entry| entry.value).collect()
            }
            NodeKind::Scalar(_) => Vec::new(),
        };
        nodes.into_iter().map(|node| Place { node, ..place }).collect()
    }

    fn start(&self, source: &Source) -> Option<Place> {
        match &*source.name {
            "self" => self.project.root(),
            "file" => {
                let [_] = source.params.as_deref()? else { return None };
                let whole = Source { address: None, ..source.clone() };
                self.project.source(&whole).map(|target| target.place)
            }
            _ => None,
        }
    }
}

/// Whether a part of a text is not brought by a variable: text around variables, or a fallback that is written out.
fn holds_literal(segment: &Segment) -> bool {
    match segment {
        Segment::Text { .. } => true,
        Segment::Variable(variable) => variable.alternatives.iter().any(|alternative| matches!(alternative, Alternative::Literal { .. })),
    }
}
