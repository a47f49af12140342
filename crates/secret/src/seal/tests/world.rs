//! The world of the tests: what answers each question. Every clear text in it holds [`CANARY`].

use std::sync::Arc;

use super::blob::{blob, encryption_sdk};
use crate::{
    Answer, CiphertextBlob, KeyArn, KeyMetadata, Learnt, Parameter, ParameterAddress, ParameterArn, ParameterMetadata, ParameterType,
    Plaintext, Question, Region, SecretMetadata, Tier,
};

/// Stands in every clear text, and must stand in nothing that comes out.
pub(super) const CANARY: &str = "canary4711";

pub(super) const ACCOUNT: &str = "123456789012";
pub(super) const KEY_ARN: &str = "arn:aws:kms:us-west-2:123456789012:key/11111111-2222-3333-4444-555555555555";

/// What is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Denied {
    ParameterMetadata,
    Key,
    SecretMetadata,
}

pub(super) fn region() -> Region {
    Region::parse("us-west-2").expect("it has the form")
}

/// The parameter `name`; none has a name that ends in `missing`.
pub(super) fn parameter(region: &Region, name: &str) -> Option<Arc<Parameter>> {
    let (parameter_type, value) = match name {
        "/app/moto" => (ParameterType::SecureString, format!("kms:alias/demo:{CANARY}")),
        "/app/advanced" => (ParameterType::SecureString, encryption_sdk()),
        "/app/advanced-unseen" => (ParameterType::SecureString, blob(6)),
        "/app/string" => (ParameterType::Text, "public".to_owned()),
        name if name.ends_with("missing") => return None,
        name => (ParameterType::SecureString, parameter_blob(name)),
    };
    let arn = ParameterArn::parse(name).unwrap_or_else(|| ParameterArn::of(region, ACCOUNT, name));
    Some(Arc::new(Parameter { arn, parameter_type, version: 7, value: Plaintext::new(value, format!("ssm:{name}")) }))
}

/// The ciphertext of a parameter.
pub(super) fn parameter_blob(name: &str) -> String {
    blob(u8::try_from(name.len()).expect("names of the tests are short"))
}

/// The ciphertext that KMS makes in the tests.
pub(super) fn encrypted_blob() -> String {
    blob(0xee)
}

/// The answer to a question of sealing.
pub(super) fn answer(question: &Question, denied: &[Denied]) -> Answer {
    let learnt = |by: Denied| denied.contains(&by);
    match question {
        Question::Account => Answer::Account(ACCOUNT.into()),
        Question::Parameter(address) => Answer::Parameter(parameter(&address.region, &address.name)),
        Question::ParameterMetadata(_) if learnt(Denied::ParameterMetadata) => Answer::ParameterMetadata(Learnt::Denied),
        Question::ParameterMetadata(address) => Answer::ParameterMetadata(Learnt::Found(metadata(address))),
        Question::Key(_) if learnt(Denied::Key) => Answer::Key(Learnt::Denied),
        Question::Key(address) => Answer::Key(match &*address.key {
            "alias/missing" => Learnt::Missing,
            name => Learnt::Found(KeyMetadata {
                arn: KeyArn::parse(name).or_else(|| KeyArn::parse(KEY_ARN)).expect("it has the form"),
                aws_managed: name == "aws-managed-id",
                usable: name != "alias/disabled",
            }),
        }),
        Question::SecretMetadata(_) if learnt(Denied::SecretMetadata) => Answer::SecretMetadata(Learnt::Denied),
        Question::SecretMetadata(address) if address.name.ends_with("missing") => Answer::SecretMetadata(Learnt::Missing),
        Question::SecretMetadata(address) => Answer::SecretMetadata(Learnt::Found(SecretMetadata {
            arn: format!("arn:aws:secretsmanager:{}:{ACCOUNT}:secret:{}-AbCdEf", address.region, address.name).into(),
            name: address.name.clone(),
            key: match &*address.name {
                "app/own-key" => Some("alias/demo".into()),
                "app/aws-key" => Some("alias/aws/secretsmanager".into()),
                _ => None,
            },
        })),
        Question::Encrypt(_) => Answer::Encrypt(CiphertextBlob::parse(&encrypted_blob()).expect("it is a blob")),
        other => panic!("sealing needs no such thing: {other:?}"),
    }
}

fn metadata(address: &ParameterAddress) -> ParameterMetadata {
    assert_eq!(address.selector, None, "tier and key belong to the parameter, not to a version");
    let (tier, key) = match &*address.name {
        "/app/default-key" => (Tier::Standard, "alias/aws/ssm"),
        "/app/default-key-by-id" => (Tier::Standard, "aws-managed-id"),
        "/app/advanced" | "/app/advanced-unseen" => (Tier::Advanced, "alias/demo"),
        "/app/disabled-key" => (Tier::Standard, "alias/disabled"),
        "/app/lost-key" => (Tier::Standard, "alias/missing"),
        _ => (Tier::Standard, "alias/demo"),
    };
    ParameterMetadata { tier, key: Some(key.into()) }
}
