//! The statements that sealed secrets need, where each function's role is written: beside what is there, never twice.

use indexmap::{IndexMap, IndexSet};
use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_emit::{ForeignRole, foreign_role};
use sealform_yaml::edit::{Change, Place as Beside, Value};
use sealform_yaml::{NodeKind, Scalar};

use super::Rendering;
use super::homes::{self, Home, Policy};
use crate::changes::Changes;
use crate::existing;
use crate::grant::Grant;
use crate::meaning::Meaning;
use crate::render::grants::exact;
use crate::unit::Place;

impl Rendering<'_> {
    /// Adds what each function needs. What a role elsewhere must allow is reported (SF401) and given back.
    pub(super) fn permit(&self, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) -> Vec<ForeignRole> {
        let mut users: IndexMap<Home, Vec<&str>> = IndexMap::new();
        let mut foreign = Vec::new();
        for (id, _) in self.sealed.template.resources.iter().filter(|(_, function)| !function.grants.is_empty()) {
            match homes::of(self.project, id) {
                Home::Elsewhere(role) => foreign.push(self.foreign(id, role, diagnostics)),
                home => users.entry(home).or_default().push(id),
            }
        }
        for (home, ids) in users {
            let grants = self.grants(&ids);
            diagnostics.extend(self.shared(&home, &ids, grants.len()));
            if !self.extend(&home, grants, changes, diagnostics) {
                let (Home::Role(place) | Home::Function(place)) = home else { continue };
                foreign.extend(ids.into_iter().map(|id| self.foreign(id, Some(place), diagnostics)));
            }
        }
        foreign
    }

    fn grants(&self, ids: &[&str]) -> IndexSet<Grant> {
        let functions = ids.iter().filter_map(|&id| self.sealed.template.resources.get(id));
        functions.flat_map(|function| function.grants.iter().flat_map(exact)).collect()
    }

    /// Whether the statements are there, or could be added.
    fn extend(&self, home: &Home, grants: IndexSet<Grant>, changes: &mut Changes<'_>, diagnostics: &mut Vec<Diagnostic>) -> bool {
        let joining = self.joining();
        let policies = homes::policies(self.project, home);
        let known: Vec<_> = policies
            .iter()
            .flat_map(|policy| existing::read(Meaning { project: self.project, here: &self.here }, policy.statement))
            .collect();
        let values = joining.missing(&known, grants, changes, diagnostics);
        if values.is_empty() {
            return true;
        }
        let list = policies.iter().find(|policy| policy.is_list);
        if list.is_some_and(|Policy { statement, .. }| joining.append(*statement, &values, changes)) {
            return true;
        }
        let document = Value::mapping([("Version", Value::text("2012-10-17")), ("Statement", Value::Sequence(values))]);
        match home {
            Home::Role(properties) => {
                let policy = Value::mapping([("PolicyName", Value::text(self.free_name(*properties))), ("PolicyDocument", document)]);
                self.add_policy(*properties, policy, changes)
            }
            Home::Function(properties) => self.add_policy(*properties, document, changes),
            Home::Elsewhere(_) => false,
        }
    }

    /// Adds one more policy to those of a role or a function.
    fn add_policy(&self, properties: Place, policy: Value, changes: &mut Changes<'_>) -> bool {
        let document = &self.project.unit(properties).document;
        let list = |policy| Value::Sequence(vec![policy]);
        let Some(entry) = document.entries(properties.node).find(|entry| entry.key == "Policies") else {
            let beside =
                document.written_entries(properties.node).find(|entry| matches!(entry.key, "Environment" | "AssumeRolePolicyDocument"));
            let place = beside.map_or(Beside::Last, |entry| Beside::After(entry.key_node));
            let change = Change::Entry { mapping: properties.node, place, key: "Policies".to_owned(), value: list(policy) };
            return changes.add(properties.unit, vec![change]).is_ok();
        };
        let place = self.project.own(Place { node: entry.value, ..properties });
        let node = document.node(place.node);
        let short = node.tag.map(|tag| tag.short());
        let value = match (&node.kind, short) {
            (NodeKind::Scalar(_), None) if document.value(place.node) == Scalar::Null => list(policy),
            // SAM takes one policy for a list of one ("AWS::Serverless::Function", AWS SAM Developer Guide, read 2026-11-25).
            (NodeKind::Scalar(scalar), None) => Value::Sequence(vec![Value::text(&*scalar.text), policy]),
            (NodeKind::Scalar(scalar), Some(Some(short))) => {
                Value::Sequence(vec![Value::Intrinsic(short, Box::new(Value::text(&*scalar.text))), policy])
            }
            (NodeKind::Sequence(_), None) => {
                return self.joining().append(place, &[policy], changes);
            }
            _ => return false,
        };
        // As lines where the line holds nothing else; else in its place, within brackets.
        let behind =
            |key| Change::Entry { mapping: properties.node, place: Beside::After(key), key: entry.key.to_owned(), value: value.clone() };
        let before = document.written_entries(properties.node).take_while(|known| known.key_node != entry.key_node).last();
        let as_lines = before
            .filter(|_| place.node == entry.value && self.ends_line(place))
            .map(|before| vec![Change::RemoveEntry { mapping: properties.node, key: entry.key_node }, behind(before.key_node)]);
        if as_lines.is_some_and(|made| changes.add(place.unit, made).is_ok()) {
            return true;
        }
        changes.add(place.unit, vec![Change::Value { node: place.node, value: value.clone() }]).is_ok()
    }

    /// Whether nothing stands behind a value on its line, a comment above all.
    fn ends_line(&self, place: Place) -> bool {
        let unit = self.project.unit(place);
        let rest = &unit.text[unit.document.span(place.node).end as usize..];
        rest.lines().next().is_none_or(|rest| rest.trim().is_empty())
    }

    /// A name that no policy of the role has: two of one name are one.
    fn free_name(&self, properties: Place) -> String {
        let policies = homes::get(self.project, properties, "Policies");
        let items = policies.map(|policies| self.project.unit(policies).document.items(policies.node)).unwrap_or_default();
        let is_taken = |name: &str| {
            let mut names =
                items.iter().filter_map(|&node| homes::get(self.project, self.project.own(Place { unit: 0, node }), "PolicyName"));
            names.any(|place| self.project.text(place) == name)
        };
        let numbered = |number: usize| if number == 1 { "secrets".to_owned() } else { format!("secrets-{number}") };
        (1..).map(numbered).find(|name| !is_taken(name)).unwrap_or_default()
    }

    fn foreign(&self, id: &str, role: Option<Place>, diagnostics: &mut Vec<Diagnostic>) -> ForeignRole {
        let grants = self.sealed.template.resources.get(id).map(|function| &*function.grants).unwrap_or_default();
        let role = role.map(|place| first_line(self.project.unit(place).span(place.node)));
        let (foreign, warning) = foreign_role(id, self.span_of(id), role, grants);
        diagnostics.push(warning);
        foreign
    }

    /// A note where one function can read what only another one needs (SF402); `all` is how many permissions the role has.
    fn shared(&self, home: &Home, ids: &[&str], all: usize) -> Option<Diagnostic> {
        let (&first, others) = ids.split_first()?;
        if !matches!(home, Home::Role(_)) || ids.iter().all(|&id| self.grants(&[id]).len() == all) {
            return None;
        }
        let message = format!("{} functions share a role, so each can read the secrets of the others", ids.len());
        let note = Diagnostic::note(&registry::SHARED_ROLE, message).at(self.span_of(first), "this function's secrets");
        let note = others.iter().fold(note, |note, &id| note.label(self.span_of(id), "and this one's"));
        Some(note.help("Give functions roles of their own."))
    }

    /// Where the logical ID is written.
    fn span_of(&self, id: &str) -> Span {
        let resources = self.project.root().and_then(|root| homes::get(self.project, root, "Resources"));
        let span = resources.and_then(|resources| {
            let document = &self.project.unit(resources).document;
            document.entries(resources.node).find(|entry| entry.key == id).map(|entry| entry.key_span)
        });
        span.unwrap_or(Span::start_of(self.sealed.file))
    }
}

/// Of a whole mapping its beginning is enough.
fn first_line(span: Span) -> Span {
    Span { end: span.end.min(span.start + 1).max(span.start), ..span }
}
