//! `--explain`: where each secret came from, its hops, its form, the names it got, the IAM it needs. Never a value.

use sealform_diagnostic::{Sources, Span};
use sealform_emit::ForeignRole;
use sealform_secret::seal::{SealedService, SecretRecord};
use serde::Serialize;

/// The document that `--explain FILE` writes.
#[derive(Serialize)]
struct Explanation<'s> {
    /// `null` for a template.
    service: Option<&'s str>,
    stage: &'s str,
    region: &'s str,
    secrets: Vec<Entry<'s>>,
    /// Statements that a role outside the template must allow, by function.
    foreign_roles: Vec<RoleEntry<'s>>,
}

#[derive(Serialize)]
struct Entry<'s> {
    function: Option<&'s str>,
    at: &'s str,
    source: &'s str,
    form: &'static str,
    names: Vec<&'s str>,
    hops: Vec<Hop<'s>>,
    iam: serde_json::Value,
}

#[derive(Serialize)]
struct Hop<'s> {
    path: &'s str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct RoleEntry<'s> {
    function: &'s str,
    iam: serde_json::Value,
}

/// The JSON text, with a line feed at the end.
///
/// `foreign_roles` are those of a template; those of a service are asked of whoever makes its template.
pub(crate) fn explain(
    service: &SealedService,
    settings: &sealform_resolve::Settings,
    foreign_roles: Option<&[ForeignRole]>,
    sources: &Sources,
) -> String {
    let of_service = if foreign_roles.is_some() { Vec::new() } else { sealform_emit::foreign_roles(service) };
    let explanation = Explanation {
        service: Some(&*settings.service).filter(|service| !service.is_empty()),
        stage: &settings.stage,
        region: settings.region.as_str(),
        secrets: service.secrets.iter().map(|record| entry(record, sources)).collect(),
        foreign_roles: foreign_roles
            .unwrap_or(&of_service)
            .iter()
            .map(|foreign| RoleEntry { function: &foreign.function, iam: json(&foreign.statements) })
            .collect(),
    };
    let mut text = serde_json::to_string_pretty(&explanation).unwrap_or_default();
    text.push('\n');
    text
}

fn entry<'s>(record: &'s SecretRecord, sources: &'s Sources) -> Entry<'s> {
    let span = record.hops.last().map(|hop| hop.span);
    let statements = span.map(|span| sealform_secret::access::statements(&record.grants, span)).unwrap_or_default();
    Entry {
        function: record.function.as_deref(),
        at: &record.at,
        source: &record.source,
        form: record.form,
        names: record.names.iter().map(|name| &**name).collect(),
        hops: record.hops.iter().filter_map(|hop| place(hop.span, sources)).collect(),
        iam: json(&statements),
    }
}

fn place(span: Span, sources: &Sources) -> Option<Hop<'_>> {
    let source = sources.get(span.file)?;
    let start = source.line_column(span.start as usize);
    Some(Hop { path: source.path(), line: start.line, column: start.column })
}

fn json(statements: &[sealform_model::Tree<sealform_secret::SealedLeaf>]) -> serde_json::Value {
    let value = |statement| serde_json::from_str::<serde_json::Value>(&sealform_emit::write(statement, sealform_emit::Format::Json)).ok();
    statements.iter().filter_map(value).collect()
}
