//! The two wire protocols, outward: what an operation answered as an HTTP response.

use http::{HeaderValue, Response, StatusCode};
use serde_json::Value;

use crate::operation::Service;
use crate::refusal::Refusal;

/// How the request came, and so how its answer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// AWS JSON 1.1; the service is known once the operation is.
    Json(Option<Service>),
    /// Forms in, XML out (STS).
    Query,
}

impl Protocol {
    /// The members of an answer; `operation` names the XML elements.
    pub(crate) fn answer(self, operation: &str, members: &Value, request_id: &str) -> Response<Vec<u8>> {
        let body = match self {
            Self::Json(_) => members.to_string(),
            Self::Query => format!(
                "<{operation}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{operation}Result>{}</{operation}Result>\
                 <ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>",
                elements(members)
            ),
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
            Self::Query => {
                let (status, code) = query_error(refusal.code);
                let body = format!(
                    "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>{code}</Code>\
                     <Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
                    escape(&refusal.message)
                );
                self.response(status, body.into_bytes(), request_id)
            }
        }
    }

    /// An answer that breaks off.
    pub(crate) fn malformed(self, request_id: &str) -> Response<Vec<u8>> {
        let body = match self {
            Self::Json(_) => "{\"Parameters\":[{\"Name\":",
            Self::Query => "<GetCallerIdentityResponse><GetCaller",
        };
        self.response(StatusCode::OK, body.as_bytes().to_vec(), request_id)
    }

    fn response(self, status: StatusCode, body: Vec<u8>, request_id: &str) -> Response<Vec<u8>> {
        let content_type = match self {
            Self::Json(_) => "application/x-amz-json-1.1",
            Self::Query => "text/xml",
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        response.headers_mut().insert(http::header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Ok(id) = HeaderValue::from_str(request_id) {
            response.headers_mut().insert("x-amzn-requestid", id);
        }
        response
    }
}

/// The Query protocol has names and statuses of its own for the errors common to all services
/// (STS API Reference, "Common Error Types", read 2026-11-23).
fn query_error(code: &'static str) -> (StatusCode, &'static str) {
    match code {
        "AccessDeniedException" => (StatusCode::FORBIDDEN, "AccessDenied"),
        "ExpiredTokenException" => (StatusCode::FORBIDDEN, "ExpiredToken"),
        "ThrottlingException" => (StatusCode::BAD_REQUEST, "Throttling"),
        "UnknownOperationException" => (StatusCode::BAD_REQUEST, "InvalidAction"),
        other => (StatusCode::BAD_REQUEST, other),
    }
}

fn elements(members: &Value) -> String {
    let members = members.as_object().into_iter().flatten();
    members.filter_map(|(name, value)| Some(format!("<{name}>{}</{name}>", escape(value.as_str()?)))).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
