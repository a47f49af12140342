//! What cannot be sealed, and the traps of keys, tiers, blobs and paths.

use super::blob::blob;
use super::support::Setting;
use super::world::Denied;
use crate::forms::FormName;

/// Refused in the environment of a function whatever the form is, if no key is given.
#[test]
fn each_is_refused_with_its_code() {
    let cases = [
        ("DB: $<ssm:/app/default-key>", "SF301 error"),
        ("DB: $<ssm:/app/default-key-by-id>", "SF301 error"),
        ("DB: $<ssm:/app/advanced>", "SF302 error"),
        ("DB: $<ssm:/app/advanced-unseen>", "SF302 error"),
        ("DB: $<ssm:/app/moto>", "SF303 error"),
        ("DB: $<ssm:/app/disabled-key>", "SF318 error"),
        ("DB: $<ssm:/app/lost-key>", "SF610 error"),
        ("DB: ${ssm(noDecrypt):/app/default-key}", "SF301 error"),
        ("DB: ${ssm(noDecrypt):/app/advanced}", "SF302 error"),
        ("DB: ${ssm(noDecrypt):/app/moto}", "SF303 error"),
        ("DB: ${ssm(noDecrypt):/app/db#password}", "SF101 error"),
        ("DB: postgres://app:$<ssm:/app/db>@db", "SF202 error"),
        ("DB: !Join ['', ['a', $<ssm:/app/db>]]", "SF202 error"),
        ("DB: !Sub ['${A}', {A: $<env:X>}]", "SF202 error"),
        ("DB: $<unasked:ssm>", "SF312 error"),
        ("DB: $<env:EMPTY_SECRET>", "SF306 error"),
        ("DB_PASSWORD: a-literal-that-is-secret", "SF201 error"),
        ("DB_PASSWORD: !If [IsProd, a-literal-that-is-secret, '']", "SF201 error"),
        ("DB_PASSWORD: !Sub a-literal-that-is-secret", "SF201 error"),
        ("DB_PASSWORD: !Sub 'a-literal-that-is-secret${!x}'", "SF201 error"),
        ("DB_PASSWORD: !Base64 a-literal-that-is-secret", "SF201 error"),
        ("ENCRYPTED_DB_PASSWORD: a-literal-that-is-secret", "SF303 error"),
        ("ENCRYPTED_DB: $<env:X>", "SF303 error"),
        ("ENCRYPTED_API: $<ssm:/aws/reference/secretsmanager/app/api>", "SF316 error"),
        ("API: $<ssm:/aws/reference/secretsmanager/missing>", "SF101 error"),
        ("SSM_PATH_TO_DB: /app/missing", "SF101 error"),
        ("SSM_PATH_TO_API: /aws/reference/secretsmanager/missing", "SF101 error"),
        ("SSM_PATH_TO_DB_PASSWORD: 'p@ss word of mine'", "SF201 error"),
        ("DB: '{{resolve:ssm-secure:/app/db:1}}'", "SF206 error"),
        ("DB: '{{resolve:secretsmanager:app/api:SecretString:pw}}'", "SF206 error"),
        ("DB: !Sub '{{resolve:secretsmanager:${Secret}:SecretString:pw}}'", "SF206 error"),
        ("DB: {host: a}", "SF051 error"),
        ("DB: [a]", "SF051 error"),
        ("DB-1: a", "SF308 error"),
        ("D: a", "SF308 error"),
        ("AWS_REGION: a", "SF308 error"),
        ("_HANDLER: a", "SF308 error"),
    ];
    let mut reports = String::new();
    for (line, code) in cases {
        let outcome = Setting::usual().environment(&[line]);
        assert_eq!(outcome.codes(), [code], "{line}\n{}", outcome.report());
        reports.push_str(&format!("# {line}\n{}\n", outcome.report()));
    }
    insta::assert_snapshot!(reports);
}

#[test]
fn what_a_key_cannot_encrypt_is_refused() {
    let cases = [
        ("alias/demo", "DB: $<env:EMPTY_SECRET>", "SF306 error"),
        ("alias/demo", "DB: $<env:LONG_SECRET>", "SF314 error"),
        ("alias/disabled", "DB: $<env:X>", "SF318 error"),
        ("alias/missing", "DB: $<env:X>", "SF610 error"),
        ("alias/aws/lambda", "DB: $<env:X>", "SF301 error"),
        ("aws-managed-id", "DB: $<env:X>", "SF301 error"),
        ("arn:aws:kms:eu-west-1:123456789012:key/elsewhere", "DB: $<env:X>", "SF318 error"),
    ];
    for (key, line, code) in cases {
        let outcome = Setting::with_key(key).environment(&[line]);
        outcome.expect(&[code]);
        assert!(!outcome.questions().concat().contains(&"Encrypt"), "{line}");
    }
}

#[test]
fn every_leak_is_found_in_one_run_and_nothing_is_encrypted_for_a_refused_service() {
    let outcome = Setting::with_key("alias/demo").environment(&[
        "A1: $<env:A>",
        "B1: $<ssm:/app/moto>",
        "C1: $<ssm:/app/default-key>",
        "D1: x$<ssm:/app/db>",
    ]);
    outcome.expect(&["SF303 error", "SF301 error", "SF202 error"]);
    assert_eq!(outcome.questions(), [["Key", "ParameterMetadata"]]);
}

#[test]
fn a_leak_that_reaches_many_functions_is_reported_once() {
    let outcome = Setting::usual()
        .seal("service: shop\nprovider:\n  environment:\n    DB: $<env:X>\nfunctions:\n  one: {handler: a}\n  two: {handler: b}\n");
    assert_eq!(outcome.diagnostics.len(), 1, "{}", outcome.report());
}

#[test]
fn the_form_changes_only_where_it_may() {
    for name in ["/app/default-key", "/app/advanced", "/app/advanced-unseen"] {
        let line = format!("DB: $<ssm:{name}>");
        let outcome = Setting::usual().fallback(FormName::RuntimePath).environment(&[&line]);
        outcome.expect(&["SF313 warning"]);
        assert_eq!(outcome.variables(), [format!("SSM_PATH_TO_DB={name}")]);
        let kept = format!("DB: ${{ssm(noDecrypt):{name}}}");
        assert!(Setting::usual().fallback(FormName::RuntimePath).environment(&[&kept]).service.is_none(), "the author wrote the form");
    }
    let moto = Setting::usual().fallback(FormName::RuntimePath).environment(&["DB: $<ssm:/app/moto>"]);
    moto.expect(&["SF303 error"]);
}

#[test]
fn a_denied_description_takes_the_key_that_is_given() {
    for form in FormName::ALL {
        let setting = Setting::usual().form(*form).denied(Denied::ParameterMetadata);
        setting.environment(&["DB: $<ssm:/app/db>"]).expect(&["SF317 error"]);
        setting.clone().key("alias/demo").environment(&["DB: $<ssm:/app/db>"]).expect(&["SF317 warning"]).service();
    }
    let setting = Setting::usual().denied(Denied::Key);
    setting.clone().key("alias/demo").environment(&["DB: $<env:X>"]).expect(&["SF304 error"]);
    setting.key(super::world::KEY_ARN).environment(&["DB: $<env:X>"]).expect(&["SF317 warning", "SF319 note"]).service();
}

#[test]
fn a_denied_secret_gets_an_inexact_arn() {
    let setting = Setting::usual().form(FormName::RuntimePath).denied(Denied::SecretMetadata);
    let outcome = setting.environment(&["API: $<ssm:/aws/reference/secretsmanager/app/api>"]);
    outcome.expect(&["SF403 warning"]);
    assert!(outcome.grants().contains("arn:aws:secretsmanager:us-west-2:123456789012:secret:app/api-??????"), "{}", outcome.grants());
    assert_eq!(outcome.service().account.as_deref(), Some("123456789012"));
}

#[test]
fn another_region_is_named_or_refused() {
    let outcome = Setting::usual().form(FormName::RuntimePath).environment(&["DB: ${ssm(eu-west-1):/app/db}"]);
    assert_eq!(outcome.variables(), ["SSM_PATH_TO_DB=arn:aws:ssm:eu-west-1:123456789012:parameter/app/db"]);
    Setting::usual().environment(&["API: ${ssm(eu-west-1):/aws/reference/secretsmanager/app/api}"]).expect(&["SF316 error"]);
}

#[test]
fn offline_keeps_what_is_safe_and_refuses_the_rest() {
    let setting = Setting::with_key("alias/demo").offline();
    let outcome = setting.environment(&["SSM_PATH_TO_DB: /app/db", "STAGE: dev"]);
    outcome.expect(&["SF312 warning"]);
    assert_eq!(outcome.names(), ["SSM_PATH_TO_DB", "STAGE"]);
    setting.environment(&["DB: $<env:X>"]).expect(&["SF312 error"]);
    setting.environment(&["SSM_PATH_TO_DB_PASSWORD: secret-by-mistake"]).expect(&["SF312 error"]);
}

#[test]
fn a_text_under_an_encrypted_name_is_doubted() {
    let outcome = Setting::usual().environment(&["ENCRYPTED_MODE: none"]);
    outcome.expect(&["SF303 warning"]);
    assert_eq!(outcome.variables(), ["ENCRYPTED_MODE=none"]);
    let broken_in_two = format!("'{} {}'", &blob(9)[..40], &blob(9)[40..]);
    let outcome = Setting::usual().environment(&[&format!("ENCRYPTED_TOKEN: {broken_in_two}")]);
    outcome.expect(&["SF315 warning"]);
    assert_eq!(outcome.names(), ["ENCRYPTED_TOKEN"]);
    Setting::usual().environment(&["ENCRYPTED_TOKEN: $<env:LENIENT_BLOB_SECRET>"]).expect(&["SF315 error"]);
}

#[test]
fn declared_names_decide_first() {
    let line = "DB_PASSWORD: a-literal-that-is-secret";
    Setting::usual().declared(&["DB_PASSWORD"], &[]).environment(&[line]).expect(&[]).service();
    Setting::usual().declared(&[], &["MODE"]).environment(&["MODE: quiet"]).expect(&["SF201 error"]);
}

#[test]
fn plain_dynamic_references_and_intrinsics_pass() {
    let outcome = Setting::usual().environment(&[
        "MODE: '{{resolve:ssm:/app/mode:1}}'",
        "TABLE: !Ref Table",
        "TABLE_ARN: !GetAtt Table.Arn",
        "URL: !Sub 'https://${Api}.execute-api.${AWS::Region}.amazonaws.com'",
        "SECRET_ARN: !Ref DbSecret",
    ]);
    outcome.expect(&[]);
    assert_eq!(outcome.names(), ["MODE", "TABLE", "TABLE_ARN", "URL", "SECRET_ARN"]);
}

#[test]
fn a_no_echo_parameter_in_an_environment_is_a_warning() {
    let outcome = Setting::usual().seal(
        "service: shop\nfunctions:\n  app:\n    environment:\n      A1: !Ref Password\n      B1: !Sub 'x${Password}'\n      C1: !Ref Open\nresources:\n  Parameters:\n    Password: {Type: String, NoEcho: true}\n    Open: {Type: String}\n",
    );
    outcome.expect(&["SF207 warning"]);
    assert_eq!(outcome.diagnostics.len(), 2);
}
