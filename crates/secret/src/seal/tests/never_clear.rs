//! Properties of whole services: no clear text comes out, nothing is asked twice, the same input gives the same output.

use proptest::collection::btree_map;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::sample::select;

use super::support::Setting;
use super::world::Denied;
use crate::forms::FormName;

const NAMES: &[&str] =
    &["DB", "DB_ARN", "DB_JSON_KEY", "ENCRYPTED_DB", "SSM_PATH_TO_DB", "API_TOKEN", "ENCRYPTED_API_TOKEN", "PLAIN", "ENCRYPTED_"];

const VALUES: &[&str] = &[
    "$<env:SECRET>",
    "${env:DB_PASSWORD}",
    "$<env:EMPTY_SECRET>",
    "$<env:BLOB_SECRET>",
    "prefix-${env:DB_PASSWORD}",
    "$<ssm:/app/db>",
    "$<ssm:/app/db#a.b>",
    "$<ssm:/app/moto>",
    "$<ssm:/app/advanced>",
    "$<ssm:/app/default-key>",
    "${ssm(noDecrypt):/app/db}",
    "${ssm(noDecrypt):/app/moto}",
    "x$<ssm:/app/moto>",
    "$<ssm:/aws/reference/secretsmanager/app/own-key>",
    "$<unasked:x>",
    "/app/db",
    "!Sub '${A}-$<env:SECRET>'",
    "!If [A, $<ssm:/app/moto>, b]",
    "canary4711 in the open under a name",
    "text",
    "12",
    "null",
];

/// Places outside the environments.
const PLACES: &[&str] = &[
    "resources: {Resources: {D: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: @}}}}",
    "resources: {Resources: {F: {Type: AWS::Lambda::Function, Properties: {FunctionName: f, Environment: {Variables: {DB: @}}}}}}",
    "resources: {Resources: {F: {Type: AWS::Lambda::Function, Properties: {Environment: {Variables: {DB_PASSWORD: @}}}}}}",
    "resources: {Outputs: {O: {Value: @}}}",
    "custom: {anything: @, password: [@]}",
    "layers: {l: {description: @}}",
];

fn environment(indent: &'static str) -> impl Strategy<Value = String> {
    // A text with the canary is a secret only where its name or a declaration says so: it stands under such names alone.
    btree_map(select(NAMES), select(VALUES), 0..6).prop_map(move |variables| {
        let kept = variables.into_iter().filter(|(name, value)| !value.starts_with("canary") || name.contains("TOKEN"));
        let lines: String = kept.map(|(name, value)| format!("{indent}  {name}: {value}\n")).collect();
        if lines.is_empty() { format!("{indent}environment: {{}}\n") } else { format!("{indent}environment:\n{lines}") }
    })
}

fn service() -> impl Strategy<Value = String> {
    let place = (select(PLACES), select(&VALUES[..16])).prop_map(|(place, value)| place.replace('@', &format!("'{value}'")));
    (environment("  "), environment("    "), environment("    "), place).prop_map(|(provider, one, two, place)| {
        format!("service: shop\nprovider:\n{provider}functions:\n  app:\n{one}  other:\n{two}{place}\n")
    })
}

fn setting() -> impl Strategy<Value = Setting> {
    let key = prop_oneof![Just(None), Just(Some("alias/demo")), Just(Some("alias/disabled"))];
    let denied = proptest::collection::vec(select(&[Denied::ParameterMetadata, Denied::Key, Denied::SecretMetadata][..]), 0..2);
    (select(FormName::ALL), key, any::<bool>(), any::<bool>(), denied).prop_map(|(form, key, fallback, offline, denied)| {
        let mut setting = Setting::usual().form(form);
        setting = if let Some(key) = key { setting.key(key) } else { setting };
        setting = if fallback { setting.fallback(FormName::RuntimePath) } else { setting };
        setting = if offline { setting.offline() } else { setting };
        denied.into_iter().fold(setting, Setting::denied)
    })
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(512))]

    /// `Setting::seal` itself looks for clear text in the tree and in every report, and for questions that are asked again.
    #[test]
    fn no_clear_text_comes_out_and_the_same_input_gives_the_same_output(setting in setting(), service in service()) {
        let (first, second) = (setting.seal(&service), setting.seal(&service));
        assert_eq!(format!("{:?}", first.service), format!("{:?}", second.service));
        assert_eq!(first.report(), second.report());
        assert!(first.asked.len() <= 4, "parameter, its metadata, its key, Encrypt: {:?}", first.questions());
    }
}
