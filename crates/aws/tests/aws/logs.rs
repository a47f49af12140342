//! Nothing that a call carries reaches a log, at any level.

use std::io::Write;
use std::sync::{Arc, Mutex};

use sealform_secret::{EncryptRequest, KeyAddress, Plaintext, Question};
use serde_json::json;

use crate::played::{Played, ask_parameter, error, ok, parameter, region};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("nobody panics while logging").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_sdk_logs_neither_clear_texts_nor_values() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let aws = Played::new(|request, before| match request.operation.as_str() {
        "GetParameters" => {
            let mut answered = parameter("/a");
            answered["Type"] = json!("String");
            answered["Value"] = json!("value-in-parameter-store");
            ok(json!({"Parameters": [answered]}))
        }
        _ if before % 2 == 0 => error("ThrottlingException", "clear-text-to-encrypt"),
        _ => ok(json!({"CiphertextBlob": request.body()["Plaintext"]})),
    });
    let key = KeyAddress { region: region("eu-central-1"), key: "alias/app".into() };
    let encrypt = Question::Encrypt(EncryptRequest::new(key, Vec::new(), Plaintext::new("clear-text-to-encrypt".to_owned(), "env:X")));
    aws.answer(&[ask_parameter("/a"), encrypt]).await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("kms:Encrypt") && log.contains("ssm:GetParameters"), "the calls themselves are logged: {log}");
    for secret in ["clear-text-to-encrypt", "Y2xlYXItdGV4dC10by1lbmNyeXB0", "value-in-parameter-store"] {
        assert!(!log.contains(secret), "{log}");
        let bytes = secret.bytes().map(|byte| byte.to_string()).collect::<Vec<_>>().join(", ");
        assert!(!log.contains(&bytes), "{secret} as a list of bytes");
    }
}
