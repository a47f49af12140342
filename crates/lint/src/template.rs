//! The parts of a template that rules ask for: parameters, resources, and where parameters are used. Of a service, those under `resources`.

use std::collections::HashMap;

use sealform_diagnostic::Span;
use sealform_reference::SubSegment;
use sealform_yaml::{NodeKind, Scalar};

use crate::flow::meant;
use crate::kind::Kind;
use crate::place::{PlaceId, Step};
use crate::unit::Unit;

/// A parameter that is declared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter<'d> {
    pub(crate) name: &'d str,
    pub(crate) place: PlaceId,
    /// `Type`; empty where it is missing.
    pub(crate) parameter_type: &'d str,
    pub(crate) no_echo: bool,
    /// The place of `Default`.
    pub(crate) default: Option<PlaceId>,
}

impl Parameter<'_> {
    /// Whether CloudFormation puts the value of a parameter of Parameter Store in its place. It reads Strings only, never a SecureString
    /// ("SSM parameter types", CloudFormation User Guide, read 2026-11-23).
    pub(crate) fn is_from_parameter_store(&self) -> bool {
        self.parameter_type.starts_with("AWS::SSM::Parameter::Value<")
    }
}

/// A `Ref` or a name in an `Fn::Sub` that means a parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use {
    /// The parameter's number, from 0.
    pub(crate) parameter: usize,
    /// The place of the call.
    pub(crate) place: PlaceId,
    /// Where the name is written.
    pub(crate) span: Span,
}

/// A resource that is declared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resource<'d> {
    pub(crate) logical_id: &'d str,
    /// `Type`; empty where it is missing.
    pub(crate) resource_type: &'d str,
    pub(crate) place: PlaceId,
}

/// The parts of a template.
#[derive(Debug, Default)]
pub(crate) struct Template<'d> {
    pub(crate) parameters: Vec<Parameter<'d>>,
    pub(crate) uses: Vec<Use>,
    /// What of `Mappings` is looked up, and the place of the call.
    pub(crate) looked_up: Vec<(PlaceId, PlaceId)>,
    pub(crate) resources: Vec<Resource<'d>>,
    by_logical_id: HashMap<&'d str, usize>,
}

impl<'d> Template<'d> {
    pub(crate) fn new(unit: &Unit<'d>) -> Self {
        let mut template = Self::default();
        for root in roots(unit) {
            for (name, place) in section(unit, root, "Parameters") {
                template.parameters.push(parameter(unit, name, place));
            }
            for (logical_id, place) in section(unit, root, "Resources") {
                for place in meant(unit, place) {
                    template.resources.push(Resource { logical_id, resource_type: text(unit, place, "Type"), place });
                }
            }
            // Only what is not the value itself must be followed through a mapping.
            if unit.index().braces().next().is_some() {
                let mappings = section(unit, root, "Mappings").collect();
                template.looked_up.extend(looked_up(unit, &mappings));
            }
        }
        template.resources.sort_by_key(|resource| resource.place);
        template.by_logical_id = template.resources.iter().enumerate().map(|(number, resource)| (resource.logical_id, number)).collect();
        if !template.parameters.is_empty() {
            template.uses = uses(unit, &template.parameters);
        }
        template
    }

    /// The resource `logical_id`.
    pub(crate) fn resource(&self, logical_id: &str) -> Option<&Resource<'d>> {
        self.by_logical_id.get(logical_id).and_then(|&number| self.resources.get(number))
    }

    /// The resource that `place` is in.
    pub(crate) fn resource_of(&self, unit: &Unit<'_>, place: PlaceId) -> Option<&Resource<'d>> {
        let behind = self.resources.partition_point(|resource| resource.place <= place);
        self.resources[..behind].last().filter(|resource| place < unit.places().get(resource.place).end)
    }
}

/// The outermost values that are a template: the file's, or `resources` and its items, wherever they are written.
fn roots(unit: &Unit<'_>) -> Vec<PlaceId> {
    let Some(root) = unit.root() else { return Vec::new() };
    match unit.kind() {
        Kind::Template => vec![root],
        Kind::Service => {
            let resources = unit.get(root, "resources").map(|place| meant(unit, place)).unwrap_or_default();
            let is_list = |place: &PlaceId| matches!(unit.node(*place).kind, NodeKind::Sequence(_));
            let item = |place| {
                if is_list(&place) { unit.places().children(place).flat_map(|item| meant(unit, item)).collect() } else { vec![place] }
            };
            resources.into_iter().flat_map(item).collect()
        }
    }
}

/// The entries of a section of the template at `root`, wherever it is written.
fn section<'u, 'd>(unit: &'u Unit<'d>, root: PlaceId, name: &str) -> impl Iterator<Item = (&'d str, PlaceId)> + use<'u, 'd> {
    let places = unit.get(root, name).map(|place| meant(unit, place)).unwrap_or_default();
    places.into_iter().flat_map(|place| unit.places().children(place)).filter_map(|place| match unit.places().get(place).step {
        Step::Key(name, _) => Some((name, place)),
        Step::Root | Step::Index(_) => None,
    })
}

/// What the calls of `Fn::FindInMap` look up: the values under the keys that are known, under every key where one is not.
fn looked_up(unit: &Unit<'_>, mappings: &HashMap<&str, PlaceId>) -> Vec<(PlaceId, PlaceId)> {
    let mut found = Vec::new();
    for place in unit.index().functions() {
        let Some(function) = unit.function(place).filter(|function| function.name == "Fn::FindInMap") else { continue };
        let arguments: Vec<Option<&str>> = unit.places().children(function.argument).map(|item| plain(unit, item)).collect();
        let [Some(name), keys @ ..] = arguments.as_slice() else { continue };
        let Some(&mapping) = mappings.get(name) else { continue };
        let mut places = vec![mapping];
        for key in keys.iter().take(2) {
            places = places
                .into_iter()
                .flat_map(|place| match key {
                    Some(key) => unit.child(place, key).into_iter().collect::<Vec<_>>(),
                    None => unit.places().children(place).take(64).collect(),
                })
                .collect();
        }
        found.extend(places.into_iter().map(|looked_up| (looked_up, place)));
    }
    found
}

/// The text at `place`, if it is no call.
fn plain<'d>(unit: &Unit<'d>, place: PlaceId) -> Option<&'d str> {
    if unit.function(place).is_some() { None } else { unit.scalar(place).map(|scalar| &*scalar.text) }
}

fn text<'d>(unit: &Unit<'d>, place: PlaceId, key: &str) -> &'d str {
    unit.get(place, key).and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text).unwrap_or_default()
}

fn parameter<'d>(unit: &Unit<'d>, name: &'d str, place: PlaceId) -> Parameter<'d> {
    let no_echo = unit.get(place, "NoEcho").and_then(|place| unit.scalar(place)).is_some_and(|scalar| match scalar.value() {
        Scalar::Bool(value) => value,
        Scalar::Text(text) => text.eq_ignore_ascii_case("true"),
        Scalar::Null | Scalar::Number(_) => false,
    });
    Parameter { name, place, parameter_type: text(unit, place, "Type"), no_echo, default: unit.get(place, "Default") }
}

fn uses(unit: &Unit<'_>, parameters: &[Parameter<'_>]) -> Vec<Use> {
    let numbers: HashMap<&str, usize> = parameters.iter().enumerate().map(|(number, parameter)| (parameter.name, number)).collect();
    let mut uses = Vec::new();
    for place in unit.index().functions() {
        let Some(function) = unit.function(place) else { continue };
        match function.name {
            "Ref" => {
                let Some(scalar) = unit.scalar(function.argument) else { continue };
                if let Some(&parameter) = numbers.get(&*scalar.text) {
                    uses.push(Use { parameter, place, span: unit.span(function.argument) });
                }
            }
            "Fn::Sub" => {
                // `!Sub [text, {Name: value}]`: a name of the map is the map's.
                let list = unit.places().children(function.argument).next().filter(|_| unit.scalar(function.argument).is_none());
                let argument = list.unwrap_or(function.argument);
                let own = list.and_then(|_| unit.places().children(function.argument).nth(1));
                let Some(scalar) = unit.scalar(argument) else { continue };
                for segment in sealform_reference::sub(&scalar.text) {
                    let SubSegment::Name { range, name } = segment else { continue };
                    let Some(&parameter) = numbers.get(&*name) else { continue };
                    if own.is_none_or(|own| unit.get(own, &name).is_none()) {
                        uses.push(Use { parameter, place, span: unit.span_in(argument, range) });
                    }
                }
            }
            _ => {}
        }
    }
    uses
}
