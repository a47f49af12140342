//! Who refers to a place: what stands there lands where the reference stands.

use std::collections::HashMap;

use sealform_reference::{Alternative, Segment};

use super::target::targets;
use crate::place::PlaceId;
use crate::unit::Unit;

/// So many references to one place are kept; the others bring nothing that these do not.
const MOST: usize = 16;

/// So many references may stand for one another.
const DEEPEST: usize = 16;

/// References by the place that they mean.
#[derive(Debug, Default)]
pub(crate) struct Mounts {
    by_target: HashMap<PlaceId, Vec<PlaceId>>,
}

impl Mounts {
    pub(crate) fn new(unit: &Unit<'_>) -> Self {
        let mut mounts = Self::default();
        for (place, text) in unit.index().variables() {
            for segment in text.segments() {
                let Segment::Variable(variable) = segment else { continue };
                for alternative in &variable.alternatives {
                    let Alternative::Source(source) = alternative else { continue };
                    for target in targets(unit, source).into_iter().filter(|target| target.rest.is_empty()) {
                        mounts.add(target.place, *place);
                    }
                }
            }
        }
        let template = unit.template();
        for used in &template.uses {
            if let Some(default) = template.parameters.get(used.parameter).and_then(|parameter| parameter.default) {
                mounts.add(default, used.place);
            }
        }
        for &(mapping, place) in &template.looked_up {
            mounts.add(mapping, place);
        }
        mounts
    }

    fn add(&mut self, target: PlaceId, reference: PlaceId) {
        let references = self.by_target.entry(target).or_default();
        if references.len() < MOST {
            references.push(reference);
        }
    }

    /// The places that refer to all of what stands at `place`.
    pub(crate) fn of(&self, place: PlaceId) -> &[PlaceId] {
        self.by_target.get(&place).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The place itself, or all that it may stand for where it is one whole reference into the files.
pub(crate) fn meant(unit: &Unit<'_>, place: PlaceId) -> Vec<PlaceId> {
    let mut found = Vec::new();
    let mut rest = vec![(place, 0)];
    while let Some((place, depth)) = rest.pop() {
        let variable = match unit.index().variables_at(place).map(|text| text.segments()) {
            Some([Segment::Variable(variable)]) if depth < DEEPEST && found.len() < MOST && rest.len() < MOST => variable,
            _ => {
                found.push(place);
                continue;
            }
        };
        for alternative in variable.alternatives.iter().rev() {
            if let Alternative::Source(source) = alternative {
                let targets = targets(unit, source).into_iter().filter(|target| target.rest.is_empty());
                rest.extend(targets.map(|target| (target.place, depth + 1)));
            }
        }
    }
    found
}
