//! The statements that sealed secrets need, and the role that each function really uses.
//!
//! They join roles that this crate makes, behind all that is there; no statement of the author is changed, and no role of the author either:
//! what such a role must allow is said instead (SF401).

use indexmap::{IndexMap, IndexSet};
use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_secret::access::{self, Grant};
use sealform_secret::seal::SealedService;

use crate::node::{Node, at_mut};
use crate::service::Service;
use crate::template::{self, TemplateOptions};
use crate::write::{Format, write};
use crate::{role, statement};

/// A function whose role is not in this crate's hands, and what that role must allow.
#[derive(Debug)]
pub struct ForeignRole {
    /// The function: its key under `functions`, or its logical ID under `resources`.
    pub function: String,
    /// IAM statements.
    pub statements: Vec<Node>,
}

/// The functions whose roles are managed elsewhere, and the statements that those roles must allow, for `--explain`.
#[must_use]
pub fn foreign_roles(service: &SealedService) -> Vec<ForeignRole> {
    let mut diagnostics = Vec::new();
    template::assemble(service, Vec::new(), &TemplateOptions::default(), &mut diagnostics).1
}

/// A Lambda function of the template, and what it must be allowed to do.
struct Consumer<'s> {
    name: &'s str,
    span: Span,
    grants: &'s [Grant],
    logical_id: String,
}

/// Adds the statements to the roles in `own_roles`. SF401 for each function with another role, SF402 for each role whose functions differ in
/// what they may read.
pub(crate) fn append(
    template: &mut Node,
    service: &Service<'_>,
    own_roles: &IndexSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ForeignRole> {
    let mut users: IndexMap<String, Vec<Consumer<'_>>, foldhash::fast::RandomState> = IndexMap::default();
    let mut foreign = Vec::new();
    for consumer in consumers(template, service) {
        let role = at_mut(template, &["Resources", &consumer.logical_id, "Properties", "Role"]);
        let role_span = role.as_ref().map(|role| role.span);
        let own = role.as_deref().and_then(role::target).filter(|id| own_roles.contains(*id)).map(str::to_owned);
        match own {
            Some(id) if statements_of(template, &id).is_some() => users.entry(id).or_default().push(consumer),
            _ if consumer.grants.is_empty() => {}
            _ => foreign.push(report_foreign(&consumer, role_span, diagnostics)),
        }
    }
    for (id, users) in users {
        let grants: IndexSet<&Grant, foldhash::fast::RandomState> = users.iter().flat_map(|user| user.grants).collect();
        let Some((first, statements)) = users.iter().find(|user| !user.grants.is_empty()).zip(statements_of(template, &id)) else {
            continue;
        };
        for needed in access::statements(&grants.iter().copied().cloned().collect::<Vec<_>>(), first.span) {
            statement::push_new(statements, needed);
        }
        diagnostics.extend(shared(&id, &users, grants.len()));
    }
    foreign
}

fn statements_of<'t>(template: &'t mut Node, role: &str) -> Option<&'t mut Vec<Node>> {
    at_mut(template, &["Resources", role]).and_then(statement::of_role)
}

/// The functions of `functions`, then those of `resources`.
fn consumers<'s>(template: &Node, service: &'s Service<'_>) -> Vec<Consumer<'s>> {
    let generated = service.functions.iter().map(|function| Consumer {
        name: function.key,
        span: function.span,
        grants: function.sealed.map_or(&[][..], |(_, sealed)| &sealed.grants),
        logical_id: function.id("LambdaFunction"),
    });
    let resources = template.get("Resources").and_then(Node::as_mapping);
    let authored = service.sealed.resources.iter().map(|(id, sealed)| Consumer {
        name: id,
        span: resources.and_then(|resources| resources.key_span(id)).unwrap_or(service.sealed.tree.span),
        grants: &sealed.grants,
        logical_id: id.to_string(),
    });
    generated.chain(authored).collect()
}

fn report_foreign(consumer: &Consumer<'_>, role: Option<Span>, diagnostics: &mut Vec<Diagnostic>) -> ForeignRole {
    let (foreign, warning) = foreign_role(consumer.name, consumer.span, role, consumer.grants);
    diagnostics.push(warning);
    foreign
}

/// What the role of the function `name`, which stands at `span`, must allow, and the warning that says so (SF401). `role` is what names the role.
#[must_use]
pub fn foreign_role(name: &str, span: Span, role: Option<Span>, grants: &[Grant]) -> (ForeignRole, Diagnostic) {
    let statements = access::statements(grants, span);
    let list = write(&Node::sequence(span, statements.clone()), Format::Json);
    let mut warning = Diagnostic::warning(
        &registry::FOREIGN_ROLE,
        format!("the role of the function `{name}` is managed elsewhere, and must be allowed to open its secrets"),
    )
    .at(span, "this function")
    .help(format!("Add these statements to the role:\n{}", list.trim_end()));
    if let Some(role) = role.filter(|role| *role != span) {
        warning = warning.label(role, "its role");
    }
    (ForeignRole { function: name.to_owned(), statements }, warning)
}

/// A note where one function can read what only another one needs; `all` is how many grants the role has.
fn shared(role: &str, users: &[Consumer<'_>], all: usize) -> Option<Diagnostic> {
    if users.iter().all(|user| user.grants.len() == all) {
        return None;
    }
    let note = Diagnostic::note(
        &registry::SHARED_ROLE,
        format!("{} functions share the role `{role}`, so each can read the secrets of the others", users.len()),
    );
    let mut readers = users.iter().filter(|user| !user.grants.is_empty());
    let note = match readers.next() {
        Some(first) => note.at(first.span, "this function's secrets"),
        None => note,
    };
    let note = readers.fold(note, |note, user| note.label(user.span, "and this one's"));
    Some(note.help(
        "Give functions roles of their own: the plugin serverless-iam-roles-per-function with `iamRoleStatements` (an empty list will do).",
    ))
}
