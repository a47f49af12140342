//! S3: an object as text, wherever its bucket is.

use std::time::Duration;

use sealform_aws::{Carried, Failure};
use sealform_diagnostic::registry;
use sealform_secret::{Answer, Plaintext};

use crate::played::{Played, ask_object, with_status};

fn refusal(status: u16, code: &str, bucket_region: Option<&str>) -> Carried {
    let body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>words of S3</Message></Error>");
    let mut response = http::Response::builder().status(status).header("content-type", "application/xml");
    if let Some(region) = bucket_region {
        response = response.header("x-amz-bucket-region", region);
    }
    Carried::Answer(response.body(body.into_bytes()).expect("status and headers are well formed"))
}

fn text(answer: &Result<Answer, Failure>) -> Option<&Plaintext> {
    match answer {
        Ok(Answer::Object(object)) => object.as_deref(),
        other => panic!("no answer about an object: {other:?}"),
    }
}

#[tokio::test]
async fn an_object_is_fetched_once_by_its_path() {
    let aws = Played::new(|_, _| with_status(200, "gr\u{fc}n\n".to_owned()));
    let answers = aws.answer(&[ask_object("my.bucket", "a b/c%.txt"), ask_object("my.bucket", "a b/c%.txt")]).await;
    let found = text(&answers[0].1).expect("it is there");
    assert_eq!((found.origin(), found.len_bytes()), ("s3:my.bucket/a b/c%.txt", 6));
    let requests = aws.requests();
    assert_eq!((answers.len(), requests.len()), (1, 1));
    assert_eq!((requests[0].host.as_str(), requests[0].path.as_str()), ("s3.eu-central-1.amazonaws.com", "/my.bucket/a%20b/c%25.txt"));
    assert_eq!(requests[0].text, "");
}

#[tokio::test]
async fn only_a_missing_key_is_missing() {
    let aws = Played::new(|_, _| refusal(404, "NoSuchKey", None));
    assert!(text(&aws.answer_one(ask_object("b", "gone")).await).is_none());
    for (status, code, expected, words) in [
        (404, "NoSuchBucket", &registry::AWS_ERROR, "AWS refused s3:GetObject on object `b/k` in eu-central-1: NoSuchBucket: words of S3"),
        (403, "AccessDenied", &registry::ACCESS_DENIED, "AWS denied s3:GetObject on object `b/k` in eu-central-1"),
        (
            400,
            "ExpiredToken",
            &registry::NO_CREDENTIALS,
            "AWS does not accept the credentials (asked for s3:GetObject on object `b/k` in eu-central-1)",
        ),
        (503, "SlowDown", &registry::THROTTLED, "AWS throttled s3:GetObject on object `b/k` in eu-central-1, at each of 10 attempts"),
        (
            301,
            "PermanentRedirect",
            &registry::AWS_ERROR,
            "AWS refused s3:GetObject on object `b/k` in eu-central-1: PermanentRedirect: words of S3",
        ),
    ] {
        let aws = Played::new(move |_, _| refusal(status, code, None));
        let failure = aws.answer_one(ask_object("b", "k")).await.expect_err(code);
        assert_eq!((failure.code, failure.message.as_str()), (expected, words));
    }
}

#[tokio::test]
async fn a_denial_says_that_the_object_may_not_exist() {
    let aws = Played::new(|_, _| refusal(403, "AccessDenied", Some("eu-central-1")));
    let failure = aws.answer_one(ask_object("b", "k")).await.expect_err("it is denied");
    assert!(failure.help.is_some_and(|help| help.contains("`s3:ListBucket` on `b`")));
    assert_eq!(aws.requests().len(), 1);
}

#[tokio::test]
async fn a_bucket_in_another_region_is_followed_once() {
    for code in ["PermanentRedirect", "AuthorizationHeaderMalformed"] {
        let aws = Played::new(move |request, _| match request.host.as_str() {
            "s3.us-west-2.amazonaws.com" => with_status(200, "there".to_owned()),
            _ => refusal(if code == "PermanentRedirect" { 301 } else { 400 }, code, Some("us-west-2")),
        });
        assert!(text(&aws.answer_one(ask_object("b", "k")).await).is_some(), "{code}");
        assert_eq!(aws.requests().len(), 2);
    }
    let aws = Played::new(|_, before| refusal(301, "PermanentRedirect", Some(["us-west-2", "us-east-1", "us-west-1"][before])));
    let failure = aws.answer_one(ask_object("b", "k")).await.expect_err("it leads in circles");
    assert_eq!(failure.code, &registry::MALFORMED_ANSWER);
    assert_eq!(aws.requests().len(), 2);
    let aws = Played::new(|_, _| refusal(301, "PermanentRedirect", Some("evil.example/")));
    assert_eq!(aws.answer_one(ask_object("b", "k")).await.expect_err("that is no Region").code, &registry::AWS_ERROR);
}

#[tokio::test]
async fn what_is_no_text_or_too_much_is_refused_without_being_quoted() {
    let with_bytes = |bytes: Vec<u8>| Carried::Answer(http::Response::new(bytes));
    let aws = Played::new(move |_, _| with_bytes(b"hunter2\xe2\x82".to_vec()));
    let failure = aws.answer_one(ask_object("b", "k")).await.expect_err("it is no text");
    assert_eq!(failure.code, &registry::MALFORMED_ANSWER);
    assert!(failure.message.ends_with("the object is not text in UTF-8") && !format!("{failure:?}").contains("hunter2"), "{failure}");

    let aws = Played::new(move |_, _| with_bytes(vec![b'x'; 1024 * 1024]));
    assert_eq!(text(&aws.answer_one(ask_object("b", "k")).await).map(Plaintext::len_bytes), Some(1024 * 1024));
    let aws = Played::new(move |_, _| with_bytes(vec![b'x'; 1024 * 1024 + 1]));
    let failure = aws.answer_one(ask_object("b", "k")).await.expect_err("it is too large");
    assert_eq!((failure.code, failure.message.as_str()), (&registry::AWS_ERROR, "object `b/k` in eu-central-1 is larger than 1 MiB"));
}

#[tokio::test]
async fn a_damaged_object_is_refused() {
    // The checksum of another text ("Checking object integrity", S3 User Guide, read 2026-11-23).
    let aws = Played::new(|_, _| {
        let response = http::Response::builder().header("x-amz-checksum-crc32", "AAAAAA==");
        Carried::Answer(response.body(b"hunter2".to_vec()).expect("the header is well formed"))
    });
    let failure = aws.answer_one(ask_object("b", "k")).await.expect_err("it is damaged");
    assert_eq!(failure.code, &registry::MALFORMED_ANSWER);
    assert!(!format!("{failure:?}").contains("hunter2"));
}

#[tokio::test]
async fn throttling_resets_and_delays_are_survived() {
    let aws = Played::new(|_, before| match before {
        0..=6 => refusal(503, "SlowDown", None),
        7 | 8 => Carried::Reset,
        _ => Carried::Delay(Duration::from_millis(20), http::Response::new(b"late".to_vec())),
    });
    assert!(text(&aws.answer_one(ask_object("b", "k")).await).is_some());
    assert_eq!(aws.requests().len(), 10);
}
