//! What conversion cannot do alone, each with its place and what a person does. No value is quoted.

use sealform_diagnostic::{Diagnostic, Span, registry};

use crate::put::Put;

/// A secret that stays as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    /// Where the secret lands.
    pub(crate) span: Span,
    /// The name of the variable, or the path of the place.
    pub(crate) name: String,
    pub(crate) reason: Reason,
}

/// Why it stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// It is a part of a longer text.
    InText,
    /// An intrinsic function is made of it.
    InIntrinsic,
    /// It has a fallback, which nobody can take at run time.
    Fallback,
    /// It is read from the environment of whoever deploys.
    FromEnvironment { variable: String, put: Put },
    /// It is written out in the file.
    Literal { put: Put },
    /// It comes from the command line or a `params` section.
    FromDeployer { source: String, put: Put },
    /// Another value would be put under the same name.
    PathTaken { path: String, first: Span },
    /// It comes from a source that conversion does not know.
    FromElsewhere,
    /// It comes from a file that is not read.
    FromFile,
    /// The place can hold no reference that is read at run time.
    Place,
    /// The value is used elsewhere too, where it must stay clear text.
    UsedElsewhere(Span),
    /// The name that it would get is taken.
    NameTaken(String),
    /// Another environment of the same function has a variable of that name.
    Shadowed(Span),
    /// The versions of the Serverless Framework do not agree on what it names.
    Unclear,
    /// Whether the parameter's name begins with a slash is not known.
    NameUnknown,
    /// The file is written in a way that is not edited.
    Layout,
    /// It is a dynamic reference, which CloudFormation resolves into the function's configuration.
    Dynamic,
    /// Its ciphertext is of no use to a function.
    NoCiphertext(Impossible),
    /// It is decrypted on every command, though nothing uses it.
    Unused,
}

/// Why a ciphertext is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Impossible {
    /// The default key answers only to Parameter Store.
    DefaultKey,
    /// The Advanced tier holds a message of the Encryption SDK, which KMS cannot decrypt.
    AdvancedTier,
}

impl Impossible {
    fn words(self) -> &'static str {
        match self {
            Self::DefaultKey => "it is encrypted with the default key `alias/aws/ssm`, which answers only to Parameter Store",
            Self::AdvancedTier => "it is of the Advanced tier, whose ciphertext KMS cannot decrypt",
        }
    }
}

impl Left {
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        let name = &self.name;
        let (message, label, help) = match &self.reason {
            Reason::InText => (
                format!("`{name}` holds a secret inside a longer text"),
                "",
                "Store the whole text as one SecureString, or let the function put it together from its parts.".to_owned(),
            ),
            Reason::InIntrinsic => (
                format!("`{name}` is an intrinsic function over a secret"),
                "",
                "Let the function read the secret by itself, in a variable of its own.".to_owned(),
            ),
            Reason::Fallback => (
                format!("`{name}` has a fallback, which cannot be taken at run time"),
                "",
                "Decide for one: remove the fallback once the parameter exists in every stage.".to_owned(),
            ),
            Reason::FromEnvironment { variable, put } => (
                format!("`{name}` takes a secret from the environment of whoever deploys, `{variable}`"),
                "",
                put.help(),
            ),
            Reason::Literal { put } => (
                format!("`{name}` is a secret that is written out"),
                "",
                format!("Take it for known, and change it. {}", put.help()),
            ),
            Reason::FromDeployer { source, put } => (
                format!("`{name}` takes a secret from a source that brings clear text, `{source}`"),
                "",
                put.help(),
            ),
            Reason::PathTaken { path, .. } => (
                format!("`{name}` would be put into Parameter Store as `{path}`, and another secret is"),
                "",
                "Put one of them under a name of its own, refer to it by that, then convert again.".to_owned(),
            ),
            Reason::FromElsewhere => (
                format!("`{name}` takes a secret from a source that brings clear text"),
                "",
                "Put it into Parameter Store as a SecureString, and refer to that.".to_owned(),
            ),
            Reason::FromFile => (
                format!("`{name}` takes a secret from a file that is not read"),
                "",
                "Convert that file by itself, or put the secret into Parameter Store as a SecureString.".to_owned(),
            ),
            Reason::Place => (
                format!("`{name}` can hold no secret that is read at run time"),
                "",
                "Let the resource take it from Secrets Manager or Parameter Store by itself; `sealform render` writes a dynamic reference where CloudFormation allows one.".to_owned(),
            ),
            Reason::UsedElsewhere(_) => (
                format!("`{name}` holds a secret that is used in clear text elsewhere"),
                "",
                "Give the other use a reference of its own, then convert again.".to_owned(),
            ),
            Reason::NameTaken(taken) => (
                format!("`{name}` would become `{taken}`, and that name is taken"),
                "",
                format!("Remove `{name}` if the function reads `{taken}` already, or rename one of them."),
            ),
            Reason::Shadowed(_) => (
                format!("`{name}` stands in another environment of the same function too"),
                "",
                "Decide which of them the function reads, remove the other, then convert again.".to_owned(),
            ),
            Reason::Unclear => (
                format!("`{name}` names a parameter in a way that not every version of the Serverless Framework reads"),
                "",
                "Write the plain name of the parameter, then convert again.".to_owned(),
            ),
            Reason::NameUnknown => (
                format!("the name of the parameter in `{name}` begins with a variable, so its ARN is not known"),
                "",
                "Write the leading slash before the variable.".to_owned(),
            ),
            Reason::Layout => (
                format!("`{name}` is written in a way that is not edited"),
                "",
                "Write the entry on a line of its own, without an explicit key or an alias, then convert again.".to_owned(),
            ),
            Reason::Dynamic => (
                format!("`{name}` is a dynamic reference, which CloudFormation resolves in clear into the function's configuration"),
                "",
                format!("Refer to it as `${{ssm:/aws/reference/secretsmanager/NAME}}` (or by the parameter's name), and convert again: it becomes `SSM_PATH_TO_{name}`."),
            ),
            Reason::NoCiphertext(why) => (
                format!("`{name}` cannot carry the ciphertext of its parameter: {}", why.words()),
                "",
                "Take `--form runtime-path`, or store the parameter in the Standard tier under a customer managed key.".to_owned(),
            ),
            Reason::Unused => (
                format!("`{name}` is decrypted on every command, though no function needs it any more"),
                "",
                "Remove it.".to_owned(),
            ),
        };
        let diagnostic = Diagnostic::warning(&registry::SECRET_LEFT, message).at(self.span, label).help(help);
        match &self.reason {
            Reason::UsedElsewhere(span) => diagnostic.label(*span, "it is used here"),
            Reason::PathTaken { first, .. } => diagnostic.label(*first, "this one"),
            Reason::Shadowed(span) => diagnostic.label(*span, "here"),
            _ => diagnostic,
        }
    }
}
