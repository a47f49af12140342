//! A client for a running embedded AWS, for putting into it, listing it, and reading a value back.
//!
//! It reads clear texts, which is why it lives here and connects to loopback addresses only: no request of it may reach AWS.

use std::time::Duration;

use http::{Request, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use zeroize::Zeroizing;

use crate::server::{BODY_LIMIT, names_loopback};
use crate::ssm::{ParameterType, Tier};
use crate::store::{Entry, Kind, Listed};

/// How long one call may take; an injected delay counts.
const PATIENCE: Duration = Duration::from_secs(30);

/// A client for a running `sealform local serve`. Its requests are unsigned, so its Region is the server's own.
#[derive(Clone, Debug)]
pub struct Client {
    /// Host and port.
    address: String,
}

/// Why a call to the embedded AWS failed. No message quotes a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The URL is not one that the embedded AWS can have.
    #[error("the endpoint is not an http:// URL of this machine")]
    NotLoopback,
    /// Nobody answers there, or not in time.
    #[error("the embedded AWS does not answer: {reason}")]
    Unreachable {
        /// What stood in the way.
        reason: String,
    },
    /// The call was refused.
    #[error("the embedded AWS refused {operation}: {code}{}", after_comma(.message))]
    Refused {
        /// The operation, for example `PutParameter`.
        operation: &'static str,
        /// The code of AWS's error.
        code: String,
        /// AWS's own words; empty where they quote the value that was sent.
        message: String,
    },
    /// The answer makes no sense; somebody else may be listening there.
    #[error("the answer to {operation} makes no sense")]
    Malformed {
        /// The operation.
        operation: &'static str,
    },
    /// The entry is one that cannot be put into, or read from, a running server.
    #[error("{reason}")]
    Unsupported {
        /// What is in the way.
        reason: &'static str,
    },
}

impl Client {
    /// A client for the server at `url`, which is what `sealform local serve` prints. Nothing is asked yet.
    ///
    /// # Errors
    /// [`ClientError::NotLoopback`].
    pub fn new(url: &str) -> Result<Self, ClientError> {
        let url: Uri = url.parse().map_err(|_| ClientError::NotLoopback)?;
        let authority = url.authority().map(|authority| authority.as_str()).filter(|authority| !authority.contains('@'));
        match authority {
            Some(authority) if url.scheme_str() == Some("http") && names_loopback(authority) && matches!(url.path(), "" | "/") => {
                let port = if url.port().is_none() { ":80" } else { "" };
                Ok(Self { address: format!("{authority}{port}") })
            }
            _ => Err(ClientError::NotLoopback),
        }
    }

    /// Puts a parameter or a secret; the value of one that is there becomes the previous version.
    ///
    /// As at AWS, a parameter cannot change its type nor go back from the Advanced tier, and a secret keeps its key.
    ///
    /// # Errors
    /// [`ClientError::Unsupported`] for an entry with a Region, or a secret that exists under another key than the entry's;
    /// otherwise as the server answers.
    pub async fn put(&self, entry: &Entry) -> Result<(), ClientError> {
        match entry {
            Entry::Parameter { region: Some(_), .. } | Entry::Secret { region: Some(_), .. } => {
                Err(ClientError::Unsupported { reason: "an entry for a running server lies in the server's own Region" })
            }
            Entry::Parameter { name, kind, tier, key, region: None, value } => {
                let mut members =
                    json!({"Name": name, "Type": kind.as_str(), "Tier": tier.as_str(), "Value": value.as_str(), "Overwrite": true});
                if let Some(key) = key {
                    members["KeyId"] = key.as_str().into();
                }
                self.send_value("AmazonSSM", "PutParameter", &members, value).await
            }
            Entry::Secret { name, key, region: None, value } => self.put_secret(name, key.as_deref(), value).await,
        }
    }

    async fn put_secret(&self, name: &str, key: Option<&str>, value: &str) -> Result<(), ClientError> {
        let mut members = json!({"Name": name, "SecretString": value});
        if let Some(key) = key {
            members["KmsKeyId"] = key.into();
        }
        match self.send_value("secretsmanager", "CreateSecret", &members, value).await {
            Err(ClientError::Refused { code, .. }) if code == "ResourceExistsException" => {}
            other => return other,
        }
        if let Some(key) = key {
            let shown = self.call("secretsmanager", "DescribeSecret", &json!({"SecretId": name})).await?;
            if shown.get("KmsKeyId").and_then(Value::as_str).is_none_or(|kept| kept != key && bare_alias(kept) != key) {
                return Err(ClientError::Unsupported { reason: "the secret exists under another key, which it keeps" });
            }
        }
        self.send_value("secretsmanager", "PutSecretValue", &json!({"SecretId": name, "SecretString": value}), value).await
    }

    /// The value of a parameter or secret; `None` where there is none of that name.
    ///
    /// # Errors
    /// [`ClientError::Unsupported`] for a secret of bytes; otherwise as the server answers.
    pub async fn get(&self, kind: Kind, name: &str) -> Result<Option<Zeroizing<String>>, ClientError> {
        let (operation, answer) = match kind {
            Kind::Parameter => {
                ("GetParameter", self.call("AmazonSSM", "GetParameter", &json!({"Name": name, "WithDecryption": true})).await)
            }
            Kind::Secret => ("GetSecretValue", self.call("secretsmanager", "GetSecretValue", &json!({"SecretId": name})).await),
        };
        let mut answer = match answer {
            Err(ClientError::Refused { code, .. }) if says_missing(kind, &code) => return Ok(None),
            other => other?,
        };
        let value = match kind {
            Kind::Parameter => answer.pointer_mut("/Parameter/Value"),
            Kind::Secret => answer.get_mut("SecretString"),
        };
        match value.map(Value::take) {
            Some(Value::String(value)) => Ok(Some(Zeroizing::new(value))),
            None if answer.get("SecretBinary").is_some() => {
                Err(ClientError::Unsupported { reason: "the secret is made of bytes, not of text" })
            }
            _ => Err(ClientError::Malformed { operation }),
        }
    }

    /// Every parameter and secret of the server's Region: parameters first, each kind in the order of its names.
    ///
    /// # Errors
    /// As the server answers.
    pub async fn list(&self) -> Result<Vec<Listed>, ClientError> {
        let mut listed = Vec::new();
        // The largest pages that the two take (botocore's service models, 1.43.11).
        for (service, operation, list, size, read) in [
            ("AmazonSSM", "DescribeParameters", "Parameters", 50, parameter as fn(&Value) -> Option<Listed>),
            ("secretsmanager", "ListSecrets", "SecretList", 100, secret),
        ] {
            let malformed = || ClientError::Malformed { operation };
            let mut members = json!({"MaxResults": size});
            loop {
                let answer = self.call(service, operation, &members).await?;
                let items = answer.get(list).and_then(Value::as_array).ok_or_else(malformed)?;
                for item in items {
                    listed.push(read(item).ok_or_else(malformed)?);
                }
                let Some(token) = answer.get("NextToken").filter(|token| !token.is_null()) else { break };
                if items.is_empty() || members.get("NextToken") == Some(token) {
                    return Err(malformed());
                }
                members["NextToken"] = token.clone();
            }
        }
        Ok(listed)
    }

    /// A call that carries `value`: no refusal that quotes it is passed on.
    async fn send_value(&self, service: &str, operation: &'static str, members: &Value, value: &str) -> Result<(), ClientError> {
        match self.call(service, operation, members).await {
            Ok(_) => Ok(()),
            Err(ClientError::Refused { operation, code, message }) if message.contains(value) => {
                Err(ClientError::Refused { operation, code, message: String::new() })
            }
            Err(error) => Err(error),
        }
    }

    async fn call(&self, service: &str, operation: &'static str, members: &Value) -> Result<Value, ClientError> {
        let request = Request::post("/")
            .header(header::HOST, &self.address)
            .header(header::CONTENT_TYPE, "application/x-amz-json-1.1")
            .header("x-amz-target", format!("{service}.{operation}"))
            .body(Full::new(Bytes::from(members.to_string())))
            .map_err(|_| ClientError::NotLoopback)?;
        let answered = tokio::time::timeout(PATIENCE, self.exchange(request)).await;
        let (status, body) = answered.map_err(|_| unreachable(format!("{} seconds have passed", PATIENCE.as_secs())))??;
        let malformed = ClientError::Malformed { operation };
        let answer: Value = serde_json::from_slice(&body).map_err(|_| malformed.clone())?;
        if status == StatusCode::OK {
            return Ok(answer);
        }
        let text = |member: &str| answer.get(member).and_then(Value::as_str);
        let code = text("__type").filter(|code| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let message = text("message").or_else(|| text("Message")).unwrap_or_default().to_owned();
        Err(code.map_or(malformed, |code| ClientError::Refused { operation, code: code.to_owned(), message }))
    }

    /// One request on a connection of its own.
    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<(StatusCode, Zeroizing<Vec<u8>>), ClientError> {
        let stream = TcpStream::connect(&self.address).await.map_err(|error| unreachable(error.kind()))?;
        // A name may lead elsewhere than it says.
        if !stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback()) {
            return Err(ClientError::NotLoopback);
        }
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(unreachable)?;
        let exchange = async move {
            let (head, body) = sender.send_request(request).await.map_err(unreachable)?.into_parts();
            let body = Limited::new(body, BODY_LIMIT).collect().await.map_err(unreachable)?;
            Ok((head.status, Zeroizing::new(body.to_bytes().to_vec())))
        };
        // What the connection itself ends with shows in the exchange.
        let (exchanged, _) = tokio::join!(exchange, connection);
        exchanged
    }
}

/// A name that the service does not take is the name of nothing either; GetParameter's only other member is right.
fn says_missing(kind: Kind, code: &str) -> bool {
    match kind {
        Kind::Parameter => matches!(code, "ParameterNotFound" | "ParameterVersionNotFound" | "ValidationException"),
        Kind::Secret => code == "ResourceNotFoundException",
    }
}

/// `ParameterMetadata` of DescribeParameters.
fn parameter(item: &Value) -> Option<Listed> {
    let text = |member: &str| item.get(member).and_then(Value::as_str);
    Some(Listed {
        kind: Kind::Parameter,
        name: text("Name")?.to_owned(),
        region: region(text("ARN")?)?,
        parameter_type: Some(ParameterType::parse(text("Type")?)?),
        tier: Some(Tier::parse(text("Tier")?)?),
        key: text("KeyId").filter(|key| *key != crate::ssm::DEFAULT_KEY).map(str::to_owned),
    })
}

/// `SecretListEntry` of ListSecrets.
fn secret(item: &Value) -> Option<Listed> {
    let text = |member: &str| item.get(member).and_then(Value::as_str);
    let key = text("KmsKeyId").map(|key| bare_alias(key).to_owned());
    Some(Listed {
        kind: Kind::Secret,
        name: text("Name")?.to_owned(),
        region: region(text("ARN")?)?,
        parameter_type: None,
        tier: None,
        key,
    })
}

/// The Region in an ARN.
fn region(arn: &str) -> Option<String> {
    arn.split(':').nth(3).map(str::to_owned)
}

/// The alias in the ARN of one; any other key as it stands.
fn bare_alias(key: &str) -> &str {
    key.rsplit(':').next().filter(|alias| alias.starts_with("alias/")).unwrap_or(key)
}

fn after_comma(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!(", {message}") }
}

fn unreachable(reason: impl ToString) -> ClientError {
    ClientError::Unreachable { reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::{Client, ClientError};

    #[test]
    fn only_plain_http_on_loopback_is_an_endpoint() {
        for (url, address) in [
            ("http://127.0.0.1:4566", "127.0.0.1:4566"),
            ("http://127.0.0.1:4566/", "127.0.0.1:4566"),
            ("http://localhost", "localhost:80"),
            ("http://[::1]:1", "[::1]:1"),
        ] {
            assert_eq!(Client::new(url).unwrap().address, address);
        }
        for url in [
            "",
            "127.0.0.1:1",
            "https://127.0.0.1:1",
            "http://10.0.0.1:1",
            "http://me@localhost:1",
            "http://127.0.0.1:1/x",
            "http://a.example",
        ] {
            assert_eq!(Client::new(url).unwrap_err(), ClientError::NotLoopback, "{url}");
        }
    }
}
