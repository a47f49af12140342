//! The ciphertext form: a SecureString exactly as Parameter Store holds it, beside the ARN that KMS demands back.

use std::sync::Arc;

use sealform_diagnostic::{Code, Diagnostic, registry};

use super::key::{self, Key};
use super::{Companion, Form, FormName, Pieces, Remote, Variable};
use crate::access::Grant;
use crate::seal::Pass;
use crate::{CiphertextBlob, KeyArn, NotABlob, Sealed, SealedLeaf, SecretParameter, Tier};

/// `ENCRYPTED_X` and `X_ARN`.
pub(crate) struct Ciphertext;

impl Form for Ciphertext {
    fn seal(&self, remote: Remote<'_>, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Pieces> {
        let parameter = match remote {
            Remote::Parameter(parameter) => parameter,
            Remote::Managed(secret) => {
                let pieces = FormName::RuntimePath.form().seal(remote, variable, pass)?;
                pass.report(
                    Diagnostic::note(
                        &registry::RUNTIME_PATH_ONLY,
                        format!("`secretsmanager:{}` gets the runtime-path form", secret.address.name),
                    )
                    .at(variable.provenance.origin(), "Secrets Manager hands out no ciphertext"),
                );
                return Some(pieces);
            }
        };
        match read(parameter, variable, pass)? {
            Ok((blob, key)) => {
                let name = pass.name("ENCRYPTED_", variable.base(), "");
                Some(pieces(name, variable.base(), &blob, key, parameter, pass))
            }
            Err(impossible) => change_form(impossible, remote, variable, pass),
        }
    }
}

/// A ciphertext that the author asked for (`~false`, `(noDecrypt)`): the variable keeps its name, and the form never changes.
pub(crate) fn as_written(parameter: &SecretParameter, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Pieces> {
    if let [first, ..] = parameter.json_key.as_slice() {
        pass.report(variable.refusal(
            &registry::MISSING_VALUE,
            format!("a ciphertext has no key `{first}`"),
            format!(
                "Refer to the secret itself, without `~false` or `(noDecrypt)`: `{}_JSON_KEY` then tells the function which key to take.",
                variable.base()
            ),
        ));
        return None;
    }
    match read(parameter, variable, pass)? {
        Ok((blob, key)) => Some(pieces(pass.name("", variable.name, ""), variable.base(), &blob, key, parameter, pass)),
        Err(impossible) => {
            pass.report(variable.refusal(
                impossible.code(),
                impossible.message(parameter, variable),
                format!(
                    "The reference asks for the ciphertext, so the form is not changed: {}, or write `SSM_PATH_TO_{}` with the parameter's path and read it at run time.",
                    impossible.remedy(),
                    variable.base()
                ),
            ));
            None
        }
    }
}

/// The parameter's value as a blob that KMS can open. The value is never quoted: what is no blob may be clear text.
///
/// `Err` carries the text that says what it is instead.
pub(crate) fn blob(parameter: &SecretParameter) -> Result<CiphertextBlob, NotABlob> {
    CiphertextBlob::parse(parameter.parameter.value.text())
}

/// Says that a value of Parameter Store is no blob.
pub(crate) fn not_a_blob(parameter: &SecretParameter, variable: &Variable<'_>) -> Diagnostic {
    variable.refusal(
        &registry::NOT_A_BLOB,
        format!("what `ssm:{}` answers without decryption is no KMS ciphertext blob", parameter.address.name),
        "It may be clear text, as emulators answer it. Store the parameter again as a SecureString under a customer managed key.",
    )
}

/// Why a parameter's ciphertext is of no use to a function.
#[derive(Clone, Copy)]
enum Impossible {
    /// It is encrypted with an AWS managed key, which answers only to Parameter Store.
    DefaultKey,
    /// It is an Encryption SDK message, which KMS cannot decrypt.
    AdvancedTier,
}

impl Impossible {
    fn code(self) -> &'static Code {
        match self {
            Self::DefaultKey => &registry::DEFAULT_KEY,
            Self::AdvancedTier => &registry::ADVANCED_TIER,
        }
    }

    fn message(self, parameter: &SecretParameter, variable: &Variable<'_>) -> String {
        let why = match self {
            Self::DefaultKey => "it is encrypted with the default key `alias/aws/ssm`, which answers only to Parameter Store",
            Self::AdvancedTier => "it is of the Advanced tier, whose ciphertext KMS cannot decrypt",
        };
        format!("`{}` cannot carry the ciphertext of `ssm:{}`: {why}", variable.name, parameter.address.name)
    }

    fn remedy(self) -> &'static str {
        match self {
            Self::DefaultKey => "store the parameter under a customer managed key",
            Self::AdvancedTier => "store the parameter in the Standard tier under a new name",
        }
    }
}

/// The checked ciphertext and its key, or why there can be none. Tier and key are asked only for what looks right.
fn read(parameter: &SecretParameter, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Result<(CiphertextBlob, KeyArn), Impossible>> {
    let blob = match blob(parameter) {
        Ok(blob) => blob,
        Err(NotABlob::EncryptionSdk) => return Some(Err(Impossible::AdvancedTier)),
        Err(_) => {
            pass.report(not_a_blob(parameter, variable));
            return None;
        }
    };
    let encryption = key::of_parameter(&parameter.address, variable, pass)?;
    Some(match (encryption.tier, encryption.key) {
        (Tier::Advanced, _) => Err(Impossible::AdvancedTier),
        (Tier::Standard, Key::AwsManaged) => Err(Impossible::DefaultKey),
        (Tier::Standard, Key::Customer(key)) => Ok((blob, key)),
    })
}

fn pieces(name: Arc<str>, base: &str, blob: &CiphertextBlob, key: KeyArn, parameter: &SecretParameter, pass: &mut Pass<'_>) -> Pieces {
    // `Y` that holds a ciphertext under its own name keeps its whole name in `Y_ARN`; `ENCRYPTED_X` has `X_ARN`.
    let arn = &parameter.parameter.arn;
    let companions = [Some(Companion::arn(base, arn, pass)), Companion::json_key(base, &parameter.json_key)];
    Pieces {
        form: FormName::Ciphertext.name(),
        name,
        value: SealedLeaf::Sealed(Sealed::ciphertext(blob)),
        companions,
        forbidden: None,
        grant: Some(Grant::DecryptParameter { key, parameter: arn.clone() }),
    }
}

/// Takes the form that `sealform.toml` allows instead, or refuses: the handler depends on the form, so it never changes silently.
fn change_form(impossible: Impossible, remote: Remote<'_>, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Pieces> {
    let Remote::Parameter(parameter) = remote else { return None };
    let message = impossible.message(parameter, variable);
    match pass.policy().fallback {
        Some(fallback) if fallback != FormName::Ciphertext => {
            pass.report(variable.warning(
                &registry::FORM_CHANGED,
                format!("{message}; it gets the {} form instead", fallback.name()),
                "`fallback` in sealform.toml allows it. The function must read it in that form.",
            ));
            fallback.form().seal(remote, variable, pass)
        }
        _ => {
            pass.report(variable.refusal(
                impossible.code(),
                message,
                format!(
                    "Use `--form runtime-path`, or {}. `fallback = \"runtime-path\"` under `[form]` in sealform.toml allows the change.",
                    impossible.remedy()
                ),
            ));
            None
        }
    }
}
