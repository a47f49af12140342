//! Companions: what the author wrote, what Sealform adds, and names that are taken.

use super::blob::blob;
use super::support::Setting;
use crate::forms::FormName;

const ENCRYPTED: &str = "ENCRYPTED_DB: ${ssm(noDecrypt):/app/db}";
const ARN: &str = "arn:aws:ssm:us-west-2:123456789012:parameter/app/db";

#[test]
fn a_written_companion_that_is_right_stays_where_it_stands() {
    let written = [
        ARN.to_owned(),
        "!Sub 'arn:aws:ssm:us-west-2:${AWS::AccountId}:parameter/app/db'".to_owned(),
        "!Sub 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/app/db'".to_owned(),
        "!Sub ['arn:aws:ssm:${R}:${AWS::AccountId}:parameter${P}', {R: !Ref AWS::Region, P: /app/db}]".to_owned(),
        "!Join [':', [arn, !Ref AWS::Partition, ssm, !Ref AWS::Region, !Ref AWS::AccountId, parameter/app/db]]".to_owned(),
        "!Join ['', ['arn:aws:ssm:us-west-2:123456789012:parameter', /app/db]]".to_owned(),
    ];
    for written in written {
        let companion = format!("DB_ARN: {written}");
        let outcome = Setting::usual().environment(&[&companion, "MODE: a1", ENCRYPTED]);
        outcome.expect(&[]);
        assert_eq!(outcome.names(), ["DB_ARN", "MODE", "ENCRYPTED_DB"], "{written}");
        assert!(outcome.grants().starts_with("[DecryptParameter"), "the IAM is completed all the same");
    }
}

#[test]
fn a_written_companion_that_is_wrong_is_refused_and_says_what_differs() {
    let cases = [
        ("arn:aws-cn:ssm:us-west-2:123456789012:parameter/app/db", "the partition"),
        ("arn:aws:ssm:eu-west-1:123456789012:parameter/app/db", "the Region"),
        ("arn:aws:ssm:us-west-2:999999999999:parameter/app/db", "the account"),
        ("arn:aws:ssm:us-west-2:123456789012:parameter/app/other", "the parameter's name"),
        ("arn:aws:ssm:us-west-2:123456789012:parameter//app/db", "the parameter's name"),
        ("/app/db", "the ARN"),
        ("!Sub 'arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter//app/db'", "the parameter's name"),
    ];
    for (written, part) in cases {
        let outcome = Setting::usual().environment(&[ENCRYPTED, &format!("DB_ARN: {written}")]);
        outcome.expect(&["SF310 error"]);
        assert!(outcome.diagnostics[0].message.ends_with(&format!("{part} differs")), "{}", outcome.report());
        assert_eq!(outcome.diagnostics[0].labels.len(), 1, "both places are shown");
    }
}

#[test]
fn a_written_companion_that_is_known_at_deploy_time_only_is_kept() {
    for written in
        ["!GetAtt Parameter.Arn", "!Sub 'arn:aws:ssm:us-west-2:${Account}:parameter/app/db'", "!ImportValue db-arn", "!If [A, b, c]"]
    {
        let outcome = Setting::usual().environment(&[ENCRYPTED, &format!("DB_ARN: {written}")]);
        outcome.expect(&["SF311 warning"]);
        assert_eq!(outcome.variables()[1], "DB_ARN=...");
    }
}

#[test]
fn a_decrypting_reference_takes_a_written_companion_too() {
    let outcome = Setting::usual().environment(&["DB: $<ssm:/app/db>", &format!("DB_ARN: {ARN}")]);
    assert_eq!(outcome.expect(&[]).names(), ["ENCRYPTED_DB", "DB_ARN"]);
    let outcome = Setting::usual().form(FormName::RuntimePath).environment(&["DB: $<ssm:/app/db#a>", "DB_JSON_KEY: a"]);
    assert_eq!(outcome.expect(&[]).names(), ["SSM_PATH_TO_DB", "DB_JSON_KEY"]);
}

#[test]
fn a_hand_made_blob_may_have_any_companion() {
    let outcome =
        Setting::usual().environment(&[&format!("ENCRYPTED_DB: {}", blob(1)), "DB_ARN: arn:aws:ssm:eu-west-1:999999999999:parameter/x"]);
    assert_eq!(outcome.expect(&[]).names(), ["ENCRYPTED_DB", "DB_ARN"]);
}

#[test]
fn names_that_are_taken_are_refused() {
    let setting = Setting::with_key("alias/demo");
    let path = setting.clone().form(FormName::RuntimePath);
    let cases = [
        (&setting, ["DB: $<ssm:/app/db>", "ENCRYPTED_DB: none"].as_slice()),
        (&setting, &["ENCRYPTED_DB: none", "DB: $<ssm:/app/db>"]),
        (&setting, &["DB: $<ssm:/app/db>", "ENCRYPTED_DB: ${ssm(noDecrypt):/app/db}"]),
        (&setting, &["DB: $<ssm:/app/db>", "DB_ARN: $<ssm:/app/other>"]),
        (&setting, &["DB: ${ssm(noDecrypt):/app/db}", "ENCRYPTED_DB: ${ssm(noDecrypt):/app/db}"]),
        (&setting, &["DB: $<env:X>", "DB_ARN: arn:aws:s3:::bucket"]),
        (&setting, &["DB: $<env:X>", "DB_ARN: !GetAtt Table.Arn"]),
        (&path, &["DB: $<ssm:/app/db>", "SSM_PATH_TO_DB: /app/other"]),
        (&path, &["DB: $<ssm:/app/db#a>", "DB_JSON_KEY: b"]),
    ];
    for (setting, lines) in cases {
        let outcome = setting.environment(lines);
        assert!(outcome.codes().contains(&"SF307 error".to_owned()), "{lines:?}\n{}", outcome.report());
        let taken = outcome.diagnostics.iter().find(|diagnostic| diagnostic.code.number == 307).expect("it was just seen");
        assert_eq!(taken.labels.len(), 1, "both places are shown: {lines:?}");
    }
}
