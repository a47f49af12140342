//! One report about the user's files: code, severity, message, labels, help.

use crate::{Code, Span};

/// How bad it is. Ordered: `Note < Warning < Error`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing to mend.
    Note,
    /// Probably not what was meant; the run goes on.
    Warning,
    /// The run is refused and nothing is written.
    Error,
}

impl Severity {
    /// The word that is printed: `error`, `warning` or `note`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place with a word on what it has to do with the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there, without a full stop. May be empty.
    pub text: String,
}

/// One report. Its texts never quote a value that may be secret: they name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of report it is.
    pub code: &'static Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, without a full stop.
    pub message: String,
    /// The place to look at first; `None` where no file is concerned (a flag, the network).
    pub primary: Option<Label>,
    /// Further places in the order to read them: where a value came from, each hop, where it lands.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A report that refuses the run.
    #[must_use]
    pub fn error(code: &'static Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A report that does not stop the run.
    #[must_use]
    pub fn warning(code: &'static Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// A report that only informs.
    #[must_use]
    pub fn note(code: &'static Code, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Note, message)
    }

    fn new(code: &'static Code, severity: Severity, message: impl Into<String>) -> Self {
        Self { code, severity, message: message.into(), primary: None, labels: Vec::new(), help: None }
    }

    /// Sets the place to look at first.
    #[must_use]
    pub fn at(mut self, span: Span, text: impl Into<String>) -> Self {
        self.primary = Some(Label { span, text: text.into() });
        self
    }

    /// Adds a further place.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Whether it refuses the run.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Whether any report refuses the run.
#[must_use]
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(Diagnostic::is_error)
}
