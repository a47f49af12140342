//! Encrypts a clear text: KMS Encrypt. Needs `kms:Encrypt` on the key, and never `kms:Decrypt`.
//!
//! The one place in Sealform that reads a clear text. It must not print, keep or compare it.

use std::sync::Arc;

use aws_sdk_kms::primitives::Blob;
use sealform_diagnostic::registry;
use sealform_secret::{Answer, CiphertextBlob, EncryptRequest, Question};

use crate::Failure;
use crate::failure::{Call, Cause, Reply, malformed};
use crate::outcome::Outcomes;
use crate::session::Session;

/// Answers [`Question::Encrypt`].
pub(crate) async fn answer(session: Arc<Session>, request: EncryptRequest) -> Outcomes {
    let outcome = ask(&session, &request).await.map(Answer::Encrypt);
    vec![(Question::Encrypt(request), outcome)]
}

#[expect(clippy::disallowed_methods, reason = "the one answerer of Encrypt")]
async fn ask(session: &Session, request: &EncryptRequest) -> Result<CiphertextBlob, Failure> {
    let key = &request.key;
    let call = Call { action: "kms:Encrypt", region: key.region.clone(), subject: format!("key `{}`", key.key), reply: Reply::Withheld };
    let mut encrypt = session.kms(&key.region).encrypt().key_id(&*key.key).plaintext(Blob::new(request.exposed().bytes()));
    for (name, value) in &request.context {
        encrypt = encrypt.encryption_context(&**name, &**value);
    }
    let output = session.send(&call, encrypt.send()).await.map_err(|cause| refusal(session, &cause, &call))?;
    let blob = output.ciphertext_blob.ok_or_else(|| malformed(&call, "it holds no ciphertext"))?;
    // What is no ciphertext blob may be the clear text itself, so nothing of it is quoted.
    CiphertextBlob::parse(&aws_smithy_types::base64::encode(blob)).map_err(|_| malformed(&call, "it holds no KMS ciphertext blob"))
}

/// Names what is wrong with the key (botocore kms model, errors of Encrypt, read 2026-11-23).
fn refusal(session: &Session, cause: &Cause, call: &Call) -> Failure {
    let Call { subject, region, .. } = call;
    match cause.code() {
        Some("NotFoundException" | "InvalidArnException") => {
            Failure::new(&registry::KEY_NOT_FOUND, format!("there is no {subject} in {region}"))
                .help("a key that the same stack creates does not exist at the first render: deploy it first")
        }
        Some("DisabledException") => unusable(format!("{subject} in {region} is disabled")),
        Some("KMSInvalidStateException") => unusable(format!("{subject} in {region} is pending deletion, or not ready")),
        Some("InvalidKeyUsageException") => unusable(format!("{subject} in {region} is not made to encrypt and decrypt")),
        _ => session.failure(cause, call),
    }
}

fn unusable(message: String) -> Failure {
    Failure::new(&registry::UNUSABLE_KEY, message).help("give an enabled symmetric key that encrypts and decrypts")
}
