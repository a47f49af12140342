//! What the fixes of flows make of small files. Each is made by the editor that `--fix` uses, which holds it against the file's tree.

#[expect(dead_code, reason = "what is found is looked at here, not only where")]
mod support;

use sealform_diagnostic::Applicability;
use sealform_yaml::edit::{Format, apply};
use support::findings;

/// `variable`, a line of a function's environment, with the first fix of the first finding made.
fn fixed(version: &str, variable: &str) -> Option<String> {
    let head = format!("service: a\nframeworkVersion: '{version}'\nprovider:\n  name: aws\n  environment:\n    ");
    let text = format!("{head}{variable}\n");
    let (sources, findings) = findings(&text, "");
    let fix = findings.first().unwrap_or_else(|| panic!("nothing is found in {text}")).fixes.first()?;
    assert_eq!(fix.applicability, Applicability::Unsafe);
    let source = sources.iter().next().expect("there is one").1;
    let document = sealform_yaml::parse(fix.edits[0].span.file, source.text()).expect("it is YAML");
    let edited = apply(source.text(), &document, Format::Yaml, &fix.edits).unwrap_or_else(|error| panic!("{variable}: {error:?}"));
    Some(edited.text.strip_prefix(&head).expect("nothing else is touched").trim_end().to_owned())
}

#[test]
fn a_reference_becomes_a_path_or_stays_sealed() {
    for (version, before, after) in [
        ("3", "DB_PASSWORD: ${ssm:/a/password}", "SSM_PATH_TO_DB_PASSWORD: /a/password"),
        ("3", "\"DB_PASSWORD\": '${ssm:/a/${sls:stage}/password}' # why", "\"SSM_PATH_TO_DB_PASSWORD\": '/a/${sls:stage}/password' # why"),
        ("2", "DB_PASSWORD: ${ssm:/a/password~true}", "SSM_PATH_TO_DB_PASSWORD: /a/password"),
        ("3", "DB: ${ssm:/aws/reference/secretsmanager/db}", "SSM_PATH_TO_DB: /aws/reference/secretsmanager/db"),
        ("3", "ENCRYPTED_PASSWORD: ${ssm:/a/password}", "ENCRYPTED_PASSWORD: ${ssm(noDecrypt):/a/password}"),
        ("1", "ENCRYPTED_PASSWORD: ${ssm:/a/password~true}", "ENCRYPTED_PASSWORD: ${ssm:/a/password~false}"),
        ("3", "TOKEN: ${env:TOKEN}", "TOKEN: $<env:TOKEN>"),
        ("3", "URL: https://u:${env:TOKEN}@host", "URL: https://u:$<env:TOKEN>@host"),
    ] {
        assert_eq!(fixed(version, before).as_deref(), Some(after), "{before}");
    }
}

#[test]
fn what_cannot_be_mended_alone_has_no_fix() {
    for variable in [
        "URL: postgres://app:${ssm:/a/password}@db",
        "TOKEN: ${ssm:/a/token, 'none'}",
        "TOKEN: ${ssm(eu-west-1):/a/token}",
        "TOKEN: ${vault:a}",
        "{TOKEN: '${ssm:/a/token}', SSM_PATH_TO_TOKEN: /a/token}",
    ] {
        assert_eq!(fixed("3", variable), None, "{variable}");
    }
}
