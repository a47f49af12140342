//! The one way in: a file's text, the files it includes, the rules over both.

use sealform_diagnostic::{FileId, Source, Sources};
use sealform_resolve::Dialect;
use sealform_yaml::Document;

use crate::config::Config;
use crate::files::{Files, Included};
use crate::finding::{Confidence, Finding};
use crate::flow::{Format, wanted};
use crate::kind::Kind;
use crate::rules::RULES;
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
        let read = |path: String| {
            let Some(Included::Read(id)) = files.get(&path) else { return None };
            let source = sources.get(id)?;
            // A file that cannot be parsed has no structure to follow, and a finding of its own.
            let document = included_document(id, &path, source)?;
            Some((path, source, document))
        };
        let more: Vec<_> = wanted.into_iter().filter_map(read).collect();
        if more.is_empty() {
            return Outcome::Done(findings(&unit));
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
fn included_document(file: FileId, path: &str, source: &Source) -> Option<Document> {
    match Format::of(path)? {
        Format::Yaml => sealform_yaml::parse(file, source.text()).ok(),
        Format::Json => sealform_yaml::parse_json(file, source.text()).ok(),
        Format::Text => Some(sealform_yaml::plain_text(file, source.text())),
    }
}

fn findings(unit: &Unit<'_>) -> Vec<Finding> {
    let syntax = unit.index().broken().iter().cloned();
    let mut findings: Vec<Finding> = syntax.map(|diagnostic| Finding::from_diagnostic(diagnostic, Confidence::High)).collect();
    for rule in RULES {
        (rule.check)(unit, &mut findings);
    }
    findings.sort_by_key(|finding| finding.diagnostic.primary.as_ref().map(|label| (label.span, finding.diagnostic.code.number)));
    findings
}
