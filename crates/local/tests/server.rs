//! The server over a real loopback socket, spoken to by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use sealform_local::{Local, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

const FILE: &str = r#"
account: "123456789012"
region: us-west-2
parameters: [{name: /a, value: plain}]
stacks: [{name: app, outputs: {Url: here}}]
objects: [{bucket: bucket, key: a/b, value: deeper}]
"#;

struct Server {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<std::io::Result<()>>,
}

async fn start() -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let served = tokio::spawn(serve(Arc::new(Local::from_yaml(FILE).unwrap()), listener, async {
        let _ = stopped.await;
    }));
    Server { address, stop, served }
}

impl Server {
    /// What comes back before the connection ends.
    async fn send(&self, head: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let length = body.len();
        let request = format!("{head}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    async fn get_parameter(&self) -> String {
        let head = "POST / HTTP/1.1\r\nhost: localhost\r\nx-amz-target: AmazonSSM.GetParameter";
        self.send(head, r#"{"Name":"/a"}"#).await
    }

    async fn fault(&self, body: &str) -> String {
        self.send("POST /_sealform/faults HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json", body).await
    }
}

#[tokio::test]
async fn a_request_by_hand_is_answered_until_the_server_stops() {
    let server = start().await;
    let answer = server.get_parameter().await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains(r#""Value":"plain""#), "{answer}");
    server.stop.send(()).unwrap();
    server.served.await.unwrap().unwrap();
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn stacks_and_objects_are_served_too() {
    let server = start().await;
    for head in ["GET /bucket/a/b HTTP/1.1\r\nhost: localhost", "GET /a%2Fb HTTP/1.1\r\nhost: bucket.localhost:1"] {
        let answer = server.send(head, "").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.ends_with("\r\n\r\ndeeper"), "{answer}");
    }
    let form = "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded";
    let answer = server.send(form, "Action=DescribeStacks&StackName=app").await;
    assert!(answer.contains("<OutputKey>Url</OutputKey><OutputValue>here</OutputValue>"), "{answer}");
    assert!(server.fault(r#"{"operation":"DescribeStacks","kind":"throttle","names":["app"],"times":1}"#).await.contains("200 OK"));
    let answer = server.send(form, "Action=DescribeStacks&StackName=app").await;
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("<Code>Throttling</Code>"), "{answer}");
}

#[tokio::test]
async fn faults_are_played_and_calls_are_listed() {
    let server = start().await;
    assert!(server.fault(r#"{"operation":"ssm:GetParameter","kind":"reset","times":1}"#).await.contains("200 OK"));
    assert_eq!(server.get_parameter().await, "", "the connection ends without an answer");
    assert!(server.fault(r#"[{"operation":"ssm:GetParameter","kind":"delay","delay_ms":60}]"#).await.contains("200 OK"));
    let start = Instant::now();
    assert!(server.get_parameter().await.contains("200 OK"));
    assert!(start.elapsed() >= Duration::from_millis(60));
    let calls = server.send("GET /_sealform/calls HTTP/1.1\r\nhost: localhost", "").await;
    assert_eq!(calls.matches(r#""operation":"ssm:GetParameter","region":"us-west-2","names":["/a"]"#).count(), 2, "{calls}");
    server.send("DELETE /_sealform/calls HTTP/1.1\r\nhost: localhost", "").await;
    assert!(server.send("GET /_sealform/calls HTTP/1.1\r\nhost: localhost", "").await.ends_with(r#"{"calls":[]}"#));
}

#[tokio::test]
async fn a_wrong_fault_is_refused() {
    let server = start().await;
    for body in [r#"{"operation":"ssm:Nothing","kind":"deny"}"#, r#"{"operation":"ssm:GetParameter","kind":"delay"}"#, "{", "[1]"] {
        assert!(server.fault(body).await.starts_with("HTTP/1.1 400"), "{body}");
    }
    let form = server.send("POST /_sealform/faults HTTP/1.1\r\nhost: localhost\r\ncontent-type: text/plain", "[]").await;
    assert!(form.starts_with("HTTP/1.1 415"), "{form}");
}

#[tokio::test]
async fn only_loopback_is_served() {
    let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
    let error = serve(Arc::new(Local::empty()), listener, std::future::pending()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    let server = start().await;
    let rebound = server.send("POST / HTTP/1.1\r\nhost: evil.example\r\nx-amz-target: AmazonSSM.GetParameter", r#"{"Name":"/a"}"#).await;
    assert!(rebound.starts_with("HTTP/1.1 403"), "{rebound}");
}

#[tokio::test]
async fn a_body_without_end_is_not_read() {
    let server = start().await;
    let answer = server.send("POST / HTTP/1.1\r\nhost: localhost", &"x".repeat(1024 * 1024 + 1)).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{}", answer.len());
}
