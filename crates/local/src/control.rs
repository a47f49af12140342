//! The control plane under `/_sealform/`: faults in, calls out. Only the server has it; values never pass through it.

use http::{Method, Request, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::fault::FaultEntry;
use crate::local::Local;

/// Where the control plane begins.
pub(crate) const PREFIX: &str = "/_sealform/";

/// `POST faults` takes one fault or a list; `GET calls`, `DELETE calls`, `DELETE faults`.
pub(crate) fn handle(local: &Local, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let route = request.uri().path().strip_prefix(PREFIX).unwrap_or_default();
    match (request.method(), route) {
        (&Method::GET, "calls") => answer(StatusCode::OK, &json!({"calls": local.calls()})),
        (&Method::DELETE, "calls") => {
            local.clear_calls();
            answer(StatusCode::OK, &json!({}))
        }
        (&Method::DELETE, "faults") => {
            local.clear_faults();
            answer(StatusCode::OK, &json!({}))
        }
        (&Method::POST, "faults") => post_faults(local, request),
        _ => answer(StatusCode::NOT_FOUND, &json!({"error": "no such route"})),
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Faults {
    Many(Vec<FaultEntry>),
    One(FaultEntry),
}

/// Asks for the JSON content type, which a page in a browser cannot send to another origin without asking first.
fn post_faults(local: &Local, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !content_type.is_some_and(|value| value.starts_with("application/json")) {
        return answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!({"error": "content-type must be application/json"}));
    }
    let entries = match serde_json::from_slice(request.body()) {
        Ok(Faults::Many(entries)) => entries,
        Ok(Faults::One(entry)) => vec![entry],
        Err(_) => {
            return answer(
                StatusCode::BAD_REQUEST,
                &json!({"error": "expected {operation, kind, delay_ms?, times?, names?} or a list of these"}),
            );
        }
    };
    let checked: Result<Vec<_>, _> = entries.into_iter().map(FaultEntry::check).collect();
    match checked {
        Ok(faults) => {
            faults.into_iter().for_each(|fault| local.inject(fault));
            answer(StatusCode::OK, &json!({}))
        }
        Err((field, reason)) => answer(StatusCode::BAD_REQUEST, &json!({"error": format!("{field}: {reason}")})),
    }
}

fn answer(status: StatusCode, body: &Value) -> Response<Vec<u8>> {
    let mut response = Response::new(body.to_string().into_bytes());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    response
}
