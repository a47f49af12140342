//! The labels of a finding about a flow: each hop and each landing, up to a number that a person reads.

use sealform_diagnostic::Span;

use super::exposure::Landing;
use crate::finding::Finding;
use crate::unit::Unit;

/// So many labels are shown beside the primary one.
const MOST: usize = 12;

/// Labels the hops of the first landing and the places of all `landings`, which are not empty; says how many are not shown.
pub(crate) fn labelled(unit: &Unit<'_>, mut finding: Finding, landings: &[&Landing]) -> Finding {
    let mut shown: Vec<Span> = finding.diagnostic.primary.iter().map(|label| label.span).collect();
    for landing in landings {
        for hop in landing.hops(MOST) {
            if shown.len() <= MOST / 2 && !shown.contains(&hop) {
                shown.push(hop);
                finding = finding.label(hop, "it passes through here");
            }
        }
    }
    let mut left = 0;
    for landing in landings {
        let span = unit.span(landing.place);
        let is_primary = finding.diagnostic.primary.as_ref().is_some_and(|label| span.contains(label.span));
        if is_primary || finding.diagnostic.labels.iter().any(|label| span.contains(label.span) && label.text.starts_with("it lands")) {
            continue;
        }
        if finding.diagnostic.labels.len() >= MOST {
            left += 1;
            continue;
        }
        // The last hop often is the place where it lands: one label says both.
        finding.diagnostic.labels.retain(|label| !span.contains(label.span));
        let text = format!("it lands in {}, as `{}`", landing.sink.words(), landing.name);
        finding = finding.label(span, text);
    }
    if left > 0 {
        finding.diagnostic.message.push_str(&format!(", and {left} more places"));
    }
    finding
}

/// `a`, `a and b`, `a, b and 3 more`: the names that a value lands under.
pub(crate) fn names(landings: &[&Landing]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for landing in landings {
        if !names.contains(&&*landing.name) {
            names.push(&landing.name);
        }
    }
    let quoted: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
    match (quoted.as_slice(), names.len().saturating_sub(3)) {
        ([one], 0) => one.clone(),
        ([rest @ .., last], 0) => format!("{} and {last}", rest.join(", ")),
        (some, more) => format!("{} and {more} more", some.join(", ")),
    }
}
