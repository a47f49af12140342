//! What the author sealed by hand: a ciphertext blob, or the path that a function reads at run time. Both stay as they are written.

use sealform_diagnostic::{Diagnostic, registry};

use super::{Pieces, Variable, key, managed};
use crate::access::Grant;
use crate::policy::Asking;
use crate::seal::Pass;
use crate::{CiphertextBlob, ParameterAddress, ParameterType, Public, Sealed, SealedLeaf, SecretAddress, heuristics};

/// How `--explain` calls it.
pub(crate) const NAME: &str = "kept";

/// A blob that was made by hand: it names neither parameter nor key, so nothing is completed.
pub(crate) fn blob(blob: &CiphertextBlob, variable: &Variable<'_>) -> Pieces {
    pieces(variable, SealedLeaf::Sealed(Sealed::ciphertext(blob)), None)
}

/// Whether a text under `SSM_PATH_TO_X` is a path. Anything else may be a secret that was put there by mistake; a name without a slash
/// may be one too, but then asking for it will tell.
pub(crate) fn is_path(text: &str, asking: Asking) -> bool {
    // Characters of a parameter's name, its ARN and its selector (botocore ssm model, PutParameter), and of a secret's name
    // (botocore secretsmanager model, CreateSecret; both read 2026-11-23).
    let more: &[u8] = if text.starts_with(managed::REFERENCE) { b"_.-/:+=@" } else { b"_.-/:" };
    let formed = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte));
    let full = text.starts_with('/') || text.starts_with("arn:");
    formed && (full || asking == Asking::Online) && !heuristics::is_secret_form(text)
}

/// A path that was written by hand: the IAM that reading it needs is completed.
pub(crate) fn path(path: &str, public: &Public, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Pieces> {
    let grant = if pass.policy().asking == Asking::Offline {
        incomplete(variable, "--offline asks nothing of AWS", pass);
        None
    } else if let Some(name) = path.strip_prefix(managed::REFERENCE) {
        let (name, selector) = split_selector(name);
        Some(managed::grant(&SecretAddress { region: pass.region().clone(), name, selector }, variable, pass)?)
    } else {
        Some(parameter_grant(path, variable, pass)?)
    };
    Some(pieces(variable, SealedLeaf::Public(public.clone()), grant))
}

/// Says that the IAM of a hand-written path is the author's own affair.
pub(crate) fn incomplete(variable: &Variable<'_>, why: &str, pass: &mut Pass<'_>) {
    pass.report(
        Diagnostic::warning(&registry::UNSEALED_OFFLINE, format!("the IAM to read what `{}` names is not completed: {why}", variable.name))
            .at(variable.span, "")
            .help("Allow the function's role `ssm:GetParameter` on the parameter and `kms:Decrypt` on its key."),
    );
}

fn parameter_grant(path: &str, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Grant> {
    let (name, selector) = split_selector(path);
    let address = ParameterAddress { region: pass.region().clone(), name, selector };
    let Some(parameter) = pass.parameter(&address, variable.span)? else {
        // The text is not repeated: it may be a secret that was put there by mistake.
        pass.report(variable.refusal(
            &registry::MISSING_VALUE,
            format!("`{}` names no parameter of Parameter Store in {}", variable.name, address.region),
            "Put it there, or correct the path. A path of several levels begins with a slash.",
        ));
        return None;
    };
    let key = match parameter.parameter_type {
        ParameterType::Text | ParameterType::TextList => None,
        ParameterType::SecureString => key::of_parameter(&address, variable, pass)?.key.granted(),
    };
    Some(Grant::ReadParameter { parameter: parameter.arn.clone(), key })
}

fn pieces(variable: &Variable<'_>, value: SealedLeaf, grant: Option<Grant>) -> Pieces {
    Pieces { form: NAME, name: variable.name.into(), value, companions: [None, None], forbidden: None, grant }
}

/// Splits `name:selector`; the colons of an ARN belong to the name.
fn split_selector(path: &str) -> (Box<str>, Option<Box<str>>) {
    // arn:PARTITION:ssm:REGION:ACCOUNT:parameter/NAME and arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:NAME
    let colons = match path.split(':').nth(2) {
        Some("secretsmanager") if path.starts_with("arn:") => 6,
        Some(_) if path.starts_with("arn:") => 5,
        _ => 0,
    };
    match path.match_indices(':').nth(colons) {
        Some((at, _)) => (path[..at].into(), Some(path[at + 1..].into())),
        None => (path.into(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::split_selector;

    #[test]
    fn selectors_stand_behind_the_colons_of_an_arn() {
        let cases = [
            ("/a/b", "/a/b", None),
            ("/a/b:3", "/a/b", Some("3")),
            ("flat:prod", "flat", Some("prod")),
            ("arn:aws:ssm:us-west-2:123456789012:parameter/a", "arn:aws:ssm:us-west-2:123456789012:parameter/a", None),
            ("arn:aws:ssm:us-west-2:123456789012:parameter/a:2", "arn:aws:ssm:us-west-2:123456789012:parameter/a", Some("2")),
            (
                "arn:aws:secretsmanager:us-west-2:123456789012:secret:a-AbCdEf:AWSPREVIOUS",
                "arn:aws:secretsmanager:us-west-2:123456789012:secret:a-AbCdEf",
                Some("AWSPREVIOUS"),
            ),
        ];
        for (path, name, selector) in cases {
            let (split_name, split) = split_selector(path);
            assert_eq!((&*split_name, split.as_deref()), (name, selector), "{path}");
        }
    }
}
