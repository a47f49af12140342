//! One written secret, and how each rule about one fact reports it.

use sealform_diagnostic::{Severity, Span};
use sealform_secret::heuristics::Likelihood;

use crate::finding::{Confidence, Finding};
use crate::place::PlaceId;
use crate::rule::Rule;
use crate::unit::Unit;

/// What a written secret is: the most precise of what could be said. One rule reports each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A token that its form tells.
    Token,
    PrivateKey,
    /// A password in a URL.
    UrlPassword,
    /// Credentials of an `Authorization` header.
    Authorization,
    /// A value under a secret's name.
    Named,
    /// The default of a parameter that takes a secret.
    Default,
    /// A fallback of a variable.
    Fallback,
    /// Under a secret's name in a text: a script, a file, a document.
    InText,
    /// Under base64.
    Encoded,
    /// Put together from pieces by intrinsic functions.
    Pieces,
    /// In a comment.
    Comment,
}

/// One written secret.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) fact: Fact,
    /// Where it is reported.
    pub(crate) span: Span,
    /// Where its clear text stands.
    pub(crate) secrets: Vec<Span>,
    /// The place that it stands at; `None` in a comment.
    pub(crate) place: Option<PlaceId>,
    /// What it is, as the middle of a sentence: "a token of GitHub", "the value of `DB_PASSWORD`".
    pub(crate) what: String,
    pub(crate) likelihood: Likelihood,
    /// Further places.
    pub(crate) labels: Vec<(Span, String)>,
}

/// One finding of `rule` for each secret of `fact`; `say` makes its message of what it is.
pub(crate) fn report(
    unit: &Unit<'_>,
    rule: &'static Rule,
    fact: Fact,
    findings: &mut Vec<Finding>,
    say: impl Fn(&str) -> String,
    help: &str,
) {
    for found in unit.literals().of(fact) {
        let (severity, confidence) = match found.likelihood {
            Likelihood::Certain => (rule.severity, Confidence::High),
            Likelihood::Likely => (rule.severity.min(Severity::Warning), Confidence::Medium),
            Likelihood::Possible => (Severity::Note, Confidence::Low),
        };
        let mut finding = Finding::new(rule, found.span, say(&found.what))
            .saying("written out here")
            .help(help)
            .severity(severity)
            .confidence(confidence)
            .address(found.place.map(|place| unit.address(place)).unwrap_or_default());
        for &span in &found.secrets {
            finding = finding.secret(span);
        }
        for (span, text) in &found.labels {
            finding = finding.label(*span, text.clone());
        }
        findings.push(finding);
    }
}
