//! The texts that a part of an address may stand for, as far as they are written in the files.

use sealform_reference::{Alternative, Literal, Segment, Variable};

use super::target::{Part, targets};
use crate::unit::Unit;

/// So many texts are tried at most for one part.
const MOST: usize = 8;

/// How deep constants may refer to each other.
const DEEPEST: usize = 8;

/// The texts that `segments` may stand for; none where a part is not known.
pub(crate) fn constants(unit: &Unit<'_>, segments: &[Segment]) -> Vec<String> {
    joined(unit, segments, 0)
}

fn joined(unit: &Unit<'_>, segments: &[Segment], depth: usize) -> Vec<String> {
    let mut texts = vec![String::new()];
    for segment in segments {
        let parts = match segment {
            Segment::Text { value, .. } => vec![value.to_string()],
            Segment::Variable(variable) => of_variable(unit, variable, depth),
        };
        texts = texts.iter().flat_map(|text| parts.iter().map(move |part| format!("{text}{part}"))).take(MOST).collect();
    }
    texts
}

fn of_variable(unit: &Unit<'_>, variable: &Variable, depth: usize) -> Vec<String> {
    if depth >= DEEPEST {
        return Vec::new();
    }
    let mut texts = Vec::new();
    for alternative in &variable.alternatives {
        match alternative {
            Alternative::Literal { value: Literal::Text(text), .. } => texts.push(text.to_string()),
            Alternative::Literal { value, .. } => texts.push(value.to_string()),
            Alternative::Source(source) if *source.name == *"sls" => {
                texts.extend(
                    stage(unit, depth).into_iter().filter(|_| source.address.as_ref().and_then(|address| address.plain()) == Some("stage")),
                );
            }
            // A path that depends on a file's content is not followed: it could lead back here without end.
            Alternative::Source(source) if *source.name == *"file" => {}
            Alternative::Source(source) => {
                let known = targets(unit, source).into_iter().filter(|target| target.rest.is_empty());
                texts.extend(known.flat_map(|target| of_place(unit, target.place, depth)));
            }
        }
    }
    texts.dedup();
    texts.truncate(MOST);
    texts
}

fn of_place(unit: &Unit<'_>, place: crate::place::PlaceId, depth: usize) -> Vec<String> {
    match unit.index().variables_at(place) {
        Some(text) => joined(unit, text.segments(), depth + 1),
        None => unit.scalar(place).map(|scalar| scalar.value().to_text()).into_iter().collect(),
    }
}

/// `provider.stage`, else `dev`.
fn stage(unit: &Unit<'_>, depth: usize) -> Vec<String> {
    let written = unit.root().and_then(|root| unit.at(root, &["provider", "stage"]));
    let stages = written.map(|place| of_place(unit, place, depth)).unwrap_or_default();
    if stages.is_empty() { vec!["dev".to_owned()] } else { stages }
}

/// The keys of an address between its dots; a part that holds a variable matches any key with the same beginning and end.
pub(super) fn parts(segments: &[Segment]) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    for segment in segments {
        match segment {
            Segment::Text { value, .. } => {
                for (index, piece) in value.split('.').enumerate() {
                    if index > 0 {
                        parts.push(Part::default());
                    }
                    if let Some(part) = parts.last_mut() {
                        part.push_text(piece);
                    }
                }
            }
            Segment::Variable(_) => {
                if let Some(part) = parts.last_mut() {
                    part.push_unknown();
                }
            }
        }
    }
    parts
}
