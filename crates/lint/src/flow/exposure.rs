//! For each origin every place where it lands in what is deployed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

use sealform_diagnostic::Span;
use sealform_reference::Segment;
use sealform_yaml::NodeKind;

use super::link::{Way, back, length};
use super::origin::Origin;
use super::reach::{End, Reach, Reached, join};
use crate::kind::Kind;
use crate::lands::{beside, output, refined};
use crate::place::{PlaceId, Step};
use crate::sink::Sink;
use crate::unit::Unit;

/// One origin and all the places where its value lands.
#[derive(Debug)]
pub(crate) struct Exposure {
    pub(crate) origin: Origin,
    /// Never empty; in the order of the file.
    pub(crate) landings: Vec<Landing>,
}

/// A place where a value lands in what is deployed.
#[derive(Debug)]
pub(crate) struct Landing {
    pub(crate) sink: Sink,
    /// The place that is deployed; the value may be a part of a text there.
    pub(crate) place: PlaceId,
    /// The key that it lands under: the name of an environment variable, of a property.
    pub(crate) name: Box<str>,
    /// The way it came, the origin's end first.
    way: Way,
    /// The key of the JSON that is picked on the way.
    key: Option<Rc<str>>,
}

impl Landing {
    /// The references that the value passed through, in the order that it took them; at most `most`, the last ones.
    pub(crate) fn hops(&self, most: usize) -> Vec<Span> {
        let mut hops: Vec<Span> = back(&self.way).take(most).map(|link| link.span).collect();
        hops.reverse();
        hops
    }

    /// The reference in the linted file by which the value came in, where it comes from an included one.
    pub(crate) fn entrance(&self, unit: &Unit<'_>) -> Option<Span> {
        let own = unit.files().first().and_then(|file| file.root).map(|root| unit.span(root).file);
        back(&self.way).filter(|link| Some(link.span.file) == own).last().map(|link| link.span)
    }

    /// The key that is picked of the JSON that the secret holds.
    pub(crate) fn picked(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Every name on the way that may tell what it is: the keys of the places it passed through, the key that is picked of a JSON.
    pub(crate) fn passed<'a>(&'a self, unit: &'a Unit<'_>) -> impl Iterator<Item = &'a str> {
        /// A name far back on a long way is that of the origin, which is judged by itself.
        const MOST: usize = 32;
        let passed = back(&self.way).take(MOST).filter_map(|link| unit.key(link.from));
        self.key.as_deref().into_iter().chain(passed)
    }
}

/// All exposures of a unit.
#[derive(Debug, Default)]
pub(crate) struct Exposures {
    list: Vec<Exposure>,
}

impl Exposures {
    pub(crate) fn new(unit: &Unit<'_>) -> Self {
        let mut walk = Walk {
            unit,
            reach: Reach::new(unit),
            path: Vec::new(),
            budget: 50_000 + 20 * unit.places().ids().len(),
            found: HashMap::new(),
            list: Vec::new(),
        };
        // Of a template only what refers to something is looked at: Sealform's own variables.
        if let (true, Some(root)) = (!unit.index().variables().is_empty(), unit.root()) {
            walk.own(root);
        }
        Self { list: walk.list }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Exposure> {
        self.list.iter()
    }
}

struct Walk<'u, 'd> {
    unit: &'u Unit<'d>,
    reach: Reach<'u, 'd>,
    /// Where a value lands: keys, and "0" for any index of a list.
    path: Vec<&'d str>,
    /// How many more places are visited: references to mappings of references could multiply without end.
    budget: usize,
    /// By where the origin is written: an alias is another place with the same writing.
    found: HashMap<(Span, u32), usize>,
    list: Vec<Exposure>,
}

impl<'d> Walk<'_, 'd> {
    /// The linted file itself: only where it refers to something.
    fn own(&mut self, place: PlaceId) {
        if self.path.len() == 1
            && self.unit.kind() == Kind::Service
            && Sink::of_service(&self.path) == Sink::Nowhere
            && !matches!(self.path[0], "provider" | "functions" | "resources")
        {
            return;
        }
        if matches!(self.unit.node(place).kind, NodeKind::Scalar(_)) {
            if self.unit.index().variables_at(place).is_some() {
                self.value(place, place, &None);
            }
            return;
        }
        self.children(place, |walk, child| walk.own(child));
    }

    /// What was brought to `landing` by the hops of `way`.
    fn brought(&mut self, place: PlaceId, landing: PlaceId, way: &Way) {
        if matches!(self.unit.node(place).kind, NodeKind::Scalar(_)) {
            self.value(place, landing, way);
        } else {
            self.children(place, |walk, child| walk.brought(child, landing, way));
        }
    }

    fn children(&mut self, place: PlaceId, mut visit: impl FnMut(&mut Self, PlaceId)) {
        let unit = self.unit;
        let is_choice = unit.places().get(place).step.is_key("Fn::If")
            || unit.function(place).is_some_and(|function| function.name == "Fn::If" && function.argument == place);
        for child in unit.places().children(place) {
            if self.budget == 0 {
                return;
            }
            self.budget -= 1;
            self.path.push(match unit.places().get(child).step {
                Step::Key("Fn::If", _) => CHOICE,
                Step::Key(key, _) => key,
                Step::Root | Step::Index(_) if is_choice => CHOICE,
                Step::Root | Step::Index(_) => "0",
            });
            stacker::maybe_grow(128 * 1024, 1024 * 1024, || visit(self, child));
            self.path.pop();
        }
    }

    fn value(&mut self, place: PlaceId, landing: PlaceId, outer: &Way) {
        for reached in self.reach.of(place).iter() {
            let way = join(&reached.way, outer);
            match reached.end {
                End::Value(origin) => self.land(origin, landing, way, reached),
                // A mapping that comes back to itself would be walked for ever.
                End::Container(_) if length(&way) > DEEPEST => {}
                End::Container(container) => self.brought(container, landing, &way),
            }
        }
    }

    fn land(&mut self, origin: Origin, place: PlaceId, way: Way, reached: &Reached) {
        let mut path = Cow::Borrowed(&self.path);
        if path.contains(&CHOICE) {
            path.to_mut().retain(|step| *step != CHOICE);
        }
        let sink = refined(self.unit, self.unit.sink_of(&path), &[place], &path);
        if sink == Sink::Nowhere {
            return;
        }
        let key = || path.iter().rev().find(|step| **step != "0" && !step.starts_with("Fn::")).copied().unwrap_or_default();
        let name = output(sink, &path).or_else(|| beside(self.unit, &[place])).unwrap_or_else(key);
        let landing = Landing { sink, place, name: name.into(), way, key: reached.key.clone() };
        let next = self.list.len();
        let index = *self.found.entry(written(self.unit, origin)).or_insert(next);
        match self.list.get_mut(index) {
            Some(exposure) => exposure.landings.push(landing),
            None => self.list.push(Exposure { origin, landings: vec![landing] }),
        }
    }
}

/// Where `origin` is written, and which of the alternatives there it is.
fn written(unit: &Unit<'_>, origin: Origin) -> (Span, u32) {
    let (Origin::Asked { place, .. } | Origin::Written { place }) = origin;
    let Origin::Asked { segment, alternative, .. } = origin else { return (unit.span(place), 0) };
    let text = unit.index().variables_at(place);
    let span = text.and_then(|text| match text.segments().get(segment as usize) {
        Some(Segment::Variable(variable)) => Some(text.span(variable.range.clone())),
        _ => None,
    });
    (span.unwrap_or(unit.span(place)), alternative)
}

/// Stands for a step into a choice by `Fn::If`: both sides are in its place.
const CHOICE: &str = "?";

/// So many references to mappings may stand in each other.
const DEEPEST: usize = 64;
