//! The loopback server: carries requests to [`Local::handle`] and plays the faults that need a carrier.
//!
//! It must never be reachable from another machine, nor by a page in a browser that names it by a host of its own.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::control;
use crate::local::{Local, Outcome};

/// The largest body that is read, in bytes; AWS's own limits are below it.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

/// Serves until `stop` is done, then drops what is still open. HTTP/1 only.
///
/// # Errors
/// `InvalidInput` where the listener is not bound to a loopback address; what accepting connections answers.
pub async fn serve(local: Arc<Local>, listener: TcpListener, stop: impl Future<Output = ()>) -> io::Result<()> {
    if !listener.local_addr()?.ip().is_loopback() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the embedded AWS listens on loopback addresses only"));
    }
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return Ok(()),
            accepted = listener.accept() => {
                // A connection that was gone before it was accepted is no reason to stop serving the others.
                if let Ok((stream, _)) = accepted {
                    connections.spawn(connection(Arc::clone(&local), stream));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// What a connection ends with is of interest to nobody: the client sees it itself.
async fn connection(local: Arc<Local>, stream: TcpStream) {
    let service = service_fn(|request| answer(Arc::clone(&local), request));
    let served = http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
    drop(served);
}

/// An error here makes hyper end the connection without an answer.
#[derive(Debug)]
struct Reset;

impl fmt::Display for Reset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("reset by an injected fault")
    }
}

impl std::error::Error for Reset {}

impl From<Infallible> for Reset {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

async fn answer(local: Arc<Local>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Reset> {
    if !is_for_loopback(&request) {
        return Ok(plain(StatusCode::FORBIDDEN, "the embedded AWS answers to loopback names only\n"));
    }
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, BODY_LIMIT).collect().await else {
        return Ok(plain(StatusCode::PAYLOAD_TOO_LARGE, "the body is too large or broke off\n"));
    };
    let request = Request::from_parts(head, body.to_bytes().to_vec());
    let response = if request.uri().path().starts_with(control::PREFIX) {
        control::handle(&local, &request)
    } else {
        match local.handle(request) {
            Outcome::Answer(response) => response,
            Outcome::Delay(delay, response) => {
                tokio::time::sleep(delay).await;
                response
            }
            Outcome::Reset => return Err(Reset),
        }
    };
    Ok(response.map(|body| Full::new(Bytes::from(body))))
}

/// A page of another origin can reach a loopback port under a name of its own (DNS rebinding); its requests carry that name.
fn is_for_loopback(request: &Request<Incoming>) -> bool {
    let Some(host) = request.headers().get(header::HOST) else { return true };
    host.to_str().is_ok_and(names_loopback)
}

pub(crate) fn names_loopback(host: &str) -> bool {
    if let Ok(address) = host.parse::<SocketAddr>() {
        return address.ip().is_loopback();
    }
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(host, |(name, _)| name);
    let address: Result<IpAddr, _> = host.trim_start_matches('[').trim_end_matches(']').parse();
    name == "localhost" || name.ends_with(".localhost") || address.is_ok_and(|address| address.is_loopback())
}

fn plain(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::names_loopback;

    #[test]
    fn only_loopback_names_pass() {
        for host in ["127.0.0.1:4566", "127.0.0.1", "localhost", "localhost:80", "[::1]:4566", "[::1]", "kms.localhost:1"] {
            assert!(names_loopback(host), "{host}");
        }
        for host in ["example.com", "example.com:4566", "10.0.0.1:80", "localhost.example.com", "127.0.0.1.example.com:80", ""] {
            assert!(!names_loopback(host), "{host}");
        }
    }
}
