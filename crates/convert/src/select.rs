//! Which variables of the environments are converted: those whose other uses survive it.

use std::collections::HashSet;

use sealform_diagnostic::Span;
use sealform_secret::forms::FormName;

use crate::environment::{Environments, is_merge};
use crate::facts::{Known, Verified};
use crate::forms;
use crate::found::{Candidate, Finder, Found};
use crate::left::{Left, Reason};
use crate::project::Project;
use crate::unit::Place;
use crate::uses::{Use, Uses, Verdict};

/// The variables that are converted and those that are left.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) left: Vec<Left>,
}

pub(crate) fn select(finder: &Finder<'_>, environments: &Environments, uses: &Uses, form: FormName, known: &Known<'_>) -> Selection {
    let mut selection = Selection::default();
    for &mapping in environments.mappings.keys() {
        selection.look(finder, mapping, form, known);
    }
    selection.left.extend(environments.unread.iter().map(|&span| Left { span, name: "environment".to_owned(), reason: Reason::FromFile }));
    let project = finder.project;
    // One that is left may keep others from being converted.
    loop {
        let values = selection.candidates.iter().map(|candidate| candidate.value).collect();
        let judge = Judge { project, environments, uses, form, candidates: &selection.candidates, values };
        let verdicts: Vec<Option<Reason>> = selection.candidates.iter().map(|candidate| judge.objection(candidate)).collect();
        if verdicts.iter().all(Option::is_none) {
            return selection;
        }
        let mut verdicts = verdicts.into_iter();
        let mut left = Vec::new();
        selection.candidates.retain(|candidate| match verdicts.next().flatten() {
            Some(reason) => {
                left.push(Left { span: candidate.span(project), name: candidate.name.to_string(), reason });
                false
            }
            None => true,
        });
        selection.left.extend(left);
    }
}

impl Selection {
    fn look(&mut self, finder: &Finder<'_>, mapping: Place, form: FormName, known: &Known<'_>) {
        let unit = finder.project.unit(mapping);
        for entry in unit.document.written_entries(mapping.node) {
            if is_merge(finder.project, mapping, entry.key_node) {
                continue;
            }
            let value = Place { node: entry.value, ..mapping };
            let name: Box<str> = entry.key.into();
            match finder.look(&name, value) {
                Found::Public => {}
                Found::Left(reason) => self.left.push(Left { span: unit.span(entry.value), name: name.into(), reason }),
                Found::Secret { reference, definition, json_key, stored } => {
                    match known.verdict(&reference, stored.as_ref(), form) {
                        Verified::Public => continue,
                        Verified::Left(reason) => {
                            self.left.push(Left { span: unit.span(entry.value), name: name.into(), reason });
                            continue;
                        }
                        Verified::Secret => {}
                    }
                    self.candidates.push(Candidate { mapping, key: entry.key_node, name, value, reference, definition, json_key, stored });
                }
            }
        }
    }
}

struct Judge<'j> {
    project: &'j Project,
    environments: &'j Environments,
    uses: &'j Uses,
    form: FormName,
    candidates: &'j [Candidate],
    /// Where the values of the candidates are written.
    values: HashSet<Place>,
}

impl Judge<'_> {
    /// Why a candidate cannot be converted, if it cannot.
    fn objection(&self, candidate: &Candidate) -> Option<Reason> {
        self.other_use(candidate)
            .map(Reason::UsedElsewhere)
            .or_else(|| self.taken(candidate).map(Reason::NameTaken))
            .or_else(|| self.shadow(candidate).map(Reason::Shadowed))
            .or_else(|| self.path_taken(candidate))
            .or_else(|| candidate.reference.parameter.slashed.is_none().then_some(Reason::NameUnknown))
    }

    /// A use of the variable or of its environment that needs the clear text, or the old name.
    fn other_use(&self, candidate: &Candidate) -> Option<Span> {
        let values = &self.values;
        let span = |place: Place| self.project.unit(place).span(place.node);
        let judge = |other: &Use, _| {
            let of_environment = self.environments.ways.contains(&other.at) || (other.whole && values.contains(&other.at));
            // The variable gets another name, so nothing may name it.
            let named = self.project.own(other.target.place) == candidate.value;
            if of_environment { Some(Verdict::Allowed) } else { named.then_some(Verdict::Objection) }
        };
        if let Some(other) = self.uses.another(self.project, candidate.value, &judge) {
            return Some(other);
        }
        let value_aliases = self.uses.aliases(candidate.value).iter().filter(|alias| !values.contains(alias));
        let mapping_aliases = self.uses.aliases(candidate.mapping).iter().filter(|alias| !self.is_way(**alias));
        value_aliases.chain(mapping_aliases).next().map(|&alias| span(alias))
    }

    /// Whether an alias brings an environment to where an environment belongs.
    fn is_way(&self, alias: Place) -> bool {
        self.environments.ways.contains(&alias)
    }

    /// A name that the candidate would get and that something else has.
    fn taken(&self, candidate: &Candidate) -> Option<String> {
        let names = forms::names(self.form, candidate);
        let kept = |name: &String| *name == *candidate.name;
        let owners = &self.environments.mappings[&candidate.mapping];
        let of_others = |name: &String| {
            self.environments.layers(candidate.mapping).any(|mapping| self.project.get(mapping, name).is_some())
                || self.candidates.iter().any(|other| {
                    other.key != candidate.key
                        && other.mapping == candidate.mapping
                        && forms::names(self.form, other).contains(name)
                        && !owners.is_empty()
                })
        };
        names.into_iter().filter(|name| !kept(name)).find(of_others)
    }

    /// An earlier clear text that goes to Parameter Store under the same name, and is another.
    fn path_taken(&self, candidate: &Candidate) -> Option<Reason> {
        let stored = candidate.stored.as_ref()?;
        let path = &candidate.reference.parameter.name;
        let mut earlier = self.candidates.iter().take_while(|other| (other.mapping, other.key) != (candidate.mapping, candidate.key));
        let first = earlier.find(|other| {
            let of_other = other.stored.as_ref().filter(|_| other.reference.parameter.name == *path);
            of_other.is_some_and(|other| !other.origin.is_same(&stored.origin, self.project))
        })?;
        Some(Reason::PathTaken { path: path.clone(), first: first.span(self.project) })
    }

    /// A variable of the same name in another environment of the same function that stays as it is.
    fn shadow(&self, candidate: &Candidate) -> Option<Span> {
        let others = self.environments.layers(candidate.mapping).filter(|&mapping| mapping != candidate.mapping);
        for mapping in others {
            let unit = self.project.unit(mapping);
            let written = unit.document.written_entries(mapping.node).find(|entry| entry.key == &*candidate.name);
            if let Some(entry) = written
                && !self.candidates.iter().any(|other| other.mapping == mapping && other.key == entry.key_node)
            {
                return Some(entry.key_span);
            }
        }
        None
    }
}
