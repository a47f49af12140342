//! Where parameters of a template are put, for the rules that differ in which ones they mind.

use crate::finding::Finding;
use crate::flat_text::names_a_thing;
use crate::lands::{Lands, lands};
use crate::template::{Parameter, Use};
use crate::unit::Unit;

/// Calls `judge` for each use of a parameter that is `wanted` at which whoever may look at configurations can read its value, and keeps what it finds.
pub(crate) fn exposed(
    unit: &Unit<'_>,
    findings: &mut Vec<Finding>,
    wanted: impl Fn(&Parameter<'_>) -> bool,
    judge: impl Fn(&Parameter<'_>, &Use, &Lands<'_>) -> Option<Finding>,
) {
    let template = unit.template();
    // Most parameters are none, and have many uses.
    let wanted: Vec<bool> = template.parameters.iter().map(wanted).collect();
    for used in &template.uses {
        let Some(parameter) = template.parameters.get(used.parameter).filter(|_| wanted[used.parameter]) else { continue };
        let Some(lands) = lands(unit, used.place).filter(|lands| lands.sink.is_readable()) else { continue };
        if let Some(finding) = judge(parameter, used, &lands)
            && !names_a_thing(unit, lands.value)
        {
            let declared = unit.key_span(parameter.place);
            findings.push(finding.label(declared, "declared here").address(unit.address(used.place)));
        }
    }
}
