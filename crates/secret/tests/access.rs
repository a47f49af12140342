//! The statements of `access` against a small model of IAM: what a function needs is allowed, and nothing else is.
#![expect(clippy::unwrap_used, reason = "a test may stop where it finds what it did not expect")]

use std::collections::BTreeSet;

use proptest::prelude::{Strategy, prop_assert_eq, proptest};
use sealform_diagnostic::{FileId, Span};
use sealform_model::{Tree, Value};
use sealform_secret::access::{Grant, statements};
use sealform_secret::{KeyArn, ParameterArn, Region, SealedLeaf};

/// One call to AWS, as IAM sees it.
#[derive(Clone, Debug)]
struct Call {
    action: &'static str,
    resource: String,
    /// Condition keys and their values.
    context: Vec<(String, String)>,
}

/// Whether a policy of `statements` allows `call` ("Policy evaluation logic", IAM User Guide): one statement must match in all parts.
fn allows(statements: &[Tree<SealedLeaf>], call: &Call) -> bool {
    statements.iter().any(|statement| {
        let keys: Vec<&str> = statement.as_mapping().unwrap().iter().map(|(key, _)| key).collect();
        assert!(keys == ["Effect", "Action", "Resource"] || keys == ["Effect", "Action", "Resource", "Condition"], "{keys:?}");
        assert_eq!(texts(statement.get("Effect").unwrap()), ["Allow"]);
        let matched = |part: &str, asked: &str| texts(statement.get(part).unwrap()).iter().any(|allowed| is_like(allowed, asked));
        matched("Action", call.action)
            && matched("Resource", &call.resource)
            && statement.get("Condition").is_none_or(|condition| holds(condition, call))
    })
}

/// All operators and keys of a condition must hold; of several values, one.
fn holds(condition: &Tree<SealedLeaf>, call: &Call) -> bool {
    condition.as_mapping().unwrap().iter().all(|(operator, keys)| {
        keys.as_mapping().unwrap().iter().all(|(key, values)| {
            let given = call.context.iter().find(|(given, _)| given == key);
            given.is_some_and(|(_, given)| {
                texts(values).iter().any(|value| match operator {
                    "StringEquals" => value == given,
                    "StringLike" => is_like(value, given),
                    other => panic!("an operator that the model does not know: {other}"),
                })
            })
        })
    })
}

/// `*` is any run of characters, `?` any one.
fn is_like(pattern: &str, text: &str) -> bool {
    match (pattern.chars().next(), text.chars().next()) {
        (None, None) => true,
        (Some('*'), _) => is_like(&pattern[1..], text) || !text.is_empty() && is_like(pattern, &text[1..]),
        (Some('?'), Some(_)) => is_like(&pattern[1..], &text[1..]),
        (Some(expected), Some(found)) if expected == found => is_like(&pattern[1..], &text[1..]),
        _ => false,
    }
}

fn texts(tree: &Tree<SealedLeaf>) -> Vec<String> {
    match &tree.value {
        Value::Leaf(leaf) => vec![leaf.as_str().unwrap().to_owned()],
        Value::Sequence(items) => items.iter().flat_map(texts).collect(),
        Value::Mapping(_) => panic!("a map where a text belongs"),
    }
}

const REGIONS: [(&str, &str, &str); 3] =
    [("eu-west-1", "aws", "amazonaws.com"), ("us-east-1", "aws", "amazonaws.com"), ("cn-north-1", "aws-cn", "amazonaws.com.cn")];
const FUNCTIONS: [&str; 2] = ["orders-dev-a", "orders-dev-b"];

fn key(number: usize) -> KeyArn {
    KeyArn::parse(&format!("arn:aws:kms:eu-west-1:123456789012:key/{number}")).unwrap()
}

/// Two parameters a Region.
fn parameter(number: usize) -> (usize, ParameterArn) {
    let at = number % REGIONS.len();
    let (region, partition, _) = REGIONS[at];
    (at, ParameterArn::parse(&format!("arn:{partition}:ssm:{region}:123456789012:parameter/p{number}")).unwrap())
}

const PARAMETERS: usize = 6;

/// Two secrets a Region: the ARN that is granted, and those of the calls: its own and another's.
fn secret(number: usize) -> (usize, String, String, String) {
    let at = number % REGIONS.len();
    let (region, partition, _) = REGIONS[at];
    let arn = |end: &str| format!("arn:{partition}:secretsmanager:{region}:123456789012:secret:s{number}-{end}");
    // The full ARN is known for the first ones only.
    let granted = if number < REGIONS.len() { arn("AbCdEf") } else { arn("??????") };
    (at, granted, arn("AbCdEf"), arn("AbCdEfG"))
}

const SECRETS: usize = 6;

fn reference(number: usize) -> ParameterArn {
    let (region, partition, _) = REGIONS[number % REGIONS.len()];
    ParameterArn::parse(&format!("arn:{partition}:ssm:{region}:123456789012:parameter/aws/reference/secretsmanager/s{number}")).unwrap()
}

/// A grant by numbers, so that what it allows is said here a second time.
#[derive(Clone, Copy, Debug)]
enum Given {
    DecryptParameter { key: usize, parameter: usize },
    DecryptForFunction { key: usize, function: usize },
    ReadParameter { parameter: usize, key: Option<usize> },
    ReadManagedSecret { secret: usize, key: Option<usize> },
}

impl Given {
    fn grant(self) -> Grant {
        match self {
            Self::DecryptParameter { key: number, parameter: at } => {
                Grant::DecryptParameter { key: key(number), parameter: parameter(at).1 }
            }
            Self::DecryptForFunction { key: number, function } => {
                Grant::DecryptForFunction { key: key(number), function: FUNCTIONS[function].into() }
            }
            Self::ReadParameter { parameter: at, key: number } => Grant::ReadParameter { parameter: parameter(at).1, key: number.map(key) },
            Self::ReadManagedSecret { secret: at, key: number } => {
                let (region, granted, ..) = secret(at);
                let region = Region::parse(REGIONS[region].0).unwrap();
                Grant::ReadManagedSecret { region, reference: reference(at), secret: granted.into(), key: number.map(key) }
            }
        }
    }

    /// The calls that the function makes to open its secret, through each service that it may go through.
    fn calls(self) -> Vec<Call> {
        match self {
            Self::DecryptParameter { key, parameter: at } => {
                every_way().into_iter().map(|via| decrypt(key, via, ("PARAMETER_ARN", parameter(at).1.as_str()))).collect()
            }
            Self::DecryptForFunction { key, function } => {
                every_way().into_iter().map(|via| decrypt(key, via, ("LambdaFunctionName", FUNCTIONS[function]))).collect()
            }
            Self::ReadParameter { parameter: at, key } => {
                let (region, arn) = parameter(at);
                let way = Some(("ssm", region));
                read(&arn).into_iter().chain(key.map(|key| decrypt(key, way, ("PARAMETER_ARN", arn.as_str())))).collect()
            }
            Self::ReadManagedSecret { secret: at, key } => {
                let (region, _, arn, _) = secret(at);
                let way = Some(("secretsmanager", region));
                let value = Call { action: "secretsmanager:GetSecretValue", resource: arn.clone(), context: Vec::new() };
                read(&reference(at)).into_iter().chain([value]).chain(key.map(|key| decrypt(key, way, ("SecretARN", &arn)))).collect()
            }
        }
    }
}

/// Directly, or through one of two services in one of the Regions.
fn every_way() -> Vec<Option<(&'static str, usize)>> {
    let services = ["ssm", "secretsmanager"].into_iter().flat_map(|service| (0..REGIONS.len()).map(move |region| Some((service, region))));
    [None].into_iter().chain(services).collect()
}

fn decrypt(key_number: usize, via: Option<(&str, usize)>, (name, value): (&str, &str)) -> Call {
    let mut context = vec![(format!("kms:EncryptionContext:{name}"), value.to_owned())];
    if let Some((service, region)) = via {
        let (region, _, suffix) = REGIONS[region];
        context.push(("kms:ViaService".to_owned(), format!("{service}.{region}.{suffix}")));
    }
    Call { action: "kms:Decrypt", resource: key(key_number).as_str().to_owned(), context }
}

fn read(parameter: &ParameterArn) -> [Call; 2] {
    ["ssm:GetParameter", "ssm:GetParameters"].map(|action| Call { action, resource: parameter.as_str().to_owned(), context: Vec::new() })
}

/// Every call that one may think of in this small world.
fn every_call() -> Vec<Call> {
    let mut calls = Vec::new();
    let parameters: Vec<ParameterArn> = (0..PARAMETERS).map(|at| parameter(at).1).chain((0..SECRETS).map(reference)).collect();
    let secrets: Vec<String> = (0..SECRETS).flat_map(|at| [secret(at).2, secret(at).3]).collect();
    for parameter in &parameters {
        calls.extend(read(parameter));
        for action in ["ssm:GetParametersByPath", "ssm:GetParameterHistory", "ssm:PutParameter"] {
            calls.push(Call { action, resource: parameter.as_str().to_owned(), context: Vec::new() });
        }
    }
    for secret in &secrets {
        for action in ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"] {
            calls.push(Call { action, resource: secret.clone(), context: Vec::new() });
        }
    }
    for key_number in 0..2 {
        for action in ["kms:Decrypt", "kms:Encrypt"] {
            calls.push(Call { action, resource: key(key_number).as_str().to_owned(), context: Vec::new() });
        }
        for via in every_way() {
            calls.extend(parameters.iter().map(|parameter| decrypt(key_number, via, ("PARAMETER_ARN", parameter.as_str()))));
            calls.extend(FUNCTIONS.map(|function| decrypt(key_number, via, ("LambdaFunctionName", function))));
            calls.extend(secrets.iter().map(|secret| decrypt(key_number, via, ("SecretARN", secret))));
        }
    }
    calls
}

fn write(grants: &[Grant]) -> Vec<Tree<SealedLeaf>> {
    statements(grants, Span::start_of(FileId::new(0)))
}

/// One line a statement, without `Effect`.
fn show(statements: &[Tree<SealedLeaf>]) -> Vec<String> {
    fn value(tree: &Tree<SealedLeaf>) -> String {
        match &tree.value {
            Value::Leaf(leaf) => leaf.as_str().unwrap().replace(":123456789012:", "::"),
            Value::Sequence(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(", ")),
            Value::Mapping(mapping) => {
                format!("{{{}}}", mapping.iter().map(|(key, tree)| format!("{key}: {}", value(tree))).collect::<Vec<_>>().join(", "))
            }
        }
    }
    statements.iter().map(|statement| value(statement).replacen("Effect: Allow, ", "", 1)).collect()
}

#[test]
fn parameters_of_one_key_share_a_statement_in_the_order_they_came() {
    let grants = [1, 0, 1].map(|parameter| Given::DecryptParameter { key: 0, parameter }.grant());
    assert_eq!(
        show(&write(&grants)),
        [concat!(
            "{Action: kms:Decrypt, Resource: arn:aws:kms:eu-west-1::key/0, Condition: {StringEquals: {kms:EncryptionContext:PARAMETER_ARN: ",
            "[arn:aws:ssm:us-east-1::parameter/p1, arn:aws:ssm:eu-west-1::parameter/p0]}}}"
        )]
    );
}

#[test]
fn one_read_statement_serves_all_parameters_but_each_region_decrypts_apart() {
    let grants = [0, 2, 3].map(|parameter| Given::ReadParameter { parameter, key: Some(0) }.grant());
    assert_eq!(
        show(&write(&grants)),
        [
            concat!(
                "{Action: [ssm:GetParameter, ssm:GetParameters], Resource: [arn:aws:ssm:eu-west-1::parameter/p0, ",
                "arn:aws-cn:ssm:cn-north-1::parameter/p2, arn:aws:ssm:eu-west-1::parameter/p3]}"
            ),
            concat!(
                "{Action: kms:Decrypt, Resource: arn:aws:kms:eu-west-1::key/0, Condition: {StringEquals: {kms:ViaService: ",
                "ssm.eu-west-1.amazonaws.com, kms:EncryptionContext:PARAMETER_ARN: ",
                "[arn:aws:ssm:eu-west-1::parameter/p0, arn:aws:ssm:eu-west-1::parameter/p3]}}}"
            ),
            concat!(
                "{Action: kms:Decrypt, Resource: arn:aws:kms:eu-west-1::key/0, Condition: {StringEquals: {kms:ViaService: ",
                "ssm.cn-north-1.amazonaws.com.cn, kms:EncryptionContext:PARAMETER_ARN: arn:aws-cn:ssm:cn-north-1::parameter/p2}}}"
            ),
        ]
    );
}

#[test]
fn a_managed_secret_is_read_as_parameter_and_as_secret() {
    assert_eq!(
        show(&write(&[Given::ReadManagedSecret { secret: 3, key: Some(1) }.grant()])),
        [
            "{Action: [ssm:GetParameter, ssm:GetParameters], Resource: arn:aws:ssm:eu-west-1::parameter/aws/reference/secretsmanager/s3}",
            "{Action: secretsmanager:GetSecretValue, Resource: arn:aws:secretsmanager:eu-west-1::secret:s3-??????}",
            concat!(
                "{Action: kms:Decrypt, Resource: arn:aws:kms:eu-west-1::key/1, Condition: {StringEquals: {kms:ViaService: ",
                "secretsmanager.eu-west-1.amazonaws.com}, StringLike: {kms:EncryptionContext:SecretARN: ",
                "arn:aws:secretsmanager:eu-west-1::secret:s3-??????}}}"
            ),
        ]
    );
}

#[test]
fn no_grant_needs_no_statement() {
    assert_eq!(show(&write(&[])), [""; 0]);
}

proptest! {
    #[test]
    fn exactly_what_is_granted_is_allowed(given in proptest::collection::vec(given(), 0..12)) {
        let grants: Vec<Grant> = given.iter().map(|given| given.grant()).collect();
        let statements = write(&grants);
        let needed: BTreeSet<String> = given.iter().flat_map(|given| given.calls()).map(|call| format!("{call:?}")).collect();
        let allowed: BTreeSet<String> =
            every_call().into_iter().filter(|call| allows(&statements, call)).map(|call| format!("{call:?}")).collect();
        prop_assert_eq!(allowed, needed);
    }
}

fn given() -> impl Strategy<Value = Given> {
    let key = || proptest::option::of(0_usize..2);
    proptest::prop_oneof![
        (0_usize..2, 0..PARAMETERS).prop_map(|(key, parameter)| Given::DecryptParameter { key, parameter }),
        (0_usize..2, 0..FUNCTIONS.len()).prop_map(|(key, function)| Given::DecryptForFunction { key, function }),
        (0..PARAMETERS, key()).prop_map(|(parameter, key)| Given::ReadParameter { parameter, key }),
        (0..SECRETS, key()).prop_map(|(secret, key)| Given::ReadManagedSecret { secret, key }),
    ]
}
