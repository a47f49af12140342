//! Secrets that only show once intrinsic functions have put a text together.

use std::ops::Range;

use sealform_diagnostic::Span;
use sealform_secret::heuristics::{Likelihood, PromisedKind, Written, literal};

use super::collect::Collector;
use super::evaluate::{Evaluated, evaluate};
use super::found::{Fact, Found};
use super::scan::{Hit, Language, scan};
use super::written::named;
use crate::place::PlaceId;
use crate::unit::Unit;

/// Evaluates each outermost function, and looks at what it makes.
pub(super) fn add(collector: &mut Collector<'_, '_>) {
    let unit = collector.unit;
    let mut behind = None;
    for place in unit.index().functions() {
        if behind.is_some_and(|behind| place < behind) || !unit.is_own(place) {
            continue;
        }
        let Some(function) = unit.function(place) else { continue };
        let worth = match function.name {
            "Fn::Join" | "Fn::FindInMap" | "Fn::Select" | "Fn::If" | "Ref" => true,
            // Of a text alone, the text has been looked at.
            "Fn::Sub" | "Fn::Base64" => unit.scalar(function.argument).is_none(),
            _ => false,
        };
        if !worth {
            continue;
        }
        let name = named(unit, &collector.names, place);
        if name.is_none() && matches!(function.name, "Ref" | "Fn::FindInMap" | "Fn::If") {
            // Each alternative has been looked at by itself, but one may be put together.
            if function.name != "Fn::If" {
                continue;
            }
        } else {
            behind = Some(unit.places().get(place).end);
        }
        for text in evaluate(unit, place) {
            let hits = scan(&collector.names, &text.text, Language::Any);
            for hit in &hits {
                let fact = match hit.hit {
                    Hit::Assigned(_) => Fact::InText,
                    Hit::Form(_) | Hit::Encoded => Fact::Pieces,
                };
                let what = collector.what(&hit.hit);
                add_pieces(collector, place, &text, hit.range.clone(), fact, what, hit.likelihood);
            }
            let Some(name) = name.filter(|_| hits.is_empty() && !text.text.is_empty()) else { continue };
            if text.text.contains('$') && text.holes {
                if let Some(range) = around_holes(name.promise.kind, &text.text) {
                    let what = format!("the value of `{}`", name.name);
                    add_pieces(collector, place, &text, range, Fact::Named, what, Likelihood::Likely);
                }
                continue;
            }
            if let Some(likelihood) = literal(name.promise.kind, &text.text, name.written) {
                let fact = match () {
                    () if text.pieces.len() > 1 => Fact::Pieces,
                    () if function.name == "Ref" => Fact::Default,
                    () => Fact::Named,
                };
                let what = format!("the value of `{}`", name.name);
                add_pieces(collector, place, &text, 0..text.text.len(), fact, what, likelihood);
            }
        }
    }
}

fn add_pieces(
    collector: &mut Collector<'_, '_>,
    place: PlaceId,
    text: &Evaluated,
    range: Range<usize>,
    fact: Fact,
    what: String,
    likelihood: Likelihood,
) {
    let unit = collector.unit;
    let spans = spans(unit, text, range);
    let Some((&first, rest)) = spans.split_first() else { return };
    if spans.iter().any(|&span| collector.is_taken(span)) {
        return;
    }
    let mut labels: Vec<(Span, String)> = rest.iter().take(11).map(|&span| (span, "goes on here".to_owned())).collect();
    let used = unit.span(place);
    if !used.contains(first) {
        labels.push((used, "used here".to_owned()));
    }
    collector.add(Found { fact, span: first, secrets: spans, place: Some(place), what, likelihood, labels });
}

/// Where the bytes `range` of the text are written.
fn spans(unit: &Unit<'_>, text: &Evaluated, range: Range<usize>) -> Vec<Span> {
    let mut spans = Vec::new();
    for piece in &text.pieces {
        let start = piece.range.start.max(range.start);
        let end = piece.range.end.min(range.end);
        if start < end {
            let from = piece.from + (start - piece.range.start);
            spans.push(unit.span_in(piece.place, from..from + (end - start)));
        }
    }
    spans
}

/// What is left of a value between its variables, where that alone looks like a secret.
pub(super) fn around_holes(kind: PromisedKind, blotted: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for part in blotted.split('$') {
        let range = start..start + part.len();
        start = range.end + 1;
        let mixed = part.bytes().any(|byte| byte.is_ascii_digit()) && part.bytes().any(|byte| byte.is_ascii_alphabetic());
        if part.len() >= 6 && mixed && !part.contains('/') && literal(kind, part, Written::Text).is_some() {
            return Some(range);
        }
    }
    None
}
