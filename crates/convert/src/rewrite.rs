//! The changes that convert the chosen variables, and what their functions must be allowed to do.

use std::collections::HashSet;

use indexmap::IndexMap;
use sealform_secret::forms::FormName;
use sealform_yaml::edit::{Change, Piece, Place as Beside};

use crate::changes::Changes;
use crate::environment::{Environments, Owner};
use crate::forms;
use crate::found::Candidate;
use crate::grant::Grant;
use crate::left::{Left, Reason};
use crate::project::{Project, whole};
use crate::unit::Place;
use crate::uses::{Use, Uses, Verdict};
use crate::way::Way;

/// What was rewritten.
#[derive(Default)]
pub(crate) struct Rewritten {
    /// The variables that were, by their keys.
    pub(crate) keys: HashSet<Place>,
    /// What each owner of an environment must be allowed to do.
    pub(crate) grants: IndexMap<Owner, Vec<Grant>>,
    pub(crate) left: Vec<Left>,
}

/// Converts variables of one service.
pub(crate) struct Rewriter<'r> {
    pub(crate) project: &'r Project,
    pub(crate) environments: &'r Environments,
    pub(crate) uses: &'r Uses,
    pub(crate) candidates: &'r [Candidate],
    pub(crate) way: &'r Way,
    pub(crate) form: FormName,
}

impl Rewriter<'_> {
    pub(crate) fn run(&self, changes: &mut Changes<'_>) -> Rewritten {
        let mut rewritten = Rewritten::default();
        let in_place = self.definitions(changes);
        for candidate in self.candidates {
            let written = forms::write(self.form, candidate, self.way);
            let place = |node| Place { node, ..candidate.mapping };
            let mut own = vec![Change::Key { key: candidate.key, text: written.name }];
            if !in_place.contains(&candidate.definition) || candidate.definition == candidate.value {
                own.push(Change::Value { node: candidate.value.node, value: written.value });
            } else if let Some(change) = self.without_json_key(candidate) {
                own.push(change);
            }
            let taken = |name: &str| self.project.get(candidate.mapping, name).is_some();
            own.extend(written.companions.into_iter().filter(|(name, _)| !taken(name)).map(|(key, value)| Change::Entry {
                mapping: candidate.mapping.node,
                place: Beside::After(candidate.key),
                key,
                value,
            }));
            if changes.add(candidate.mapping.unit, own).is_err() {
                rewritten.left.push(Left { span: candidate.span(self.project), name: candidate.name.to_string(), reason: Reason::Layout });
                continue;
            }
            rewritten.keys.insert(place(candidate.key));
            for &owner in &self.environments.mappings[&candidate.mapping] {
                rewritten.grants.entry(owner).or_default().extend(written.grants.iter().filter(|grant| !grant.is_void()).cloned());
            }
        }
        rewritten
    }

    /// Changes each definition that nothing but converted variables uses, and says which those are.
    fn definitions(&self, changes: &mut Changes<'_>) -> HashSet<Place> {
        let values: HashSet<Place> = self.candidates.iter().map(|candidate| candidate.value).collect();
        let mut in_place = HashSet::new();
        let mut seen = HashSet::new();
        for candidate in self.candidates {
            let definition = candidate.definition;
            if !seen.insert(definition) {
                continue;
            }
            // What stands in an environment changes with its own variable.
            if values.contains(&definition) {
                if self.uses.reaching(self.project, definition).next().is_none() {
                    in_place.insert(definition);
                }
                continue;
            }
            if !self.is_free(definition, &values) {
                continue;
            }
            let written = forms::write(self.form, candidate, self.way);
            let change = Change::Value { node: definition.node, value: written.value };
            if changes.add(definition.unit, vec![change]).is_ok() {
                in_place.insert(definition);
            }
        }
        in_place
    }

    /// Whether nothing but converted variables uses a definition, directly or by others that are nothing but a way to it.
    fn is_free(&self, definition: Place, values: &HashSet<Place>) -> bool {
        let by_value = |other: &Use, place: Place| {
            let ends_here = self.project.own(other.target.place) == place;
            (other.whole && values.contains(&other.at) && ends_here).then_some(Verdict::Allowed)
        };
        self.uses.aliases(definition).iter().all(|alias| values.contains(alias))
            && self.uses.another(self.project, definition, &by_value).is_none()
    }

    /// `${self:custom.db.password}` as `${self:custom.db}`: the function picks the key.
    fn without_json_key(&self, candidate: &Candidate) -> Option<Change> {
        let keys = candidate.json_key.len();
        let segments = self.project.segments(candidate.value).filter(|_| keys > 0)?;
        let variable = whole(&segments)?;
        let [sealform_reference::Alternative::Source(source)] = variable.alternatives.as_slice() else { return None };
        let address = source.address.as_ref()?;
        let text = self.project.text(candidate.value);
        let written = text.get(address.range.clone())?;
        let kept = written.rmatch_indices('.').nth(keys - 1).map(|(at, _)| at)?;
        let range = address.range.start + kept..address.range.end;
        Some(Change::Text { scalar: candidate.value.node, pieces: vec![Piece { range, text: String::new() }] })
    }
}
