//! References as they are written, without the literals that may be secret.

use std::ops::Range;

use sealform_model::Interpolated;
use sealform_reference::{Alternative, Literal, ParamValue, Segment, Variable};
use sealform_secret::display::MASK;
use sealform_secret::heuristics::is_secret_form;
use sealform_secret::policy::Policy;

use super::entry::Sensitivity;
use super::judge::{Judge, Verdicts};
use crate::inputs::Dialect;

/// A text that is secret as it is written: its references are shown, its literals are not.
#[must_use]
pub fn masked(text: &Interpolated, dialect: Dialect, policy: &Policy) -> String {
    let judge = Judge { dialect, policy };
    let mut hidden = Vec::new();
    for segment in text.segments() {
        match segment {
            Segment::Text { range, .. } => hidden.push(range.clone()),
            Segment::Variable(variable) => hide(&judge.verdicts(text.text(), variable), variable, Sensitivity::Secret, &mut hidden),
        }
    }
    without(text.text(), 0..text.text().len(), hidden)
}

/// A text that was not resolved as it is written: its literals are hidden only if one of its references may bring in a secret.
#[must_use]
pub fn masked_beside_secret(text: &Interpolated, dialect: Dialect, policy: &Policy) -> String {
    let judge = Judge { dialect, policy };
    let public = text.segments().iter().all(|segment| match segment {
        Segment::Text { value, .. } => !is_secret_form(value),
        Segment::Variable(variable) => judge.verdicts(text.text(), variable).of(variable) == Sensitivity::Public,
    });
    if public { text.text().to_owned() } else { masked(text, dialect, policy) }
}

/// One variable of `text` as it is written, its literals shown only if it is public.
pub(super) fn variable(verdicts: &Verdicts, text: &str, variable: &Variable, sensitivity: Sensitivity) -> String {
    let mut hidden = Vec::new();
    hide(verdicts, variable, sensitivity, &mut hidden);
    without(text, variable.range.clone(), hidden)
}

/// A param or an address of `text` as it is written, without quotes.
pub(super) fn part(verdicts: &Verdicts, text: &str, range: &Range<usize>, segments: &[Segment]) -> String {
    match segments {
        [] => String::new(),
        [Segment::Text { value, .. }] if is_secret_form(value) => MASK.to_owned(),
        [Segment::Text { value, .. }] => value.to_string(),
        segments => {
            let mut hidden = Vec::new();
            hide_in_part(verdicts, segments, &mut hidden);
            without(text, range.clone(), hidden)
        }
    }
}

/// Whether a literal of a variable is hidden. Nothing, a flag and an empty text tell nothing.
pub(super) fn hides(sensitivity: Sensitivity, literal: &Literal) -> bool {
    match literal {
        Literal::Null | Literal::Bool(_) => false,
        Literal::Number(_) => sensitivity != Sensitivity::Public,
        Literal::Text(text) => !text.is_empty() && (sensitivity != Sensitivity::Public || is_secret_form(text)),
    }
}

fn hide(verdicts: &Verdicts, variable: &Variable, sensitivity: Sensitivity, hidden: &mut Vec<Range<usize>>) {
    for alternative in &variable.alternatives {
        match alternative {
            Alternative::Literal { range, value } if hides(sensitivity, value) => hidden.push(range.clone()),
            Alternative::Literal { .. } => {}
            Alternative::Source(source) => {
                for param in source.params.iter().flatten() {
                    if let ParamValue::Text(segments) = &param.value {
                        hide_in_part(verdicts, segments, hidden);
                    }
                }
                if let Some(address) = &source.address {
                    hide_in_part(verdicts, &address.segments, hidden);
                }
            }
        }
    }
}

/// Params and addresses are names: only what looks like a secret is hidden, and the literals of variables that may bring one in.
fn hide_in_part(verdicts: &Verdicts, segments: &[Segment], hidden: &mut Vec<Range<usize>>) {
    for segment in segments {
        match segment {
            Segment::Text { range, value } if is_secret_form(value) => hidden.push(range.clone()),
            Segment::Text { .. } => {}
            Segment::Variable(variable) => hide(verdicts, variable, verdicts.of(variable), hidden),
        }
    }
}

/// `text` at `range` with [`MASK`] in place of each of `hidden`, which do not overlap.
fn without(text: &str, range: Range<usize>, mut hidden: Vec<Range<usize>>) -> String {
    hidden.sort_by_key(|hidden| hidden.start);
    let mut out = String::with_capacity(range.len());
    let mut at = range.start;
    for hidden in hidden {
        out.push_str(text.get(at..hidden.start).unwrap_or_default());
        out.push_str(MASK);
        at = hidden.end;
    }
    out.push_str(text.get(at..range.end).unwrap_or_default());
    out
}
