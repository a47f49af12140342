//! What a form is given (a secret and the variable it lands in) and what it makes of it (the variables that are emitted).

use std::sync::Arc;

use sealform_diagnostic::{Code, Diagnostic, Span};

use crate::access::Grant;
use crate::seal::Pass;
use crate::{ManagedSecret, ParameterArn, Provenance, Public, Sealed, SealedLeaf, SecretParameter};

/// What a variable that holds a secret becomes, for secrets that we never hold.
pub(crate) trait Form {
    /// Seals `remote` in `variable`. `None`: an answer is missing or the secret is refused; `pass` knows which.
    fn seal(&self, remote: Remote<'_>, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Pieces>;
}

/// A secret that we never hold.
#[derive(Clone, Copy)]
pub(crate) enum Remote<'s> {
    /// A SecureString of Parameter Store.
    Parameter(&'s SecretParameter),
    /// A Secrets Manager secret.
    Managed(&'s ManagedSecret),
}

/// The variable of a function's environment that a secret lands in.
pub(crate) struct Variable<'v> {
    /// The name as it is written.
    pub(crate) name: &'v str,
    /// Where its value is written.
    pub(crate) span: Span,
    /// The way its value came.
    pub(crate) provenance: &'v Provenance,
    /// The function's key or logical ID.
    pub(crate) function: &'v str,
    /// `FunctionName`, where it is known at render time.
    pub(crate) function_name: Option<&'v str>,
}

/// What is emitted in place of one variable.
pub(crate) struct Pieces {
    /// The form, as `--explain` names it.
    pub(crate) form: &'static str,
    /// The name that the sealed value gets.
    pub(crate) name: Arc<str>,
    /// The sealed value.
    pub(crate) value: SealedLeaf,
    /// What a function needs beside it, to be emitted right behind it.
    pub(crate) companions: [Option<Companion>; 2],
    /// A name that must not stand in the environment, for it would change what the value means.
    pub(crate) forbidden: Option<Box<str>>,
    /// What the function must be allowed to do.
    pub(crate) grant: Option<Grant>,
}

/// A variable that a sealed value needs beside it.
pub(crate) struct Companion {
    /// Its name.
    pub(crate) name: Arc<str>,
    /// Its value.
    pub(crate) value: SealedLeaf,
}

impl Variable<'_> {
    /// `X` of `ENCRYPTED_X`, else the whole name: so that there is never an `ENCRYPTED_ENCRYPTED_X`.
    pub(crate) fn base(&self) -> &str {
        encrypted_base(self.name).unwrap_or(self.name)
    }

    /// The name without the prefix of a sealed form, if it has one.
    pub(crate) fn bare(&self) -> Option<&str> {
        self.name.strip_prefix(PATH_PREFIX).or(encrypted_base(self.name))
    }

    /// A refusal with the whole way of the secret, from where it came to this variable.
    pub(crate) fn refusal(&self, code: &'static Code, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        self.explain(Diagnostic::error(code, message).help(help))
    }

    /// A warning with the whole way of the secret.
    pub(crate) fn warning(&self, code: &'static Code, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        self.explain(Diagnostic::warning(code, message).help(help))
    }

    fn explain(&self, diagnostic: Diagnostic) -> Diagnostic {
        self.provenance.explain(diagnostic, "it comes from here", self.span, &format!("it lands in `{}`", self.name))
    }
}

impl Companion {
    /// `X_ARN`: the encryption context of a parameter's ciphertext.
    pub(crate) fn arn(base: &str, arn: &ParameterArn, pass: &mut Pass<'_>) -> Self {
        Self { name: pass.name("", base, "_ARN"), value: SealedLeaf::Sealed(Sealed::companion_arn(arn)) }
    }

    /// `X_JSON_KEY`, where one key of a JSON secret is wanted: its keys, joined by dots.
    pub(crate) fn json_key(base: &str, keys: &[Box<str>]) -> Option<Self> {
        let value = || SealedLeaf::Public(Public::key(&keys.join(".")));
        (!keys.is_empty()).then(|| Self { name: format!("{base}_JSON_KEY").into(), value: value() })
    }
}

/// The prefix of variables that name a parameter to read at run time.
pub(crate) const PATH_PREFIX: &str = "SSM_PATH_TO_";

/// `X` of `ENCRYPTED_X`.
pub(crate) fn encrypted_base(name: &str) -> Option<&str> {
    name.strip_prefix("ENCRYPTED_").filter(|base| !base.is_empty())
}
