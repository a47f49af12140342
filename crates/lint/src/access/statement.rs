//! One statement of a policy, as far as it is about secrets: parameters, keys, Secrets Manager.

use sealform_yaml::NodeKind;

use super::follow::{follow, is_asked};
use super::pattern::{may_be_same_arn, may_match};
use super::text::{Text, UNKNOWN, text_at};
use crate::place::{PlaceId, Step};
use crate::unit::Unit;

/// A text of a statement: an action, a resource, a value of a condition.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) place: PlaceId,
    pub(crate) text: Text,
}

/// One line of a statement's condition.
#[derive(Clone, Debug)]
pub(crate) struct Condition<'d> {
    /// `StringEquals` and the like.
    pub(crate) operator: &'d str,
    /// `kms:ViaService` and the like.
    pub(crate) key: &'d str,
    pub(crate) values: Vec<Entry>,
}

/// A statement that allows something about secrets.
#[derive(Clone, Debug)]
pub(crate) struct Statement<'d> {
    /// Where it is in the linted file, or where it is referred to from there.
    pub(crate) entry: PlaceId,
    pub(crate) actions: Vec<Entry>,
    pub(crate) resources: Vec<Entry>,
    pub(crate) conditions: Vec<Condition<'d>>,
}

impl Statement<'_> {
    /// The entry that allows `action`, written as AWS does; the case of letters does not matter.
    pub(crate) fn action(&self, action: &str) -> Option<&Entry> {
        let may_be = |text: &str| {
            let known = !text.contains(['*', '?', UNKNOWN]);
            if known { text.eq_ignore_ascii_case(action) } else { may_match(&text.to_ascii_lowercase(), &action.to_ascii_lowercase()) }
        };
        self.actions.iter().find(|entry| may_be(entry.text.as_str()))
    }

    /// Whether it may allow `action` on `resource`.
    pub(crate) fn allows(&self, action: &str, resource: &str) -> bool {
        self.action(action).is_some() && self.resources.iter().any(|entry| may_be_same_arn(entry.text.as_str(), resource))
    }

    /// The lines of its condition about `key`; keys have no case.
    pub(crate) fn conditions_on<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'s Condition<'s>> {
        self.conditions.iter().filter(move |condition| condition.key.eq_ignore_ascii_case(key))
    }

    /// Whether its conditions may hold where `key` is `value`.
    pub(crate) fn permits(&self, key: &str, value: &str) -> bool {
        self.conditions_on(key)
            .filter(|condition| condition.operator.contains("String") && !condition.operator.contains("Not"))
            .all(|condition| condition.values.iter().any(|entry| may_be_same_arn(entry.text.as_str(), value)))
    }
}

/// What was read.
pub(super) enum Read<'d> {
    Statement(Box<Statement<'d>>),
    /// It allows nothing about secrets.
    Irrelevant,
    /// It is not in the files.
    Unknown,
}

/// Reads the statement at `place`, which came into the linted file at `entry`.
pub(super) fn read<'d>(unit: &Unit<'d>, place: PlaceId, entry: PlaceId) -> Read<'d> {
    let place = follow(unit, place);
    if is_asked(unit, place) || unit.function(place).is_some() {
        return Read::Unknown;
    }
    let NodeKind::Mapping(_) = unit.node(place).kind else { return Read::Irrelevant };
    let is_deny = unit.get(place, "Effect").and_then(|effect| unit.scalar(effect)).is_some_and(|scalar| *scalar.text == *"Deny");
    if is_deny {
        return Read::Irrelevant;
    }
    let not_action = unit.get(place, "NotAction").is_some();
    let actions = match unit.get(place, "Action") {
        Some(actions) => entries(unit, actions),
        None if not_action => Vec::new(),
        None => return Read::Irrelevant,
    };
    if !not_action && !actions.iter().any(|entry| is_about_secrets(entry.text.as_str())) {
        return Read::Irrelevant;
    }
    if not_action {
        return Read::Unknown;
    }
    let mut resources = unit.get(place, "Resource").map(|resources| entries(unit, resources)).unwrap_or_default();
    if unit.get(place, "NotResource").is_some() {
        resources.push(Entry { place, text: Text::unknown(place) });
    }
    let conditions = unit.get(place, "Condition").map(|condition| conditions(unit, condition)).unwrap_or_default();
    Read::Statement(Box::new(Statement { entry, actions, resources, conditions }))
}

/// The scalar at `place`, or the items of the list.
pub(super) fn entries(unit: &Unit<'_>, place: PlaceId) -> Vec<Entry> {
    let at = follow(unit, place);
    match unit.node(at).kind {
        NodeKind::Sequence(_) if unit.function(at).is_none() => {
            unit.places().children(at).map(|place| Entry { place, text: text_at(unit, place) }).collect()
        }
        _ => vec![Entry { place, text: text_at(unit, place) }],
    }
}

fn conditions<'d>(unit: &Unit<'d>, place: PlaceId) -> Vec<Condition<'d>> {
    let mut found = Vec::new();
    for operator in unit.places().children(follow(unit, place)) {
        let Step::Key(name, _) = unit.places().get(operator).step else { continue };
        for line in unit.places().children(follow(unit, operator)) {
            if let Step::Key(key, _) = unit.places().get(line).step {
                found.push(Condition { operator: name, key, values: entries(unit, line) });
            }
        }
    }
    found
}

fn is_about_secrets(action: &str) -> bool {
    let service = action.split(':').next().unwrap_or_default();
    service.contains(['*', UNKNOWN]) || ["ssm", "kms", "secretsmanager"].iter().any(|known| service.eq_ignore_ascii_case(known))
}
