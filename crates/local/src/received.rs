//! The wire protocols, inward: an HTTP request as an operation, a Region and its members.

use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::answer::Protocol;
use crate::operation::{self, Operation, Service};
use crate::refusal::Refusal;

/// A request, understood.
pub(crate) struct Received {
    pub(crate) operation: &'static Operation,
    pub(crate) members: Map<String, Value>,
}

/// Which protocol the request speaks: AWS JSON names its target; else the service that it was signed for decides. Of unsigned
/// requests a form is a query, and a path is that of an object.
pub(crate) fn protocol(request: &Request<Vec<u8>>) -> Protocol {
    if let Some(target) = target(request) {
        return Protocol::Json(operation::by_target(target).map(|operation| operation.service));
    }
    match signed_service(request) {
        Some(Service::S3) => Protocol::Rest,
        service if is_form(request) => Protocol::Query(service.or_else(|| Some(query(request, None)?.operation.service))),
        None if request.method() == Method::GET && request.uri().path() != "/" => Protocol::Rest,
        _ => Protocol::Json(None),
    }
}

/// The Region that the request was signed for. The signature itself is not checked.
pub(crate) fn signed_region(request: &Request<Vec<u8>>) -> Option<&str> {
    scope(request)?.nth(2).filter(|region| is_region(region))
}

/// # Errors
/// `UnknownOperationException`; `SerializationException` where a JSON body is not an object; `InvalidURI` for a path that is no text.
pub(crate) fn read(request: &Request<Vec<u8>>, protocol: Protocol) -> Result<Received, Refusal> {
    match protocol {
        Protocol::Json(_) => json(request),
        Protocol::Query(service) => query(request, service).ok_or_else(Refusal::unknown_operation),
        Protocol::Rest => object(request),
    }
}

/// Whether the text has the form of a Region's name: small letters, digits and hyphens.
pub(crate) fn is_region(text: &str) -> bool {
    text.contains('-') && text.len() <= 32 && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

fn json(request: &Request<Vec<u8>>) -> Result<Received, Refusal> {
    let operation = target(request).and_then(operation::by_target).ok_or_else(Refusal::unknown_operation)?;
    let members = match request.body().as_slice() {
        b"" => Map::new(),
        body => serde_json::from_slice(body).map_err(|_| Refusal::new("SerializationException", "the body is not a JSON object"))?,
    };
    Ok(Received { operation, members })
}

/// A form, flat as it is: no operation that is imitated has a list or a structure among its members.
fn query(request: &Request<Vec<u8>>, service: Option<Service>) -> Option<Received> {
    let form = std::str::from_utf8(request.body()).ok()?;
    let decoded = |text: &str| Some(percent_decode_str(&text.replace('+', " ")).decode_utf8().ok()?.into_owned());
    let members: Map<String, Value> = form
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| Some((decoded(name)?, Value::String(decoded(value)?))))
        .collect::<Option<_>>()?;
    let operation = operation::by_action(service, members.get("Action")?.as_str()?)?;
    Some(Received { operation, members })
}

/// GET for an object, whose bucket stands in the host's name or begins the path.
fn object(request: &Request<Vec<u8>>) -> Result<Received, Refusal> {
    let uri = request.uri();
    let path = uri.path().strip_prefix('/').unwrap_or_default();
    let place = match host(request).and_then(bucket_of) {
        Some(bucket) => Some((bucket, path)),
        None => path.split_once('/'),
    };
    // Any other query asks for something else than the object as it is now.
    let is_plain = request.method() == Method::GET && matches!(uri.query(), None | Some("x-id=GetObject"));
    let (bucket, key) = place.filter(|(_, key)| is_plain && !key.is_empty()).ok_or_else(Refusal::unknown_operation)?;
    let decoded = percent_decode_str(key).decode_utf8();
    let key = decoded.map_err(|_| Refusal::new("InvalidURI", "Couldn't parse the specified URI."))?.into_owned();
    let operation = operation::get_object().ok_or_else(Refusal::unknown_operation)?;
    let members = [("Bucket".to_owned(), bucket.into()), ("Key".to_owned(), key.into())].into_iter().collect();
    Ok(Received { operation, members })
}

/// The bucket in a host's name: before S3's own name ("Virtual hosting of buckets", Amazon S3 User Guide, read 2026-11-23), or before
/// that of this machine.
fn bucket_of(host: &str) -> Option<&str> {
    let before_s3 = [".s3.", ".s3-"].iter().find_map(|mark| host.split_once(mark)).map(|(bucket, _)| bucket);
    before_s3.or_else(|| host.strip_suffix(".localhost")).filter(|bucket| *bucket != "s3")
}

fn host(request: &Request<Vec<u8>>) -> Option<&str> {
    if let Some(host) = request.uri().host() {
        return Some(host);
    }
    let header = request.headers().get(HOST)?.to_str().ok()?;
    header.split(':').next()
}

fn signed_service(request: &Request<Vec<u8>>) -> Option<Service> {
    operation::service(scope(request)?.nth(3)?)
}

/// The parts of a SigV4 credential (`KEY/DATE/REGION/SERVICE/aws4_request`).
fn scope(request: &Request<Vec<u8>>) -> Option<impl Iterator<Item = &str>> {
    let header = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (_, scope) = header.split_once("Credential=")?;
    Some(scope.split(',').next()?.split('/'))
}

fn target(request: &Request<Vec<u8>>) -> Option<&str> {
    request.headers().get("x-amz-target")?.to_str().ok()
}

fn is_form(request: &Request<Vec<u8>>) -> bool {
    let content_type = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    content_type.is_some_and(|value| value.starts_with("application/x-www-form-urlencoded"))
}
