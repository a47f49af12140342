//! Our own encryption of a clear text that we hold anyway, as the Lambda console's helper does it: KMS's Encrypt under the context
//! `{"LambdaFunctionName": name}`.

use std::sync::Arc;

use sealform_diagnostic::registry;

use super::{Pieces, Variable, key};
use crate::access::Grant;
use crate::seal::Pass;
use crate::{EncryptRequest, KeyAddress, KeyArn, Plaintext, Sealed, SealedLeaf};

/// How `--explain` calls it.
pub(crate) const NAME: &str = "encrypted";

/// The longest text that KMS encrypts, in bytes (botocore kms model, Encrypt, read 2026-11-23).
const MAX_BYTES: usize = 4096;

/// Encrypts `plaintext`, which `source` names, for the function of `variable`.
pub(crate) fn seal(plaintext: &Arc<Plaintext>, source: &str, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Pieces> {
    let name = variable.name;
    if plaintext.is_empty() {
        pass.report(variable.refusal(
            &registry::EMPTY_SECRET,
            format!("`{name}` is a secret ({source}) and empty, which KMS cannot encrypt"),
            "Give it a value, or leave the variable out.",
        ));
        return None;
    }
    let Some(kms_key) = pass.policy().kms_key.clone() else {
        pass.report(variable.refusal(
            &registry::CLEAR_TEXT,
            format!("`{name}` would carry a clear text ({source}) into the template"),
            format!(
                "Name a KMS key with `--kms-key` to encrypt it for the function, or keep it in Parameter Store as a SecureString and write `{name}: $<ssm:/path>`. If it is no secret, declare its name public in sealform.toml."
            ),
        ));
        return None;
    };
    if plaintext.len_bytes() > MAX_BYTES {
        pass.report(variable.refusal(
            &registry::TOO_LONG_FOR_KMS,
            format!("`{name}` ({source}) has {} bytes, and KMS encrypts at most {MAX_BYTES}", plaintext.len_bytes()),
            "Keep it in Parameter Store or Secrets Manager and let the function read it at run time.",
        ));
        return None;
    }
    let Some(function) = variable.function_name else {
        pass.report(variable.refusal(
            &registry::UNKNOWN_FUNCTION_NAME,
            format!("`{name}` ({source}) must be encrypted for `{}`, whose name is not known at render time", variable.function),
            "The encryption context is the function's name: give it a name of plain text (`FunctionName`), or keep the secret in Parameter Store.",
        ));
        return None;
    };
    let key = usable_key(&kms_key, variable, pass)?;
    let context = vec![("LambdaFunctionName".into(), function.into())];
    let request =
        EncryptRequest::new(KeyAddress { region: pass.region().clone(), key: key.as_str().into() }, context, Arc::clone(plaintext));
    let blob = pass.encrypt(request, variable.span)?;
    let base = variable.base();
    Some(Pieces {
        form: NAME,
        name: format!("ENCRYPTED_{base}").into(),
        value: SealedLeaf::Sealed(Sealed::ciphertext(blob)),
        companions: [None, None],
        // With `X_ARN` beside it, a function takes the ARN for the context.
        forbidden: Some(format!("{base}_ARN").into()),
        grant: Some(Grant::DecryptForFunction { key, function: function.into() }),
    })
}

fn usable_key(kms_key: &str, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<KeyArn> {
    let region = pass.region().clone();
    match key::named(&region, kms_key, variable, pass)? {
        // The ciphertext does not say where its key lives, so the function looks for it in its own Region.
        key::Key::Customer(arn) if arn.as_str().split(':').nth(3) != Some(region.as_str()) => {
            pass.report(variable.refusal(
                &registry::UNUSABLE_KEY,
                format!("the function decrypts in its own Region, {region}, and `{kms_key}` lives elsewhere"),
                "Name a key of that Region with `--kms-key`; a multi-Region key has an ARN in each.",
            ));
            None
        }
        key::Key::Customer(arn) => Some(arn),
        key::Key::AwsManaged => {
            pass.report(variable.refusal(
                &registry::DEFAULT_KEY,
                format!("`{kms_key}` is an AWS managed key, which answers only to its own service"),
                "Name a customer managed key with `--kms-key`.",
            ));
            None
        }
    }
}
