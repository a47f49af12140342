//! The text that a value will be, as far as the files tell: `Fn::Sub`, `Fn::Join`, `Ref` and variables that lead to constants are put together.

use std::ops::Range;

use sealform_diagnostic::Span;
use sealform_reference::{Alternative, Literal, Segment, SubSegment, Variable};
use sealform_yaml::{NodeKind, Scalar};

use super::follow::follow;
use crate::flow::targets;
use crate::place::PlaceId;
use crate::unit::Unit;

/// Stands for what is not known.
pub(crate) const UNKNOWN: char = '\u{fffd}';

/// How deep texts may be made of each other.
const DEEPEST: usize = 16;

/// So many values are put together at most: texts that are made of each other many times over could multiply without end.
const MOST: usize = 1_000;

/// So many bytes of a text are put together at most; an ARN has 2,048.
const LONGEST: usize = 8 * 1024;

/// A text with [`UNKNOWN`] for what is not known, and where its parts are written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text {
    text: String,
    pieces: Vec<Piece>,
    /// How many values it was put together from.
    values: usize,
}

#[derive(Clone, Debug)]
struct Piece {
    /// Where it begins in the text.
    start: usize,
    place: PlaceId,
    /// Its bytes in the decoded text of `place`, if it is written there letter by letter.
    written: Option<Range<usize>>,
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether all of it is known.
    pub(crate) fn is_known(&self) -> bool {
        !self.text.contains(UNKNOWN)
    }

    /// The same text behind `before`, which is written nowhere.
    pub(crate) fn behind(mut self, before: &str) -> Self {
        self.text.insert_str(0, before);
        for piece in &mut self.pieces {
            piece.start += before.len();
        }
        self
    }

    /// Where the byte at `at` of the text is written: the place, and the byte in its file where it is one.
    pub(crate) fn origin(&self, unit: &Unit<'_>, at: usize) -> Option<(PlaceId, Option<Span>)> {
        let piece = self.pieces[..self.pieces.partition_point(|piece| piece.start <= at)].last()?;
        let span = piece.written.as_ref().and_then(|written| {
            let byte = written.start + (at - piece.start);
            // What is taken away must leave something that is still a text.
            (written.len() > 1 && byte < written.end).then(|| unit.span_in(piece.place, byte..byte + 1))
        });
        Some((piece.place, span))
    }

    /// A text that is written nowhere.
    pub(super) fn fixed(text: &str, place: PlaceId) -> Self {
        let mut whole = Self::default();
        whole.push(text, place, None);
        whole
    }

    /// A text of which nothing is known.
    pub(super) fn unknown(place: PlaceId) -> Self {
        let mut text = Self::default();
        text.push_unknown(place);
        text
    }

    fn push(&mut self, text: &str, place: PlaceId, written: Option<Range<usize>>) {
        if self.text.len() + text.len() > LONGEST {
            return self.push_unknown(place);
        }
        self.pieces.push(Piece { start: self.text.len(), place, written: written.filter(|written| written.len() == text.len()) });
        self.text.push_str(text);
    }

    fn push_unknown(&mut self, place: PlaceId) {
        if !self.text.ends_with(UNKNOWN) {
            self.pieces.push(Piece { start: self.text.len(), place, written: None });
            self.text.push(UNKNOWN);
        }
    }
}

/// The text that the value at `place` will be.
pub(crate) fn text_at(unit: &Unit<'_>, place: PlaceId) -> Text {
    let mut text = Text::default();
    add(unit, place, &mut text, 0);
    text
}

/// The text that `segments` of the text at `place` will be.
pub(super) fn text_of(unit: &Unit<'_>, place: PlaceId, segments: &[Segment]) -> Text {
    let mut text = Text::default();
    pieces(unit, place, segments, None, &mut text, 0);
    text
}

/// The ARN of the parameter that `name` names, which may be an ARN itself.
pub(crate) fn parameter_arn(name: &str) -> String {
    if name.starts_with("arn:") {
        return name.to_owned();
    }
    let slash = if name.starts_with(['/', UNKNOWN]) { "" } else { "/" };
    format!("arn:{UNKNOWN}:ssm:{UNKNOWN}:{UNKNOWN}:parameter{slash}{name}")
}

fn add(unit: &Unit<'_>, place: PlaceId, text: &mut Text, depth: usize) {
    text.values += 1;
    if depth > DEEPEST || text.values > MOST {
        return text.push_unknown(place);
    }
    let place = follow(unit, place);
    if let Some(function) = unit.function(place) {
        match function.name {
            "Fn::Sub" => return substituted(unit, function.argument, text, depth),
            "Fn::Join" => return joined(unit, function.argument, text, depth),
            "Ref" => match unit.scalar(function.argument) {
                Some(scalar) => return named(unit, &scalar.text, place, text, depth),
                None => return text.push_unknown(place),
            },
            _ => return text.push_unknown(place),
        }
    }
    match &unit.node(place).kind {
        NodeKind::Scalar(scalar) => match scalar.value() {
            Scalar::Null => {}
            Scalar::Text(_) | Scalar::Bool(_) | Scalar::Number(_) => written(unit, place, &scalar.text, None, text, depth),
        },
        NodeKind::Sequence(_) | NodeKind::Mapping(_) => text.push_unknown(place),
    }
}

/// The scalar at `place`; `values` are those of an `Fn::Sub`'s own map.
fn written(unit: &Unit<'_>, place: PlaceId, scalar: &str, values: Option<PlaceId>, text: &mut Text, depth: usize) {
    match unit.index().variables_at(place) {
        Some(variables) => pieces(unit, place, variables.segments(), values, text, depth),
        None => substitute(unit, place, scalar, 0..scalar.len(), values, text, depth),
    }
}

fn pieces(unit: &Unit<'_>, place: PlaceId, segments: &[Segment], values: Option<PlaceId>, text: &mut Text, depth: usize) {
    for segment in segments {
        match segment {
            Segment::Text { range, value } => substitute(unit, place, value, range.clone(), values, text, depth),
            Segment::Variable(variable) => match constant(unit, variable) {
                Some(Constant::Place(target)) => add(unit, target, text, depth + 1),
                Some(Constant::Text(value)) => text.push(&value, place, None),
                None => text.push_unknown(place),
            },
        }
    }
}

/// What a variable is, where only one thing can be meant.
enum Constant {
    Place(PlaceId),
    Text(String),
}

fn constant(unit: &Unit<'_>, variable: &Variable) -> Option<Constant> {
    match variable.alternatives.as_slice() {
        [Alternative::Literal { value: Literal::Text(text), .. }] => Some(Constant::Text(text.to_string())),
        [Alternative::Source(source)] if matches!(&*source.name, "self" | "file") => match targets(unit, source).as_slice() {
            [target] if target.is_whole() => Some(Constant::Place(target.place)),
            _ => None,
        },
        _ => None,
    }
}

/// `value`, the bytes `range` of the text at `place`, with `${...}` and `#{...}` as CloudFormation and its plugins fill them in.
fn substitute(unit: &Unit<'_>, place: PlaceId, value: &str, range: Range<usize>, values: Option<PlaceId>, text: &mut Text, depth: usize) {
    let exact = range.len() == value.len();
    let shifted = |inner: Range<usize>| exact.then(|| range.start + inner.start..range.start + inner.end);
    if !value.contains("${") {
        if let Some((before, _)) = value.split_once("#{") {
            text.push(before, place, shifted(0..before.len()));
            text.push_unknown(place);
            if let Some(end) = value.rfind('}') {
                text.push(&value[end + 1..], place, shifted(end + 1..value.len()));
            }
            return;
        }
        return text.push(value, place, shifted(0..value.len()));
    }
    for segment in sealform_reference::sub(value) {
        match segment {
            SubSegment::Literal { range, value } => text.push(&value, place, shifted(range)),
            SubSegment::Name { name, .. } => match values.and_then(|values| unit.get(values, &name)) {
                Some(own) => add(unit, own, text, depth + 1),
                None => named(unit, &name, place, text, depth),
            },
        }
    }
}

/// What `Ref` or `${Name}` brings. Of a parameter nothing is known but whether its value begins with a slash, as its default does.
fn named(unit: &Unit<'_>, name: &str, place: PlaceId, text: &mut Text, depth: usize) {
    if name.starts_with("AWS::") {
        return text.push_unknown(place);
    }
    let template = unit.template();
    if let Some(parameter) = template.parameters.iter().find(|parameter| parameter.name == name) {
        let default = parameter.default.and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text).unwrap_or_default();
        if default.starts_with('/') && !parameter.is_from_parameter_store() {
            text.push("/", place, None);
        }
        return text.push_unknown(place);
    }
    // `Ref` of a parameter of Parameter Store is its name.
    let resource = template.resource(name).filter(|resource| resource.resource_type == "AWS::SSM::Parameter");
    match resource.and_then(|resource| unit.at(resource.place, &["Properties", "Name"])) {
        Some(name) => add(unit, name, text, depth + 1),
        None => text.push_unknown(place),
    }
}

fn substituted(unit: &Unit<'_>, argument: PlaceId, text: &mut Text, depth: usize) {
    if let Some(scalar) = unit.scalar(argument) {
        return written(unit, argument, &scalar.text, None, text, depth);
    }
    let mut items = unit.places().children(argument);
    match (items.next(), items.next()) {
        (Some(template), values) => match unit.scalar(template) {
            Some(scalar) => written(unit, template, &scalar.text, values, text, depth),
            None => text.push_unknown(template),
        },
        (None, _) => text.push_unknown(argument),
    }
}

fn joined(unit: &Unit<'_>, argument: PlaceId, text: &mut Text, depth: usize) {
    let mut parts = unit.places().children(argument);
    let (Some(delimiter), Some(items)) = (parts.next(), parts.next()) else { return text.push_unknown(argument) };
    let items = follow(unit, items);
    let (Some(delimiter_text), NodeKind::Sequence(_)) = (unit.scalar(delimiter), &unit.node(items).kind) else {
        return text.push_unknown(argument);
    };
    for (index, item) in unit.places().children(items).enumerate() {
        if index > 0 && !delimiter_text.text.is_empty() {
            text.push(&delimiter_text.text, delimiter, None);
        }
        add(unit, item, text, depth + 1);
    }
}
