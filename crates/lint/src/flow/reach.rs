//! Where the value of a scalar comes from: each scalar is followed once, however many refer to it.

use std::collections::HashMap;
use std::rc::Rc;

use sealform_reference::{Alternative, Segment, Source};
use sealform_yaml::NodeKind;

use super::link::{Link, Way, length};
use super::origin::Origin;
use super::target::{Part, Target, onward, targets};
use crate::place::PlaceId;
use crate::unit::Unit;

/// What a value is in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum End {
    /// A scalar, asked for or written out.
    Value(Origin),
    /// A mapping or list: each of its values, under its own key.
    Container(PlaceId),
}

/// One of the ways in which a value may come about.
#[derive(Clone, Debug)]
pub(super) struct Reached {
    pub(super) end: End,
    /// The hops from there, the one that refers to it last.
    pub(super) way: Way,
    /// The key of the JSON that it holds, where one is picked: a name more to judge it by.
    pub(super) key: Option<Rc<str>>,
}

/// So many ways are kept for one scalar.
const MOST: usize = 64;

/// So many hops are followed: more than any service has, and few enough to bound the work.
const LONGEST: usize = 5_000;

/// Remembers what each scalar comes from.
pub(super) struct Reach<'u, 'd> {
    unit: &'u Unit<'d>,
    /// `None` while a scalar is being followed: who comes back to it has gone in a circle.
    known: HashMap<PlaceId, Option<Rc<[Reached]>>>,
}

impl<'u, 'd> Reach<'u, 'd> {
    pub(super) fn new(unit: &'u Unit<'d>) -> Self {
        Self { unit, known: HashMap::new() }
    }

    /// Every way in which the value at `place` may come about.
    pub(super) fn of(&mut self, place: PlaceId) -> Rc<[Reached]> {
        if !matches!(self.unit.node(place).kind, NodeKind::Scalar(_)) {
            return Rc::new([Reached { end: End::Container(place), way: None, key: None }]);
        }
        match self.known.get(&place) {
            Some(Some(known)) => return Rc::clone(known),
            Some(None) => return Rc::new([]),
            None => {}
        }
        self.known.insert(place, None);
        // A chain of references is as deep as it is long.
        let found: Rc<[Reached]> = stacker::maybe_grow(128 * 1024, 1024 * 1024, || self.follow(place)).into();
        self.known.insert(place, Some(Rc::clone(&found)));
        found
    }

    fn follow(&mut self, place: PlaceId) -> Vec<Reached> {
        let unit = self.unit;
        let mut found = Vec::new();
        let Some(text) = unit.index().variables_at(place) else {
            found.push(Reached { end: End::Value(Origin::Written { place }), way: None, key: None });
            return found;
        };
        for (segment, piece) in (0..).zip(text.segments()) {
            let Segment::Variable(variable) = piece else { continue };
            let span = text.span(variable.range.clone());
            for (number, alternative) in (0..).zip(&variable.alternatives) {
                let asked = || Reached { end: End::Value(Origin::Asked { place, segment, alternative: number }), way: None, key: None };
                match alternative {
                    Alternative::Literal { .. } => {}
                    Alternative::Source(source) => match self.refers(source) {
                        Some(targets) => self.through(targets, span, &mut found),
                        None => add(asked(), &mut found),
                    },
                }
            }
        }
        found
    }

    /// What `source` refers to inside the files; `None` where it asks somebody outside.
    fn refers(&self, source: &Source) -> Option<Vec<Target>> {
        let found = targets(self.unit, source);
        // A file that was not read may hold anything; a param may come from the command line.
        let outside = *source.name != *"self" && found.is_empty();
        (!outside).then_some(found)
    }

    fn through(&mut self, targets: Vec<Target>, span: sealform_diagnostic::Span, found: &mut Vec<Reached>) {
        let mut rest: Vec<(Target, Way, Option<Rc<str>>)> = targets.into_iter().rev().map(|target| (target, None, None)).collect();
        let mut steps = 0;
        while let Some((target, outer, key)) = rest.pop() {
            steps += 1;
            if steps > LONGEST {
                return;
            }
            for reached in self.of(target.place).iter() {
                if length(&reached.way) >= LONGEST {
                    continue;
                }
                let way = Link::add(&join(&reached.way, &outer), span, target.place);
                let key = reached.key.clone().or_else(|| key.clone());
                match reached.end {
                    End::Container(place) if !target.rest.is_empty() => {
                        // The rest of the address goes on in what the reference brings.
                        rest.extend(
                            onward(self.unit, place, &target.rest).into_iter().map(|next| (next, reached.way.clone(), key.clone())),
                        );
                    }
                    End::Value(Origin::Written { .. }) if !target.rest.is_empty() => {}
                    End::Value(_) if !target.rest.is_empty() => {
                        let picked = target.rest.last().and_then(Part::known).map(Rc::from);
                        add(Reached { end: reached.end, way, key: picked.or(key) }, found);
                    }
                    end => add(Reached { end, way, key }, found),
                }
            }
        }
    }
}

/// The hops of `inner`, then those of `outer`.
pub(super) fn join(inner: &Way, outer: &Way) -> Way {
    if inner.is_none() {
        return outer.clone();
    }
    let links: Vec<_> = super::link::back(outer).map(|link| (link.span, link.from)).collect();
    links.into_iter().rev().fold(inner.clone(), |way, (span, from)| Link::add(&way, span, from))
}

/// Adds a way to what no other way leads to yet.
fn add(reached: Reached, found: &mut Vec<Reached>) {
    if found.len() < MOST && !found.iter().any(|other| other.end == reached.end) {
        found.push(reached);
    }
}
