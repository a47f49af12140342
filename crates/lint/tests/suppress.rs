//! Findings are ignored by comments, by `Metadata` and by decisions; what ignores nothing is found.

#[expect(dead_code, reason = "only the configuration is shared with the other tests")]
mod support;

use sealform_diagnostic::{Severity, Sources, Span};
use sealform_lint::{Decisions, Files, Finding, Ignore, Level, Outcome, lint};

fn findings(path: &str, text: &str) -> Vec<Finding> {
    let mut sources = Sources::new();
    let file = sources.add(path, text);
    match lint(file, &sources, &Files::new(), &support::config()) {
        Outcome::Done(findings) => findings,
        other => panic!("it is a template: {other:?}\n{text}"),
    }
}

fn codes(findings: &[Finding]) -> Vec<u16> {
    findings.iter().map(|finding| finding.diagnostic.code.number).collect()
}

/// A template in which SF228 is found on the line that ends in `MARK`, with `ABOVE` before it and the resource's `Metadata` in `META`.
fn template(above: &str, mark: &str, metadata: &str) -> String {
    format!(
        "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n{metadata}    Properties:\n{above}      MasterUserPassword: '{{{{ resolve:secretsmanager:orders/db:SecretString:password }}}}'{mark}\n"
    )
}

#[test]
fn a_comment_with_code_and_reason_ignores_on_its_line_or_the_next() {
    assert_eq!(codes(&findings("t.yml", &template("", "", ""))), [228]);
    for text in [
        template("", " # sealform: ignore[SF228] it is meant as text", ""),
        template("      # sealform: ignore[SF228] it is meant as text\n", "", ""),
        template("      # sealform: ignore[SF228] it is meant as text\n      # and more is said\n", "", ""),
    ] {
        assert_eq!(codes(&findings("t.yml", &text)), [0_u16; 0], "{text}");
    }
}

#[test]
fn without_code_or_reason_or_with_another_code_nothing_is_ignored() {
    for (comment, wanted) in [
        ("# sealform: ignore", vec![53, 228]),
        ("# sealform: ignore[SF228]", vec![53, 228]),
        ("# sealform: ignore[SF998] why not", vec![53, 228]),
        ("# sealform: ignore[SF206] why not", vec![54, 228]),
        ("# sealform: ignore[SF228, SF206] why not", vec![54]),
    ] {
        let mut found = codes(&findings("t.yml", &template(&format!("      {comment}\n"), "", "")));
        found.sort_unstable();
        assert_eq!(found, wanted, "{comment}");
    }
}

#[test]
fn a_comment_that_ignores_nothing_is_found_and_can_be_removed() {
    let good = template("", "", "").replace("{{ ", "{{").replace(" }}", "}}");
    let text = good.replace("Properties:\n", "Properties: # sealform: ignore[SF228, SF206] so\n");
    let found = findings("t.yml", &text);
    assert_eq!(codes(&found), [54, 54]);
    assert!(found.iter().all(|finding| finding.diagnostic.severity == Severity::Warning));
    let fixes: Vec<_> = found.iter().flat_map(|finding| &finding.fixes).collect();
    assert_eq!(fixes.len(), 1, "one comment, one removal");
    let span = fixes[0].edits[0].span;
    let mut fixed = text.clone();
    fixed.replace_range(span.start as usize..span.end as usize, "");
    assert_eq!(fixed, good);
}

#[test]
fn metadata_ignores_below_its_resource_also_in_json() {
    let metadata = "    Metadata:\n      sealform:\n        ignore:\n          - {code: SF228, reason: it is meant as text}\n";
    assert_eq!(codes(&findings("t.yml", &template("", "", metadata))), [0_u16; 0]);
    let json = r#"{"Metadata": {"sealform": {"ignore": [{"code": "SF228"}]}}, "Resources": {
        "Db": {"Type": "AWS::RDS::DBInstance", "Metadata": {"sealform": {"ignore": [{"code": "SF228", "reason": "so"}, {"code": "SF206", "reason": "so"}]}},
               "Properties": {"MasterUserPassword": "{{ resolve:secretsmanager:orders/db }}"}},
        "Other": {"Type": "AWS::RDS::DBInstance", "Properties": {"MasterUserPassword": "{{ resolve:secretsmanager:orders/db }}"}}}}"#;
    let mut found = codes(&findings("t.json", json));
    found.sort_unstable();
    assert_eq!(found, [53, 54, 228], "no reason, nothing to ignore, and the other resource");
}

#[test]
fn decisions_ignore_by_path_and_address_and_say_what_they_ignored_in_vain() {
    let span = |start| Span::new(sealform_diagnostic::FileId::new(0), start, start + 1);
    let ignore = |code, path, address, start| Ignore::new(code, path, address, span(start)).expect("well formed");
    let mut decisions = Decisions::new();
    decisions.ignore(ignore("SF228", Some("a/*.yml"), Some("Resources.*.MasterUserPassword"), 0));
    decisions.ignore(ignore("SF206", Some("a/**"), None, 1));
    decisions.ignore(ignore("SF206", Some("b/**"), None, 2));
    let found = || findings("t.yml", &template("", "", ""));
    assert_eq!(codes(&decisions.settle("a/t.yml", found())), [0_u16; 0]);
    assert_eq!(codes(&decisions.settle("a/b/t.yml", found())), [228]);
    let unused = decisions.unused();
    assert_eq!(
        unused.iter().map(|finding| finding.diagnostic.primary.as_ref().map(|label| label.span.start)).collect::<Vec<_>>(),
        [Some(1)]
    );
    assert!(Ignore::new("SF228", Some("a{"), None, span(0)).is_none() && Ignore::new("SF998", None, None, span(0)).is_none());
}

#[test]
fn decisions_set_severities() {
    let mut decisions = Decisions::new();
    assert!(decisions.set_level("SF228", Level::At(Severity::Error)) && !decisions.set_level("SF998", Level::Off));
    let settled = decisions.settle("t.yml", findings("t.yml", &template("", "", "")));
    assert_eq!(settled[0].diagnostic.severity, Severity::Error);
    let mut decisions = Decisions::new();
    assert!(decisions.set_level("SF228", Level::Off));
    assert!(decisions.settle("t.yml", findings("t.yml", &template("", "", ""))).is_empty());
}
