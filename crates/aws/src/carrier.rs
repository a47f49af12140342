//! An embedded AWS as the SDK's HTTP client: plain `http` types in, plain `http` types out. It knows no service.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

/// Answers HTTP requests in this process: an embedded AWS, or a test.
pub trait Carrier: Send + Sync {
    /// Answers one signed request. It must not block; what it wants to take time it says with [`Carried::Delay`].
    fn carry(&self, request: http::Request<Vec<u8>>) -> Carried;
}

/// What became of a request.
#[derive(Debug)]
pub enum Carried {
    /// An answer.
    Answer(http::Response<Vec<u8>>),
    /// An answer after this time.
    Delay(Duration, http::Response<Vec<u8>>),
    /// The connection broke without an answer.
    Reset,
}

/// A [`Carrier`] where the SDK wants an HTTP client.
#[derive(Clone)]
pub(crate) struct CarrierClient(pub(crate) Arc<dyn Carrier>);

impl fmt::Debug for CarrierClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CarrierClient")
    }
}

impl HttpClient for CarrierClient {
    fn http_connector(&self, _settings: &HttpConnectorSettings, _components: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for CarrierClient {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let carried = plain_request(&request).map(|request| self.0.carry(request));
        HttpConnectorFuture::new(async move {
            match carried? {
                Carried::Answer(response) => sdk_response(response),
                Carried::Delay(duration, response) => {
                    tokio::time::sleep(duration).await;
                    sdk_response(response)
                }
                Carried::Reset => Err(ConnectorError::io(io::Error::from(io::ErrorKind::ConnectionReset).into())),
            }
        })
    }
}

fn plain_request(request: &HttpRequest) -> Result<http::Request<Vec<u8>>, ConnectorError> {
    let mut plain = http::Request::builder().method(request.method()).uri(request.uri());
    for (name, value) in request.headers() {
        plain = plain.header(name, value);
    }
    // Every operation we call has its body in memory; a streaming one would be a bug of ours.
    let body = request.body().bytes().ok_or_else(|| ConnectorError::user("a streaming body cannot be carried".into()))?;
    plain.body(body.to_vec()).map_err(|error| ConnectorError::user(error.into()))
}

fn sdk_response(response: http::Response<Vec<u8>>) -> Result<HttpResponse, ConnectorError> {
    let (parts, body) = response.into_parts();
    let status = StatusCode::try_from(parts.status.as_u16()).map_err(|error| ConnectorError::user(error.into()))?;
    let mut answer = HttpResponse::new(status, SdkBody::from(body));
    for (name, value) in &parts.headers {
        if let Ok(value) = value.to_str() {
            answer.headers_mut().append(name.as_str().to_owned(), value.to_owned());
        }
    }
    Ok(answer)
}
