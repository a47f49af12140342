//! What the command line says of variables: the dialect, the stage, the Region, options and params.

use indexmap::IndexMap;
use sealform_model::DocumentKind;
use sealform_reference::Grammar;

/// Which engine's rules decide what a reference means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// v1: `~true` decrypts, a bare `${ssm:...}` does not.
    V1,
    /// v2 without `variablesResolutionMode: 20210326`: the new engine first, then the old one; what ends in the template is what v1 gives.
    V2Legacy,
    /// v2 with `variablesResolutionMode: 20210326`: the new engine only.
    V2,
    /// v3 and osls: a bare `${ssm:...}` decrypts. What is not known is taken for this.
    #[default]
    V3,
    /// v4.
    V4,
}

/// What `--dialect` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DialectFlag {
    /// `v1`.
    V1,
    /// `v2`: which of its two engines, the file says.
    V2,
    /// `v3`.
    V3,
    /// `v4`.
    V4,
}

impl Dialect {
    /// The grammar that reads `${...}` in this dialect.
    #[must_use]
    pub fn grammar(self) -> Grammar {
        match self {
            Self::V1 => Grammar::V1,
            Self::V2Legacy => Grammar::V2,
            Self::V2 | Self::V3 => Grammar::Modern,
            Self::V4 => Grammar::V4,
        }
    }

    /// The name as it is written for people: `v2 (old engine)`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::V2Legacy => "v2 (old engine)",
            Self::V2 => "v2 (new engine)",
            Self::V3 => "v3",
            Self::V4 => "v4",
        }
    }

    /// Whether the old engine has the last word: `~true`, `~false` and `~split` are flags there.
    #[must_use]
    pub fn is_legacy(self) -> bool {
        matches!(self, Self::V1 | Self::V2Legacy)
    }
}

/// What decides how variables resolve, beside the service itself.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// What is resolved. Of a template the settings come from flags and the environment alone.
    pub document: DocumentKind,
    /// The dialect that the service is read in.
    pub dialect: Dialect,
    /// `--stage`.
    pub stage: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--opt name=value`. `--stage` and `--region` are options too and need not be repeated here.
    pub options: IndexMap<String, String>,
    /// `--param name=value`.
    pub params: IndexMap<String, String>,
    /// Whether files that run code are run.
    pub javascript: Javascript,
}

/// What becomes of `${file(x.js)}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Javascript {
    /// It is refused (SF114).
    #[default]
    Refuse,
    /// Node.js runs it: `--allow-js`.
    Allow,
}

impl Inputs {
    /// The grammar that reads the document, but for a `provider.variableSyntax`.
    pub(crate) fn grammar(&self) -> Grammar {
        match self.document {
            DocumentKind::Service => self.dialect.grammar(),
            DocumentKind::Template => Grammar::Template,
        }
    }

    /// All options, `--stage` and `--region` among them, as functions of scripts see them.
    pub(crate) fn all_options(&self) -> Vec<(Box<str>, Box<str>)> {
        let flags = [("stage", &self.stage), ("region", &self.region)];
        let flags = flags.into_iter().filter_map(|(name, value)| value.as_deref().map(|value| (name, value)));
        let options = self.options.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        options.chain(flags).map(|(name, value)| (name.into(), value.into())).collect()
    }

    /// The option `name`, `--stage` and `--region` among them.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        let flag = match name {
            "stage" => self.stage.as_deref(),
            "region" => self.region.as_deref(),
            _ => None,
        };
        flag.or_else(|| self.options.get(name).map(String::as_str))
    }
}
