//! The values that arguments take: what may stand behind each flag. The doc comments are the help text.

use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use sealform_show::FindingsFormat;

/// What handlers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Python with boto3.
    Python,
    /// JavaScript modules on Node, with version 3 of the AWS SDK.
    Node,
}

/// What `render` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Target {
    /// A CloudFormation template.
    Cloudformation,
    /// The service file itself, for `serverless deploy --config`: every secret sealed, all else as it is written.
    Serverless,
}

/// The format of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TemplateFormat {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

/// The format of the list of references, and of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InventoryFormat {
    /// One line a reference, for people.
    Table,
    /// JSON, for scripts.
    Json,
}

/// A seal form that can be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormArg {
    /// `ENCRYPTED_X` with its companion `X_ARN`.
    Ciphertext,
    /// `SSM_PATH_TO_X`, read at run time.
    RuntimePath,
}

/// A Serverless Framework version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DialectArg {
    /// 1.x.
    V1,
    /// 2.x.
    V2,
    /// 3.x, and osls.
    V3,
    /// 4.x.
    V4,
}

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// Text for people.
    Human,
    /// One JSON object a line.
    Json,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The names of the formats of findings.
pub(crate) fn findings_format() -> impl TypedValueParser<Value = FindingsFormat> {
    let values = FindingsFormat::ALL.iter().map(|format| {
        let (name, about) = format.describe();
        PossibleValue::new(name).help(about.trim().trim_end_matches('.'))
    });
    PossibleValuesParser::new(values)
        .map(|name| FindingsFormat::ALL.iter().copied().find(|format| format.describe().0 == name).unwrap_or(FindingsFormat::Pretty))
}

/// The least severity of a finding that makes the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Any finding.
    Note,
    /// No finding.
    Never,
}

/// The kind of an entry of the embedded AWS.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EntryKind {
    /// A parameter in clear.
    String,
    /// A list in clear.
    StringList,
    /// An encrypted parameter.
    SecureString,
    /// A Secrets Manager secret.
    Secret,
}

/// `NAME=VALUE`, split at the first `=`.
///
/// It is checked by [`Assignment::split`] after parsing: an error of the argument parser would quote the value, which may be a secret.
#[derive(Clone)]
pub(crate) struct Assignment(String);

impl Assignment {
    /// Name and value; `None` where the `=` or the name is missing.
    pub(crate) fn split(&self) -> Option<(&str, &str)> {
        self.0.split_once('=').filter(|(name, _)| !name.is_empty())
    }
}

impl From<&str> for Assignment {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl std::fmt::Debug for Assignment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Assignment(..)")
    }
}
