//! The statements that are there already, and whether they allow what is needed.

use sealform_diagnostic::Span;
use sealform_yaml::{NodeId, NodeKind};

use crate::grant::{Condition, Grant};
use crate::project::Project;
use crate::unit::Place;

/// A statement of the file, as far as it is understood.
#[derive(Debug)]
pub(crate) struct Existing {
    pub(crate) span: Span,
    allows: bool,
    actions: Vec<String>,
    resources: Vec<String>,
    /// Operator, key and value of each condition; `None` where it is not understood.
    condition: Option<Vec<String>>,
    /// Where `Resource` is a list that is written in the statement.
    pub(crate) resource_list: Option<Place>,
}

/// What a statement is to a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It allows the very same.
    Same,
    /// It allows that and more.
    Wider,
    /// It has nothing to do with it.
    Other,
}

/// The statements of a list.
pub(crate) fn read(project: &Project, list: Place) -> Vec<Existing> {
    let list = project.settle(list);
    let unit = project.unit(list);
    let items: Vec<NodeId> = match &unit.document.node(list.node).kind {
        NodeKind::Sequence(items) => items.clone(),
        NodeKind::Mapping(_) => vec![list.node],
        NodeKind::Scalar(_) => Vec::new(),
    };
    items.into_iter().map(|node| statement(project, project.settle(Place { node, ..list }))).collect()
}

fn statement(project: &Project, place: Place) -> Existing {
    let texts = |key: &str| project.get(place, key).map(|value| canonical_list(project, value)).unwrap_or_default();
    let resource_list = project.get(place, "Resource").filter(|&list| {
        let unit = project.unit(list);
        unit.document.alias_target(list.node).is_none()
            && unit.document.node(list.node).tag.is_none()
            && !unit.document.items(list.node).is_empty()
    });
    Existing {
        span: project.unit(place).span(place.node),
        allows: texts("Effect") == ["Allow"],
        actions: texts("Action"),
        resources: texts("Resource"),
        condition: condition(project, place),
        resource_list,
    }
}

impl Existing {
    /// How the statement relates to a grant.
    pub(crate) fn relation(&self, grant: &Grant) -> Relation {
        if !self.allows {
            return Relation::Other;
        }
        let resource = grant.resource.canonical();
        let wanted = grant.condition.as_ref().map(Condition::canonical);
        let conditions = match &self.condition {
            None => return Relation::Other,
            Some(conditions) if conditions.is_empty() => wanted.is_none(),
            Some(conditions) if wanted.as_ref().is_some_and(|wanted| conditions.iter().all(|condition| wanted.contains(condition))) => {
                wanted.is_some_and(|wanted| wanted.len() == conditions.len())
            }
            Some(conditions) if wanted.as_ref().is_some_and(|wanted| wanted.iter().all(|condition| conditions.contains(condition))) => true,
            Some(_) => return Relation::Other,
        };
        let mut exact = conditions;
        for action in grant.actions {
            match best(&self.actions, &action.to_ascii_lowercase(), str::to_ascii_lowercase) {
                Some(same) => exact &= same,
                None => return Relation::Other,
            }
        }
        match best(&self.resources, &resource, str::to_owned) {
            Some(same) if exact && same => Relation::Same,
            Some(_) => Relation::Wider,
            None => Relation::Other,
        }
    }

    /// Whether it allows at least one of the grant's actions: on the grant's resource, or, of a key, on any.
    pub(crate) fn serves(&self, grant: &Grant) -> bool {
        let action =
            grant.actions.iter().any(|action| best(&self.actions, &action.to_ascii_lowercase(), str::to_ascii_lowercase).is_some());
        let resource = grant.condition.is_some() || best(&self.resources, &grant.resource.canonical(), str::to_owned).is_some();
        self.allows && action && resource
    }

    /// Whether it allows these very actions, without a condition, so that a resource may be added to it.
    pub(crate) fn takes(&self, grant: &Grant) -> bool {
        let same =
            self.actions.len() == grant.actions.len() && grant.actions.iter().all(|action| self.actions.iter().any(|own| own == action));
        self.allows
            && same
            && grant.condition.is_none()
            && self.condition.as_ref().is_some_and(Vec::is_empty)
            && self.resource_list.is_some()
    }
}

/// Whether one of `patterns` is the text (`true`) or matches it by a wildcard (`false`).
fn best(patterns: &[String], text: &str, fold: impl Fn(&str) -> String) -> Option<bool> {
    let matching: Vec<bool> = patterns
        .iter()
        .filter_map(|pattern| {
            let pattern = fold(pattern);
            if pattern == text { Some(true) } else { matches(&pattern, text).then_some(false) }
        })
        .collect();
    matching.into_iter().max()
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

impl Condition {
    /// Operator, key and value of each test.
    fn canonical(&self) -> Vec<String> {
        let value = self.value.canonical();
        let operator = if value.contains('?') { "StringLike" } else { "StringEquals" };
        let via = self.via.iter().map(|via| format!("StringEquals kms:ViaService {}", via.canonical()));
        via.chain([format!("{operator} {} {value}", self.context)]).collect()
    }
}

fn condition(project: &Project, statement: Place) -> Option<Vec<String>> {
    let Some(condition) = project.get(statement, "Condition") else { return Some(Vec::new()) };
    let condition = project.settle(condition);
    let unit = project.unit(condition);
    if !unit.is_mapping(condition.node) {
        return None;
    }
    let mut tests = Vec::new();
    for operator in unit.document.entries(condition.node) {
        let keys = project.settle(Place { node: operator.value, ..condition });
        for key in project.unit(keys).document.entries(keys.node) {
            for value in canonical_list(project, Place { node: key.value, ..keys }) {
                tests.push(format!("{} {} {value}", operator.key, key.key));
            }
        }
    }
    Some(tests)
}

fn canonical_list(project: &Project, value: Place) -> Vec<String> {
    let settled = project.settle(value);
    let unit = project.unit(settled);
    match (&unit.document.node(settled.node).kind, unit.document.node(settled.node).tag) {
        (NodeKind::Sequence(items), None) => items.iter().map(|&node| canonical(project, Place { node, ..settled })).collect(),
        _ => vec![canonical(project, settled)],
    }
}

/// A text with `${AWS::...}` for pseudo parameters, whatever it is spelled with; what is not understood is a text that equals no other.
pub(crate) fn canonical(project: &Project, value: Place) -> String {
    let place = project.settle(value);
    let unit = project.unit(place);
    let node = unit.document.node(place.node);
    let (function, argument) = match (node.tag.and_then(|tag| tag.intrinsic()), &node.kind) {
        (Some(name), _) => (Some(name.to_owned()), place),
        (None, NodeKind::Mapping(_)) => {
            let mut entries = unit.document.entries(place.node);
            match (entries.next(), entries.next()) {
                (Some(entry), None) => (Some(entry.key.to_owned()), Place { node: entry.value, ..place }),
                _ => (None, place),
            }
        }
        (None, _) => (None, place),
    };
    let text = project.text(argument).to_owned();
    let items = project.unit(argument).document.items(argument.node);
    let item = |index: usize| items.get(index).map(|&node| Place { node, ..argument });
    let canonical = match function.as_deref() {
        None => text.replace("#{AWS::", "${AWS::"),
        Some("Ref") => format!("${{{text}}}"),
        Some("Fn::Sub") if items.is_empty() => text,
        Some("Fn::GetAtt") if items.is_empty() => format!("${{{text}}}"),
        Some("Fn::GetAtt") => {
            let parts: Vec<String> = (0..items.len()).filter_map(item).map(|part| project.text(part).to_owned()).collect();
            format!("${{{}}}", parts.join("."))
        }
        Some("Fn::Join") => {
            let separator = item(0).map(|place| project.text(place).to_owned()).unwrap_or_default();
            let parts = item(1).map(|parts| canonical_list(project, parts)).unwrap_or_default();
            parts.join(&separator)
        }
        Some(_) => format!("\0{}", unit.span(place.node).start),
    };
    match canonical.strip_prefix("arn:aws:") {
        Some(rest) => format!("arn:${{AWS::Partition}}:{rest}"),
        None => canonical,
    }
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
