//! Where parameters of a template are put, for the rules that differ in which ones they mind.

use crate::finding::Finding;
use crate::sink::Sink;
use crate::template::{Parameter, Use};
use crate::unit::Unit;

/// Calls `judge` for each use of a parameter at which whoever may look at configurations can read its value, and keeps what it finds.
pub(crate) fn exposed(unit: &Unit<'_>, findings: &mut Vec<Finding>, judge: impl Fn(&Parameter<'_>, &Use, Sink) -> Option<Finding>) {
    let template = unit.template();
    for used in &template.uses {
        let Some(parameter) = template.parameters.get(used.parameter) else { continue };
        let sink = unit.sink(used.place);
        let readable = matches!(sink, Sink::LambdaEnvironment | Sink::ContainerEnvironment | Sink::UserData) || sink.is_published();
        if !readable {
            continue;
        }
        if let Some(finding) = judge(parameter, used, sink) {
            let declared = unit.key_span(parameter.place);
            findings.push(finding.label(declared, "declared here").address(unit.address(used.place)));
        }
    }
}
