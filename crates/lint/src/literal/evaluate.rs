//! What intrinsic functions make of the texts that are written out: every alternative, what is not known as a hole, each piece with its
//! place.

use std::cell::Cell;
use std::ops::Range;

use super::scan::without_holes;
use crate::place::PlaceId;
use crate::unit::Unit;

/// A text that a function may make.
#[derive(Clone, Debug, Default)]
pub(super) struct Evaluated {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    /// Whether a part is not known; it stands there as `$`.
    pub(super) holes: bool,
}

/// A part of the text that is written out somewhere.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Which bytes of the text.
    pub(super) range: Range<usize>,
    /// The scalar that it is written in.
    pub(super) place: PlaceId,
    /// Where it begins in that scalar's text.
    pub(super) from: usize,
}

/// So many alternatives are looked at.
const MOST: usize = 8;

/// How deep functions may stand in each other.
const DEEPEST: usize = 16;

/// Longer texts are cut: a list of aliases could grow without end.
const LONGEST: usize = 64 * 1024;

/// So many values are looked at for one text: a name may stand in it a thousand times, and in its value another thousand.
const BUDGET: usize = 4096;

/// So many parts of a text that is split are looked at.
const PARTS: usize = 256;

/// So many choices are multiplied out in one text; of the others the first alternative is taken.
const CHOICES: usize = 8;

/// One evaluation.
#[derive(Clone, Copy)]
struct Evaluation<'u, 'd> {
    unit: &'u Unit<'d>,
    /// How many more values may be looked at.
    left: &'u Cell<usize>,
}

/// The texts that the value at `place` may be.
pub(super) fn evaluate(unit: &Unit<'_>, place: PlaceId) -> Vec<Evaluated> {
    value(Evaluation { unit, left: &Cell::new(BUDGET) }, place, 0)
}

fn value(evaluation: Evaluation<'_, '_>, place: PlaceId, depth: usize) -> Vec<Evaluated> {
    let unit = evaluation.unit;
    let left = evaluation.left.get();
    if depth > DEEPEST || left == 0 {
        return hole();
    }
    evaluation.left.set(left - 1);
    let Some(function) = unit.function(place) else {
        return unit.scalar(place).map_or_else(hole, |scalar| vec![written(place, &without_holes(&scalar.text), 0)]);
    };
    let argument = function.argument;
    let item = |index: usize| unit.places().children(argument).nth(index);
    match function.name {
        "Fn::Sub" => match unit.scalar(argument) {
            Some(scalar) => vec![written(argument, &without_holes(&scalar.text), 0)],
            None => item(0).map_or_else(hole, |text| substituted(evaluation, text, item(1), depth)),
        },
        // The argument of a short tag is the place itself, tag and all.
        "Fn::Base64" => match unit.scalar(argument) {
            Some(scalar) if argument == place => vec![written(argument, &without_holes(&scalar.text), 0)],
            _ if argument == place => hole(),
            _ => value(evaluation, argument, depth + 1),
        },
        "Fn::If" => {
            let mut all: Vec<Evaluated> =
                [item(1), item(2)].into_iter().flatten().flat_map(|one| value(evaluation, one, depth + 1)).collect();
            all.truncate(MOST);
            all
        }
        "Fn::Join" => {
            let Some(delimiter) = item(0).and_then(|place| unit.scalar(place)) else { return hole() };
            let Some(parts) = item(1).map(|place| list(evaluation, place, depth)) else { return hole() };
            joined(&parts, &delimiter.text)
        }
        "Fn::Select" => {
            let index = item(0).and_then(|place| unit.scalar(place)).and_then(|scalar| scalar.text.parse::<usize>().ok());
            let parts = item(1).map(|place| list(evaluation, place, depth)).unwrap_or_default();
            index.and_then(|index| parts.into_iter().nth(index)).unwrap_or_else(hole)
        }
        "Fn::FindInMap" => mapped(unit, [item(0), item(1), item(2)]),
        "Ref" => default(unit, argument),
        _ => hole(),
    }
}

fn hole() -> Vec<Evaluated> {
    vec![Evaluated { text: "$".to_owned(), pieces: Vec::new(), holes: true }]
}

fn written(place: PlaceId, text: &str, from: usize) -> Evaluated {
    let pieces = vec![Piece { range: 0..text.len(), place, from }];
    Evaluated { text: text.to_owned(), pieces, holes: text.contains("$$") }
}

impl Evaluated {
    fn push_delimiter(&mut self, delimiter: &str) {
        if self.text.len() + delimiter.len() <= LONGEST {
            self.text.push_str(delimiter);
        }
    }

    fn push(&mut self, other: &Self) {
        if self.text.len() + other.text.len() > LONGEST {
            self.holes = true;
            return;
        }
        let start = self.text.len();
        self.text.push_str(&other.text);
        self.pieces.extend(other.pieces.iter().map(|piece| Piece { range: piece.range.start + start..piece.range.end + start, ..*piece }));
        self.holes |= other.holes;
    }
}

/// The items of a list, each with its alternatives.
fn list(evaluation: Evaluation<'_, '_>, place: PlaceId, depth: usize) -> Vec<Vec<Evaluated>> {
    let unit = evaluation.unit;
    match unit.function(place) {
        Some(function) if function.name == "Fn::Split" => {
            let mut arguments = unit.places().children(function.argument);
            let delimiter = arguments.next().and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text).unwrap_or_default();
            let text = arguments.next().and_then(|place| value(evaluation, place, depth + 1).into_iter().next());
            text.filter(|_| !delimiter.is_empty()).map(|text| split(&text, delimiter)).unwrap_or_default()
        }
        Some(_) => vec![hole()],
        None => unit.places().children(place).map(|item| value(evaluation, item, depth + 1)).collect(),
    }
}

fn split(whole: &Evaluated, delimiter: &str) -> Vec<Vec<Evaluated>> {
    let mut start = 0;
    let mut items = Vec::new();
    for part in whole.text.split(delimiter).take(PARTS) {
        let range = start..start + part.len();
        start = range.end + delimiter.len();
        let overlapping = whole.pieces.iter().filter(|piece| piece.range.start < range.end && range.start < piece.range.end);
        let pieces = overlapping.map(|piece| {
            let from = piece.range.start.max(range.start);
            let end = piece.range.end.min(range.end);
            Piece { range: from - range.start..end - range.start, place: piece.place, from: piece.from + from - piece.range.start }
        });
        items.push(vec![Evaluated { text: part.to_owned(), pieces: pieces.collect(), holes: whole.holes }]);
    }
    items
}

fn joined(parts: &[Vec<Evaluated>], delimiter: &str) -> Vec<Evaluated> {
    let mut all = vec![Evaluated::default()];
    let mut choices = 0;
    for (index, alternatives) in parts.iter().enumerate() {
        if index > 0 {
            all.iter_mut().for_each(|text| text.push_delimiter(delimiter));
        }
        choices += usize::from(alternatives.len() > 1);
        if let ([only], _) | ([only, ..], CHOICES..) = (alternatives.as_slice(), choices) {
            all.iter_mut().for_each(|text| text.push(only));
            continue;
        }
        let with = |text: &Evaluated, other: &Evaluated| {
            let mut text = text.clone();
            text.push(other);
            text
        };
        all = all.iter().flat_map(|text| alternatives.iter().map(move |other| with(text, other))).take(MOST).collect();
    }
    all
}

/// `!Sub [text, {Name: value}]`.
fn substituted(evaluation: Evaluation<'_, '_>, text: PlaceId, map: Option<PlaceId>, depth: usize) -> Vec<Evaluated> {
    let unit = evaluation.unit;
    let Some(scalar) = unit.scalar(text) else { return hole() };
    let mut parts: Vec<Vec<Evaluated>> = Vec::new();
    for segment in sealform_reference::sub(&scalar.text) {
        parts.push(match segment {
            sealform_reference::SubSegment::Literal { range, value } => vec![written(text, &without_holes(&value), range.start)],
            sealform_reference::SubSegment::Name { name, .. } => {
                map.and_then(|map| unit.child(map, &name)).map_or_else(hole, |place| value(evaluation, place, depth + 1))
            }
        });
    }
    joined(&parts, "")
}

/// The values of a map at known keys; at every key where one is not known.
fn mapped(unit: &Unit<'_>, keys: [Option<PlaceId>; 3]) -> Vec<Evaluated> {
    let Some(mappings) = unit.root().and_then(|root| unit.get(root, "Mappings").or_else(|| unit.at(root, &["resources", "Mappings"])))
    else {
        return hole();
    };
    let mut at = vec![mappings];
    for key in keys {
        let known = key.filter(|&key| unit.function(key).is_none()).and_then(|key| unit.scalar(key));
        at = at
            .into_iter()
            .flat_map(|place| match known {
                Some(key) => unit.child(place, &key.text).into_iter().collect::<Vec<_>>(),
                None => unit.places().children(place).take(MOST).collect(),
            })
            .take(MOST)
            .collect();
    }
    let values: Vec<Evaluated> =
        at.into_iter().filter_map(|place| unit.scalar(place).map(|scalar| written(place, &scalar.text, 0))).collect();
    if values.is_empty() { hole() } else { values }
}

/// The default of the parameter that is referred to.
fn default(unit: &Unit<'_>, name: PlaceId) -> Vec<Evaluated> {
    let Some(name) = unit.scalar(name) else { return hole() };
    let parameter = unit.template().parameters.iter().find(|parameter| parameter.name == &*name.text);
    let default = parameter.filter(|parameter| parameter.parameter_type == "String").and_then(|parameter| parameter.default);
    match default.and_then(|place| unit.scalar(place).map(|scalar| (place, scalar))) {
        Some((place, scalar)) => vec![Evaluated { holes: true, ..written(place, &scalar.text, 0) }],
        None => hole(),
    }
}
