//! The client and the server over a real loopback socket.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::SocketAddr;
use std::sync::Arc;

use sealform_local::store::{self, Entry, Kind};
use sealform_local::{Client, ClientError, Fault, FaultKind, Local, ParameterType, Tier, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const FILE: &str = r#"
account: "123456789012"
region: eu-west-1
keys:
  - {alias: alias/demo, id: 11111111-2222-3333-4444-555555555555}
  - {alias: alias/other, id: 22222222-2222-3333-4444-555555555555}
parameters:
  - {name: /a/default, type: SecureString, value: one}
  - {name: /b/large, type: SecureString, tier: Advanced, key: alias/demo, value: two}
  - {name: /c/plain, value: three}
secrets:
  - {name: managed/default, value: four}
  - {name: managed/keyed, key: alias/demo, value: five}
"#;

async fn start() -> (Arc<Local>, Client) {
    let local = Arc::new(Local::from_yaml(FILE).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(listener.local_addr().unwrap());
    tokio::spawn(serve(Arc::clone(&local), listener, std::future::pending()));
    (local, client)
}

fn client(address: SocketAddr) -> Client {
    Client::new(&format!("http://{address}")).unwrap()
}

fn parameter(name: &str, key: Option<&str>, value: &str) -> Entry {
    Entry::Parameter {
        name: name.to_owned(),
        kind: ParameterType::SecureString,
        tier: Tier::Standard,
        key: key.map(str::to_owned),
        region: None,
        value: value.to_owned().into(),
    }
}

fn secret(name: &str, key: Option<&str>, value: &str) -> Entry {
    Entry::Secret { name: name.to_owned(), key: key.map(str::to_owned), region: None, value: value.to_owned().into() }
}

async fn value(client: &Client, kind: Kind, name: &str) -> Option<String> {
    client.get(kind, name).await.unwrap().map(|value| value.to_string())
}

#[tokio::test]
async fn what_is_put_is_got() {
    let (_, client) = start().await;
    for text in ["first \"quoted\"\nline", "second ü"] {
        client.put(&parameter("/new", Some("alias/demo"), text)).await.unwrap();
        client.put(&secret("new/secret", Some("alias/demo"), text)).await.unwrap();
        assert_eq!(value(&client, Kind::Parameter, "/new").await.as_deref(), Some(text));
        assert_eq!(value(&client, Kind::Secret, "new/secret").await.as_deref(), Some(text));
    }
    assert_eq!(value(&client, Kind::Parameter, "/new:1").await.as_deref(), Some("first \"quoted\"\nline"));
}

#[tokio::test]
async fn what_is_not_there_is_none_under_any_name() {
    let (_, client) = start().await;
    for name in ["/none", "managed/default", "no name", "/c/plain:7"] {
        assert_eq!(value(&client, Kind::Parameter, name).await, None, "{name}");
    }
    assert_eq!(value(&client, Kind::Secret, "/a/default").await, None);
}

#[tokio::test]
async fn the_server_lists_what_its_file_lists() {
    let (_, client) = start().await;
    assert_eq!(client.list().await.unwrap(), store::list(FILE).unwrap());
}

#[tokio::test]
async fn lists_longer_than_a_page_are_whole() {
    let (local, client) = start().await;
    for number in 0..120 {
        client.put(&parameter(&format!("/many/{number:03}"), None, "x")).await.unwrap();
        client.put(&secret(&format!("many/{number:03}"), None, "x")).await.unwrap();
    }
    local.clear_calls();
    let listed = client.list().await.unwrap();
    let names: std::collections::BTreeSet<_> = listed.iter().map(|entry| &entry.name).collect();
    assert_eq!((listed.len(), names.len()), (245, 245));
    assert_eq!(local.calls().len(), 3 + 2, "pages of 50 parameters and of 100 secrets");
}

#[tokio::test]
async fn a_secret_keeps_its_key() {
    let (_, client) = start().await;
    for (name, key) in [("managed/keyed", None), ("managed/keyed", Some("alias/demo")), ("managed/default", None)] {
        client.put(&secret(name, key, "new")).await.unwrap();
    }
    for name in ["managed/keyed", "managed/default"] {
        let refused = client.put(&secret(name, Some("alias/other"), "newer")).await.unwrap_err();
        assert!(matches!(refused, ClientError::Unsupported { .. }), "{refused}");
        assert_eq!(value(&client, Kind::Secret, name).await.as_deref(), Some("new"));
    }
}

#[tokio::test]
async fn a_refusal_says_why_and_quotes_no_value() {
    let (_, client) = start().await;
    let refusal = async |entry| client.put(&entry).await.unwrap_err().to_string();
    assert_eq!(
        refusal(parameter("/new", Some("alias/none"), "hunter2")).await,
        "the embedded AWS refused PutParameter: InvalidKeyId, Alias arn:aws:kms:eu-west-1:123456789012:alias/none is not found."
    );
    assert!(refusal(parameter("/b/large", None, "hunter2")).await.contains("You can't downgrade"));
    assert_eq!(refusal(parameter("/new", Some("alias/none"), "alias/none")).await, "the embedded AWS refused PutParameter: InvalidKeyId");
    let mut abroad = parameter("/new", None, "hunter2");
    if let Entry::Parameter { region, .. } = &mut abroad {
        *region = Some("us-east-1".to_owned());
    }
    assert_eq!(refusal(abroad).await, "an entry for a running server lies in the server's own Region");
}

#[tokio::test]
async fn a_broken_answer_is_told_from_none() {
    let (local, client) = start().await;
    for (kind, expected) in [
        (FaultKind::Malformed, "the answer to GetParameter makes no sense"),
        (FaultKind::Throttle, "the embedded AWS refused GetParameter: ThrottlingException, Rate exceeded"),
        (FaultKind::Reset, "the embedded AWS does not answer: connection closed before message completed"),
    ] {
        local.inject(Fault { operation: "GetParameter".to_owned(), kind, times: Some(1), names: None });
        assert_eq!(client.get(Kind::Parameter, "/c/plain").await.unwrap_err().to_string(), expected);
    }
    assert_eq!(value(&client, Kind::Parameter, "/c/plain").await.as_deref(), Some("three"));
}

#[tokio::test]
async fn whoever_else_listens_there_is_not_believed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for answer in
            ["HTTP/1.1 404 Not Found\r\ncontent-length: 3\r\n\r\nno\n", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", "hello\r\n"]
        {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let client = client(address);
    for _ in 0..2 {
        let error = client.get(Kind::Secret, "any").await.unwrap_err();
        assert_eq!(error, ClientError::Malformed { operation: "GetSecretValue" });
    }
    for _ in 0..2 {
        let error = client.get(Kind::Secret, "any").await.unwrap_err();
        assert!(matches!(error, ClientError::Unreachable { .. }), "{error}");
    }
}
