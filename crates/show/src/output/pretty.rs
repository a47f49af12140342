//! Findings with their source, for people.

use super::counted;
use crate::{Coloring, Linted, for_people};

/// Every finding as a report, and a line that counts them.
pub(crate) fn pretty(linted: &[Linted], coloring: Coloring) -> String {
    let reports =
        linted.iter().map(|linted| for_people(linted.findings.iter().map(|finding| &finding.diagnostic), &linted.sources, coloring));
    let mut text: String = reports.collect();
    text.push_str(&counted(linted));
    text
}
