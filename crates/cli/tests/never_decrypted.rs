//! Generated services: nothing is ever asked for decrypted, and no clear text from a source that is marked secret comes out, whatever
//! variables, dialects and flags meet.
//!
//! Every source of secrets stands in the services, under every delimiter and flag, alone, joined, as fallbacks, behind `self`, in
//! addresses, and lands everywhere. The binary asks an embedded AWS in this process, which tells what it was asked.

#![expect(clippy::disallowed_methods, reason = "a test makes its own files")]

mod encodings;

use std::cell::Cell;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, prop_oneof};
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};
use sealform_local::{Local, serve};

/// Each clear text that must not come out, and nothing else that begins so.
const SECRETS: &[&str] = &[
    "never-Cmk-1q5w8e2r",
    "never-Default-6y3u7i1o",
    "never-Advanced-4p9a2s5d",
    "never-Json-0d8f5g2h",
    "never-Managed-3k7l2z9x",
    "never-String-8f1g6h3j",
    "never-Output-2n5b8v1c",
    "never-Object-7m4k1j8h",
    "never-Env-7f3k9q2m",
    "never-Url-5t8w1z0p",
    "never-Plain-2b6n4v8c",
    "never-File-9d1s6g3h",
    "never-Param-83hx01",
    "never-Option-6r2t9y",
    "never-Literal-4k2j9x",
];

const AWS: &str = r#"account: "123456789012"
region: us-west-2
keys: [{ alias: alias/demo, id: 11111111-2222-3333-4444-555555555555 }]
parameters:
  - { name: /never/cmk, type: SecureString, key: alias/demo, value: never-Cmk-1q5w8e2r }
  - { name: /never/default, type: SecureString, value: never-Default-6y3u7i1o }
  - { name: /never/advanced, type: SecureString, tier: Advanced, key: alias/demo, value: never-Advanced-4p9a2s5d }
  - { name: /never/json, type: SecureString, key: alias/demo, value: '{"a": {"b": "never-Json-0d8f5g2h"}}' }
  - { name: /never/db/password, type: String, value: never-String-8f1g6h3j }
  - { name: /never/size, type: String, value: large }
  - { name: /never/zones, type: StringList, value: "a,b,c" }
secrets: [{ name: never/managed, key: alias/demo, value: '{"a": "never-Managed-3k7l2z9x"}' }]
stacks: [{ name: never, outputs: { DbPassword: never-Output-2n5b8v1c, VpcId: vpc-1 } }]
objects: [{ bucket: never, key: password.txt, value: never-Object-7m4k1j8h }, { bucket: never, key: size.txt, value: large }]
"#;

/// What is secret whoever asks, without its delimiters.
const SECRET_SOURCES: &[&str] = &[
    "ssm:/never/cmk",
    "ssm:/never/default",
    "ssm:/never/advanced",
    "ssm:/never/json",
    "ssm:/never/cmk:1",
    "ssm(us-west-2):/never/cmk",
    "ssm(noDecrypt):/never/cmk",
    "ssm(raw, noDecrypt):/never/json",
    "ssm(raw):/never/json",
    "ssm:/never/cmk~true",
    "ssm:/never/cmk~false",
    "ssm.us-west-2:/never/cmk~true",
    "ssm:/aws/reference/secretsmanager/never/managed",
    "ssm:/aws/reference/secretsmanager/never/managed~true",
    "ssm:/never/db/password",
    "cf:never.DbPassword",
    "s3:never/password.txt",
    "env:NEVER_TOKEN",
    "env:NEVER_URL",
    "file(secrets.yml):password",
    "file(secrets.json):all",
    "file(secrets.tfstate):outputs.password.value",
    "param:api_token",
    "opt:password",
    "env:NO_SUCH_PASSWORD, 'never-Literal-4k2j9x'",
    "ssm:/never/no/password, 'never-Literal-4k2j9x'",
    "self:custom.hidden.token",
    "self:custom.hidden",
    "self:custom.json.a.b",
    "self:custom.managed.a",
];

const PUBLIC_SOURCES: &[&str] = &[
    "opt:stage",
    "sls:stage",
    "env:SHELL",
    "self:service",
    "ssm:/never/size",
    "ssm:/never/zones",
    "cf:never.VpcId",
    "s3:never/size.txt",
    "aws:accountId",
    "file(plain.yml):a.b",
    "strToBool('1')",
    "ssm:/never/none, 'x'",
    "env:NO_SUCH, self:custom.name",
];

/// Where the values land; `@` is one.
const PLACES: &[&str] = &[
    "custom:\n  v0: @",
    "custom:\n  v0: {deep: [1, {er: @}]}",
    "provider:\n  environment:\n    VALUE: @",
    "functions:\n  one:\n    environment:\n      VALUE: @",
    "functions:\n  one:\n    environment:\n      ENCRYPTED_VALUE: @",
    "functions:\n  one:\n    environment:\n      DB_PASSWORD: @",
    "functions:\n  one:\n    description: @",
    "functions:\n  one:\n    tags: {a: @}",
    "functions:\n  one:\n    environment: @",
    "resources:\n  Resources:\n    Db:\n      Type: AWS::RDS::DBInstance\n      Properties:\n        MasterUserPassword: @",
    "resources:\n  Resources:\n    Topic:\n      Type: AWS::SNS::Topic\n      Properties:\n        DisplayName: @",
    "resources:\n  Outputs:\n    Out:\n      Value: @",
    "resources:\n  Description: @",
    "provider:\n  tags: {a: @}",
    "provider:\n  stackName: @",
];

#[derive(Clone, Debug)]
struct Case {
    service: String,
    flags: Vec<&'static str>,
}

fn source() -> impl Strategy<Value = String> {
    prop_oneof![3 => select(SECRET_SOURCES), 2 => select(PUBLIC_SOURCES)].prop_map(str::to_owned)
}

fn variable() -> impl Strategy<Value = String> {
    let content = prop_oneof![
        6 => source(),
        1 => (select(PUBLIC_SOURCES), select(SECRET_SOURCES)).prop_map(|(first, second)| format!("{first}, {second}")),
        1 => select(SECRET_SOURCES).prop_map(|secret| format!("env:NO_SUCH, {secret}")),
        1 => select(SECRET_SOURCES).prop_map(|secret| format!("file(${{{secret}}}.yml):a")),
        1 => select(SECRET_SOURCES).prop_map(|secret| format!("ssm:/never/${{{secret}}}, 'x'")),
        1 => Just("ssm:/never/${opt:key, 'cmk'}".to_owned()),
    ];
    // Outside our own delimiter an environment variable is judged by its name.
    prop_oneof![
        3 => content.prop_map(|content| format!("${{{content}}}")),
        2 => prop_oneof![4 => source(), 1 => Just("env:PLAIN".to_owned())].prop_map(|content| format!("$<{content}>")),
    ]
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => variable(),
        2 => (variable(), variable()).prop_map(|(one, two)| format!("x-{one}/{two}")),
        1 => variable().prop_map(|variable| format!("postgres://u:{variable}@db/x")),
        1 => variable().prop_map(|variable| format!("\\\\{variable} and \\{variable}")),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    let values = vec((select(PLACES), value()), 1..4);
    let dialect = select(&["v1", "v2", "v3", "v3", "v4"][..]);
    let flags = subsequence(&["--strict", "--offline"][..], 0..=1);
    (values, dialect, prop_oneof![4 => Just(Vec::new()), 1 => flags]).prop_map(|(values, dialect, flags)| {
        let flags = ["--dialect", dialect].into_iter().chain(flags).collect();
        Case { service: service(&values), flags }
    })
}

/// The text of a service; what lands in the same place twice lands there once.
fn service(values: &[(&str, String)]) -> String {
    let mut sections: Vec<(&str, String)> = vec![
        ("provider", "  name: aws\n  runtime: python3.13\n  region: us-west-2\n".to_owned()),
        (
            "custom",
            "  name: shop\n  json: ${ssm:/never/json}\n  managed: ${ssm:/aws/reference/secretsmanager/never/managed}\n  hidden: {token: \"${env:NEVER_TOKEN}\", size: 1}\n".to_owned(),
        ),
        ("functions", String::new()),
        ("resources", String::new()),
    ];
    for (place, value) in values {
        let quoted = format!("'{}'", value.replace('\'', "''"));
        let (section, below) = place.split_once(":\n").expect("a place names its section");
        let (_, text) = sections.iter_mut().find(|(name, _)| name == &section).expect("a known section");
        if (section == "functions" || section == "resources") && !text.is_empty() {
            continue;
        }
        let line = below.replace('@', &quoted);
        if !text.contains(line.split(':').next().expect("it is not empty")) {
            let _ = writeln!(text, "{line}");
        }
        if section == "functions" {
            text.push_str("    handler: a.b\n");
        }
    }
    let mut text = String::from("service: shop\npackage: {artifact: code.zip}\n");
    for (section, lines) in sections.iter().filter(|(_, lines)| !lines.is_empty()) {
        let _ = write!(text, "{section}:\n{lines}");
    }
    text
}

/// The embedded AWS on loopback, for as long as this process lives.
fn start() -> (Arc<Local>, SocketAddr) {
    let local = Arc::new(Local::from_yaml(AWS).expect("the file is well formed"));
    let served = Arc::clone(&local);
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback");
            send.send(listener.local_addr().expect("it is bound")).expect("somebody waits");
            serve(served, listener, std::future::pending()).await.expect("it serves");
        });
    });
    (local, receive.recv().expect("it is bound"))
}

fn run(folder: &Path, endpoint: &str, case: &Case, command: &[&str]) -> Output {
    let mut sealform = Command::new(env!("CARGO_BIN_EXE_sealform"));
    sealform.current_dir(folder).env_clear().args(command).args(&case.flags).args(["--param", "api_token=never-Param-83hx01"]);
    sealform.args(["--opt", "password=never-Option-6r2t9y", "--message-format", "human"]);
    if !case.flags.contains(&"--offline") {
        sealform.args(["--endpoint-url", endpoint]);
    }
    sealform.envs([
        ("NEVER_TOKEN", "never-Env-7f3k9q2m"),
        ("NEVER_URL", "https://user:never-Url-5t8w1z0p@example.com/"),
        ("PLAIN", "never-Plain-2b6n4v8c"),
        ("SHELL", "/bin/sh"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "made-up"),
        ("SEALFORM_LOG", "trace"),
    ]);
    sealform.output().expect("the binary runs")
}

const COMMANDS: &[&[&str]] = &[
    &["print"],
    &["print", "--format", "json", "--path", "custom.v0"],
    &["print", "--path", "functions"],
    &["references", "--output-format", "json"],
    &["render", "--kms-key", "alias/demo", "--explain", "explain.json"],
    &["render", "--form", "runtime-path"],
];

#[test]
fn nothing_is_decrypted_and_no_secret_comes_out() {
    let (local, address) = start();
    let endpoint = format!("http://{address}");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("writable");
    write("secrets.yml", "password: never-File-9d1s6g3h\n");
    write("secrets.json", r#"{"all": {"password": "never-File-9d1s6g3h"}}"#);
    write("secrets.tfstate", r#"{"outputs": {"password": {"value": "never-File-9d1s6g3h"}}}"#);
    write("plain.yml", "a: {b: c}\n");
    let forms: Vec<String> = SECRETS.iter().flat_map(|secret| encodings::of(secret)).collect();
    let (done, runs) = (Cell::new(0_u32), Cell::new(0_u32));
    let mut runner = TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(&case(), |case| {
        write("serverless.yml", &case.service);
        write("explain.json", "");
        for command in COMMANDS {
            let output = run(folder.path(), &endpoint, &case, command);
            let exit = output.status.code().unwrap_or(-1);
            let explain = std::fs::read(folder.path().join("explain.json")).expect("it was there");
            for (place, bytes) in [("stdout", &output.stdout), ("stderr", &output.stderr), ("--explain", &explain)] {
                let text = String::from_utf8_lossy(bytes);
                // The literals among them are the author's own, and are masked all the same.
                let shown = forms.iter().find(|form| text.contains(*form));
                assert_eq!(shown, None, "{command:?} {:?}: a secret stands in {place}:\n{text}\n{}", case.flags, case.service);
            }
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(
                exit == 0 || (exit == 1 && (output.stdout.is_empty() || command[0] == "references")),
                "{command:?}: {exit}: {stderr}\n{}",
                case.service
            );
            runs.set(runs.get() + 1);
            done.set(done.get() + u32::from(exit == 0 && command[0] != "references"));
        }
        Ok(())
    });
    for call in local.calls() {
        assert!(!call.with_decryption, "{call:?}");
        assert!(
            matches!(
                &*call.operation,
                "ssm:GetParameters"
                    | "ssm:DescribeParameters"
                    | "kms:DescribeKey"
                    | "kms:Encrypt"
                    | "secretsmanager:DescribeSecret"
                    | "cloudformation:DescribeStacks"
                    | "s3:GetObject"
                    | "sts:GetCallerIdentity"
            ),
            "{call:?}"
        );
        let managed = call.operation == "ssm:GetParameters" && call.names.iter().any(|name| name.starts_with("/aws/reference"));
        assert!(!managed, "Parameter Store has no undecrypted form of a managed secret: {call:?}");
    }
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
    println!("{} of {} runs gave a document", done.get(), runs.get());
    assert!(done.get() * 8 > runs.get(), "the services are refused too often to say anything");
}
