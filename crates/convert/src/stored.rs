//! What is said of clear texts that the converted file takes from Parameter Store: each must be put there first. No value is quoted.

use indexmap::IndexMap;
use sealform_diagnostic::{Diagnostic, Span, registry};

use crate::facts::Known;
use crate::found::{Candidate, Finder};
use crate::left::Reason;
use crate::project::Project;
use crate::put::{Put, Then};
use crate::rewrite::Rewritten;
use crate::store::Origin;
use crate::unit::Place;

/// SF711 for each parameter that nobody saw in Parameter Store, with the command that puts it there.
pub(crate) fn to_put(
    project: &Project,
    candidates: &[Candidate],
    rewritten: &Rewritten,
    finder: &Finder<'_>,
    known: &Known<'_>,
) -> Vec<Diagnostic> {
    let mut by_path: IndexMap<&str, Vec<&Candidate>> = IndexMap::new();
    for candidate in candidates {
        let done = rewritten.keys.contains(&Place { node: candidate.key, ..candidate.mapping });
        if candidate.stored.is_some() && done && !known.is_met(&candidate.reference) {
            by_path.entry(&candidate.reference.parameter.name).or_default().push(candidate);
        }
    }
    by_path.into_iter().filter_map(|(path, candidates)| one(project, path, &candidates, finder)).collect()
}

fn one(project: &Project, path: &str, candidates: &[&Candidate], finder: &Finder<'_>) -> Option<Diagnostic> {
    let (first, others) = candidates.split_first()?;
    let literal =
        candidates.iter().any(|candidate| matches!(&candidate.stored, Some(stored) if matches!(stored.otherwise, Reason::Literal { .. })));
    let help = Put::new(project, path, finder.key, finder.form, Then::Deploy).help();
    let help = if literal { format!("Take it for known, and change it. {help}") } else { help };
    let message = format!("`{}` is taken from Parameter Store now, where `{path}` must be before the next deployment", first.name);
    let diagnostic = Diagnostic::warning(&registry::PARAMETER_TO_PUT, message).at(first.span(project), "");
    Some(others.iter().fold(diagnostic, |diagnostic, other| diagnostic.label(other.span(project), "and this")).help(help))
}

/// Where the literals stand that leave the file.
pub(crate) fn literals(project: &Project, candidates: &[Candidate]) -> Vec<Span> {
    let literal = |candidate: &Candidate| match candidate.stored.as_ref()?.origin {
        Origin::Literal(place) => Some(project.unit(place).span(place.node)),
        Origin::Deployer(_) => None,
    };
    candidates.iter().filter_map(literal).collect()
}
