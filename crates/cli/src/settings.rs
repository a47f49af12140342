//! `sealform.toml`: the decisions that belong to a service rather than to one run.

use sealform_diagnostic::{Diagnostic, FileId, Span, registry};
use sealform_secret::forms::FormName;
use sealform_secret::policy::DeclaredNames;
use serde::Deserialize;

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
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Document {
    form: FormTable,
    kms: KmsTable,
    names: NamesTable,
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

const HELP: &str = "Known settings: `default` and `fallback` (\"ciphertext\" or \"runtime-path\") under [form], `key` under [kms], `public` and `secret` (lists of names, * stands for anything) under [names].";

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
        Ok(Self { form: document.form.default.map(form), fallback: document.form.fallback.map(form), kms_key: document.kms.key, names })
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
    fn an_unknown_setting_is_an_error_that_quotes_nothing() {
        let error = Settings::parse(FileId::new(0), "[kms]\nkye = \"hunter2\"\n").expect_err("a typo");
        assert_eq!(error.code.number, 52);
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
