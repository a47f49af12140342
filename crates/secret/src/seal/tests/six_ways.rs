//! The six ways a function gets a secret, under both forms.

use super::blob::blob;
use super::support::Setting;
use super::world::{KEY_ARN, encrypted_blob, parameter_blob};
use crate::forms::FormName;

const DB_ARN: &str = "arn:aws:ssm:us-west-2:123456789012:parameter/app/db";

#[test]
fn a_clear_text_is_encrypted_under_either_form() {
    for form in FormName::ALL {
        let outcome = Setting::with_key("alias/demo").form(*form).environment(&["DB_PASSWORD: ${env:DB_PASSWORD}"]);
        outcome.expect(&["SF319 note"]);
        assert_eq!(outcome.variables(), [format!("ENCRYPTED_DB_PASSWORD={}", encrypted_blob())]);
        assert_eq!(outcome.grants(), format!("[DecryptForFunction {{ key: KeyArn({KEY_ARN:?}), function: \"shop-dev-app\" }}]"));
        assert_eq!(outcome.questions(), [["Key"], ["Encrypt"]]);
    }
}

#[test]
fn a_clear_text_without_a_key_is_refused_with_its_way() {
    let outcome = Setting::usual().seal(
        "service: shop\ncustom:\n  password: ${env:DB_PASSWORD}\nfunctions:\n  app:\n    environment:\n      DB_PASSWORD: ${self:custom.password}\n",
    );
    outcome.expect(&["SF201 error"]);
    insta::assert_snapshot!(outcome.report());
    assert!(outcome.asked.is_empty());
}

#[test]
fn a_hand_made_blob_is_kept_under_either_form() {
    for form in FormName::ALL {
        for name in ["ENCRYPTED_TOKEN", "TOKEN", "SETTING"] {
            let line = format!("{name}: {}", blob(9));
            let outcome = Setting::usual().form(*form).environment(&[&line]);
            outcome.expect(&[]);
            assert_eq!(outcome.variables(), [format!("{name}={}", blob(9))]);
            assert_eq!(outcome.grants(), "[]");
            assert_eq!(outcome.service().secrets[0].form, "kept");
        }
    }
}

#[test]
fn a_blob_from_outside_is_not_encrypted_twice() {
    for name in ["ENCRYPTED_TOKEN", "TOKEN"] {
        let outcome = Setting::usual().environment(&[&format!("{name}: $<env:BLOB_SECRET>")]);
        outcome.expect(&[]);
        assert_eq!(outcome.variables(), [format!("{name}={}", blob(0xaa))]);
    }
}

#[test]
fn a_decrypting_reference_becomes_ciphertext_and_arn() {
    let outcome = Setting::usual().environment(&["DB_PASSWORD: $<ssm:/app/db>", "STAGE: dev"]);
    outcome.expect(&[]);
    let expected =
        [format!("ENCRYPTED_DB_PASSWORD={}", parameter_blob("/app/db")), format!("DB_PASSWORD_ARN={DB_ARN}"), "STAGE=dev".to_owned()];
    assert_eq!(outcome.variables(), expected);
    assert_eq!(outcome.grants(), format!("[DecryptParameter {{ key: KeyArn({KEY_ARN:?}), parameter: ParameterArn({DB_ARN:?}) }}]"));
    assert_eq!(outcome.questions(), [["ParameterMetadata"], ["Key"]]);
}

#[test]
fn a_decrypting_reference_becomes_a_path() {
    let outcome = Setting::usual().form(FormName::RuntimePath).environment(&["DB_PASSWORD: $<ssm:/app/db:3>", "STAGE: dev"]);
    outcome.expect(&[]);
    assert_eq!(outcome.variables(), ["SSM_PATH_TO_DB_PASSWORD=/app/db:3", "STAGE=dev"]);
    assert_eq!(outcome.grants(), format!("[ReadParameter {{ parameter: ParameterArn({DB_ARN:?}), key: Some(KeyArn({KEY_ARN:?})) }}]"));
}

#[test]
fn a_path_names_the_key_only_if_it_is_the_customers() {
    for name in ["/app/default-key", "/app/default-key-by-id"] {
        let outcome = Setting::usual().form(FormName::RuntimePath).environment(&[&format!("DB_PASSWORD: $<ssm:{name}>")]);
        outcome.expect(&[]);
        assert!(outcome.grants().ends_with("key: None }]"), "{}", outcome.grants());
    }
}

#[test]
fn one_key_of_a_json_secret_gets_a_companion() {
    let line = "DB_PASSWORD: $<ssm:/app/db#login.password>";
    let outcome = Setting::usual().environment(&[line]);
    assert_eq!(outcome.names(), ["ENCRYPTED_DB_PASSWORD", "DB_PASSWORD_ARN", "DB_PASSWORD_JSON_KEY"]);
    assert!(outcome.variables()[2].ends_with("=login.password"));
    let outcome = Setting::usual().form(FormName::RuntimePath).environment(&[line]);
    assert_eq!(outcome.variables(), ["SSM_PATH_TO_DB_PASSWORD=/app/db", "DB_PASSWORD_JSON_KEY=login.password"]);
}

#[test]
fn a_ciphertext_keeps_its_name_under_either_form() {
    for form in FormName::ALL {
        let setting = Setting::usual().form(*form);
        let outcome = setting.environment(&["ENCRYPTED_DB: ${ssm(noDecrypt):/app/db}"]);
        outcome.expect(&[]);
        assert_eq!(outcome.variables(), [format!("ENCRYPTED_DB={}", parameter_blob("/app/db")), format!("DB_ARN={DB_ARN}")]);
        assert!(outcome.grants().starts_with("[DecryptParameter"));
        let outcome = setting.environment(&["DB_CIPHER: ${ssm(noDecrypt):/app/db}"]);
        assert_eq!(outcome.names(), ["DB_CIPHER", "DB_CIPHER_ARN"]);
    }
}

#[test]
fn there_is_never_an_encrypted_encrypted_name() {
    let outcome = Setting::usual().environment(&["ENCRYPTED_DB: $<ssm:/app/db>"]);
    assert_eq!(outcome.names(), ["ENCRYPTED_DB", "DB_ARN"]);
    let outcome = Setting::usual().form(FormName::RuntimePath).environment(&["ENCRYPTED_DB: $<ssm:/app/db>"]);
    assert_eq!(outcome.names(), ["SSM_PATH_TO_DB"]);
    let outcome = Setting::usual().form(FormName::RuntimePath).environment(&["SSM_PATH_TO_DB: $<ssm:/app/db>"]);
    assert_eq!(outcome.names(), ["SSM_PATH_TO_DB"]);
}

#[test]
fn a_written_path_is_kept_and_its_iam_completed() {
    for form in FormName::ALL {
        let outcome = Setting::usual().form(*form).environment(&["SSM_PATH_TO_DB: /app/db:2"]);
        outcome.expect(&[]);
        assert_eq!(outcome.variables(), ["SSM_PATH_TO_DB=/app/db:2"]);
        assert_eq!(outcome.grants(), format!("[ReadParameter {{ parameter: ParameterArn({DB_ARN:?}), key: Some(KeyArn({KEY_ARN:?})) }}]"));
        assert_eq!(outcome.questions(), [["Parameter"], ["ParameterMetadata"], ["Key"]]);
    }
    let outcome = Setting::usual().environment(&["SSM_PATH_TO_MODE: /app/string"]);
    assert!(outcome.grants().contains("key: None"), "a String needs no key");
    let outcome = Setting::usual().environment(&["SSM_PATH_TO_API: /aws/reference/secretsmanager/app/own-key"]);
    outcome.expect(&[]);
    assert!(outcome.grants().starts_with("[ReadManagedSecret"), "{}", outcome.grants());
}

#[test]
fn a_managed_secret_is_read_at_run_time_under_either_form() {
    let reference = "arn:aws:ssm:us-west-2:123456789012:parameter/aws/reference/secretsmanager/app/own-key";
    for (form, codes) in [(FormName::Ciphertext, vec!["SF316 note"]), (FormName::RuntimePath, vec![])] {
        let outcome = Setting::usual().form(form).environment(&["API: $<ssm:/aws/reference/secretsmanager/app/own-key:AWSPREVIOUS#token>"]);
        outcome.expect(&codes);
        assert_eq!(outcome.variables(), ["SSM_PATH_TO_API=/aws/reference/secretsmanager/app/own-key:AWSPREVIOUS", "API_JSON_KEY=token"]);
        let grants = outcome.grants();
        assert!(grants.contains(reference) && grants.contains("secret:app/own-key-AbCdEf") && grants.contains(KEY_ARN), "{grants}");
    }
    for name in ["app/plain", "app/aws-key"] {
        let outcome = Setting::usual().environment(&[&format!("API: $<ssm:/aws/reference/secretsmanager/{name}>")]);
        assert!(outcome.grants().contains("key: None"), "the default key needs no grant: {}", outcome.grants());
    }
}
