//! The two wire protocols, inward: an HTTP request as an operation, a Region and its members.

use http::Request;
use http::header::AUTHORIZATION;
use serde_json::{Map, Value};

use crate::answer::Protocol;
use crate::operation::{self, Operation};
use crate::refusal::Refusal;

/// A request, understood.
pub(crate) struct Received {
    pub(crate) operation: &'static Operation,
    pub(crate) members: Map<String, Value>,
}

/// Which protocol the request speaks.
pub(crate) fn protocol(request: &Request<Vec<u8>>) -> Protocol {
    match target(request) {
        Some(target) => Protocol::Json(operation::by_target(target).map(|operation| operation.service)),
        None if is_form(request) => Protocol::Query,
        None => Protocol::Json(None),
    }
}

/// The Region that the request was signed for, from the scope of its SigV4 credential
/// (`Credential=KEY/DATE/REGION/SERVICE/aws4_request`). The signature itself is not checked.
pub(crate) fn signed_region(request: &Request<Vec<u8>>) -> Option<&str> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (_, scope) = header.split_once("Credential=")?;
    scope.split(',').next()?.split('/').nth(2).filter(|region| is_region(region))
}

/// # Errors
/// `UnknownOperationException`; `SerializationException` where the body is not a JSON object.
pub(crate) fn read(request: &Request<Vec<u8>>) -> Result<Received, Refusal> {
    if let Some(target) = target(request) {
        let operation = operation::by_target(target).ok_or_else(Refusal::unknown_operation)?;
        let members = match request.body().as_slice() {
            b"" => Map::new(),
            body => serde_json::from_slice(body).map_err(|_| Refusal::new("SerializationException", "the body is not a JSON object"))?,
        };
        return Ok(Received { operation, members });
    }
    // An action is made of letters, so nothing in it needs decoding.
    let form = std::str::from_utf8(request.body()).unwrap_or_default();
    let action = form.split('&').find_map(|pair| pair.strip_prefix("Action="));
    let operation = action.filter(|_| is_form(request)).and_then(operation::by_action).ok_or_else(Refusal::unknown_operation)?;
    Ok(Received { operation, members: Map::new() })
}

/// Whether the text has the form of a Region's name: small letters, digits and hyphens.
pub(crate) fn is_region(text: &str) -> bool {
    text.contains('-') && text.len() <= 32 && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn target(request: &Request<Vec<u8>>) -> Option<&str> {
    request.headers().get("x-amz-target")?.to_str().ok()
}

fn is_form(request: &Request<Vec<u8>>) -> bool {
    let content_type = request.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"))
}
