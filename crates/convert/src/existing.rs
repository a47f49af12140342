//! The statements that are there already, and whether they allow what is needed.

use sealform_diagnostic::Span;
use sealform_yaml::{NodeId, NodeKind};

use crate::grant::{Condition, Grant};
use crate::here::Here;
use crate::meaning::Meaning;
use crate::unit::Place;

/// A statement of the file, as far as it is understood.
#[derive(Debug)]
pub(crate) struct Existing {
    pub(crate) span: Span,
    allows: bool,
    actions: Vec<String>,
    resources: Vec<String>,
    /// All of these must hold; `None` where one is not understood.
    condition: Option<Vec<Test>>,
    /// Where `Resource` is a list that is written in the statement.
    pub(crate) resource_list: Option<Place>,
}

/// One test of a condition: the key must have one of the values.
#[derive(Debug, PartialEq, Eq)]
struct Test {
    /// Keys have no case.
    key: String,
    values: Vec<String>,
    /// Whether `*` and `?` in the values are wildcards.
    is_pattern: bool,
}

/// What a statement is to an action of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Relation {
    /// It has nothing to do with it.
    Other,
    /// It allows that and much more: all that there is of a service, or all that can be done.
    Wider,
    /// It allows that, and more of its kind: what begins with a path.
    Covers,
    /// It allows the very same.
    Same,
}

/// The statements of a list.
pub(crate) fn read(meaning: Meaning<'_>, list: Place) -> Vec<Existing> {
    let project = meaning.project;
    let list = project.settle(list);
    let unit = project.unit(list);
    let items: Vec<NodeId> = match &unit.document.node(list.node).kind {
        NodeKind::Sequence(items) => items.clone(),
        NodeKind::Mapping(_) => vec![list.node],
        NodeKind::Scalar(_) => Vec::new(),
    };
    items.into_iter().map(|node| statement(meaning, project.settle(Place { node, ..list }))).collect()
}

fn statement(meaning: Meaning<'_>, place: Place) -> Existing {
    let project = meaning.project;
    let texts = |key: &str| project.get(place, key).map(|value| meaning.texts(value)).unwrap_or_default();
    let resource_list = project.get(place, "Resource").filter(|&list| {
        let unit = project.unit(list);
        unit.document.alias_target(list.node).is_none()
            && unit.document.node(list.node).tag.is_none()
            && !unit.document.items(list.node).is_empty()
    });
    Existing {
        span: project.unit(place).span(place.node),
        allows: texts("Effect") == ["Allow"],
        actions: texts("Action").iter().map(|action| action.to_ascii_lowercase()).collect(),
        resources: texts("Resource"),
        condition: condition(meaning, place),
        resource_list,
    }
}

impl Existing {
    /// How the statement relates to one action of a grant.
    pub(crate) fn relation(&self, grant: &Grant, action: &str, here: &Here) -> Relation {
        let Some(own) = self.condition.as_ref().filter(|_| self.allows) else { return Relation::Other };
        let wanted = grant.condition.as_ref().map(|condition| condition.tests(here)).unwrap_or_default();
        // All that it tests must hold for what is wanted.
        let mut exact = own.len() == wanted.len();
        for test in own {
            match wanted.iter().find_map(|wanted| test.holds_for(wanted)) {
                Some(same) => exact &= same,
                None => return Relation::Other,
            }
        }
        let resource = here.fill(&grant.resource.canonical());
        let (Some(action), Some(resource)) = (best(&self.actions, &action.to_ascii_lowercase()), best(&self.resources, &resource)) else {
            return Relation::Other;
        };
        match (exact, action, resource) {
            (true, Fit::Same, Fit::Same) => Relation::Same,
            (false, ..) | (_, Fit::Anything, _) | (.., Fit::Anything) => Relation::Wider,
            _ => Relation::Covers,
        }
    }

    /// Whether it allows at least one of the grant's actions: on the grant's resource, or, of a key, on any.
    pub(crate) fn serves(&self, grant: &Grant, here: &Here) -> bool {
        let action = grant.actions.iter().any(|action| best(&self.actions, &action.to_ascii_lowercase()).is_some());
        let resource = grant.condition.is_some() || best(&self.resources, &here.fill(&grant.resource.canonical())).is_some();
        self.allows && action && resource
    }

    /// Whether it allows these very actions, without a condition, so that a resource may be added to it.
    pub(crate) fn takes(&self, grant: &Grant) -> bool {
        let same = self.actions.len() == grant.actions.len()
            && grant.actions.iter().all(|action| self.actions.iter().any(|own| own.eq_ignore_ascii_case(action)));
        self.allows
            && same
            && grant.condition.is_none()
            && self.condition.as_ref().is_some_and(Vec::is_empty)
            && self.resource_list.is_some()
    }
}

/// How well a pattern fits a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It fits all of its kind: `*`, `ssm:*`, every parameter.
    Anything,
    /// It fits what begins or ends as it does.
    Some,
    /// It is the text.
    Same,
}

/// How well the best of `patterns` fits a text.
fn best(patterns: &[String], text: &str) -> Option<Fit> {
    patterns.iter().filter_map(|pattern| fit(pattern, text)).max()
}

fn fit(pattern: &str, text: &str) -> Option<Fit> {
    // Nobody knows the end of a secret's ARN: one that is written out is that of the secret.
    if pattern == text || (text.ends_with("-??????") && !pattern.contains(['*', '?']) && matches(text, pattern)) {
        return Some(Fit::Same);
    }
    if !matches(pattern, text) {
        return None;
    }
    // What stands behind the service of an action, and behind the kind of a resource in an ARN.
    let named = match pattern.strip_prefix("arn:") {
        Some(arn) => arn.splitn(5, ':').nth(4).and_then(|resource| resource.split_once(['/', ':'])).map_or("", |(_, name)| name),
        None => pattern.split_once(':').map_or("", |(_, name)| name),
    };
    Some(if named.trim_matches(['*', '?', '/']).is_empty() { Fit::Anything } else { Fit::Some })
}

/// `*` stands for any run of characters and `?` for one (IAM User Guide, "IAM JSON policy elements: Resource", read 2026-11-25).
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut in_text) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, in_text));
                at += 1;
            }
            Some(&one) if one == '?' || one == text[in_text] => {
                at += 1;
                in_text += 1;
            }
            _ => match star {
                Some((star_at, taken)) => {
                    star = Some((star_at, taken + 1));
                    at = star_at + 1;
                    in_text = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|&rest| rest == '*')
}

impl Test {
    /// Whether this holds wherever `wanted` does: `true` where it says the same, `false` where it says less.
    fn holds_for(&self, wanted: &Self) -> Option<bool> {
        if self.key != wanted.key {
            return None;
        }
        let fits = |value: &String| match self.values.contains(value) {
            true => Some(true),
            false => (self.is_pattern && self.values.iter().any(|pattern| matches(pattern, value))).then_some(false),
        };
        wanted.values.iter().map(fits).try_fold(true, |all, fit| Some(all & fit?))
    }
}

impl Condition {
    /// What the condition tests.
    fn tests(&self, here: &Here) -> Vec<Test> {
        let value = here.fill(&self.value.canonical());
        let via = self.via.iter().map(|via| ("kms:ViaService", here.fill(&via.canonical())));
        let tests = via.chain([(self.context, value)]);
        tests.map(|(key, value)| Test { key: key.to_ascii_lowercase(), is_pattern: value.contains('?'), values: vec![value] }).collect()
    }
}

fn condition(meaning: Meaning<'_>, statement: Place) -> Option<Vec<Test>> {
    let project = meaning.project;
    let Some(condition) = project.get(statement, "Condition") else { return Some(Vec::new()) };
    let condition = project.settle(condition);
    let unit = project.unit(condition);
    if !unit.is_mapping(condition.node) {
        return None;
    }
    let mut tests = Vec::new();
    for operator in unit.document.entries(condition.node) {
        let is_pattern = match operator.key {
            "StringEquals" | "ArnEquals" => operator.key == "ArnEquals",
            "StringLike" | "ArnLike" => true,
            _ => return None,
        };
        let keys = project.settle(Place { node: operator.value, ..condition });
        if !project.unit(keys).is_mapping(keys.node) {
            return None;
        }
        for key in project.unit(keys).document.entries(keys.node) {
            let values = meaning.texts(Place { node: key.value, ..keys });
            tests.push(Test { key: key.key.to_ascii_lowercase(), values, is_pattern });
        }
    }
    Some(tests)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_match_as_iam_matches_them() {
        for (pattern, text, expected) in [
            ("*", "anything", true),
            ("ssm:Get*", "ssm:GetParameter", true),
            ("a*b*c", "aXbYbc", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("abc", "abcd", false),
            ("*d", "abc", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
