//! Who uses what: every `${self:...}` and `${file(...)}` of the files by where it leads, and every alias.

use std::collections::HashMap;

use sealform_diagnostic::Span;
use sealform_reference::{Alternative, Segment, Source, Variable};

use crate::project::{Project, Target, keys, whole};
use crate::unit::Place;

/// How many definitions may lead to one another.
const MAX_WAYS: usize = 8;

/// One reference into the files.
#[derive(Debug)]
pub(crate) struct Use {
    /// The text that it stands in.
    pub(crate) at: Place,
    pub(crate) span: Span,
    /// Whether that text is nothing but it.
    pub(crate) whole: bool,
    pub(crate) target: Target,
}

/// What somebody says of a use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allowed,
    Objection,
}

/// All references into the files.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    uses: Vec<Use>,
    /// The aliases of each anchored node.
    aliases: HashMap<Place, Vec<Place>>,
}

impl Uses {
    pub(crate) fn of(project: &Project) -> Self {
        let mut found = Self::default();
        for &at in &project.places {
            let Some(segments) = project.segments(at) else { continue };
            let whole = whole(&segments).is_some_and(|variable| variable.alternatives.len() == 1);
            for segment in segments.iter() {
                if let Segment::Variable(variable) = segment {
                    found.variable(project, at, variable, whole);
                }
            }
        }
        for (index, unit) in project.units.iter().enumerate() {
            for node in unit.values() {
                if let Some(target) = unit.document.alias_target(node) {
                    let place = |node| Place { unit: index, node };
                    found.aliases.entry(place(target)).or_default().push(place(node));
                }
            }
        }
        found
    }

    /// Every reference that leads to `place`, to something that holds it, or to something in it.
    pub(crate) fn reaching<'u>(&'u self, project: &'u Project, place: Place) -> impl Iterator<Item = &'u Use> {
        let span = project.unit(place).span(place.node);
        self.uses.iter().filter(move |other| {
            let target = project.own(other.target.place);
            let reached = project.unit(target).span(target.node);
            target == place || (target.unit == place.unit && (reached.contains(span) || (span.contains(reached) && !reached.is_empty())))
        })
    }

    /// A use of what stands at `place` that `judge` objects to. Where it has no opinion, a definition that is nothing but a way to the place
    /// counts by its own uses, and all else is objected to.
    pub(crate) fn another(&self, project: &Project, place: Place, judge: &dyn Fn(&Use, Place) -> Option<Verdict>) -> Option<Span> {
        self.another_within(project, place, judge, MAX_WAYS)
    }

    fn another_within(&self, project: &Project, place: Place, judge: &dyn Fn(&Use, Place) -> Option<Verdict>, ways: usize) -> Option<Span> {
        self.reaching(project, place).find_map(|other| match judge(other, place) {
            Some(Verdict::Allowed) => None,
            Some(Verdict::Objection) => Some(other.span),
            None => {
                let way = other.whole && other.target.rest.is_empty() && ways > 0 && project.is_definition(other.at);
                if way { self.another_within(project, other.at, judge, ways - 1) } else { Some(other.span) }
            }
        })
    }

    /// The aliases of the node at `place`.
    pub(crate) fn aliases(&self, place: Place) -> &[Place] {
        self.aliases.get(&place).map_or(&[], Vec::as_slice)
    }

    fn variable(&mut self, project: &Project, at: Place, variable: &Variable, whole: bool) {
        for alternative in &variable.alternatives {
            let Alternative::Source(source) = alternative else { continue };
            if let Some(target) = leads_to(project, source) {
                let span = project.unit(at).document.text_map(&project.unit(at).text, at.node).span(variable.range.clone());
                self.uses.push(Use { at, span, whole, target });
            }
        }
        for nested in variable.nested() {
            self.variable(project, at, nested, false);
        }
    }
}

/// Where a source leads, as far as its address is known: one with a variable in it may lead to anything below.
fn leads_to(project: &Project, source: &Source) -> Option<Target> {
    if let Some(target) = project.source(source) {
        return Some(target);
    }
    let address = source.address.as_ref().filter(|address| &*source.name == "self" && address.plain().is_none())?;
    let known = match address.segments.first() {
        Some(Segment::Text { value, .. }) => value.rsplit_once('.').map_or("", |(known, _)| known),
        _ => "",
    };
    let root = project.root()?;
    project.descend(root, &keys(known)).or(Some(Target { place: root, rest: Vec::new() }))
}
