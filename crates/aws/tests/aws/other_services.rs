//! KMS, Secrets Manager and STS.

use sealform_diagnostic::registry;
use sealform_secret::{Answer, EncryptRequest, KeyAddress, KeyMetadata, Learnt, Plaintext, Question};
use serde_json::json;

use crate::played::{Played, ask_key, ask_secret, error, ok, region, with_status};

const KEY_ARN: &str = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555";
/// The blob in "How AWS Systems Manager Parameter Store uses AWS KMS" (KMS Developer Guide, read 2026-11-23).
const BLOB: &str = "AQECAHgnOkMROh5LaLXkA4j0+vYi6tmM17Lg/9E464VRo68cvwAAAG8wbQYJKoZIhvcNAQcGoGAwXgIBADBZBgkqhkiG9w0BBwEwHgYJYZZIAWUDBAEuMBEEDImYOw44gna0Jm00hAIBEIAsjgr7mum1EnnXzE3xM8bGle0oKYcfVCHtBkfjIeZGTgL6Hg0fSDnpMHdcSXY=";
const SECRET_ARN: &str = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:db-AbCdEf";

fn key(changes: serde_json::Value) -> serde_json::Value {
    let mut metadata = json!({
        "KeyId": "11111111-2222-3333-4444-555555555555", "Arn": KEY_ARN, "Enabled": true, "KeyState": "Enabled",
        "KeyManager": "CUSTOMER", "KeyUsage": "ENCRYPT_DECRYPT", "KeySpec": "SYMMETRIC_DEFAULT",
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        metadata[name] = value.clone();
    }
    json!({"KeyMetadata": metadata})
}

#[tokio::test]
async fn a_key_is_described_once() {
    for (changes, aws_managed, usable) in [
        (json!({}), false, true),
        (json!({"KeyManager": "AWS"}), true, true),
        (json!({"Enabled": false, "KeyState": "Disabled"}), false, false),
        (json!({"Enabled": false, "KeyState": "PendingDeletion"}), false, false),
        (json!({"KeyUsage": "SIGN_VERIFY", "KeySpec": "RSA_2048"}), false, false),
        (json!({"KeySpec": "RSA_2048"}), false, false),
    ] {
        let answer = key(changes);
        let aws = Played::new(move |_, _| ok(answer.clone()));
        let answers = aws.answer(&[ask_key("alias/app"), ask_key("alias/app")]).await;
        let Ok(Answer::Key(Learnt::Found(metadata))) = &answers[0].1 else { panic!("{answers:?}") };
        let arn = sealform_secret::KeyArn::parse(KEY_ARN).unwrap();
        assert_eq!(metadata, &KeyMetadata { arn, aws_managed, usable });
        assert_eq!((answers.len(), aws.requests().len()), (1, 1));
        assert_eq!(aws.requests()[0].body(), json!({"KeyId": "alias/app"}));
    }
}

#[tokio::test]
async fn missing_and_denied_are_answers_of_keys_and_secrets() {
    let aws = Played::new(|request, _| match (request.operation.as_str(), request.text.contains("gone")) {
        ("DescribeKey", true) => error("NotFoundException", "Alias arn:aws:kms:eu-central-1:123456789012:alias/gone is not found."),
        ("DescribeSecret", true) => error("ResourceNotFoundException", "Secrets Manager can't find the specified secret."),
        _ => error("AccessDeniedException", "no"),
    });
    let answers = aws.answer(&[ask_key("alias/gone"), ask_key("alias/shut"), ask_secret("gone", None), ask_secret("shut", None)]).await;
    assert!(matches!(answers[0].1, Ok(Answer::Key(Learnt::Missing))));
    assert!(matches!(answers[1].1, Ok(Answer::Key(Learnt::Denied))));
    assert!(matches!(answers[2].1, Ok(Answer::SecretMetadata(Learnt::Missing))));
    assert!(matches!(answers[3].1, Ok(Answer::SecretMetadata(Learnt::Denied))));
}

#[tokio::test]
async fn a_secret_is_described_once_for_all_its_stages_and_never_fetched() {
    let aws = Played::new(|_, _| ok(json!({"ARN": SECRET_ARN, "Name": "db", "KmsKeyId": "alias/app"})));
    let answers = aws.answer(&[ask_secret("db", None), ask_secret("db", Some("AWSPREVIOUS"))]).await;
    assert_eq!(answers.len(), 2);
    for (_, answer) in &answers {
        let Ok(Answer::SecretMetadata(Learnt::Found(secret))) = answer else { panic!("{answer:?}") };
        assert_eq!((&*secret.arn, &*secret.name, secret.key.as_deref()), (SECRET_ARN, "db", Some("alias/app")));
    }
    let operations: Vec<String> = aws.requests().into_iter().map(|request| request.operation).collect();
    assert_eq!(operations, ["DescribeSecret"]);
}

#[tokio::test]
async fn a_secret_that_is_scheduled_for_deletion_is_not_found_intact() {
    let aws = Played::new(|_, _| ok(json!({"ARN": SECRET_ARN, "Name": "db", "DeletedDate": 1_700_000_000})));
    let failure = aws.answer_one(ask_secret("db", None)).await.expect_err("it is scheduled for deletion");
    assert_eq!(failure.message, "secret `db` in eu-central-1 is scheduled for deletion");
}

fn identity(account: &str) -> String {
    format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Account>{account}</Account>\
         </GetCallerIdentityResult></GetCallerIdentityResponse>"
    )
}

#[tokio::test]
async fn the_account_is_asked_of_sts_in_the_region_of_the_run() {
    let aws = Played::new(|_, _| with_status(200, identity("123456789012")));
    let Ok(Answer::Account(account)) = aws.answer_one(Question::Account).await else { panic!("no account") };
    assert_eq!(&*account, "123456789012");
    assert_eq!(aws.requests()[0].host, "sts.eu-central-1.amazonaws.com");
    assert!(aws.requests()[0].text.contains("Action=GetCallerIdentity"));

    let aws = Played::new(|_, _| with_status(200, identity("me")));
    assert_eq!(aws.answer_one(Question::Account).await.expect_err("no account").code, &registry::MALFORMED_ANSWER);
}

fn ask_encrypt(value: &str) -> Question {
    let key = KeyAddress { region: region("eu-central-1"), key: "alias/app".into() };
    Question::Encrypt(EncryptRequest::new(
        key,
        vec![("LambdaFunctionName".into(), "app".into())],
        Plaintext::new(value.to_owned(), "env:X"),
    ))
}

#[tokio::test]
async fn a_clear_text_goes_out_under_its_context_and_a_blob_comes_back() {
    let aws = Played::new(|_, _| ok(json!({"CiphertextBlob": BLOB, "KeyId": KEY_ARN})));
    let answer = aws.answer_one(ask_encrypt("correct horse")).await;
    let Ok(Answer::Encrypt(blob)) = answer else { panic!("no blob") };
    assert_eq!(blob.as_base64(), BLOB);
    let request = &aws.requests()[0];
    assert_eq!(request.operation, "Encrypt");
    assert_eq!(
        request.body(),
        json!({"KeyId": "alias/app", "Plaintext": "Y29ycmVjdCBob3JzZQ==", "EncryptionContext": {"LambdaFunctionName": "app"}})
    );
}

#[tokio::test]
async fn what_comes_back_and_is_no_blob_is_not_taken_for_ciphertext() {
    // A careless emulator answers with the clear text itself.
    let aws = Played::new(|request, _| ok(json!({"CiphertextBlob": request.body()["Plaintext"], "KeyId": KEY_ARN})));
    let failure = aws.answer_one(ask_encrypt("correct horse")).await.expect_err("it is no blob");
    assert_eq!(failure.code, &registry::MALFORMED_ANSWER);
    assert_eq!(
        failure.message,
        "the answer to kms:Encrypt on key `alias/app` in eu-central-1 makes no sense: it holds no KMS ciphertext blob"
    );
}

#[tokio::test]
async fn what_is_wrong_with_the_key_is_said_without_aws_own_words() {
    for (code, expected, message) in [
        ("NotFoundException", &registry::KEY_NOT_FOUND, "there is no key `alias/app` in eu-central-1"),
        ("DisabledException", &registry::UNUSABLE_KEY, "key `alias/app` in eu-central-1 is disabled"),
        ("KMSInvalidStateException", &registry::UNUSABLE_KEY, "key `alias/app` in eu-central-1 is pending deletion, or not ready"),
        ("InvalidKeyUsageException", &registry::UNUSABLE_KEY, "key `alias/app` in eu-central-1 is not made to encrypt and decrypt"),
        ("AccessDeniedException", &registry::ACCESS_DENIED, "AWS denied kms:Encrypt on key `alias/app` in eu-central-1"),
        ("ValidationException", &registry::AWS_ERROR, "AWS refused kms:Encrypt on key `alias/app` in eu-central-1: ValidationException"),
        ("correct-horse", &registry::AWS_ERROR, "AWS refused kms:Encrypt on key `alias/app` in eu-central-1"),
    ] {
        let aws = Played::new(move |_, _| error(code, "1 validation error detected: Value 'correct-horse' at 'plaintext' failed"));
        let failure = aws.answer_one(ask_encrypt("correct-horse")).await.expect_err(code);
        assert_eq!((failure.code, failure.message.as_str()), (expected, message));
        assert!(!format!("{failure:?}").contains("correct-horse"));
    }
}
