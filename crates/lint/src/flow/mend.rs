//! What would mend a reference that brings a secret in clear: edits of the reference itself, all of which ask more of somebody (the function must read the
//! secret, a render must seal it), so that none is made without being asked for.

use sealform_diagnostic::{Applicability, Edit, Fix, Span};
use sealform_reference::{Delimiter, Segment};

use super::exposure::Landing;
use super::origin::Origin;
use crate::place::{PlaceId, Step};
use crate::secrecy::Asked;
use crate::sink::Sink;
use crate::unit::Unit;

/// The mending of `asked`, which lands at `landings`.
pub(super) fn mend(unit: &Unit<'_>, origin: Origin, asked: &Asked<'_>, landings: &[&Landing]) -> Option<Fix> {
    let place = origin.place();
    let in_environments = landings.iter().all(|landing| landing.sink == Sink::LambdaEnvironment);
    if !in_environments || asked.variable.delimiter != Delimiter::Dollar || !unit.text_map(place).is_exact() {
        return None;
    }
    match (asked.source_name(), landings) {
        ("ssm", [landing]) if landing.place == place && asked.is_whole() && asked.variable.alternatives.len() == 1 => {
            let key = landing.name.as_ref();
            if key.starts_with("ENCRYPTED_") { leave_encrypted(unit, place, asked) } else { hand_out_path(unit, place, asked, key) }
        }
        ("env", _) => Some(seal(unit, place, asked)),
        _ => None,
    }
}

/// `X: ${ssm:/p}` becomes `SSM_PATH_TO_X: /p`.
fn hand_out_path(unit: &Unit<'_>, place: PlaceId, asked: &Asked<'_>, key: &str) -> Option<Fix> {
    let address = asked.source.address.as_ref().filter(|address| !address.quoted)?;
    if asked.source.params.is_some() || asked.source.name.contains('.') || key.starts_with("SSM_PATH_TO_") {
        return None;
    }
    let name = format!("SSM_PATH_TO_{key}");
    let parent = unit.places().get(place).parent?;
    let Step::Key(_, span) = unit.places().get(place).step else { return None };
    let written = unit.file(place).source.text().get(span.start as usize..span.end as usize)?;
    // A merged key, or a value behind an alias, is written for others too.
    let is_its_own =
        unit.span(parent).contains(span) && unit.span(parent).contains(unit.span(place)) && unit.child(parent, &name).is_none();
    let (before, behind) = match written.strip_prefix(['"', '\'']) {
        Some(inner) if inner.strip_suffix(['"', '\'']) == Some(key) => written.split_at(1),
        None if written == key => ("", ""),
        _ => return None,
    };
    let quote = if behind.is_empty() { "" } else { before };
    let end = address.range.end - flag(&address.segments).map_or(0, str::len);
    let delete = |range| Edit { span: unit.span_in(place, range), text: String::new() };
    let edits = vec![
        Edit { span, text: format!("{quote}{name}{quote}") },
        delete(asked.variable.range.start..address.range.start),
        delete(end..asked.variable.range.end),
    ];
    let title = format!("Hand out the path as `{name}`; the function must read it");
    is_its_own.then_some(Fix { title, applicability: Applicability::Unsafe, edits })
}

/// `ENCRYPTED_X: ${ssm:/p}` becomes `${ssm(noDecrypt):/p}`, or `${ssm:/p~false}` for the old engine.
fn leave_encrypted(unit: &Unit<'_>, place: PlaceId, asked: &Asked<'_>) -> Option<Fix> {
    let address = asked.source.address.as_ref()?;
    let edit = match flag(&address.segments) {
        Some(flag) => Edit { span: unit.span_in(place, address.range.end - flag.len()..address.range.end), text: "~false".to_owned() },
        None if asked.source.params.is_none() && !unit.dialect().is_legacy() => {
            let end = asked.source.name_range.end;
            Edit { span: unit.span_in(place, end..end), text: "(noDecrypt)".to_owned() }
        }
        None => return None,
    };
    let title = "Leave it encrypted; the function must decrypt it".to_owned();
    Some(Fix { title, applicability: Applicability::Unsafe, edits: vec![edit] })
}

/// `${env:X}` becomes `$<env:X>`.
fn seal(unit: &Unit<'_>, place: PlaceId, asked: &Asked<'_>) -> Fix {
    let range = &asked.variable.range;
    let edit = |range, text: &str| -> Edit {
        let span: Span = unit.span_in(place, range);
        Edit { span, text: text.to_owned() }
    };
    let edits = vec![edit(range.start..range.start + 2, "$<"), edit(range.end - 1..range.end, ">")];
    let title = "Write it for Sealform to seal; render with a KMS key".to_owned();
    Fix { title, applicability: Applicability::Unsafe, edits }
}

/// The `~true` at the end of an address.
fn flag(segments: &[Segment]) -> Option<&str> {
    let Some(Segment::Text { value, .. }) = segments.last() else { return None };
    value.rfind('~').map(|at| &value[at..]).filter(|flag| *flag == "~true")
}
