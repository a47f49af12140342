//! What a rule found: a diagnostic, how sure it is, where it stands in the structure, and what would mend it.

use sealform_diagnostic::{Diagnostic, Fix, Severity, Span};

use crate::rule::Rule;

/// How likely a finding is right. Ordered: `Low < Medium < High`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A guess by name or by looks alone.
    Low,
    /// Name and form, or source and place, agree.
    Medium,
    /// It can hardly be anything else.
    High,
}

impl Confidence {
    /// The word that is printed: `low`, `medium` or `high`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What is said; its code names the rule, its primary label the place.
    pub diagnostic: Diagnostic,
    /// How sure it is.
    pub confidence: Confidence,
    /// The place in the structure of the linted file, in dots: `functions.api.environment.DB_PASSWORD`. It outlives edits that move lines, and
    /// names the finding in `sealform.toml` and in baselines. Empty where there is none (a comment, a syntax error).
    pub address: String,
    /// Where clear texts of secrets are written: no excerpt may show them.
    pub secrets: Vec<Span>,
    /// What would mend it, the best first.
    pub fixes: Vec<Fix>,
}

impl Finding {
    /// A finding of `rule`, as bad and as sure as the rule says, at `span`.
    #[must_use]
    pub fn new(rule: &'static Rule, span: Span, message: impl Into<String>) -> Self {
        let diagnostic = match rule.severity {
            Severity::Error => Diagnostic::error(rule.code, message),
            Severity::Warning => Diagnostic::warning(rule.code, message),
            Severity::Note => Diagnostic::note(rule.code, message),
        };
        Self::from_diagnostic(diagnostic.at(span, ""), rule.confidence)
    }

    /// A finding that says what `diagnostic` says.
    #[must_use]
    pub fn from_diagnostic(diagnostic: Diagnostic, confidence: Confidence) -> Self {
        Self { diagnostic, confidence, address: String::new(), secrets: Vec::new(), fixes: Vec::new() }
    }

    /// Sets the text of the primary label.
    #[must_use]
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.diagnostic.primary {
            primary.text = text.into();
        }
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.label(span, text);
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.diagnostic = self.diagnostic.help(help);
        self
    }

    /// Makes it as bad as `severity`, where what was found is worse or better than the rule's usual.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.diagnostic.severity = severity;
        self
    }

    /// Makes it as sure as `confidence`.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// Sets its place in the structure.
    #[must_use]
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = address.into();
        self
    }

    /// Keeps `span` out of every excerpt.
    #[must_use]
    pub fn secret(mut self, span: Span) -> Self {
        self.secrets.push(span);
        self
    }

    /// Adds what would mend it.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}
