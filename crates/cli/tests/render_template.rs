//! `render` of a template: the author's own text with `$<...>` sealed, refused whole where it holds a clear text.

#![expect(clippy::disallowed_methods, reason = "a test reads and writes its data")]

mod encodings;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const FIXTURES: [&str; 3] = ["cloudformation.yml", "cloudformation.json", "sam.yml"];
const SESSION_KEY: &str = "canary-Session-6t2r8k4w";
/// What the embedded AWS holds, and the environment: none of it may be shown.
const SECRETS: [&str; 5] =
    [SESSION_KEY, "made-up-token-of-payment", "made-up-password-of-database", "made-up-password-of-mail", "made-up-secret-of-api"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn render(file: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealform"));
    command.current_dir(root()).env_clear().env("SESSION_KEY", SESSION_KEY).env("SEALFORM_LOG", "trace");
    command.arg("render").arg(file).args(["--region", "eu-central-1", "--local", "fixtures/aws/orders.yml"]).args(more);
    command
}

fn run(file: &Path, more: &[&str]) -> Output {
    render(file, more).output().expect("the binary runs")
}

fn with_key(file: &Path) -> Output {
    run(file, &["--kms-key", "alias/orders"])
}

fn fixture(name: &str) -> PathBuf {
    root().join("fixtures/templates").join(name)
}

fn hunt(name: &str, texts: &[&str]) {
    for form in SECRETS.iter().flat_map(|secret| encodings::of(secret)) {
        assert!(texts.iter().all(|text| !text.contains(&form)), "{name}: a secret is shown");
    }
}

/// The template in a folder of its own, rendered.
fn rendered(text: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("template.yml");
    std::fs::write(&file, text).expect("it is written");
    texts(&run(&file, more))
}

fn texts(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Refused with `code`, whole, and without the value.
fn refused(text: &str, code: &str, more: &[&str]) -> String {
    let (exit, stdout, stderr) = rendered(text, more);
    assert_eq!(exit, Some(1), "{text}\n{stderr}");
    assert_eq!(stdout, "", "{text}");
    assert!(stderr.contains(code), "{text}\n{stderr}");
    assert!(!stderr.contains("canary"), "{text}");
    stderr
}

#[test]
fn only_what_is_ours_changes_and_comments_stay() {
    for name in FIXTURES {
        let (before, (exit, after, stderr)) = (read(&format!("fixtures/templates/{name}")), texts(&with_key(&fixture(name))));
        assert_eq!(exit, Some(0), "{name}: {stderr}");
        let mut written = after.lines();
        for line in before.lines().filter(|line| !line.contains("$<") && !line.contains("Policies: AWSLambda")) {
            // A comma more stands behind what is no longer the last.
            let is_kept = |one: &str| one == line || one.strip_suffix(',') == Some(line);
            assert!(written.any(is_kept) || line.trim_matches(['\t', '}', ']']).is_empty(), "{name}: no further line {line:?}");
        }
        assert!(after.lines().all(|line| !line.contains("$<") || line.starts_with('#')), "{name}");
    }
}

#[test]
fn another_render_changes_nothing() {
    for name in FIXTURES {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(name);
        let once = with_key(&fixture(name)).stdout;
        std::fs::write(&file, &once).expect("it is written");
        let again = run(&file, &[]);
        assert!(again.status.success(), "{name}: {}", String::from_utf8_lossy(&again.stderr));
        assert_eq!(String::from_utf8_lossy(&again.stdout), String::from_utf8_lossy(&once), "{name}");
    }
}

#[test]
fn no_secret_of_a_template_in_any_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let explain = folder.path().join("explain.json");
    let explain = explain.to_str().expect("UTF-8");
    for name in FIXTURES {
        for more in
            [&["--kms-key", "alias/orders"] as &[&str], &["--kms-key", "alias/orders", "--form", "runtime-path"], &[], &["--strict"]]
        {
            for format in ["human", "json"] {
                let arguments = [more, &["--explain", explain, "--message-format", format]].concat();
                let (_, stdout, stderr) = texts(&run(&fixture(name), &arguments));
                hunt(name, &[&stdout, &stderr]);
            }
        }
        hunt(name, &[&std::fs::read_to_string(explain).expect("it was explained")]);
    }
}

#[test]
fn what_is_put_into_a_sub_is_escaped_and_elsewhere_it_is_not() {
    let (_, text, _) = texts(&with_key(&fixture("cloudformation.yml")));
    assert!(text.contains(r#"ENDPOINT: !Sub "https://orders.example/${!stage}?region=${AWS::Region}""#), "{text}");
    assert!(text.contains("PLAIN_ENDPOINT: 'https://orders.example/${stage}'"), "{text}");
}

#[test]
fn a_clear_text_in_a_template_is_refused() {
    let function = |line: &str| {
        format!(
            "Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          {line}\n"
        )
    };
    refused(&function("API_TOKEN: canary-of-a-literal-1"), "SF201", &[]);
    refused(&function("API_TOKEN: !Sub canary-of-a-literal-1"), "SF201", &[]);
    refused(&function("VALUE: '{{resolve:ssm-secure:/p:1}}'"), "SF206", &[]);
    refused(&function("VALUE: '{{resolve:secretsmanager:orders/api}}'"), "SF206", &[]);
    refused("Parameters:\n  DbPassword: {Type: String, NoEcho: true, Default: canary-of-a-default}\nResources: {}\n", "SF201", &[]);
    // Without a name of plain text there is no context to encrypt under; without a key no encryption.
    let key = ["--kms-key", "alias/orders"];
    refused(&function("VALUE: $<env:SESSION_KEY>"), "SF305", &key);
    let named = function("VALUE: $<env:SESSION_KEY>").replace("Properties:\n", "Properties:\n      FunctionName: fn\n");
    refused(&named, "SF201", &[]);
    // A queue's name can hold no sealed form.
    let queue = "Resources: {Q: {Type: AWS::SQS::Queue, Properties: {QueueName: $<ssm:/orders/payment/token>}}}\n";
    refused(queue, "SF203", &[]);
}

#[test]
fn a_foreign_role_is_told_which_statements_it_needs() {
    let folder = tempfile::tempdir().expect("a folder");
    let explain = folder.path().join("explain.json");
    let arguments = ["--kms-key", "alias/orders", "--explain", explain.to_str().expect("UTF-8")];
    let (_, stdout, stderr) = texts(&run(&fixture("cloudformation.yml"), &arguments));
    assert!(stderr.contains("SF401") && stderr.contains("`Worker`"), "{stderr}");
    let explained = std::fs::read_to_string(explain).expect("it was explained");
    assert!(explained.contains("Worker") && explained.contains("kms:EncryptionContext:PARAMETER_ARN"), "{explained}");
    assert_eq!(stdout.matches("kms:EncryptionContext:LambdaFunctionName").count(), 1, "{stdout}");
}

#[test]
fn a_template_is_read_from_standard_input_and_stays_json() {
    let mut child = render(Path::new("-"), &["--kms-key", "alias/orders"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let text = read("fixtures/templates/cloudformation.json");
    child.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it is read");
    let (exit, stdout, stderr) = texts(&child.wait_with_output().expect("it ends"));
    assert_eq!(exit, Some(0), "{stderr}");
    let template: serde_json::Value = serde_json::from_str(&stdout).expect("JSON");
    assert!(template["Resources"]["Api"]["Properties"]["Environment"]["Variables"]["ENCRYPTED_PAYMENT_TOKEN"].is_string());
}

#[test]
fn a_template_without_ours_comes_out_byte_for_byte() {
    let text = "\u{feff}AWSTemplateFormatVersion:   2010-09-09 # a date\r\nResources:\r\n    Q: {Type: \"AWS::SQS::Queue\", Properties: {QueueName: !Sub '${AWS::StackName}-q'}}";
    for more in [&[] as &[&str], &["--strict"]] {
        let (exit, stdout, stderr) = rendered(text, more);
        assert_eq!(exit, Some(0), "{stderr}");
        assert_eq!(stdout, text);
    }
}

#[test]
fn flags_of_services_do_not_fit_a_template() {
    let stderr = refused("Resources: {Q: {Type: AWS::SQS::Queue}}\n", "SF050", &["--to", "serverless"]);
    assert!(stderr.contains("template of CloudFormation"), "{stderr}");
    for flags in [&["--format", "json"] as &[&str], &["--code", "."], &["--skip-events"]] {
        let (exit, stdout, _) = rendered("Resources: {Q: {Type: AWS::SQS::Queue}}\n", flags);
        assert_eq!((exit, &*stdout), (Some(2), ""), "{flags:?}");
    }
}
