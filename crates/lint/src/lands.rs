//! Where what stands at a place lands: intrinsic functions are looked through, and references to it are followed.

use sealform_secret::heuristics::is_secret_form;

use crate::place::{PlaceId, Step};
use crate::sink::Sink;
use crate::unit::Unit;

/// Where a value lands.
#[derive(Clone, Debug)]
pub(crate) struct Lands<'d> {
    pub(crate) sink: Sink,
    /// The keys that lead there from the outermost value, "0" for any index of a list.
    pub(crate) keys: Vec<&'d str>,
    /// What it is called there: the name of an environment variable, of a property.
    pub(crate) name: &'d str,
    /// The whole value that it is a part of: the outermost call of a function, or itself.
    pub(crate) value: PlaceId,
}

impl Lands<'_> {
    /// The keys that lead to a property of a resource from its `Properties`, without indexes.
    pub(crate) fn property(&self) -> Vec<&str> {
        let keys = self.keys.iter().copied().skip_while(|key| *key != "Resources").skip(3);
        keys.filter(|key| *key != "0").collect()
    }
}

/// So many references are followed for one place.
const MOST: usize = 64;

/// Where the value at `place` lands: where it can be read, if it lands in several places. `None` where it decides something but is not put anywhere (a
/// condition, the key of a mapping), or is not deployed.
pub(crate) fn lands<'d>(unit: &Unit<'d>, place: PlaceId) -> Option<Lands<'d>> {
    let mut search = Search { unit, found: None, seen: Vec::new() };
    search.from(place, &[], None);
    search.found
}

struct Search<'u, 'd> {
    unit: &'u Unit<'d>,
    found: Option<Lands<'d>>,
    seen: Vec<PlaceId>,
}

impl<'d> Search<'_, 'd> {
    /// `inner`: the keys that lead on inside of what the reference at `place` brings. `named`: the name and the value found there.
    fn from(&mut self, place: PlaceId, inner: &[&'d str], named: Option<(&'d str, PlaceId)>) {
        let unit = self.unit;
        if self.seen.len() >= MOST || self.seen.contains(&place) || self.found.as_ref().is_some_and(|found| found.sink.is_readable()) {
            return;
        }
        self.seen.push(place);
        let Some(line) = structure(unit, place) else { return };
        let step = |place: &PlaceId| match unit.places().get(*place).step {
            Step::Key(key, _) => Some(key),
            Step::Index(_) => Some("0"),
            Step::Root => None,
        };
        let (name, value) = match (named, line.last()) {
            (Some((name, value)), _) if !name.is_empty() => (name, value),
            (Some((_, value)), _) => (name(unit, &line), value),
            (None, last) => (name(unit, &line), last.copied().unwrap_or(place)),
        };
        if unit.is_own(place) {
            let keys: Vec<&str> = line.iter().filter_map(step).chain(inner.iter().copied()).collect();
            let sink = unit.sink_of(&keys);
            if sink != Sink::Nowhere {
                let name = output(sink, &keys).unwrap_or(name);
                let lands = Lands { sink: refined(unit, sink, &line, &keys), keys, name, value };
                if lands.sink != Sink::Nowhere && (self.found.is_none() || lands.sink.is_readable()) {
                    self.found = Some(lands);
                }
                return;
            }
        }
        for (depth, &around) in line.iter().enumerate().rev() {
            for &reference in unit.mounts().of(around) {
                let rest: Vec<&str> = line[depth + 1..].iter().filter_map(step).chain(inner.iter().copied()).collect();
                // The name of a variable is below the reference, or the reference's own.
                let name = if rest.is_empty() { "" } else { name };
                self.from(reference, &rest, Some((name, value)));
            }
        }
    }
}

/// The way from the outermost value of its file to the whole value that `place` is a part of. A choice by `Fn::If` is passed through, any other
/// function ends it. `None` where the function does not put the value anywhere.
fn structure(unit: &Unit<'_>, place: PlaceId) -> Option<Vec<PlaceId>> {
    let mut way: Vec<PlaceId> = unit.places().ancestors(place).collect();
    way.reverse();
    let mut line = Vec::with_capacity(way.len());
    let mut at = 0;
    while let Some(&here) = way.get(at) {
        line.push(here);
        let mut inside = at;
        // A choice may stand in a choice.
        while let Some(function) = way.get(inside).and_then(|&here| unit.function(here)) {
            let argument = if way.get(inside) == Some(&function.argument) { inside } else { inside + 1 };
            let item = way.get(argument + 1).map(|&item| unit.places().get(item).step);
            match (function.name, item) {
                (_, None) => return Some(line),
                ("Fn::If" | "Fn::Select", Some(Step::Index(0))) => return None,
                ("Fn::If", Some(_)) => inside = argument + 1,
                (
                    "Fn::FindInMap" | "Fn::Equals" | "Fn::And" | "Fn::Or" | "Fn::Not" | "Condition" | "Fn::GetAZs" | "Fn::Length"
                    | "Fn::Cidr" | "Fn::ImportValue",
                    _,
                ) => return None,
                _ => return Some(line),
            }
        }
        at = inside + 1;
    }
    Some(line)
}

/// What the value at the end of `line` is called: the `Name` beside a `Value`, else the nearest key.
fn name<'d>(unit: &Unit<'d>, line: &[PlaceId]) -> &'d str {
    beside(unit, line).unwrap_or_else(|| {
        let key = line.iter().rev().find_map(|&place| match unit.places().get(place).step {
            Step::Key(key, _) => Some(key),
            Step::Root | Step::Index(_) => None,
        });
        key.unwrap_or_default()
    })
}

/// The name of the output that `keys` lead to.
pub(crate) fn output<'d>(sink: Sink, keys: &[&'d str]) -> Option<&'d str> {
    let at = keys.iter().position(|key| *key == "Outputs").filter(|_| sink == Sink::Output)?;
    keys.get(at + 1).copied()
}

/// The name in a pair of name and value, as far as messages may show it.
pub(crate) fn beside<'d>(unit: &Unit<'d>, line: &[PlaceId]) -> Option<&'d str> {
    let &place = line.last()?;
    let pair = unit.places().get(place).parent?;
    let Step::Key("Value" | "value" | "OptionValue" | "ParameterValue", _) = unit.places().get(place).step else { return None };
    let name = ["Name", "name", "Key", "OptionName", "ParameterKey"].iter().find_map(|key| unit.get(pair, key))?;
    let name = unit.scalar(name).map(|scalar| &*scalar.text)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
    (name.len() <= 64 && name.bytes().all(is_plain) && !is_secret_form(name)).then_some(name)
}

/// What only the resource's type, or the value's neighbour, tells.
pub(crate) fn refined(unit: &Unit<'_>, sink: Sink, line: &[PlaceId], keys: &[&str]) -> Sink {
    let kind = || {
        let pair = line.last().and_then(|&place| unit.places().get(place).parent)?;
        unit.get(pair, "Type").and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text)
    };
    let namespace = || {
        let pair = line.last().and_then(|&place| unit.places().get(place).parent)?;
        unit.get(pair, "Namespace").and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text)
    };
    match (sink, keys.last()) {
        // Elastic Beanstalk's other options are settings of the resources that it makes.
        (Sink::ContainerEnvironment, Some(&"Value")) if namespace().is_some_and(|namespace| !namespace.ends_with(":environment")) => {
            Sink::Property
        }
        // CodeBuild takes the value for a name.
        (Sink::ContainerEnvironment, Some(&"Value")) if matches!(kind(), Some("PARAMETER_STORE" | "SECRETS_MANAGER")) => Sink::Nowhere,
        (Sink::Property, Some(&"Value")) if keys.ends_with(&["Properties", "Value"]) => {
            let resource = line.last().and_then(|&place| unit.template().resource_of(unit, place));
            match resource.map(|resource| resource.resource_type) {
                Some("AWS::SSM::Parameter") => Sink::PlainParameter,
                Some("AWS::ApiGateway::ApiKey") => Sink::ApiKey,
                _ => sink,
            }
        }
        _ => sink,
    }
}
