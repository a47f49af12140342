//! What the unit tests share: a small account, and requests by hand.

use std::time::Duration;

use http::{Request, Response};
use serde_json::Value;

use crate::{Local, Outcome};

/// An account with each kind of thing in it.
pub(crate) const DEMO: &str = r#"
account: "123456789012"
region: us-west-2
keys:
  - {alias: alias/demo, id: 11111111-2222-3333-4444-555555555555}
  - {alias: alias/off, id: 22222222-2222-3333-4444-555555555555, state: Disabled}
  - {alias: alias/going, id: 33333333-2222-3333-4444-555555555555, state: PendingDeletion}
  - {alias: alias/signing, id: 44444444-2222-3333-4444-555555555555, usage: SIGN_VERIFY}
  - {alias: alias/abroad, id: 55555555-2222-3333-4444-555555555555, region: eu-central-1}
parameters:
  - {name: /demo/secure, type: SecureString, key: alias/demo, value: the-secure-value}
  - {name: /demo/default, type: SecureString, value: under-the-default-key}
  - {name: /demo/advanced, type: SecureString, tier: Advanced, key: alias/demo, value: the-advanced-value}
  - {name: flat, type: String, value: plain}
  - {name: /demo/list, type: StringList, value: "a,b"}
  - {name: /demo/deep/er, value: deeper, version: 7, labels: [stable]}
  - {name: /abroad, type: SecureString, key: alias/abroad, region: eu-central-1, value: elsewhere}
secrets:
  - {name: path/to/secret, key: alias/demo, value: '{"password":"the-secret-value"}'}
  - {name: plain, value: under-the-default-secrets-key}
stacks:
  - {name: app-dev, outputs: {Url: "https://a.example/?x=1&y=<2>", Port: 5432}}
  - {name: bare}
  - {name: abroad, region: eu-central-1, outputs: {Url: elsewhere}}
objects:
  - {bucket: demo-bucket, key: app.json, value: '{"level": 3}'}
  - {bucket: dotted.bucket, key: "a b/\u00fc%.txt", value: "deeper\n"}
"#;

/// Sends a request of AWS JSON 1.1, unsigned.
pub(crate) fn send(local: &Local, target: &str, members: Value) -> Outcome {
    let request = Request::post("/").header("x-amz-target", target).header("content-type", "application/x-amz-json-1.1");
    local.handle(request.body(members.to_string().into_bytes()).unwrap())
}

/// Sends a request that is signed for a Region.
pub(crate) fn send_to(local: &Local, region: &str, target: &str, members: Value) -> Outcome {
    let scope = format!("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/{region}/ssm/aws4_request, SignedHeaders=host, Signature=00");
    let request = Request::post("/").header("x-amz-target", target).header("authorization", scope);
    local.handle(request.body(members.to_string().into_bytes()).unwrap())
}

/// The response of an outcome that has one at once.
pub(crate) fn response(outcome: Outcome) -> Response<Vec<u8>> {
    match outcome {
        Outcome::Answer(response) => response,
        Outcome::Delay(delay, _) => panic!("delayed by {delay:?}"),
        Outcome::Reset => panic!("reset"),
    }
}

/// The members of a successful answer.
pub(crate) fn ask(local: &Local, target: &str, members: Value) -> Value {
    let response = response(send(local, target, members));
    assert_eq!(response.status(), 200, "{}", body(&response));
    serde_json::from_slice(response.body()).unwrap()
}

/// The code and message of a refusal.
pub(crate) fn refused(local: &Local, target: &str, members: Value) -> (String, String) {
    let response = response(send(local, target, members));
    assert_eq!(response.status(), 400, "{}", body(&response));
    let answer: Value = serde_json::from_slice(response.body()).unwrap();
    let code = answer["__type"].as_str().unwrap().to_owned();
    assert_eq!(response.headers()["x-amzn-errortype"], code.as_str());
    let message = answer["message"].as_str().or(answer["Message"].as_str()).unwrap_or_default();
    (code, message.to_owned())
}

/// Sends a request of the Query protocol.
pub(crate) fn form(local: &Local, text: &str) -> Response<Vec<u8>> {
    let request = Request::post("/").header("content-type", "application/x-www-form-urlencoded; charset=utf-8");
    response(local.handle(request.body(text.as_bytes().to_vec()).unwrap()))
}

/// Sends a request of the Query protocol that is signed for a Region and a service.
pub(crate) fn form_to(local: &Local, region: &str, service: &str, text: &str) -> Response<Vec<u8>> {
    let scope =
        format!("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=00");
    let request = Request::post("/").header("content-type", "application/x-www-form-urlencoded").header("authorization", scope);
    response(local.handle(request.body(text.as_bytes().to_vec()).unwrap()))
}

pub(crate) fn body(response: &Response<Vec<u8>>) -> String {
    String::from_utf8(response.body().clone()).unwrap()
}

/// How long an outcome is to be held back.
pub(crate) fn delay(outcome: &Outcome) -> Option<Duration> {
    match outcome {
        Outcome::Delay(delay, _) => Some(*delay),
        _ => None,
    }
}
