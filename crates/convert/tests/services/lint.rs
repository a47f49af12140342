//! What the linter finds in a converted service beyond what the conversion listed.

use std::path::Path;

use sealform_diagnostic::{Severity, Sources, Span};
use sealform_lint::{Config, Files, Included, Outcome, lint};
use sealform_secret::forms::FormName;

use crate::support::{convert, options};

/// The findings of warnings and errors in `text` at places that a conversion of it does not list.
pub(crate) fn unlisted(text: &str, folder: Option<&Path>, form: FormName) -> Vec<String> {
    let options = options(form);
    let conversion = convert(text, &[], options.clone()).unwrap_or_else(|diagnostics| panic!("{diagnostics:?}"));
    let listed: Vec<Span> =
        conversion.diagnostics.iter().filter_map(|diagnostic| diagnostic.primary.as_ref()).map(|label| label.span).collect();
    let mut sources = Sources::new();
    let file = sources.add("serverless.yml", text);
    let mut files = Files::new();
    let config = Config { policy: options.policy, dialect: None };
    let findings = loop {
        match lint(file, &sources, &files, &config) {
            Outcome::Done(findings) => break findings,
            Outcome::Needs(paths) => {
                for path in paths {
                    let text = folder.and_then(|folder| read(&folder.join(&path)));
                    let included = text.map_or(Included::Unknown, |text| Included::Read(sources.add(path.clone(), text)));
                    files.insert(path, included);
                }
            }
            Outcome::NotForUs => return Vec::new(),
        }
    };
    findings
        .into_iter()
        .filter(|finding| finding.diagnostic.severity >= Severity::Warning)
        .filter(|finding| {
            let places = finding.diagnostic.primary.iter().chain(&finding.diagnostic.labels).map(|label| label.span);
            !places.into_iter().any(|place| listed.iter().any(|span| span.contains(place) || place.contains(*span)))
        })
        .map(|finding| format!("{} {} at {}", finding.diagnostic.code.id(), finding.diagnostic.message, finding.address))
        .collect()
}

#[expect(clippy::disallowed_methods, reason = "a test reads its data")]
fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path).ok()
}
