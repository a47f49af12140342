//! What a value of a policy means: its text, whatever intrinsic function or variable it is spelled with.

use sealform_reference::{Alternative, Segment, SubSegment, sub};
use sealform_yaml::NodeKind;

use crate::here::Here;
use crate::project::Project;
use crate::unit::Place;

/// How deep functions may hold one another.
const MAX_DEPTH: usize = 16;

/// Reads values of one service.
#[derive(Clone, Copy)]
pub(crate) struct Meaning<'m> {
    pub(crate) project: &'m Project,
    pub(crate) here: &'m Here,
}

impl Meaning<'_> {
    /// The texts of a list, or the one text.
    pub(crate) fn texts(&self, value: Place) -> Vec<String> {
        self.texts_within(value, MAX_DEPTH)
    }

    /// The text of a value; what is not understood is a text that equals no other.
    pub(crate) fn text(&self, value: Place) -> String {
        self.text_within(value, MAX_DEPTH)
    }

    fn texts_within(&self, value: Place, depth: usize) -> Vec<String> {
        let settled = self.project.settle(value);
        let node = self.project.unit(settled).document.node(settled.node);
        match (&node.kind, node.tag) {
            (NodeKind::Sequence(items), None) if depth > 0 => {
                items.iter().map(|&node| self.text_within(Place { node, ..settled }, depth - 1)).collect()
            }
            _ => vec![self.text_within(settled, depth)],
        }
    }

    fn text_within(&self, value: Place, depth: usize) -> String {
        let place = self.project.settle(value);
        let unit = self.project.unit(place);
        let unknown = || format!("\0{} {}", place.unit, unit.span(place.node).start);
        if depth == 0 {
            return unknown();
        }
        let Some((function, argument)) = self.function(place) else {
            return match &unit.document.node(place.node).kind {
                NodeKind::Scalar(_) => self.filled(place),
                NodeKind::Sequence(_) | NodeKind::Mapping(_) => unknown(),
            };
        };
        let items = self.project.unit(argument).document.items(argument.node);
        let item = |index: usize| items.get(index).map(|&node| Place { node, ..argument });
        let text = match &*function {
            "Ref" => self.here.fill(&format!("${{{}}}", self.project.text(argument))),
            "Fn::Sub" if items.is_empty() => self.filled(argument),
            "Fn::Sub" => match (item(0), item(1)) {
                (Some(template), Some(values)) => self.substituted(template, values, depth),
                _ => unknown(),
            },
            "Fn::GetAtt" if items.is_empty() => format!("${{{}}}", self.project.text(argument)),
            "Fn::GetAtt" => {
                let parts: Vec<&str> = (0..items.len()).filter_map(item).map(|part| self.project.text(part)).collect();
                format!("${{{}}}", parts.join("."))
            }
            "Fn::Join" => {
                let separator = item(0).map(|place| self.project.text(place)).unwrap_or_default();
                let parts = item(1).map(|parts| self.texts_within(parts, depth - 1)).unwrap_or_default();
                self.here.fill(&parts.join(separator))
            }
            _ => unknown(),
        };
        key_of_resource(&text).unwrap_or(text)
    }

    /// The intrinsic function that a value is, and its argument.
    fn function(&self, place: Place) -> Option<(String, Place)> {
        let document = &self.project.unit(place).document;
        let node = document.node(place.node);
        if let Some(name) = node.tag.and_then(|tag| tag.intrinsic()) {
            return Some((name.to_owned(), place));
        }
        let NodeKind::Mapping(_) = &node.kind else { return None };
        let mut entries = document.entries(place.node);
        match (entries.next(), entries.next()) {
            (Some(entry), None) => Some((entry.key.to_owned(), self.project.settle(Place { node: entry.value, ..place }))),
            _ => None,
        }
    }

    /// The text of a scalar with all that is known put in.
    fn filled(&self, place: Place) -> String {
        match self.here.resolved(self.project.unit(place).span(place.node)) {
            Some(text) if place.unit == 0 => self.here.fill(text),
            _ => self.here.fill(&self.literal(self.project.text(place))),
        }
    }

    /// A text with the literals in it that `${self:...}` leads to.
    fn literal(&self, text: &str) -> String {
        let grammar = self.project.grammar;
        let segments = match sealform_reference::parse(text, grammar) {
            Ok(segments) if text.contains("self:") => segments,
            _ => return text.to_owned(),
        };
        let mut out = String::new();
        for segment in &segments {
            match segment {
                Segment::Text { range, .. } => out.push_str(&text[range.clone()]),
                Segment::Variable(variable) => {
                    let literal = match variable.alternatives.as_slice() {
                        [Alternative::Source(source)] => self.project.source(source),
                        _ => None,
                    };
                    let literal = literal.filter(|target| target.rest.is_empty()).and_then(|target| self.project.literal(target.place));
                    out.push_str(literal.as_deref().unwrap_or(&text[variable.range.clone()]));
                }
            }
        }
        out
    }

    fn substituted(&self, template: Place, values: Place, depth: usize) -> String {
        let template = self.filled(self.project.settle(template));
        let values = self.project.settle(values);
        let mut out = String::new();
        for segment in sub(&template) {
            match segment {
                SubSegment::Literal { value, .. } => out.push_str(&value),
                SubSegment::Name { name, .. } => match self.project.get(values, &name) {
                    Some(value) => out.push_str(&self.text_within(value, depth - 1)),
                    None => out.push_str(&format!("${{{name}}}")),
                },
            }
        }
        self.here.fill(&out)
    }
}

/// `${Key.Arn}` for the ARN of a key that is put together from its `Ref`.
fn key_of_resource(text: &str) -> Option<String> {
    let id = text.strip_prefix("arn:")?.split_once(":key/${")?.1.strip_suffix('}')?;
    (text.contains(":kms:") && id.bytes().all(|byte| byte.is_ascii_alphanumeric())).then(|| format!("${{{id}.Arn}}"))
}
