//! What a variable refers to inside the unit's files: `self`, `file`, `param`.

use sealform_reference::{Param, ParamValue, Segment, Source};

use super::constants::{constants, parts};
use super::path::normal;
use crate::place::{PlaceId, Step};
use crate::unit::Unit;

/// So many places are tried for a part that is not known: more stages than anybody has.
const MOST: usize = 128;

/// A place that a variable refers to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    /// The place that the address leads to, or the reference on which it stops.
    pub(crate) place: PlaceId,
    /// What is left of the address: keys of whatever that reference brings.
    pub(super) rest: Vec<Part>,
}

impl Target {
    /// Whether the whole address led there.
    pub(crate) fn is_whole(&self) -> bool {
        self.rest.is_empty()
    }
}

/// One key of an address, of which parts may be unknown.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Part {
    before: String,
    /// What stands behind the unknown part; `None` where all is known.
    behind: Option<String>,
}

impl Part {
    pub(super) fn push_text(&mut self, text: &str) {
        self.behind.as_mut().unwrap_or(&mut self.before).push_str(text);
    }

    pub(super) fn push_unknown(&mut self) {
        // What stands between two unknown parts is not looked at.
        self.behind = Some(String::new());
    }

    fn matches(&self, key: &str) -> bool {
        match &self.behind {
            None => self.before == key,
            Some(behind) => key.len() >= self.before.len() + behind.len() && key.starts_with(&*self.before) && key.ends_with(&**behind),
        }
    }

    /// The key, if all of it is known.
    pub(super) fn known(&self) -> Option<&str> {
        self.behind.is_none().then_some(&*self.before)
    }
}

/// Every place that `source` may refer to; none for a source that asks somebody outside.
pub(crate) fn targets(unit: &Unit<'_>, source: &Source) -> Vec<Target> {
    let address: &[Segment] = source.address.as_ref().map(|address| &*address.segments).unwrap_or_default();
    match &*source.name {
        "self" if !address.is_empty() => unit.root().map(|root| walk(unit, root, parts(address))).unwrap_or_default(),
        "file" => {
            let roots = paths(unit, source).into_iter().filter_map(|path| unit.included(&path)).filter_map(|file| file.root);
            let rest = if address.is_empty() { Vec::new() } else { parts(address) };
            roots.flat_map(|root| walk(unit, root, rest.clone())).collect()
        }
        "param" => params(unit, address),
        _ => Vec::new(),
    }
}

/// The files that a `file(...)` may name, relative to the service's folder.
pub(super) fn paths(unit: &Unit<'_>, source: &Source) -> Vec<String> {
    let Some(Param { value: ParamValue::Text(segments), .. }) = source.params.as_ref().and_then(|params| params.first()) else {
        return Vec::new();
    };
    constants(unit, segments).iter().filter_map(|path| normal(path, unit.dialect())).collect()
}

/// `params.<stage>.name` and `stages.<stage>.params.name`, of every stage.
fn params(unit: &Unit<'_>, address: &[Segment]) -> Vec<Target> {
    let Some(root) = unit.root() else { return Vec::new() };
    let any = || {
        let mut part = Part::default();
        part.push_unknown();
        part
    };
    let named = |name: &str| Part { before: name.to_owned(), behind: None };
    let name = || {
        // A name may hold dots.
        let mut parts = parts(address).into_iter();
        let mut whole = parts.next().unwrap_or_default();
        for part in parts {
            whole.push_text(".");
            match part.behind {
                None => whole.push_text(&part.before),
                Some(_) => whole.push_unknown(),
            }
        }
        whole
    };
    let mut targets = walk(unit, root, vec![named("params"), any(), name()]);
    targets.extend(walk(unit, root, vec![named("stages"), any(), named("params"), name()]));
    targets
}

/// The places at the end of `parts` from `place` on; a scalar with variables on the way stops the walk.
fn walk(unit: &Unit<'_>, place: PlaceId, parts: Vec<Part>) -> Vec<Target> {
    let mut here = vec![place];
    for (index, part) in parts.iter().enumerate() {
        let mut next = Vec::new();
        let mut stopped = Vec::new();
        for place in here {
            if unit.index().variables_at(place).is_some() {
                stopped.push(Target { place, rest: parts[index..].to_vec() });
                continue;
            }
            match part.known() {
                Some(key) => next.extend(unit.child(place, key)),
                None => {
                    let fits = |child: &PlaceId| match unit.places().get(*child).step {
                        Step::Key(key, _) => part.matches(key),
                        Step::Index(_) => true,
                        Step::Root => false,
                    };
                    let room = MOST.saturating_sub(next.len());
                    next.extend(unit.places().children(place).filter(fits).take(room));
                }
            }
        }
        if !stopped.is_empty() {
            // Places beside a stopped one go on to their own end.
            stopped.extend(next.into_iter().flat_map(|place| walk(unit, place, parts[index + 1..].to_vec())));
            return stopped;
        }
        here = next;
    }
    here.into_iter().map(|place| Target { place, rest: Vec::new() }).collect()
}

/// The places at the end of `parts` from `place` on, which the rest of another address leads to.
pub(super) fn onward(unit: &Unit<'_>, place: PlaceId, parts: &[Part]) -> Vec<Target> {
    walk(unit, place, parts.to_vec())
}
