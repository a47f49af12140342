//! One line of the inventory.

use sealform_diagnostic::Span;
use sealform_reference::Delimiter;

use super::sink::Sink;

/// One reference of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Where it is written.
    pub span: Span,
    /// The dotted path of the value that it stands in; items of lists by their index from 0.
    pub at: Box<str>,
    /// What encloses it.
    pub delimiter: Delimiter,
    /// The text as it is written, with [`sealform_secret::display::MASK`] for literals that may be secret.
    pub text: String,
    /// What may give the value, first tried first.
    pub sources: Vec<Part>,
    /// The references in its addresses and params, one level down.
    pub nested: Vec<Entry>,
    /// How sensitive the value is.
    pub sensitivity: Sensitivity,
    /// Where the value goes.
    pub sink: Sink,
    /// Whether the Serverless Framework decrypts a SecureString for it, under the dialect; for `$<...>`, whether the clear text is meant.
    pub decrypts: bool,
}

/// One of the comma-separated parts of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A source to ask.
    Source {
        /// The name as it is written: `ssm`, `ssm.eu-west-1`.
        name: Box<str>,
        /// The params as they are written, without quotes.
        params: Vec<String>,
        /// The address as it is written, without quotes.
        address: Option<String>,
    },
    /// A value written out, or [`sealform_secret::display::MASK`].
    Literal(String),
}

/// How sensitive a value is, as far as its source and the names tell. The higher wins where several meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sensitivity {
    /// Anybody may see it.
    Public,
    /// Nothing is known of its source: it is treated as a secret.
    Unknown,
    /// Nobody may see it.
    Secret,
}

impl Sensitivity {
    /// The word in tables and in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Unknown => "unknown",
            Self::Secret => "secret",
        }
    }
}
