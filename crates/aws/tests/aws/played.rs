//! An AWS that plays what a test says, and remembers what it was asked.

use std::sync::{Arc, Mutex};

use sealform_aws::{Aws, Carried, Carrier, Failure, Options};
use sealform_secret::{Answer, KeyAddress, ObjectAddress, ParameterAddress, Question, Region, SecretAddress, StackAddress};
use serde_json::{Value, json};

/// One request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// The host, which names service and Region.
    pub(crate) host: String,
    /// The path.
    pub(crate) path: String,
    /// The operation, for example `GetParameters`; empty for STS, CloudFormation and S3.
    pub(crate) operation: String,
    /// The body as text.
    pub(crate) text: String,
}

impl Request {
    /// The body as JSON; null for STS.
    pub(crate) fn body(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }

    /// The texts of a list in the body.
    pub(crate) fn texts(&self, pointer: &str) -> Vec<String> {
        self.body().pointer(pointer).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    }
}

const HELD: &str = "nobody panics while holding it";

type Play = dyn Fn(&Request, usize) -> Carried + Send + Sync;

/// Plays `play`, which is given the request and how many came before it.
pub(crate) struct Played {
    play: Box<Play>,
    requests: Mutex<Vec<Request>>,
}

impl Played {
    pub(crate) fn new(play: impl Fn(&Request, usize) -> Carried + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { play: Box::new(play), requests: Mutex::default() })
    }

    /// All requests so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect(HELD).clone()
    }

    /// Asks `questions` in one go.
    pub(crate) async fn answer(self: &Arc<Self>, questions: &[Question]) -> Vec<(Question, Result<Answer, Failure>)> {
        Aws::new(Options { carrier: Some(self.clone()), ..Options::new(region("eu-central-1")) }).answer(questions).await
    }

    /// Asks one question.
    pub(crate) async fn answer_one(self: &Arc<Self>, question: Question) -> Result<Answer, Failure> {
        let mut answers = self.answer(std::slice::from_ref(&question)).await;
        assert_eq!(answers.len(), 1);
        let (asked, answer) = answers.remove(0);
        assert_eq!(asked, question);
        answer
    }
}

impl Carrier for Played {
    fn carry(&self, request: http::Request<Vec<u8>>) -> Carried {
        let target =
            request.headers().get("x-amz-target").map(|target| target.to_str().expect("a target is ASCII").to_owned()).unwrap_or_default();
        let request = Request {
            host: request.uri().host().unwrap_or_default().to_owned(),
            path: request.uri().path().to_owned(),
            operation: target.rsplit('.').next().unwrap_or_default().to_owned(),
            text: String::from_utf8(request.into_body()).expect("bodies are text"),
        };
        assert!(!request.text.replace(' ', "").contains("\"WithDecryption\":true"), "{request:?}");
        let before = {
            let mut requests = self.requests.lock().expect(HELD);
            requests.push(request.clone());
            requests.len() - 1
        };
        (self.play)(&request, before)
    }
}

/// Status 200 with a JSON body.
pub(crate) fn ok(body: Value) -> Carried {
    with_status(200, body.to_string())
}

/// An error as the JSON protocol has it.
pub(crate) fn error(code: &str, message: &str) -> Carried {
    with_status(400, json!({"__type": code, "message": message}).to_string())
}

pub(crate) fn with_status(status: u16, body: String) -> Carried {
    let response = http::Response::builder().status(status).header("content-type", "application/x-amz-json-1.1");
    Carried::Answer(response.body(body.into_bytes()).expect("status and header are well formed"))
}

/// A SecureString as GetParameters answers it.
pub(crate) fn parameter(name: &str) -> Value {
    json!({
        "Name": name,
        "Type": "SecureString",
        "Value": "not looked at",
        "Version": 3,
        "ARN": format!("arn:aws:ssm:eu-central-1:123456789012:parameter/{}", name.trim_start_matches('/')),
        "DataType": "text",
    })
}

/// Answers every name, in alphabetical order as AWS does.
pub(crate) fn all_there(request: &Request) -> Carried {
    let mut names = request.texts("/Names");
    names.sort();
    ok(json!({"Parameters": names.iter().map(|name| parameter(name)).collect::<Vec<_>>(), "InvalidParameters": []}))
}

pub(crate) fn region(name: &str) -> Region {
    Region::parse(name).expect("tests name real Regions")
}

fn address(name: &str, selector: Option<&str>) -> ParameterAddress {
    ParameterAddress { region: region("eu-central-1"), name: name.into(), selector: selector.map(Into::into) }
}

pub(crate) fn ask_parameter(name: &str) -> Question {
    Question::Parameter(address(name, None))
}

pub(crate) fn ask_version(name: &str, selector: &str) -> Question {
    Question::Parameter(address(name, Some(selector)))
}

pub(crate) fn ask_metadata(name: &str) -> Question {
    Question::ParameterMetadata(address(name, None))
}

pub(crate) fn ask_key(key: &str) -> Question {
    Question::Key(KeyAddress { region: region("eu-central-1"), key: key.into() })
}

pub(crate) fn ask_secret(name: &str, selector: Option<&str>) -> Question {
    Question::SecretMetadata(SecretAddress { region: region("eu-central-1"), name: name.into(), selector: selector.map(Into::into) })
}

pub(crate) fn ask_stack(name: &str) -> Question {
    Question::StackOutputs(StackAddress { region: region("eu-central-1"), name: name.into() })
}

pub(crate) fn ask_object(bucket: &str, key: &str) -> Question {
    Question::Object(ObjectAddress { region: region("eu-central-1"), bucket: bucket.into(), key: key.into() })
}

/// The parameter that was answered; `None` where it is missing.
pub(crate) fn found(answer: &Result<Answer, Failure>) -> Option<&sealform_secret::Parameter> {
    match answer {
        Ok(Answer::Parameter(parameter)) => parameter.as_deref(),
        other => panic!("no answer about a parameter: {other:?}"),
    }
}
