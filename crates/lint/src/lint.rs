//! The one way in: a file's text, the files it includes, the rules over both.

use sealform_diagnostic::{FileId, Sources};
use sealform_resolve::Dialect;

use crate::config::Config;
use crate::files::Files;
use crate::finding::{Confidence, Finding};
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
    let parse = if source.path().ends_with(".json") { sealform_yaml::parse_json } else { sealform_yaml::parse };
    let document = match parse(file, source.text()) {
        Ok(document) => document,
        Err(diagnostics) => {
            let finding = |diagnostic| Finding::from_diagnostic(diagnostic, Confidence::High);
            return Outcome::Done(diagnostics.into_iter().map(finding).collect());
        }
    };
    let Some(kind) = Kind::of(&document) else { return Outcome::NotForUs };
    let dialect = match kind {
        Kind::Service => sealform_resolve::detect(&document, config.dialect).0,
        Kind::Template => Dialect::default(),
    };
    let _ = files;
    let unit = Unit::new(kind, dialect, &config.policy, &[("", source, &document)]);
    let syntax = unit.index().broken().iter().cloned();
    let mut findings: Vec<Finding> = syntax.map(|diagnostic| Finding::from_diagnostic(diagnostic, Confidence::High)).collect();
    for rule in RULES {
        (rule.check)(&unit, &mut findings);
    }
    findings.sort_by_key(|finding| finding.diagnostic.primary.as_ref().map(|label| (label.span, finding.diagnostic.code.number)));
    Outcome::Done(findings)
}
