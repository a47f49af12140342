//! Secrets that stand in for a variable that finds nothing: `${env:DB_PASSWORD, 'hunter2'}`.

use sealform_reference::{Alternative, Literal, Segment};
use sealform_secret::heuristics::{Likelihood, Written, literal};

use super::collect::Collector;
use super::found::{Fact, Found};
use super::scan::{Language, scan};
use super::written::named;

/// Looks at every literal alternative.
pub(super) fn add(collector: &mut Collector<'_, '_>) {
    let unit = collector.unit;
    for (place, text) in unit.index().variables() {
        if !unit.is_own(*place) {
            continue;
        }
        for segment in text.segments() {
            let Segment::Variable(variable) = segment else { continue };
            for alternative in &variable.alternatives {
                let Alternative::Literal { range, value: Literal::Text(value) } = alternative else { continue };
                let addresses = variable.alternatives.iter().filter_map(|other| match other {
                    Alternative::Source(source) => source.address.as_ref().and_then(|address| address.plain()),
                    Alternative::Literal { .. } => None,
                });
                let by_form = || scan(&collector.names, value, Language::Any).into_iter().map(|hit| hit.likelihood).max();
                let by_address = || {
                    addresses.filter_map(|address| {
                        let promise = collector.names.address(address)?;
                        literal(promise.kind, value, Written::Variable).map(|likelihood| (likelihood, Some(address)))
                    })
                };
                let by_key = || {
                    let named = named(unit, &collector.names, *place)?;
                    literal(named.promise.kind, value, named.written).map(|likelihood| (likelihood, Some(named.name)))
                };
                let found: Option<(Likelihood, Option<&str>)> =
                    by_form().map(|likelihood| (likelihood, None)).or_else(|| by_address().next()).or_else(by_key);
                let Some((likelihood, name)) = found else { continue };
                let span = text.span(range.clone());
                let what = match name {
                    Some(name) => format!("the fallback of `{name}`"),
                    None => "a fallback".to_owned(),
                };
                collector.add(Found {
                    fact: Fact::Fallback,
                    span,
                    secrets: vec![span],
                    place: Some(*place),
                    what,
                    likelihood,
                    labels: Vec::new(),
                });
            }
        }
    }
}
