//! The wire protocols, outward: what an operation answered as an HTTP response.

use http::{HeaderValue, Response, StatusCode};
use serde_json::Value;

use crate::operation::Service;
use crate::refusal::Refusal;

/// How the request came, and so how its answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// AWS JSON 1.1; the service is known once the operation is.
    Json(Option<Service>),
    /// Forms in, XML out; the service is known once the operation is.
    Query(Option<Service>),
    /// Paths in, objects out (S3).
    Rest,
}

impl Protocol {
    /// The members of an answer; `operation` names the XML elements.
    pub(crate) fn answer(self, operation: &str, members: &Value, request_id: &str) -> Response<Vec<u8>> {
        let body = match self {
            Self::Json(_) => members.to_string(),
            Self::Query(service) => format!(
                "<{operation}Response xmlns=\"{}\"><{operation}Result>{}</{operation}Result>\
                 <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>",
                namespace(service),
                elements(members)
            ),
            Self::Rest => members.get("Body").and_then(Value::as_str).unwrap_or_default().to_owned(),
        };
        self.response(StatusCode::OK, body.into_bytes(), request_id)
    }

    /// An error. JSON services answer 400 to whatever the caller can mend.
    pub(crate) fn refuse(self, refusal: &Refusal, request_id: &str) -> Response<Vec<u8>> {
        match self {
            Self::Json(service) => {
                // Secrets Manager writes `Message`, the others `message` (botocore's service models, 1.44.5).
                let message = if service == Some(Service::SecretsManager) { "Message" } else { "message" };
                let mut body = serde_json::Map::new();
                body.insert("__type".to_owned(), refusal.code.into());
                if !refusal.message.is_empty() {
                    body.insert(message.to_owned(), refusal.message.as_str().into());
                }
                let mut response = self.response(StatusCode::BAD_REQUEST, Value::Object(body).to_string().into_bytes(), request_id);
                response.headers_mut().insert("x-amzn-errortype", HeaderValue::from_static(refusal.code));
                response
            }
            Self::Query(service) => {
                let (status, code) = query_error(refusal.code);
                let body = format!(
                    "<ErrorResponse xmlns=\"{}\"><Error><Type>Sender</Type><Code>{code}</Code>\
                     <Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
                    namespace(service),
                    escape(&refusal.message)
                );
                self.response(status, body.into_bytes(), request_id)
            }
            Self::Rest => {
                let (status, code) = rest_error(refusal.code);
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{}</Message>\
                     <RequestId>{request_id}</RequestId></Error>",
                    escape(&refusal.message)
                );
                self.response(status, body.into_bytes(), request_id)
            }
        }
    }

    /// An answer that breaks off; an object of text does so inside a character.
    pub(crate) fn malformed(self, request_id: &str) -> Response<Vec<u8>> {
        let body: &[u8] = match self {
            Self::Json(_) => b"{\"Parameters\":[{\"Name\":",
            Self::Query(_) => b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<",
            Self::Rest => b"\xe2\x82",
        };
        self.response(StatusCode::OK, body.to_vec(), request_id)
    }

    fn response(self, status: StatusCode, body: Vec<u8>, request_id: &str) -> Response<Vec<u8>> {
        let (content_type, id_header) = match self {
            Self::Json(_) => ("application/x-amz-json-1.1", "x-amzn-requestid"),
            Self::Query(_) => ("text/xml", "x-amzn-requestid"),
            Self::Rest if status == StatusCode::OK => ("binary/octet-stream", "x-amz-request-id"),
            Self::Rest => ("application/xml", "x-amz-request-id"),
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Ok(id) = HeaderValue::from_str(request_id) {
            response.headers_mut().insert(id_header, id);
        }
        response
    }
}

/// The XML namespace of a service's answers (`xmlNamespace` in botocore's service models, 1.43.11).
fn namespace(service: Option<Service>) -> &'static str {
    match service {
        Some(Service::CloudFormation) => "http://cloudformation.amazonaws.com/doc/2010-05-15/",
        _ => "https://sts.amazonaws.com/doc/2011-06-15/",
    }
}

/// The Query protocol has names and statuses of its own for the errors common to all services
/// (STS and CloudFormation API References, "Common Error Types", read 2026-11-23).
fn query_error(code: &'static str) -> (StatusCode, &'static str) {
    match code {
        "AccessDeniedException" => (StatusCode::FORBIDDEN, "AccessDenied"),
        "ExpiredTokenException" => (StatusCode::FORBIDDEN, "ExpiredToken"),
        "ThrottlingException" => (StatusCode::BAD_REQUEST, "Throttling"),
        "UnknownOperationException" => (StatusCode::BAD_REQUEST, "InvalidAction"),
        "ValidationException" => (StatusCode::BAD_REQUEST, "ValidationError"),
        other => (StatusCode::BAD_REQUEST, other),
    }
}

/// S3 has more of its own (S3 API Reference, "Error responses", read 2026-11-23).
fn rest_error(code: &'static str) -> (StatusCode, &'static str) {
    match code {
        "AccessDeniedException" => (StatusCode::FORBIDDEN, "AccessDenied"),
        "ExpiredTokenException" => (StatusCode::BAD_REQUEST, "ExpiredToken"),
        "NoSuchBucket" | "NoSuchKey" => (StatusCode::NOT_FOUND, code),
        "ThrottlingException" => (StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
        "UnknownOperationException" => (StatusCode::NOT_IMPLEMENTED, "NotImplemented"),
        other => (StatusCode::BAD_REQUEST, other),
    }
}

/// A structure as XML: an element for each member, and in a list one named `member` for each item (Smithy, "AWS query protocol",
/// read 2026-11-23).
fn elements(structure: &Value) -> String {
    let members = structure.as_object().into_iter().flatten();
    members.map(|(name, value)| format!("<{name}>{}</{name}>", content(value))).collect()
}

fn content(value: &Value) -> String {
    match value {
        Value::Object(_) => elements(value),
        Value::Array(items) => items.iter().map(|item| format!("<member>{}</member>", content(item))).collect(),
        Value::String(text) => escape(text),
        other => other.to_string(),
    }
}

/// A carriage return as it stands would be read as a line feed.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('\r', "&#13;")
}
