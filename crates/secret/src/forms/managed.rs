//! What a function must be allowed to do to read a Secrets Manager secret through Parameter Store.

use sealform_diagnostic::{Diagnostic, registry};

use super::{Variable, key};
use crate::access::Grant;
use crate::seal::Pass;
use crate::{Learnt, ParameterArn, SecretAddress};

/// The path under which Parameter Store hands out Secrets Manager's secrets
/// (AWS Systems Manager User Guide, "Referencing AWS Secrets Manager secrets from Parameter Store parameters", read 2023-06).
pub(crate) const REFERENCE: &str = "/aws/reference/secretsmanager/";

/// The grant for the secret at `address`. Where `DescribeSecret` is denied, its ARN ends in `-??????` (SF403).
pub(crate) fn grant(address: &SecretAddress, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Grant> {
    let reference = |account: &str| ParameterArn::of(&address.region, account, &[REFERENCE, &address.name].concat());
    match pass.secret_metadata(address, variable.span)? {
        Learnt::Found(metadata) => {
            let Some(account) = account_of(&metadata.arn) else {
                pass.report(variable.refusal(
                    &registry::MALFORMED_ANSWER,
                    format!("the ARN of the secret `{}` is malformed", address.name),
                    "Check the endpoint.",
                ));
                return None;
            };
            let key = match &metadata.key {
                Some(key) => key::named(&address.region, key, variable, pass)?.granted(),
                None => None,
            };
            Some(Grant::ReadManagedSecret {
                region: address.region.clone(),
                reference: reference(account),
                secret: metadata.arn.clone(),
                key,
            })
        }
        Learnt::Missing => {
            pass.report(variable.refusal(
                &registry::MISSING_VALUE,
                format!("there is no secret `{}` in Secrets Manager in {}", address.name, address.region),
                "Create it, or correct the name.",
            ));
            None
        }
        Learnt::Denied => {
            let (account, secret) = match account_of(&address.name) {
                Some(account) => (account.into(), with_suffix(&address.name)),
                None => {
                    let account = pass.account(variable.span)?;
                    let (partition, region) = (address.region.partition(), &address.region);
                    let arn = format!("arn:{partition}:secretsmanager:{region}:{account}:secret:{}-??????", address.name);
                    (account, arn.into())
                }
            };
            pass.report(
                Diagnostic::warning(
                    &registry::INEXACT_SECRET_ARN,
                    format!("`secretsmanager:DescribeSecret` is denied for `{}`", address.name),
                )
                .at(variable.provenance.origin(), "IAM gets its ARN with `-??????` for the random characters")
                .help("If the secret has a customer managed key, the function's role needs `kms:Decrypt` on it too."),
            );
            Some(Grant::ReadManagedSecret { region: address.region.clone(), reference: reference(&account), secret, key: None })
        }
    }
}

/// The account of a secret's ARN.
fn account_of(arn: &str) -> Option<&str> {
    let account = arn.strip_prefix("arn:")?.split(':').nth(3)?;
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then_some(account)
}

/// A secret's ARN ends in a hyphen and six random characters; without them it is the name that somebody wrote
/// (AWS Secrets Manager User Guide, "What's in a Secrets Manager secret?", read 2023-06).
fn with_suffix(arn: &str) -> Box<str> {
    let has_suffix = arn.rsplit_once('-').is_some_and(|(_, end)| end.len() == 6 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if has_suffix { arn.into() } else { format!("{arn}-??????").into() }
}
