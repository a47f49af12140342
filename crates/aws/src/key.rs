//! What a KMS key is: DescribeKey, once a key. Needs `kms:DescribeKey`.

use std::sync::Arc;

use aws_sdk_kms::types::{KeyManagerType, KeySpec, KeyState, KeyUsageType};
use sealform_secret::{Answer, KeyAddress, KeyArn, KeyMetadata, Learnt, Question};

use crate::Failure;
use crate::failure::{Call, Cause, Reply, malformed};
use crate::outcome::Outcomes;
use crate::session::Session;

/// Answers [`Question::Key`].
pub(crate) async fn answer(session: Arc<Session>, address: KeyAddress) -> Outcomes {
    let outcome = ask(&session, &address).await.map(Answer::Key);
    vec![(Question::Key(address), outcome)]
}

async fn ask(session: &Session, address: &KeyAddress) -> Result<Learnt<KeyMetadata>, Failure> {
    let call =
        Call { action: "kms:DescribeKey", region: address.region.clone(), subject: format!("key `{}`", address.key), reply: Reply::Shown };
    let request = session.kms(&address.region).describe_key().key_id(&*address.key).send();
    let output = match session.send(&call, request).await {
        Ok(output) => output,
        Err(Cause::Denied) => return Ok(Learnt::Denied),
        Err(cause) if cause.code() == Some("NotFoundException") => return Ok(Learnt::Missing),
        Err(cause) => return Err(session.failure(&cause, &call)),
    };
    let metadata = output.key_metadata.ok_or_else(|| malformed(&call, "it describes no key"))?;
    let arn = metadata.arn.as_deref().and_then(KeyArn::parse).ok_or_else(|| malformed(&call, "the key's ARN is none"))?;
    // Parameter Store and the ciphertext form know symmetric keys only (KMS Developer Guide, "How AWS Systems Manager Parameter Store
    // uses AWS KMS", read 2026-11-23).
    let usable = metadata.enabled
        && metadata.key_state.as_ref().is_none_or(|state| *state == KeyState::Enabled)
        // An emulator may leave out what is the default (moto 5.2 does).
        && metadata.key_usage.as_ref().is_none_or(|usage| *usage == KeyUsageType::EncryptDecrypt)
        && metadata.key_spec.as_ref().is_none_or(|spec| *spec == KeySpec::SymmetricDefault);
    Ok(Learnt::Found(KeyMetadata { arn, aws_managed: metadata.key_manager == Some(KeyManagerType::Aws), usable }))
}
