//! What the user decided: the form, the key, and which names are secret.

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::forms::FormName;

/// The decisions of flags and `sealform.toml` that sealing depends on.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The form for secrets of Parameter Store.
    pub form: FormName,
    /// The form to fall back to, with a warning, where the first one is impossible.
    pub fallback: Option<FormName>,
    /// The key for clear texts that we hold: id, ARN or alias.
    pub kms_key: Option<Box<str>>,
    /// Whether every value of `env`, `param`, `s3` and `cf` is secret.
    pub strictness: Strictness,
    /// Names that the user declared.
    pub names: DeclaredNames,
    /// Whether nothing of AWS may be asked.
    pub asking: Asking,
}

/// How values from outside are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// By name and by form.
    Usual,
    /// All are secret: `--strict`.
    Strict,
}

/// Whether AWS may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Yes.
    Online,
    /// No: `--offline` leaves `ssm` and `aws` references as they are written.
    Offline,
}

/// Names declared public or secret in `sealform.toml`, as globs over variable names, source addresses and parameter paths.
#[derive(Clone, Debug, Default)]
pub struct DeclaredNames {
    public: GlobSet,
    secret: GlobSet,
}

impl DeclaredNames {
    /// Compiles the globs; `*` matches any run of characters, slashes included.
    ///
    /// # Errors
    /// The first glob that does not compile.
    pub fn new(public: &[String], secret: &[String]) -> Result<Self, String> {
        Ok(Self { public: compile(public)?, secret: compile(secret)? })
    }

    /// What the user said of `name`; secret wins over public.
    #[must_use]
    pub fn declared(&self, name: &str) -> Option<Declared> {
        // Most declare nothing, and this is asked for every value.
        if self.secret.is_empty() && self.public.is_empty() {
            None
        } else if self.secret.is_match(name) {
            Some(Declared::Secret)
        } else if self.public.is_match(name) {
            Some(Declared::Public)
        } else {
            None
        }
    }
}

/// What `sealform.toml` says of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Declared {
    /// It is public.
    Public,
    /// It is secret.
    Secret,
}

fn compile(globs: &[String]) -> Result<GlobSet, String> {
    let mut builder = GlobSetBuilder::new();
    for glob in globs {
        builder.add(Glob::new(glob).map_err(|_| glob.clone())?);
    }
    builder.build().map_err(|_| globs.join(", "))
}
