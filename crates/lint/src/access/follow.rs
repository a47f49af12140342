//! From a place that refers to another one of the files to that one.

use sealform_reference::{Alternative, Segment};

use crate::flow::targets;
use crate::place::PlaceId;
use crate::unit::Unit;

/// So many references are followed one after the other; a circle ends here.
const DEEPEST: usize = 32;

/// Where the value of `place` is written, through references that are its whole value and can mean one place only; else where that is not known.
pub(super) fn follow(unit: &Unit<'_>, place: PlaceId) -> PlaceId {
    let mut here = place;
    for _ in 0..DEEPEST {
        let Some(text) = unit.index().variables_at(here) else { break };
        let [Segment::Variable(variable)] = text.segments() else { break };
        let [Alternative::Source(source)] = variable.alternatives.as_slice() else { break };
        // A param may be given on the command line, and differs between stages.
        if !matches!(&*source.name, "self" | "file") {
            break;
        }
        match targets(unit, source).as_slice() {
            [target] if target.is_whole() => here = target.place,
            _ => break,
        }
    }
    here
}

/// Whether the value at `place` is asked for and so is not in the files.
pub(super) fn is_asked(unit: &Unit<'_>, place: PlaceId) -> bool {
    unit.index().variables_at(place).is_some()
}
