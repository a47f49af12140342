//! Which KMS key a SecureString or a secret is encrypted with, and whether a function can use it.

use std::borrow::Cow;

use sealform_diagnostic::{Diagnostic, registry};

use super::Variable;
use crate::seal::Pass;
use crate::{KeyAddress, KeyArn, KeyMetadata, Learnt, ParameterAddress, ParameterMetadata, Region, Tier};

/// How a SecureString is encrypted.
pub(crate) struct Encryption {
    /// Its tier.
    pub(crate) tier: Tier,
    /// Its key.
    pub(crate) key: Key,
}

/// A key, by who may use it.
pub(crate) enum Key {
    /// A customer managed key: IAM can allow a function to use it.
    Customer(KeyArn),
    /// An AWS managed key: it answers only to its own service, and to everybody in the account through that service
    /// (AWS KMS Developer Guide, "How AWS Systems Manager Parameter Store uses AWS KMS", read 2023-06).
    AwsManaged,
}

impl Key {
    /// The key that IAM must allow; none where the key's own policy allows it already.
    pub(crate) fn granted(self) -> Option<KeyArn> {
        match self {
            Self::Customer(arn) => Some(arn),
            Self::AwsManaged => None,
        }
    }
}

/// What `DescribeParameters` says of a SecureString; where it says nothing, the key of `--kms-key` is taken, with a warning (SF317).
pub(crate) fn of_parameter(address: &ParameterAddress, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Encryption> {
    let (tier, key): (Tier, Cow<'_, str>) = match pass.parameter_metadata(address, variable.span)? {
        Learnt::Found(ParameterMetadata { tier, key: Some(key) }) => (*tier, Cow::Borrowed(key)),
        Learnt::Found(_) | Learnt::Missing | Learnt::Denied => {
            let message = format!("tier and key of `ssm:{}` could not be learnt", address.name);
            let Some(key) = pass.policy().kms_key.clone() else {
                pass.report(variable.refusal(
                    &registry::KEY_UNCHECKED,
                    message,
                    "Allow `ssm:DescribeParameters`, or name the parameter's key with `--kms-key`.",
                ));
                return None;
            };
            pass.report(
                Diagnostic::warning(&registry::KEY_UNCHECKED, format!("{message}; the key of `--kms-key` is taken for it"))
                    .at(variable.provenance.origin(), "")
                    .help("Allow `ssm:DescribeParameters` to have it checked."),
            );
            (Tier::Standard, Cow::Owned(key.into()))
        }
    };
    Some(Encryption { tier, key: named(&address.region, &key, variable, pass)? })
}

/// The key that a service calls `key`.
pub(crate) fn named(region: &Region, key: &str, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Key> {
    if is_aws_alias(key) {
        return Some(Key::AwsManaged);
    }
    let metadata = described(region, key, variable, pass)?;
    Some(if metadata.aws_managed { Key::AwsManaged } else { Key::Customer(metadata.arn) })
}

/// What `DescribeKey` says of a key that must be usable.
pub(crate) fn described(region: &Region, key: &str, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<KeyMetadata> {
    let address = KeyAddress { region: region_of(key).unwrap_or_else(|| region.clone()), key: key.into() };
    match pass.key(&address, variable.span)? {
        Learnt::Found(metadata) if metadata.usable => Some(metadata.clone()),
        Learnt::Found(_) => {
            pass.report(variable.refusal(
                &registry::UNUSABLE_KEY,
                format!("the KMS key `{key}` can neither encrypt nor decrypt for `{}`", variable.name),
                "It must be enabled, symmetric, and made for ENCRYPT_DECRYPT.",
            ));
            None
        }
        Learnt::Missing => {
            pass.report(variable.refusal(
                &registry::KEY_NOT_FOUND,
                format!("there is no KMS key `{key}` in {}", address.region),
                "A key that the same stack creates does not exist at the first render: deploy it first.",
            ));
            None
        }
        Learnt::Denied => unchecked(key, variable, pass),
    }
}

/// A key that we may not look at: its ARN is enough, any other name is not, for IAM resolves no alias.
fn unchecked(key: &str, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<KeyMetadata> {
    let Some(arn) = KeyArn::parse(key) else {
        pass.report(variable.refusal(
            &registry::NO_KEY,
            format!("`kms:DescribeKey` is denied for `{key}`, so the ARN of the key is not known"),
            "Allow `kms:DescribeKey`, or give the key's ARN (not an alias) with `--kms-key`.",
        ));
        return None;
    };
    pass.report(
        Diagnostic::warning(
            &registry::KEY_UNCHECKED,
            format!("`kms:DescribeKey` is denied for `{key}`; it is taken for a customer managed key"),
        )
        .help("Allow `kms:DescribeKey` to have it checked."),
    );
    Some(KeyMetadata { arn, aws_managed: false, usable: true })
}

/// Aliases that begin with `alias/aws/` belong to AWS managed keys; nobody else can make one
/// (AWS KMS Developer Guide, "About aliases", read 2023-06).
fn is_aws_alias(key: &str) -> bool {
    key.starts_with("alias/aws/") || (key.starts_with("arn:") && key.contains(":alias/aws/"))
}

/// The Region of a key that is named by an ARN.
fn region_of(key: &str) -> Option<Region> {
    key.starts_with("arn:").then(|| Region::parse(key.split(':').nth(3)?))?
}
