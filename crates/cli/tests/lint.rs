//! `sealform lint` as a user sees it: which files are looked at, what is ignored, what is mended, and how it ends.

#![expect(clippy::disallowed_methods, reason = "a test makes its own files")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A template in which SF228 is found, and which `--fix` can mend.
const BLANKS: &str = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: '{{ resolve:secretsmanager:orders/db:SecretString:password }}' # stays\n";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is below")).expect("writable");
        std::fs::write(path, text).expect("writable");
    }
    folder
}

fn command(here: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealform"));
    command.current_dir(here).env_clear().arg("lint").args(arguments);
    command
}

fn lint(here: &Path, arguments: &[&str]) -> Output {
    command(here, arguments).output().expect("the binary runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

/// Exit code, and the lines of the concise format but the last.
fn concise(here: &Path, arguments: &[&str]) -> (i32, Vec<String>) {
    let output = lint(here, &[&["--output-format", "concise"], arguments].concat());
    let text = stdout(&output);
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.pop();
    (output.status.code().expect("it ended by itself"), lines)
}

/// The paths at the beginning of the lines.
fn paths(lines: &[String]) -> Vec<&str> {
    lines.iter().filter_map(|line| line.split(':').next()).collect()
}

#[test]
fn files_are_found_by_content_and_as_git_sees_them() {
    let here = folder(&[
        ("a/template.yml", BLANKS),
        (
            "b.json",
            r#"{"Resources": {"Db": {"Type": "AWS::RDS::DBInstance", "Properties": {"MasterUserPassword": "{{ resolve:ssm-secure:/db/pw }}"}}}}"#,
        ),
        ("values.yaml", "service: {{ .Values.x }}\nResources: x\n"),
        ("compose.yml", "services:\n  db:\n    image: '{{ resolve:x }}'\n"),
        (".gitignore", "ignored.yml\n"),
        ("ignored.yml", BLANKS),
        ("node_modules/x/template.yml", BLANKS),
        (".hidden/template.yml", BLANKS),
        (
            ".serverless/cloudformation-template-update-stack.json",
            r#"{"Resources": {"Db": {"Type": "AWS::RDS::DBInstance", "Properties": {"MasterUserPassword": "{{ resolve:ssm-secure:/db/pw }}"}}}}"#,
        ),
        ("readme.txt", BLANKS),
    ]);
    std::fs::remove_file(here.path().join("values.yaml")).expect("it was there");
    let (exit, lines) = concise(here.path(), &[]);
    assert_eq!(exit, 1);
    assert_eq!(paths(&lines), ["./.serverless/cloudformation-template-update-stack.json", "./a/template.yml", "./b.json"]);
    let (_, named) = concise(here.path(), &["ignored.yml", "readme.txt", "a"]);
    assert_eq!(paths(&named), ["a/template.yml", "ignored.yml", "readme.txt"], "what is named is looked at");
}

#[test]
fn what_is_no_template_may_be_as_broken_as_it_likes() {
    let here = folder(&[("chart.yaml", "service:\n  port: {{ .Values.port }}\n"), ("service.yml", "service: a\nprovider: {\n")]);
    let (exit, lines) = concise(here.path(), &[]);
    assert_eq!((exit, paths(&lines)), (1, vec!["./service.yml"]));
}

#[test]
fn one_unreadable_file_is_told_and_stops_nothing() {
    let here = folder(&[("template.yml", BLANKS)]);
    std::fs::write(here.path().join("latin.yml"), b"Resources: \xe9\n").expect("writable");
    let (exit, lines) = concise(here.path(), &["missing.yml", "latin.yml", "template.yml"]);
    assert_eq!((exit, lines.len()), (1, 3), "{lines:?}");
    assert!(lines.iter().any(|line| line.contains("SF606")) && lines.iter().any(|line| line.contains("SF002")), "{lines:?}");
    assert_eq!(concise(here.path(), &["missing.yml"]).0, 3);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_out_of_the_repository() {
    let outside = folder(&[("template.yml", BLANKS), ("vars.yml", "password: ${ssm:/p~true}\n")]);
    let here =
        folder(&[(".git/HEAD", ""), ("service.yml", "service: a\nprovider:\n  name: aws\nfunctions: {}\ncustom: ${file(vars.yml)}\n")]);
    for name in ["template.yml", "vars.yml"] {
        std::os::unix::fs::symlink(outside.path().join(name), here.path().join(name)).expect("links can be made");
    }
    std::os::unix::fs::symlink(here.path(), here.path().join("loop")).expect("links can be made");
    let (exit, lines) = concise(here.path(), &[]);
    assert_eq!((exit, lines), (0, Vec::<String>::new()));
}

#[test]
fn the_exit_code_is_what_was_asked_for() {
    let here = folder(&[("template.yml", BLANKS), ("clean.yml", "Resources: {Queue: {Type: AWS::SQS::Queue}}\n")]);
    for (level, exit) in [("error", 0), ("warning", 1), ("note", 1), ("never", 0)] {
        assert_eq!(concise(here.path(), &["--fail-on", level]).0, exit, "{level}");
    }
    assert_eq!(concise(here.path(), &["clean.yml"]).0, 0);
    for wrong in [
        &["-", "template.yml"] as &[&str],
        &["-", "--fix"],
        &["--unsafe-fixes"],
        &["--stdin-filename", "x"],
        &["--fix", "--write-baseline", "b"],
    ] {
        assert_eq!(lint(here.path(), wrong).status.code(), Some(2), "{wrong:?}");
    }
}

#[test]
fn standard_input_has_the_name_that_it_is_given() {
    let here = folder(&[("sub/sealform.toml", "[lint.severity]\nSF228 = \"error\"\n")]);
    let text = here.path().join("text");
    std::fs::write(&text, BLANKS).expect("writable");
    let stdin = || Stdio::from(std::fs::File::open(&text).expect("it was just written"));
    let run = |arguments: &[&str]| command(here.path(), arguments).stdin(stdin()).output().expect("the binary runs");
    assert!(stdout(&run(&["-", "--output-format", "concise"])).starts_with("<stdin>:6:28: warning SF228"));
    let named = stdout(&run(&["-", "--stdin-filename", "sub/template.yml", "--output-format", "concise"]));
    assert!(named.starts_with("sub/template.yml:6:28: error SF228"), "{named}");
    let diff = stdout(&run(&["-", "--diff"]));
    assert!(diff.contains("--- <stdin>") && diff.contains("+      MasterUserPassword:"), "{diff}");
}

#[test]
fn fixes_change_what_they_mean_to_and_a_diff_changes_nothing() {
    let here = folder(&[("template.yml", BLANKS)]);
    let read = || std::fs::read_to_string(here.path().join("template.yml")).expect("readable");
    let diff = lint(here.path(), &["--diff"]);
    assert_eq!((diff.status.code(), read()), (Some(1), BLANKS.to_owned()), "what is found is still there");
    assert!(stdout(&diff).starts_with("--- ./template.yml\n+++ ./template.yml\n@@ "), "{}", stdout(&diff));
    let output = lint(here.path(), &["--fix"]);
    assert_eq!(read(), BLANKS.replace("{{ ", "{{").replace(" }}", "}}"));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "1 fix made in 1 file\n");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_diff_shows_no_secret_beside_what_is_mended() {
    let text = BLANKS.replace(
        "      MasterUserPassword",
        "      Description: ghp_7bQ3xZ9kL2mW8vT4nR6pD1cF5gH0jS7bQ3xZ\n      # DB_PASSWORD: canary-Pw-8f1g6h3j\n      MasterUserPassword",
    );
    let here = folder(&[("template.yml", &text)]);
    let diff = stdout(&lint(here.path(), &["--diff"]));
    assert!(diff.contains("+      MasterUserPassword:") && diff.contains("Description: ****"), "{diff}");
    assert!(!diff.contains("ghp_7b") && !diff.contains("canary-Pw"), "{diff}");
}

#[test]
fn settings_ignore_by_path_and_by_address_from_the_nearest_file() {
    let ignore = "[[lint.ignore]]\ncode = \"SF228\"\npath = \"a/*.yml\"\naddress = \"Resources.Db.*\"\nreason = \"it is meant as text\"\n";
    let here = folder(&[
        ("sealform.toml", ignore),
        ("a/template.yml", BLANKS),
        ("b/template.yml", BLANKS),
        ("c/template.yml", BLANKS),
        ("c/sealform.toml", "[lint.severity]\nSF228 = \"off\"\n"),
    ]);
    let (exit, lines) = concise(here.path(), &[]);
    assert_eq!((exit, paths(&lines)), (1, vec!["./b/template.yml"]));
    std::fs::remove_file(here.path().join("b/template.yml")).expect("it was there");
    std::fs::write(here.path().join("a/template.yml"), "Resources: {Queue: {Type: AWS::SQS::Queue}}\n").expect("writable");
    let (exit, lines) = concise(here.path(), &[]);
    assert_eq!((exit, paths(&lines)), (1, vec!["sealform.toml"]), "{lines:?}");
    assert_eq!(concise(here.path(), &["c/template.yml"]).0, 0, "nothing is in vain where not everything was looked at");
}

#[test]
fn a_baseline_knows_findings_by_place_and_text_but_not_by_line() {
    let service = |line: &str, secret: &str| {
        format!(
            "{line}service: a\nprovider:\n  name: aws\n  environment:\n    DB_PASSWORD: ${{ssm:/app/{secret}~true}}\nframeworkVersion: '2'\n"
        )
    };
    let here = folder(&[("app/serverless.yml", &service("", "one"))]);
    let write = |text: &str| std::fs::write(here.path().join("app/serverless.yml"), text).expect("writable");
    let (exit, lines) = concise(here.path(), &[]);
    assert_eq!(exit, 1, "{lines:?}");
    let made = lint(here.path(), &["--write-baseline", "baseline.json"]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let first = std::fs::read_to_string(here.path().join("baseline.json")).expect("it was written");
    assert!(first.contains("\"path\":\"app/serverless.yml\"") && !first.contains("/app/one") && !first.contains("line"), "{first}");
    assert_eq!(concise(here.path(), &["--baseline", "baseline.json"]), (0, Vec::new()));
    write(&service("# a line more\n", "one"));
    assert_eq!(concise(&here.path().join("app"), &["--baseline", "../baseline.json"]), (0, Vec::new()), "from another folder too");
    write(&service("", "other"));
    let (exit, lines) = concise(here.path(), &["--baseline", "baseline.json"]);
    assert_eq!(exit, 1, "another secret is another finding");
    assert!(lines.iter().any(|line| line.contains("note SF054")), "{lines:?}");
    lint(here.path(), &["--write-baseline", "baseline.json"]);
    let second = std::fs::read_to_string(here.path().join("baseline.json")).expect("it was written");
    assert_eq!(first.lines().nth(2), second.lines().nth(2), "the key stays");
    std::fs::write(here.path().join("baseline.json"), "{\"version\": 2}").expect("writable");
    assert_eq!(lint(here.path(), &["--baseline", "baseline.json"]).status.code(), Some(1));
}
