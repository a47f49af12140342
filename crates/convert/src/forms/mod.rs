//! The forms that a secret can get in a file: one file each, one line here.

mod ciphertext;
mod runtime_path;

use sealform_secret::forms::FormName;
use sealform_yaml::edit::Value;

use crate::found::Candidate;
use crate::grant::Grant;
use crate::parameter::Reference;
use crate::way::Way;

/// What a variable becomes.
pub(crate) struct Written {
    /// Its name.
    pub(crate) name: String,
    /// Its value, where it stands by itself, and that of the definition that it leads to.
    pub(crate) value: Value,
    /// The variables that it needs beside it.
    pub(crate) companions: Vec<(String, Value)>,
    /// What its functions must be allowed to do.
    pub(crate) grants: Vec<Grant>,
}

/// What `candidate` becomes in a form. Secrets Manager hands out no ciphertext: its secrets get the runtime-path form.
pub(crate) fn write(form: FormName, candidate: &Candidate, way: &Way) -> Written {
    match form_of(form, &candidate.reference) {
        FormName::Ciphertext => ciphertext::write(candidate, way),
        FormName::RuntimePath => runtime_path::write(candidate, way),
    }
}

/// The form that a reference gets.
pub(crate) fn form_of(form: FormName, reference: &Reference) -> FormName {
    if reference.parameter.managed().is_some() { FormName::RuntimePath } else { form }
}

/// All the names that `candidate` gets.
pub(crate) fn names(form: FormName, candidate: &Candidate) -> Vec<String> {
    let mut names = match form_of(form, &candidate.reference) {
        FormName::Ciphertext => ciphertext::names(candidate),
        FormName::RuntimePath => runtime_path::names(candidate),
    };
    if !candidate.json_key.is_empty() {
        names.push(format!("{}_JSON_KEY", base(&candidate.name)));
    }
    names
}

/// `X` of `ENCRYPTED_X` and of `SSM_PATH_TO_X`, else the whole name.
fn base(name: &str) -> &str {
    let stripped = name.strip_prefix("ENCRYPTED_").or_else(|| name.strip_prefix("SSM_PATH_TO_"));
    stripped.filter(|base| !base.is_empty()).unwrap_or(name)
}

/// `X_JSON_KEY`, where one key of a JSON secret is wanted.
fn json_key(candidate: &Candidate) -> Option<(String, Value)> {
    (!candidate.json_key.is_empty()).then(|| (format!("{}_JSON_KEY", base(&candidate.name)), Value::text(candidate.json_key.join("."))))
}
