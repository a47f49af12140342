//! The files that a unit names with `${file(...)}`.

use sealform_diagnostic::Span;
use sealform_reference::{Alternative, Segment, Variable};
use sealform_resolve::FileFormat;

use super::target::paths;
use crate::place::PlaceId;
use crate::unit::Unit;

/// So many files belong to a unit at most: a service of hundreds of files is split into services.
const MOST: usize = 256;

/// The paths that are named and not yet among the unit's files. A file that runs code is not run.
pub(crate) fn wanted(unit: &Unit<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (_, text) in unit.index().variables() {
        for segment in text.segments() {
            if let Segment::Variable(variable) = segment {
                of_variable(unit, variable, &mut found);
            }
        }
    }
    found.sort();
    found.dedup();
    found.truncate(MOST.saturating_sub(unit.files().len()));
    found
}

/// The first variable that names the file at `path`: the place it stands at, and where it is written.
pub(crate) fn named_at(unit: &Unit<'_>, path: &str) -> Option<(PlaceId, Span)> {
    unit.index().variables().iter().find_map(|(place, text)| {
        text.segments().iter().find_map(|segment| {
            let Segment::Variable(variable) = segment else { return None };
            let names = variable.alternatives.iter().any(|alternative| match alternative {
                Alternative::Source(source) => *source.name == *"file" && paths(unit, source).iter().any(|named| named == path),
                Alternative::Literal { .. } => false,
            });
            names.then(|| (*place, text.span(variable.range.clone())))
        })
    })
}

fn of_variable(unit: &Unit<'_>, variable: &Variable, found: &mut Vec<String>) {
    for alternative in &variable.alternatives {
        if let Alternative::Source(source) = alternative
            && *source.name == *"file"
        {
            let wanted = |path: &String| FileFormat::of(path).is_some() && unit.included(path).is_none();
            found.extend(paths(unit, source).into_iter().filter(wanted));
        }
    }
    // Variables are no deeper than the grammar allows (SF005).
    variable.nested().for_each(|nested| of_variable(unit, nested, found));
}
