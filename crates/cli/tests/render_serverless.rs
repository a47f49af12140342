//! `render --to serverless`: the author's own file with every secret sealed, and nothing else changed.

#![expect(clippy::disallowed_methods, reason = "a test reads and writes its data")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sealform(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealform"));
    command.current_dir(folder).env_clear().env("GREETING", "hello").env("APP_SECRET", "made-up-secret").args(arguments);
    command
}

fn render(folder: &Path, arguments: &[&str]) -> Output {
    let aws = root().join("fixtures/aws/many-ways.yml");
    let mut command = sealform(folder, &["render", "--to", "serverless", "--color", "never", "--local"]);
    command.arg(aws).args(arguments).output().expect("the binary runs")
}

/// The text with `BLOB` for each ciphertext, which is another at each render.
fn without_blobs(text: &str) -> String {
    let mut parts = text.split("AQICAH");
    let mut masked = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        masked.push_str("BLOB");
        masked.push_str(part.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || "+/=".contains(letter)));
    }
    masked
}

fn service(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("serverless.yml"), text).expect("it is written");
    folder
}

#[test]
fn secrets_are_sealed_on_every_way_and_all_else_stays() {
    let output = render(&root().join("fixtures/services/many-ways"), &["--kms-key", "alias/demo"]);
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.success(), "{stderr}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(!text.contains("made-up") && !stderr.contains("made-up"));
    insta::assert_snapshot!(without_blobs(&text));
}

#[test]
fn a_service_without_secrets_comes_out_byte_for_byte() {
    let text = "\u{feff}service: a   # b\r\nframeworkVersion: '3'\r\nprovider:\r\n    name: aws\r\n    environment: {A: \"${sls:stage}\"}";
    let folder = service(text);
    let output = render(folder.path(), &[]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).expect("UTF-8"), text);
}

#[test]
fn what_was_rendered_renders_to_itself() {
    let folder = service(
        "service: a\nframeworkVersion: '3'\nprovider: {name: aws}\nfunctions:\n  f:\n    handler: a.b\n    environment:\n      TOKEN: $<ssm:/app/token>\n",
    );
    let once = render(folder.path(), &[]);
    assert!(once.status.success(), "{}", String::from_utf8_lossy(&once.stderr));
    std::fs::write(folder.path().join("serverless.yml"), &once.stdout).expect("it is written");
    let twice = render(folder.path(), &[]);
    assert_eq!(String::from_utf8(twice.stdout).expect("UTF-8"), String::from_utf8(once.stdout).expect("UTF-8"));
}

#[test]
fn standard_input_gives_the_same_as_a_file() {
    use std::io::Write as _;
    let text = "service: a\nframeworkVersion: '3'\nprovider: {name: aws}\nfunctions:\n  f: {handler: a.b, environment: {TOKEN: \"${ssm:/app/token}\"}}\n";
    let folder = service(text);
    let by_file = render(folder.path(), &[]);
    let aws = root().join("fixtures/aws/many-ways.yml");
    let mut child = sealform(folder.path(), &["render", "-", "--to", "serverless", "--local"])
        .arg(aws)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it reads");
    let by_stdin = child.wait_with_output().expect("it ends");
    assert!(by_stdin.status.success(), "{}", String::from_utf8_lossy(&by_stdin.stderr));
    assert_eq!(without_blobs(&String::from_utf8_lossy(&by_stdin.stdout)), without_blobs(&String::from_utf8_lossy(&by_file.stdout)));
}

#[test]
fn a_file_in_another_folder_is_warned_of() {
    let folder = service("service: a\nframeworkVersion: '3'\nprovider: {name: aws}\n");
    std::fs::create_dir(folder.path().join("out")).expect("a folder");
    let beside = render(folder.path(), &["-o", "sealed.yml"]);
    assert!(!String::from_utf8_lossy(&beside.stderr).contains("SF710"));
    let elsewhere = render(folder.path(), &["-o", "out/sealed.yml"]);
    assert!(elsewhere.status.success());
    assert!(String::from_utf8_lossy(&elsewhere.stderr).contains("SF710"));
}

/// Renders a service with these other files, which stay as they are, and gives what was written.
fn rendered_with(main: &str, files: &[(&str, &str)], arguments: &[&str]) -> (tempfile::TempDir, String) {
    let folder = service(main);
    files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).expect("written"));
    let output = render(folder.path(), arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    files.iter().for_each(|(name, text)| assert_eq!(std::fs::read_to_string(folder.path().join(name)).expect("it is there"), *text));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(!text.contains("made-up"), "{text}");
    (folder, text)
}

/// The resolved service as `sealform print` shows it.
fn printed(folder: &Path, file: &str) -> String {
    let aws = root().join("fixtures/aws/many-ways.yml");
    let output = sealform(folder, &["print", file, "--color", "never", "--local"]).arg(aws).output().expect("the binary runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn functions_of_other_files_are_written_out_where_they_have_a_secret() {
    let secret = "# kept there\na:\n  handler: a.b\n  timeout: 6.5\n  tags: {Stage: '${sls:stage}'}\n  environment:\n    TOKEN: ${ssm:/app/token}\n    PLAIN: ${self:service}\n";
    let public = "p: {handler: p.q, environment: {PLAIN: '${self:service}'}}\n";
    let head = "service: a\nframeworkVersion: '3'\nprovider: {name: aws}\n";
    let files = [("a.yml", secret), ("p.yml", public)];
    for functions in [
        "functions: ${file(a.yml)}\n",
        "functions:\n  - ${file(a.yml)}\n  - ${file(./p.yml)}\n",
        "functions: ['${file(p.yml)}', '${file(${self:custom.name}.yml)}']\ncustom: {name: a}\n",
        "functions:\n  a: ${file(a.yml):a}\n  p: ${file(p.yml):p}\n",
    ] {
        let (folder, text) = rendered_with(&format!("{head}{functions}"), &files, &["--form", "runtime-path"]);
        assert!(text.contains("SSM_PATH_TO_TOKEN") && text.contains("ssm:GetParameters"), "{text}");
        assert!(text.contains("PLAIN: ${self:service}") || text.contains("PLAIN: '${self:service}'"), "{text}");
        assert_eq!(text.contains("p.yml"), functions.contains("p.yml"), "{text}");
        // But for what is sealed, it means the same.
        let before = printed(folder.path(), "serverless.yml");
        std::fs::write(folder.path().join("sealed.yml"), &text).expect("written");
        let after = printed(folder.path(), "sealed.yml");
        let lines = |text: &str, secret: &str| -> std::collections::BTreeSet<String> {
            text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.contains(secret)).collect()
        };
        let (before, after) = (lines(&before, "TOKEN"), lines(&after, "TOKEN"));
        assert!(before.is_subset(&after), "{:?}", before.difference(&after).collect::<Vec<_>>());
    }
}

#[test]
fn a_provider_of_another_file_gets_its_environment_and_its_statements() {
    let main = "service: a\nframeworkVersion: '3'\nprovider: ${file(provider.yml)}\nfunctions: ${file(f.yml)}\n";
    let files = [
        ("provider.yml", "name: aws\nenvironment: ${file(env.yml):dev}\niam: {role: {statements: []}}\n"),
        ("env.yml", "dev:\n  TOKEN: ${ssm:/app/token}\n  SECRET: ${env:APP_SECRET}\n"),
        ("f.yml", "f: {handler: a.b}\ng: {handler: a.b}\n"),
    ];
    let (_, text) = rendered_with(main, &files, &["--kms-key", "alias/demo"]);
    assert_eq!(text.matches("ENCRYPTED_SECRET").count(), 2, "{text}");
    assert_eq!(text.matches("ENCRYPTED_TOKEN").count(), 1, "{text}");
    assert!(text.contains("kms:EncryptionContext:LambdaFunctionName"), "{text}");
}

#[test]
fn resources_of_other_files_are_written_out_with_the_role() {
    let main = "service: a\nframeworkVersion: '3'\nprovider: {name: aws}\nresources:\n  - ${file(f.yml)}\n  - ${file(roles.json)}\n  - ${file(rest.yml)}\n";
    let files = [
        (
            "f.yml",
            "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties: &p\n      Role: !GetAtt R.Arn\n      Environment: {Variables: {TOKEN: '${ssm:/app/token}'}}\n",
        ),
        ("roles.json", "{\"Resources\": {\"R\": {\"Type\": \"AWS::IAM::Role\", \"Properties\": {\"Policies\": []}}}}"),
        ("rest.yml", "Resources: {B: {Type: 'AWS::S3::Bucket'}}\n"),
    ];
    let (_, text) = rendered_with(main, &files, &[]);
    assert!(text.contains("ENCRYPTED_TOKEN: 'AQICAH") && text.contains("PolicyName: secrets"), "{text}");
    assert!(text.ends_with("  - ${file(rest.yml)}\n") && !text.contains("roles.json"), "{text}");
}

#[test]
fn what_an_alias_or_a_merge_key_brings_is_written_out() {
    let main = "service: a\nframeworkVersion: '3'\nprovider: {name: aws}\ncustom:\n  base: &base\n    timeout: 5\n    environment: {TOKEN: '${ssm:/app/token}'}\nfunctions:\n  g:\n    <<: *base\n    handler: a.b\n  f: &f\n    handler: a.b\n    environment: {TOKEN: '${ssm:/app/token}'}\n  h: *f\n";
    let (_, text) = rendered_with(main, &[], &["--form", "runtime-path"]);
    assert_eq!(text.matches("SSM_PATH_TO_TOKEN").count(), 3, "{text}");
}

#[test]
fn a_part_that_two_files_share_is_refused_with_what_to_do() {
    let main = "service: a\nframeworkVersion: '3'\nprovider: {name: aws}\nfunctions: ['${file(a.yml)}', '${file(b.yml)}']\n";
    let folder = service(main);
    std::fs::write(folder.path().join("a.yml"), "f: {handler: a.b}\n").expect("written");
    std::fs::write(folder.path().join("b.yml"), "f: {environment: {TOKEN: '${ssm:/app/token}'}}\n").expect("written");
    let output = render(folder.path(), &["-o", "sealed.yml"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.contains("SF709 not-rendered") && stderr.contains("sealform convert"), "{stderr}");
    assert!(!folder.path().join("sealed.yml").exists());
}

#[test]
fn a_function_under_resources_is_sealed_in_place_and_its_role_is_named() {
    let folder = service(
        "service: a\nframeworkVersion: '3'\nprovider: {name: aws}\nresources:\n  Resources:\n    F:\n      Type: AWS::Lambda::Function\n      Properties:\n        Environment:\n          Variables:\n            TOKEN: ${ssm:/app/token}\n",
    );
    let output = render(folder.path(), &[]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("            ENCRYPTED_TOKEN: ") && text.contains("            TOKEN_ARN: arn:aws:ssm:"), "{text}");
    assert!(stderr.contains("SF706"), "{stderr}");
}

#[test]
fn the_role_of_a_function_under_resources_gets_the_statements_where_it_is_written() {
    let function = "F:\n        Type: AWS::Lambda::Function\n        Properties:\n          Role: !GetAtt R.Arn\n          Environment:\n            Variables:\n              TOKEN: ${ssm:/app/token}\n";
    let role = "R:\n        Type: AWS::IAM::Role\n        Properties:\n          Policies:\n            - PolicyName: p\n              PolicyDocument:\n                Statement:\n                  - {Effect: Allow, Action: 's3:*', Resource: '*'}\n";
    let head = "service: a\nframeworkVersion: '3'\nprovider: {name: aws}\nresources:\n";
    let one = format!("{head}  - Resources:\n      {function}      {role}");
    let parts = format!("{head}  - Resources:\n      {function}  - Resources:\n      {role}");
    for text in [one, parts] {
        let folder = service(&text);
        for (form, variable, action) in [
            ("ciphertext", "ENCRYPTED_TOKEN: AQICAH", "kms:Decrypt"),
            ("runtime-path", "SSM_PATH_TO_TOKEN: /app/token", "ssm:GetParameters"),
        ] {
            let output = render(folder.path(), &["--form", form]);
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && !stderr.contains("SF706"), "{stderr}");
            let text = String::from_utf8(output.stdout).expect("UTF-8");
            assert!(text.contains(&format!("              {variable}")), "{text}");
            let statements = text.find("Action: 's3:*'").expect("its own statement stays");
            assert!(text[statements..].contains(action), "{text}");
        }
    }
}

#[test]
fn statements_that_mean_the_exact_arns_are_not_added_again() {
    let statements = "    - Effect: Allow\n      Action: [ssm:GetParameters, ssm:GetParameter]\n      Resource:\n        Fn::Sub: arn:aws:ssm:${AWS::Region}:${aws:accountId}:parameter/${self:custom.app}/token\n    - Effect: Allow\n      Action: kms:Decrypt\n      Resource: !Sub arn:${AWS::Partition}:kms:${aws:region}:${AWS::AccountId}:key/${self:custom.key}\n      Condition:\n        StringEquals:\n          kms:ViaService: !Sub ssm.${AWS::Region}.amazonaws.com\n          kms:EncryptionContext:PARAMETER_ARN: !Join [':', [arn, !Ref AWS::Partition, ssm, !Ref AWS::Region, !Ref AWS::AccountId, 'parameter/${self:custom.app}/token']]\n";
    let text = format!(
        "service: a\nframeworkVersion: '3'\ncustom: {{app: app, key: 11111111-2222-3333-4444-555555555555}}\nprovider:\n  name: aws\n  iamRoleStatements:\n{statements}functions:\n  f:\n    handler: a.b\n    environment:\n      TOKEN: ${{ssm:/app/token}}\n"
    );
    let folder = service(&text);
    let output = render(folder.path(), &["--form", "runtime-path"]);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(String::from_utf8(output.stdout).expect("UTF-8"), text.replace("TOKEN: ${ssm:/app/token}", "SSM_PATH_TO_TOKEN: /app/token"));
}
