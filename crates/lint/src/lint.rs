//! The one way in: a file's text, the files it includes, the rules over both.

use sealform_diagnostic::{Diagnostic, FileId, Source, Sources, registry};
use sealform_resolve::{Dialect, FileFormat};
use sealform_yaml::Document;

use crate::config::Config;
use crate::files::{Files, Included};
use crate::finding::{Confidence, Finding};
use crate::flow::{named_at, wanted};
use crate::kind::Kind;
use crate::rules::RULES;
use crate::suppress::without_ignored;
use crate::unit::Unit;

/// How linting a file went.
#[derive(Debug)]
pub enum Outcome {
    /// Every finding, in the order of the file.
    Done(Vec<Finding>),
    /// These files are named and nobody looked for them yet: paths as the service writes them, relative to its folder.
    Needs(Vec<String>),
    /// It is neither a service nor a template.
    NotForUs,
}

/// Lints `file` of `sources` with what it includes of `files`.
///
/// What is wrong with its syntax is a finding too (SF0xx), and the rules look at what could be read all the same.
#[must_use]
pub fn lint(file: FileId, sources: &Sources, files: &Files, config: &Config) -> Outcome {
    let Some(source) = sources.get(file) else { return Outcome::NotForUs };
    if !Kind::may_be(source.text()) {
        return Outcome::NotForUs;
    }
    let document = match parse(file, source) {
        Ok(document) => document,
        Err(findings) => return Outcome::Done(findings),
    };
    let Some(kind) = Kind::of(&document) else { return Outcome::NotForUs };
    let dialect = match kind {
        Kind::Service => sealform_resolve::detect(&document, config.dialect).0,
        Kind::Template => Dialect::default(),
    };
    let mut included: Vec<(String, &Source, Document)> = Vec::new();
    let mut broken: Vec<(String, Diagnostic)> = Vec::new();
    loop {
        let mut all = vec![("", source, &document)];
        all.extend(included.iter().map(|(path, source, document)| (&**path, *source, document)));
        let unit = Unit::new(kind, dialect, &config.policy, &all);
        let wanted = match kind {
            Kind::Service => wanted(&unit),
            Kind::Template => Vec::new(),
        };
        let unread: Vec<String> = wanted.iter().filter(|path| files.get(path).is_none()).cloned().collect();
        if !unread.is_empty() {
            return Outcome::Needs(unread);
        }
        let mut more = Vec::new();
        for path in wanted {
            let Some(Included::Read(id)) = files.get(&path) else { continue };
            let (Some(source), false) = (sources.get(id), broken.iter().any(|(known, _)| *known == path)) else { continue };
            match included_document(id, &path, source) {
                Ok(document) => more.push((path, source, document)),
                // It has no structure to follow.
                Err(diagnostic) => broken.push((path, diagnostic)),
            }
        }
        if more.is_empty() {
            let unread = broken.iter().filter_map(|(path, diagnostic)| unreadable(&unit, path, diagnostic));
            return Outcome::Done(findings(&unit, unread.collect()));
        }
        included.extend(more);
    }
}

fn parse(file: FileId, source: &Source) -> Result<Document, Vec<Finding>> {
    let parse = if source.path().ends_with(".json") { sealform_yaml::parse_json } else { sealform_yaml::parse };
    let finding = |diagnostic| Finding::from_diagnostic(diagnostic, Confidence::High);
    parse(file, source.text()).map_err(|diagnostics| diagnostics.into_iter().map(finding).collect())
}

/// What an included file holds; its path says how it is read.
fn included_document(file: FileId, path: &str, source: &Source) -> Result<Document, Diagnostic> {
    let parsed = match FileFormat::of(path) {
        Some(FileFormat::Yaml) => sealform_yaml::parse(file, source.text()),
        Some(FileFormat::Json) => sealform_yaml::parse_json(file, source.text()),
        Some(FileFormat::Text) | None => Ok(sealform_yaml::plain_text(file, source.text())),
    };
    // There is at least one.
    parsed.map_err(|diagnostics| diagnostics.into_iter().next().unwrap_or_else(|| Diagnostic::error(&registry::YAML_SYNTAX, "")))
}

/// What is said of an included file that cannot be parsed, at the variable that names it: the others are linted all the same.
fn unreadable(unit: &Unit<'_>, path: &str, diagnostic: &Diagnostic) -> Option<Finding> {
    let (place, span) = named_at(unit, path)?;
    let said = Diagnostic::warning(diagnostic.code, format!("`{path}` cannot be read: {}", diagnostic.message)).at(span, "included here");
    let mut finding = Finding::from_diagnostic(said, Confidence::High).address(unit.address(place));
    if let Some(primary) = &diagnostic.primary {
        finding = finding.label(primary.span, "the reading ends here");
    }
    Some(match &diagnostic.help {
        Some(help) => finding.help(help.clone()),
        None => finding,
    })
}

fn findings(unit: &Unit<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    let syntax = unit.index().broken().iter().cloned();
    findings.extend(syntax.map(|diagnostic| Finding::from_diagnostic(diagnostic, Confidence::High)));
    for rule in RULES {
        (rule.check)(unit, &mut findings);
    }
    let mut findings = without_ignored(unit, findings);
    findings.sort_by_key(|finding| finding.diagnostic.primary.as_ref().map(|label| (label.span, finding.diagnostic.code.number)));
    findings
}
