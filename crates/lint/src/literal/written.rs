//! What a written value is called: by its key, by the pair that it is in, by what stands around it.

use sealform_secret::heuristics::{Promise, PromisedKind, Written};

use super::names::{Class, Names};
use crate::kind::Kind;
use crate::place::{PlaceId, Step};
use crate::sink::Sink;
use crate::unit::Unit;

/// The name of a value that promises a secret.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'d> {
    pub(super) name: &'d str,
    pub(super) promise: Promise,
    pub(super) written: Written,
    /// Whether it is the default of a parameter.
    pub(super) default: bool,
}

/// So far out a name is looked for.
const FARTHEST: usize = 12;

/// What the value at `place` is called, where that promises a secret.
pub(super) fn named<'d>(unit: &Unit<'d>, names: &Names<'_, 'd>, place: PlaceId) -> Option<Named<'d>> {
    let mut at = place;
    for _ in 0..FARTHEST {
        if at == place
            && unit.scalar(place).is_some()
            && unit.node(place).tag.as_ref().and_then(sealform_yaml::Tag::intrinsic).is_some_and(|name| !passes_text(name))
        {
            return None;
        }
        let parent = unit.places().get(at).parent?;
        let Step::Key(key, _) = unit.places().get(at).step else {
            if at == place
                && let Some(named) = flagged(unit, names, place, parent)
            {
                return Some(named);
            }
            at = out_of_list(unit, at, parent)?;
            continue;
        };
        if key.starts_with("Fn::") || matches!(key, "Ref" | "Condition") {
            if !passes_text(key) {
                return None;
            }
            at = parent;
            continue;
        }
        return match names.class(key) {
            Class::Plain => in_folder(unit, names, at, parent, key),
            Class::Secret(promise) | Class::Folder(promise) => {
                accepted(unit, at, Named { name: key, promise, written: Written::Variable, default: false })
            }
            Class::Generic => match generic(unit, names, at, parent, key) {
                Around::Name(named) => accepted(unit, at, named),
                Around::Nothing => None,
                Around::Farther => {
                    at = parent;
                    continue;
                }
            },
        };
    }
    None
}

/// Functions whose argument's text is their value's. What others make of theirs is evaluated.
fn passes_text(function: &str) -> bool {
    matches!(function, "Fn::Sub" | "Fn::Base64" | "Fn::If" | "Fn::ToJsonString")
}

/// The list that `item` is an item of, where the item is a value and no argument such as a delimiter.
fn out_of_list(unit: &Unit<'_>, item: PlaceId, list: PlaceId) -> Option<PlaceId> {
    let Step::Index(index) = unit.places().get(item).step else { return None };
    let tag = unit.node(list).tag.as_ref().and_then(sealform_yaml::Tag::intrinsic);
    let key = match unit.places().get(list).step {
        Step::Key(key, _) if key.starts_with("Fn::") => Some(key),
        _ => None,
    };
    match tag.or(key) {
        Some("Fn::If") if index == 0 => None,
        Some("Fn::Sub" | "Fn::If") | None => Some(list),
        Some(_) => None,
    }
}

enum Around<'d> {
    Name(Named<'d>),
    Nothing,
    Farther,
}

/// `{Name: DB_PASSWORD, Value: ...}`, `Parameters: {DbPassword: {Default: ...}}`.
fn generic<'d>(unit: &Unit<'d>, names: &Names<'_, 'd>, at: PlaceId, mapping: PlaceId, key: &str) -> Around<'d> {
    let text = |key| unit.get(mapping, key).and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text);
    if matches!(key, "Default" | "AllowedValues") && unit.get(mapping, "Type").is_some() {
        // What stands for a parameter of Parameter Store is its name.
        let Step::Key(name, _) = unit.places().get(mapping).step else { return Around::Nothing };
        if text("Type").is_some_and(|kind| kind.starts_with("AWS::") || kind == "Number") {
            return Around::Nothing;
        }
        return match names.promise(name) {
            Some(promise) => Around::Name(Named { name, promise, written: Written::Variable, default: key == "Default" }),
            None => Around::Nothing,
        };
    }
    if !matches!(key, "Value" | "value" | "ParameterValue" | "HeaderValue") {
        return Around::Farther;
    }
    if let Some(promise) = api_key(unit, at, mapping) {
        return Around::Name(Named { name: "apiKey", promise, written: Written::Variable, default: false });
    }
    const SIBLINGS: [&str; 9] =
        ["Name", "name", "Key", "key", "ParameterKey", "HeaderName", "OptionName", "ParameterName", "AttributeName"];
    let said = |sibling: &&str| unit.get(mapping, sibling).and_then(|place| said_name(unit, place));
    let Some(name) = SIBLINGS.iter().find_map(said) else { return Around::Farther };
    if text("Type").or_else(|| text("type")).is_some_and(|kind| matches!(kind, "SECRETS_MANAGER" | "PARAMETER_STORE")) {
        return Around::Nothing;
    }
    match names.promise(name).or_else(|| header(name)) {
        Some(promise) => Around::Name(Named { name, promise, written: Written::Variable, default: false }),
        None => Around::Nothing,
    }
}

/// The end of a name: names are often put together (`!Sub /${Stage}/db/password`), and their last word tells.
fn said_name<'d>(unit: &Unit<'d>, place: PlaceId) -> Option<&'d str> {
    if let Some(scalar) = unit.scalar(place) {
        return Some(&scalar.text);
    }
    let function = unit.function(place)?;
    let last = match function.name {
        "Fn::Sub" if unit.scalar(function.argument).is_some() => function.argument,
        "Fn::Sub" => unit.places().children(function.argument).next()?,
        "Fn::Join" => unit.places().children(function.argument).nth(1).and_then(|list| unit.places().children(list).last())?,
        _ => return None,
    };
    unit.scalar(last).map(|scalar| &*scalar.text)
}

/// The flag before an argument of a command that is written as a list: `[app, --password, hunter2]`.
fn flagged<'d>(unit: &Unit<'d>, names: &Names<'_, 'd>, place: PlaceId, list: PlaceId) -> Option<Named<'d>> {
    /// Commands are short; this bounds the look for the item before.
    const LONGEST: u32 = 64;
    let Step::Index(index @ 1..LONGEST) = unit.places().get(place).step else { return None };
    let before = unit.places().children(list).nth(index as usize - 1)?;
    let name = unit.scalar(before)?.text.strip_prefix("--").filter(|flag| !flag.contains('='))?;
    let promise = names.promise(name)?;
    Some(Named { name, promise, written: Written::Text, default: false })
}

/// `X-Origin-Verify` and the like: what a distribution sends to its origin alone.
fn header(name: &str) -> Option<Promise> {
    let lower = name.to_ascii_lowercase();
    (lower.starts_with("x-") && (lower.ends_with("-verify") || lower.ends_with("-secret") || lower.ends_with("-token")))
        .then_some(Promise { kind: PromisedKind::Key, as_property: true })
}

/// The value of an API key of API Gateway, of the service's `apiKeys` or of the resource.
fn api_key(unit: &Unit<'_>, at: PlaceId, mapping: PlaceId) -> Option<Promise> {
    let keys = keys(unit, at);
    let service = keys.contains(&"apiKeys");
    let resource = unit.places().get(mapping).parent.and_then(|resource| unit.get(resource, "Type")).and_then(|place| unit.scalar(place));
    let is_resource = resource.is_some_and(|scalar| &*scalar.text == "AWS::ApiGateway::ApiKey");
    (service || is_resource).then_some(Promise { kind: PromisedKind::Key, as_property: true })
}

/// `secrets: {stripe: ...}`.
fn in_folder<'d>(unit: &Unit<'d>, names: &Names<'_, 'd>, at: PlaceId, parent: PlaceId, key: &'d str) -> Option<Named<'d>> {
    let around = unit.key(parent)?;
    let Class::Folder(promise) = names.class(around) else { return None };
    // Its own name may say that it is a setting: `secrets.NODE_ENV`.
    names.promise(&format!("{around}/{key}"))?;
    let named = Named { name: key, promise: Promise { as_property: false, ..promise }, written: Written::Variable, default: false };
    accepted(unit, at, named)
}

/// The keys that lead to `place` from the outermost value of its file, "0" for any index of a list.
fn keys<'d>(unit: &Unit<'d>, place: PlaceId) -> Vec<&'d str> {
    let step = |id| match unit.places().get(id).step {
        Step::Root => None,
        Step::Key(key, _) => Some(key),
        Step::Index(_) => Some("0"),
    };
    let mut keys: Vec<_> = unit.places().ancestors(place).filter_map(step).collect();
    keys.reverse();
    keys
}

/// Whether the name counts where the value stands.
fn accepted<'d>(unit: &Unit<'d>, at: PlaceId, named: Named<'d>) -> Option<Named<'d>> {
    let keys = keys(unit, at);
    // What the console calls a parameter (AWS::CloudFormation::Interface).
    if keys.contains(&"ParameterLabels") {
        return None;
    }
    let (written, sink) = match unit.kind() {
        Kind::Service if unit.is_own(at) => of_service(&keys),
        Kind::Service => (Written::Variable, Sink::Nowhere),
        Kind::Template => of_template(&keys),
    };
    // Conditions of policies, and tags, speak about secrets.
    if matches!(sink, Sink::Policy | Sink::Tag | Sink::Name | Sink::Description) {
        return None;
    }
    (written == Written::Variable || named.promise.as_property).then_some(Named { written, ..named })
}

fn of_service(keys: &[&str]) -> (Written, Sink) {
    match keys {
        ["resources", rest @ ..] => of_template(rest.strip_prefix(&["0"]).unwrap_or(rest)),
        ["custom" | "params" | "stages", ..] => (Written::Variable, Sink::Nowhere),
        _ => {
            let sink = Sink::of_service(keys);
            (if sink == Sink::LambdaEnvironment { Written::Variable } else { Written::Property }, sink)
        }
    }
}

fn of_template(keys: &[&str]) -> (Written, Sink) {
    let sink = Sink::of_template(keys);
    let authored =
        matches!(sink, Sink::LambdaEnvironment | Sink::ContainerEnvironment | Sink::Output | Sink::UserData | Sink::PlainParameter)
            || matches!(keys.first(), Some(&("Parameters" | "Mappings")))
            || matches!(keys.last(), Some(&("Value" | "value" | "ParameterValue" | "HeaderValue")))
            || keys.iter().any(|key| matches!(*key, "Environment" | "Variables" | "Parameters" | "DefinitionSubstitutions"));
    (if authored { Written::Variable } else { Written::Property }, sink)
}
