//! What means another thing in another version: found in the version where it goes wrong, silent where it is right, and mended as it was meant.

mod support;

use sealform_diagnostic::{Applicability, Severity};
use support::{check, findings};

/// A service of `version` with this value in an environment.
fn service(version: &str, name: &str, value: &str) -> String {
    format!("service: orders\nframeworkVersion: '{version}'\nprovider:\n  name: aws\n  environment:\n    {name}: {value}\n")
}

/// The codes of `text` at warning or above.
fn codes(text: &str) -> Vec<String> {
    let (_, findings) = findings(text, "");
    let loud = findings.into_iter().filter(|finding| finding.diagnostic.severity > Severity::Note);
    loud.map(|finding| finding.diagnostic.code.id()).collect()
}

/// What the fixes of `code` make of `text`, and whether all of them are safe.
fn mended(text: &str, code: &str) -> Option<(String, Applicability)> {
    let (_, found) = findings(text, "");
    let fix = found.into_iter().filter(|finding| finding.diagnostic.code.id() == code).flat_map(|finding| finding.fixes).next()?;
    let mut edits = fix.edits;
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    Some((text, fix.applicability))
}

#[test]
fn flags_of_the_old_engine_are_found_in_the_new_one() {
    for (value, new, applicability) in [
        ("${ssm:/a/table~false}", "${ssm(noDecrypt):/a/table}", Applicability::Safe),
        ("${ssm:/a/table~split}", "${ssm:/a/table}", Applicability::Safe),
        ("${ssm:/a/table~true}", "${ssm:/a/table}", Applicability::Unsafe),
        ("${ssm.us-east-1:/a/table}", "${ssm(us-east-1):/a/table}", Applicability::Safe),
        ("${ssm.us-east-1:/a/table~false}", "${ssm(us-east-1, noDecrypt):/a/table}", Applicability::Safe),
        ("${ssm(us-east-1):/a/table~false}", "${ssm(us-east-1, noDecrypt):/a/table}", Applicability::Safe),
        ("${ssm:/a/${sls:stage}/table~false}", "${ssm(noDecrypt):/a/${sls:stage}/table}", Applicability::Safe),
        ("'a-${ssm:/a/table~split}-b'", "'a-${ssm:/a/table}-b'", Applicability::Safe),
    ] {
        for version in ["3", "^4.1"] {
            let text = service(version, "TABLE", value);
            assert!(codes(&text).contains(&"SF108".to_owned()), "{text}");
            assert_eq!(mended(&text, "SF108"), Some((service(version, "TABLE", new), applicability)), "{text}");
        }
        for version in ["1", "2"] {
            assert!(!codes(&service(version, "TABLE", value)).contains(&"SF108".to_owned()), "{version} {value}");
        }
    }
    let text = service("3", "TABLE", "${ssm:/a/table~maybe}");
    assert!(codes(&text).contains(&"SF108".to_owned()));
    assert_eq!(mended(&text, "SF108"), None);
    assert_eq!(codes(&service("3", "TABLE", "$<ssm:/a/table~false>")), [] as [&str; 0]);
}

#[test]
fn what_v1_drops_is_found_there() {
    check(&service("1", "TABLE", "${ssm:/a/table:3} # <- SF108"));
    check(&service("1", "TABLE", "${ssm:/a/table}"));
    check(&service("3", "TABLE", "${ssm:/a/table:3}"));
}

#[test]
fn unknown_words_are_found_and_misspelt_ones_mended() {
    for word in ["nodecrypt", "NoDecrypt", "no-decrypt", "noDecryption"] {
        let text = service("3", "SETTINGS", &format!("${{ssm({word}):/a/settings}}"));
        assert_eq!(codes(&text), ["SF109"], "{text}");
        assert_eq!(mended(&text, "SF109"), Some((service("3", "SETTINGS", "${ssm(noDecrypt):/a/settings}"), Applicability::Safe)));
    }
    let text = service("3", "SETTINGS", "${ssm(us-east-1, nodecrypt):/a/settings}");
    assert_eq!(mended(&text, "SF109").map(|(text, _)| text), Some(service("3", "SETTINGS", "${ssm(us-east-1, noDecrypt):/a/settings}")));
    let text = service("3", "SETTINGS", "${ssm(encrypted):/a/settings}");
    assert_eq!(codes(&text), ["SF109"]);
    assert_eq!(mended(&text, "SF109"), None);
    for right in ["(raw)", "(noDecrypt)", "(us-east-1)", "(eu-west-1, raw)", "(${self:custom.region})", "", "()"] {
        check(&service("3", "SETTINGS", &format!("${{ssm{right}:/a/settings}}")));
    }
}

#[test]
fn what_is_called_encrypted_must_not_be_decrypted() {
    for (version, value, new) in [
        ("3", "${ssm(raw):/a/x}", "${ssm(noDecrypt):/a/x}"),
        ("3", "${ssm:/a/x}", "${ssm(noDecrypt):/a/x}"),
        ("3", "${ssm(us-east-1, raw):/a/x}", "${ssm(us-east-1, noDecrypt):/a/x}"),
        ("4", "${ssm(raw):/a/x}", "${ssm(noDecrypt):/a/x}"),
    ] {
        let text = service(version, "ENCRYPTED_XY", value);
        assert_eq!(codes(&text), ["SF150"], "{text}");
        let (text, applicability) = mended(&text, "SF150").expect("it can be mended");
        assert_eq!((&*text, applicability), (&*service(version, "ENCRYPTED_XY", new), Applicability::Safe));
        check(&text);
    }
    check(&service("1", "ENCRYPTED_XY", "${ssm:/a/x}"));
    check(&service("3", "XY", "${ssm(raw):/a/x}"));
    check(
        "service: a\nframeworkVersion: '3'\nprovider: {name: aws, environment: {ENCRYPTED_XY: '${self:custom.x}'}}\ncustom:\n  x: ${ssm(raw):/a/x} # <- SF150\n",
    );
}

#[test]
fn what_v4_does_not_read_is_found() {
    for (value, new) in [
        ("${ssm(raw, noDecrypt):/a/x}", "${ssm(noDecrypt):/a/x}"),
        ("${ssm(us-east-1, noDecrypt ):/a/x}", "${ssm(us-east-1, noDecrypt):/a/x}"),
        ("${ssm(us-east-1, raw, noDecrypt):/a/x}", "${ssm(us-east-1, noDecrypt):/a/x}"),
        ("${ssm(noDecrypt, us-east-1):/a/x}", "${ssm(us-east-1, noDecrypt):/a/x}"),
    ] {
        let text = service("4", "XY", value);
        assert_eq!(codes(&text), ["SF152"], "{text}");
        assert_eq!(mended(&text, "SF152"), Some((service("4", "XY", new), Applicability::Safe)), "{text}");
        check(&service("3", "XY", value));
    }
    check(&service("4", "XY", "${ssm(us-east-1, noDecrypt):/a/x}"));
    check(&service("4", "XY", "${ssm(noDecrypt):/a/x}"));
}

#[test]
fn other_syntaxes_are_for_the_old_engine() {
    let text = |version: &str, mark: &str| {
        format!("service: a\nframeworkVersion: '{version}'\nprovider:\n  name: aws\n  variableSyntax: '\\$<([^<>]+?)>'{mark}\n")
    };
    check(&text("1", ""));
    check(&text("2", ""));
    check(&text("3", " # <- SF151"));
    check(&text("4", " # <- SF151"));
}

#[test]
fn pseudo_parameters_cannot_stand_in_variables() {
    check(&service("3", "TABLE", "${ssm:/a/${AWS::Region}/table} # <- SF031"));
    check(&service("3", "TABLE", "arn:aws:s3:::${AWS::Region}"));
    // v1 takes each `${...}` for its own.
    check(&service("1", "TABLE", "arn:aws:s3:::${AWS::Region} # <- SF037"));
}

#[test]
fn stages_are_told_apart() {
    let notes = |text: &str| {
        let (_, findings) = findings(text, "");
        findings.into_iter().map(|finding| (finding.diagnostic.code.id(), finding.diagnostic.severity)).collect::<Vec<_>>()
    };
    let params = |version: &str| {
        format!(
            "service: a\nframeworkVersion: '{version}'\nparams:\n  dev: {{x: 1}}\n  prod:\n    x: ${{ssm:/prod/x}}\nprovider: {{name: aws}}\n"
        )
    };
    assert_eq!(notes(&params("3")), [("SF153".to_owned(), Severity::Note)]);
    assert_eq!(notes(&params("4")), []);
    let path =
        |stage: &str, value: &str| format!("service: a\nframeworkVersion: '3'\nprovider:\n  name: aws\n{stage}custom:\n  x: {value}\n");
    let dev = "  stage: ${opt:stage, 'dev'}\n";
    assert_eq!(notes(&path(dev, "${ssm:/prod/x}")), [("SF154".to_owned(), Severity::Note)]);
    assert_eq!(notes(&path("", "${ssm:/prod/x}")), []);
    assert_eq!(notes(&path(dev, "${ssm:/dev/x}")), []);
    assert_eq!(notes(&path(dev, "${ssm:/development/x}")), []);
    assert_eq!(notes(&path(dev, "${ssm:/${sls:stage}/x}")), []);
    assert_eq!(notes(&path(dev, "{prod: '${ssm:/prod/x}'}")), []);
}
