//! The parts of a template that rules ask for: parameters, resources, and where parameters are used. Of a service, those under `resources`.

use std::collections::HashMap;

use sealform_diagnostic::Span;
use sealform_reference::SubSegment;
use sealform_yaml::Scalar;

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
    pub(crate) resources: Vec<Resource<'d>>,
}

impl<'d> Template<'d> {
    pub(crate) fn new(unit: &Unit<'d>) -> Self {
        let mut template = Self::default();
        for root in roots(unit) {
            for place in unit.get(root, "Parameters").into_iter().flat_map(|place| unit.places().children(place)) {
                if let Step::Key(name, _) = unit.places().get(place).step {
                    template.parameters.push(parameter(unit, name, place));
                }
            }
            for place in unit.get(root, "Resources").into_iter().flat_map(|place| unit.places().children(place)) {
                if let Step::Key(logical_id, _) = unit.places().get(place).step {
                    template.resources.push(Resource { logical_id, resource_type: text(unit, place, "Type"), place });
                }
            }
        }
        if !template.parameters.is_empty() {
            template.uses = uses(unit, &template.parameters);
        }
        template
    }

    /// The resource that `place` is in.
    pub(crate) fn resource_of(&self, unit: &Unit<'_>, place: PlaceId) -> Option<&Resource<'d>> {
        let behind = self.resources.partition_point(|resource| resource.place <= place);
        self.resources[..behind].last().filter(|resource| place < unit.places().get(resource.place).end)
    }
}

/// The outermost values that are a template: the file's, or `resources` and its items.
fn roots(unit: &Unit<'_>) -> Vec<PlaceId> {
    let Some(root) = unit.root() else { return Vec::new() };
    match unit.kind() {
        Kind::Template => vec![root],
        Kind::Service => {
            unit.get(root, "resources").into_iter().flat_map(|place| std::iter::once(place).chain(unit.places().children(place))).collect()
        }
    }
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
