//! S3: buckets with objects of text, in one endpoint for all Regions.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::input::Input;
use crate::refusal::Refusal;
use crate::region::Region;

/// The objects of a bucket by their keys.
pub(crate) type Bucket = BTreeMap<String, Zeroizing<String>>;

/// Puts an object into its bucket, which springs into being where it is new.
///
/// # Errors
/// `InvalidBucketName`, `KeyTooLongError`, `AlreadyExistsException`. No message quotes the value.
pub(crate) fn create(region: &mut Region, bucket: &str, key: &str, value: &Zeroizing<String>) -> Result<(), Refusal> {
    // "Bucket naming rules" and "Naming Amazon S3 objects", Amazon S3 User Guide, read 2026-11-23.
    let is_name = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(is_name) {
        return Err(Refusal::new("InvalidBucketName", "a bucket's name is made of 3 to 63 small letters, digits, dots and hyphens"));
    }
    if !(1..=1024).contains(&key.len()) {
        return Err(Refusal::new("KeyTooLongError", "an object's key has 1 to 1,024 bytes"));
    }
    match region.buckets.entry(bucket.to_owned()).or_default().insert(key.to_owned(), value.clone()) {
        None => Ok(()),
        Some(_) => Err(Refusal::new("AlreadyExistsException", "the object already exists")),
    }
}

/// The object's text, as the member `Body`.
pub(crate) fn get_object(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let bucket = region
        .buckets
        .get(input.required_text("Bucket")?)
        .ok_or_else(|| Refusal::new("NoSuchBucket", "The specified bucket does not exist"))?;
    let value = bucket.get(input.required_text("Key")?).ok_or_else(|| Refusal::new("NoSuchKey", "The specified key does not exist."))?;
    Ok(json!({"Body": value.as_str()}))
}

#[cfg(test)]
mod tests {
    use http::{Request, Response};

    use crate::fault::{Fault, FaultKind};
    use crate::testing::{DEMO, body, response};
    use crate::{Local, Outcome};

    fn get(local: &Local, host: &str, uri: &str) -> Response<Vec<u8>> {
        let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-central-1/s3/aws4_request, SignedHeaders=host, Signature=00";
        response(local.handle(Request::get(uri).header("host", host).header("authorization", scope).body(Vec::new()).unwrap()))
    }

    fn injected(kind: FaultKind) -> Outcome {
        let local = Local::from_yaml(DEMO).unwrap();
        local.inject(Fault {
            operation: "s3:GetObject".to_owned(),
            kind,
            times: None,
            names: Some(vec!["demo-bucket/app.json".to_owned()]),
        });
        local.handle(Request::get("/demo-bucket/app.json").body(Vec::new()).unwrap())
    }

    #[test]
    fn an_object_is_found_by_path_and_by_virtual_host() {
        let local = Local::from_yaml(DEMO).unwrap();
        for (host, uri) in [
            ("localhost:4566", "/demo-bucket/app.json?x-id=GetObject"),
            ("s3.localhost:4566", "/demo-bucket/app.json"),
            ("demo-bucket.localhost:4566", "/app.json"),
            ("demo-bucket.s3.localhost", "/app.json"),
            ("", "https://s3.eu-central-1.amazonaws.com/demo-bucket/app.json"),
            ("", "https://demo-bucket.s3.eu-central-1.amazonaws.com/app.json"),
            ("", "https://demo-bucket.s3-us-west-2.amazonaws.com/app.json"),
        ] {
            let answer = get(&local, host, uri);
            assert_eq!((answer.status().as_u16(), body(&answer).as_str()), (200, "{\"level\": 3}"), "{host} {uri}");
        }
        assert_eq!(body(&get(&local, "localhost", "/dotted.bucket/a%20b/%C3%BC%25.txt")), "deeper\n");
        let call = &local.calls()[0];
        assert_eq!((call.operation.as_str(), call.region.as_str()), ("s3:GetObject", "eu-central-1"));
        assert_eq!(call.names, ["demo-bucket/app.json"]);
    }

    #[test]
    fn an_unsigned_request_for_a_path_is_one_for_an_object() {
        let local = Local::from_yaml(DEMO).unwrap();
        let answer = response(local.handle(Request::get("/demo-bucket/app.json").body(Vec::new()).unwrap()));
        assert_eq!(body(&answer), "{\"level\": 3}");
    }

    #[test]
    fn what_is_missing_is_said_in_xml_without_a_namespace() {
        let local = Local::from_yaml(DEMO).unwrap();
        for (uri, status, code) in [
            ("/demo-bucket/none", 404, "NoSuchKey"),
            ("/demo-bucket/App.json", 404, "NoSuchKey"),
            ("/no-bucket/app.json", 404, "NoSuchBucket"),
            ("/demo-bucket", 501, "NotImplemented"),
            ("/demo-bucket/", 501, "NotImplemented"),
            ("/demo-bucket/app.json?versionId=1", 501, "NotImplemented"),
            ("/", 501, "NotImplemented"),
        ] {
            let answer = get(&local, "localhost", uri);
            assert_eq!(answer.status(), status, "{uri}");
            assert_eq!(answer.headers()["content-type"], "application/xml");
            let text = body(&answer);
            assert!(
                text.starts_with(&format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>")),
                "{text}"
            );
        }
    }

    #[test]
    fn faults_look_as_s3_words_them() {
        for (kind, status, code) in
            [(FaultKind::Throttle, 503, "SlowDown"), (FaultKind::Deny, 403, "AccessDenied"), (FaultKind::Expired, 400, "ExpiredToken")]
        {
            let answer = response(injected(kind));
            assert_eq!(answer.status(), status);
            assert!(body(&answer).contains(&format!("<Code>{code}</Code>")), "{}", body(&answer));
        }
        let denied = body(&response(injected(FaultKind::Deny)));
        assert!(denied.contains("s3:GetObject on resource: arn:aws:s3:::demo-bucket/app.json because"), "{denied}");
        let broken = response(injected(FaultKind::Malformed));
        assert_eq!(broken.status(), 200);
        assert!(std::str::from_utf8(broken.body()).is_err(), "an object of text breaks off inside a character");
        assert!(matches!(injected(FaultKind::Reset), Outcome::Reset));
    }

    proptest::proptest! {
        #[test]
        fn any_key_is_found_by_its_encoded_path(key in "(?s).{1,80}", other in "[a-z]{1,8}") {
            let local = Local::empty();
            local.with_region("us-east-1", |region| super::create(region, "bucket", &key, &other.clone().into())).unwrap();
            let path = percent_encoding::utf8_percent_encode(&key, percent_encoding::NON_ALPHANUMERIC);
            proptest::prop_assert_eq!(body(&get(&local, "localhost", &format!("/bucket/{path}"))), other);
        }
    }
}
