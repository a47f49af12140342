//! ARN and key of a Secrets Manager secret: DescribeSecret, once a secret. Needs `secretsmanager:DescribeSecret`; the secret itself is never fetched.

use std::collections::BTreeMap;
use std::sync::Arc;

use sealform_diagnostic::registry;
use sealform_secret::{Answer, Learnt, Question, Region, SecretAddress, SecretMetadata};

use crate::Failure;
use crate::failure::{Call, Cause, Reply, malformed};
use crate::outcome::Outcomes;
use crate::session::Session;

/// Addresses that differ in their stage or version only are one secret.
pub(crate) fn by_name(addresses: Vec<SecretAddress>) -> BTreeMap<(Region, Box<str>), Vec<SecretAddress>> {
    let mut names: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for address in addresses {
        names.entry((address.region.clone(), address.name.clone())).or_default().push(address);
    }
    names
}

/// Answers [`Question::SecretMetadata`] for all `addresses` of one secret.
pub(crate) async fn answer(session: Arc<Session>, (region, name): (Region, Box<str>), addresses: Vec<SecretAddress>) -> Outcomes {
    let outcome = ask(&session, &region, &name).await.map(Answer::SecretMetadata);
    addresses.into_iter().map(|address| (Question::SecretMetadata(address), outcome.clone())).collect()
}

async fn ask(session: &Session, region: &Region, name: &str) -> Result<Learnt<SecretMetadata>, Failure> {
    let call =
        Call { action: "secretsmanager:DescribeSecret", region: region.clone(), subject: format!("secret `{name}`"), reply: Reply::Shown };
    let output = match session.send(&call, session.secrets_manager(region).describe_secret().secret_id(name).send()).await {
        Ok(output) => output,
        Err(Cause::Denied) => return Ok(Learnt::Denied),
        Err(cause) if cause.code() == Some("ResourceNotFoundException") => return Ok(Learnt::Missing),
        Err(cause) => return Err(session.failure(&cause, &call)),
    };
    if output.deleted_date.is_some() {
        // GetSecretValue would say InvalidRequestException, which is neither missing nor denied (botocore secretsmanager model, read 2026-11-23).
        return Err(Failure::new(&registry::AWS_ERROR, format!("secret `{name}` in {region} is scheduled for deletion"))
            .help(format!("restore it: aws secretsmanager restore-secret --region {region} --secret-id '{name}'")));
    }
    let arn = output
        .arn
        .filter(|arn| arn.starts_with("arn:aws") && arn.contains(":secretsmanager:"))
        .ok_or_else(|| malformed(&call, "the secret's ARN is none"))?;
    let name = output.name.ok_or_else(|| malformed(&call, "the secret has no name"))?;
    Ok(Learnt::Found(SecretMetadata { arn: arn.into(), name: name.into(), key: output.kms_key_id.map(Into::into) }))
}
