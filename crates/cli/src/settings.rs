//! `sealform.toml`: the decisions that belong to a service rather than to one run.

use std::collections::BTreeMap;

use sealform_diagnostic::{Diagnostic, FileId, Severity, Span, registry};
use sealform_lint::{Decisions, Ignore, Level};
use sealform_secret::forms::FormName;
use sealform_secret::policy::DeclaredNames;
use serde::Deserialize;
use toml::Spanned;

/// The file's name, beside the service file.
pub(crate) const FILE_NAME: &str = "sealform.toml";

/// What the file says; everything has a default.
#[derive(Debug, Default)]
pub(crate) struct Settings {
    /// `form.default`: the form for secrets of Parameter Store.
    pub(crate) form: Option<FormName>,
    /// `form.fallback`: the form where the first one is impossible.
    pub(crate) fallback: Option<FormName>,
    /// `kms.key`: the key for clear texts.
    pub(crate) kms_key: Option<String>,
    /// `names.public` and `names.secret`.
    pub(crate) names: DeclaredNames,
    /// `lint.severity` and `lint.ignore`.
    pub(crate) lint: Decisions,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Document {
    form: FormTable,
    kms: KmsTable,
    names: NamesTable,
    lint: LintTable,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FormTable {
    default: Option<FormValue>,
    fallback: Option<FormValue>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FormValue {
    Ciphertext,
    RuntimePath,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct KmsTable {
    key: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NamesTable {
    public: Vec<String>,
    secret: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LintTable {
    severity: BTreeMap<Spanned<String>, LevelValue>,
    ignore: Vec<Spanned<IgnoreTable>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum LevelValue {
    Error,
    Warning,
    Note,
    Off,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IgnoreTable {
    code: String,
    path: Option<String>,
    address: Option<String>,
    reason: String,
}

const HELP: &str = "Known settings: `default` and `fallback` (\"ciphertext\" or \"runtime-path\") under [form], `key` under [kms], `public` and `secret` (lists of names, * stands for anything) under [names]; under [lint.severity] a code and \"error\", \"warning\", \"note\" or \"off\"; in each [[lint.ignore]] `code`, `reason` and, where wanted, `path` and `address`.";

impl Settings {
    /// Reads the text of a settings file.
    ///
    /// # Errors
    /// SF052 at the place that is not understood; the parser's own words are not passed on, for they quote what they read.
    pub(crate) fn parse(file: FileId, text: &str) -> Result<Self, Diagnostic> {
        let document: Document = toml::from_str(text).map_err(|error| {
            let range = error.span().unwrap_or(0..0);
            Diagnostic::error(&registry::BAD_SETTINGS, "the settings cannot be read")
                .at(Span::new(file, range.start, range.end), "this is not understood")
                .help(HELP)
        })?;
        let names = DeclaredNames::new(&document.names.public, &document.names.secret).map_err(|_| {
            Diagnostic::error(&registry::BAD_SETTINGS, "a pattern under [names] is malformed").at(Span::start_of(file), "").help(HELP)
        })?;
        let form = |value: FormValue| match value {
            FormValue::Ciphertext => FormName::Ciphertext,
            FormValue::RuntimePath => FormName::RuntimePath,
        };
        Ok(Self {
            form: document.form.default.map(form),
            fallback: document.form.fallback.map(form),
            kms_key: document.kms.key,
            names,
            lint: document.lint.decisions(file)?,
        })
    }
}

impl LintTable {
    fn decisions(self, file: FileId) -> Result<Decisions, Diagnostic> {
        let bad = |range: std::ops::Range<usize>, message: &str| {
            Diagnostic::error(&registry::BAD_SETTINGS, message).at(Span::new(file, range.start, range.end), "").help(HELP)
        };
        let mut decisions = Decisions::new();
        for (code, level) in self.severity {
            let level = match level {
                LevelValue::Error => Level::At(Severity::Error),
                LevelValue::Warning => Level::At(Severity::Warning),
                LevelValue::Note => Level::At(Severity::Note),
                LevelValue::Off => Level::Off,
            };
            if !decisions.set_level(code.get_ref(), level) {
                return Err(bad(code.span(), "there is no such code"));
            }
        }
        for ignore in self.ignore {
            let range = ignore.span();
            let IgnoreTable { code, path, address, reason } = ignore.into_inner();
            if reason.trim().is_empty() {
                return Err(bad(range, "an empty reason is none"));
            }
            let span = Span::new(file, range.start, range.end);
            match Ignore::new(&code, path.as_deref(), address.as_deref(), span) {
                Some(ignore) => decisions.ignore(ignore),
                None => return Err(bad(range, "there is no such code, or a pattern is malformed")),
            }
        }
        Ok(decisions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_read() {
        let text = "[form]\ndefault = \"runtime-path\"\nfallback = \"ciphertext\"\n[kms]\nkey = \"alias/demo\"\n[names]\npublic = [\"*_URL\"]\nsecret = [\"X\"]\n";
        let settings = Settings::parse(FileId::new(0), text).expect("it is well formed");
        assert_eq!(settings.form, Some(FormName::RuntimePath));
        assert_eq!(settings.fallback, Some(FormName::Ciphertext));
        assert_eq!(settings.kms_key.as_deref(), Some("alias/demo"));
        assert!(settings.names.declared("A_URL").is_some());
    }

    #[test]
    fn decisions_about_findings_are_read_and_a_code_that_is_none_is_an_error() {
        let text =
            "[lint.severity]\nSF228 = \"off\"\n[[lint.ignore]]\ncode = \"SF220\"\npath = \"old/**\"\nreason = \"it goes in March\"\n";
        assert!(Settings::parse(FileId::new(0), text).is_ok());
        for wrong in [
            text.replace("SF220", "SF999"),
            text.replace("it goes in March", " "),
            text.replace("old/**", "old/{"),
            text.replace("SF228", "228"),
        ] {
            assert_eq!(Settings::parse(FileId::new(0), &wrong).expect_err("it makes no sense").code.number, 52, "{wrong}");
        }
    }

    #[test]
    fn an_unknown_setting_is_an_error_that_quotes_nothing() {
        let error = Settings::parse(FileId::new(0), "[kms]\nkye = \"hunter2\"\n").expect_err("a typo");
        assert_eq!(error.code.number, 52);
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
