//! A file of an older version becomes one that means the same under a later one.

use sealform_resolve::DialectFlag;
use sealform_secret::forms::FormName;

use crate::support::{convert, messages, messages_of, options};

fn moved(text: &str, to: DialectFlag) -> (String, Vec<String>) {
    let options = sealform_convert::Options { target: Some(to), ..options(FormName::RuntimePath) };
    let conversion = convert(text, &[], options).unwrap_or_else(|diagnostics| panic!("{text}\n{diagnostics:?}"));
    let new = conversion.files.iter().find(|file| file.path.is_empty()).map_or_else(|| text.to_owned(), |file| file.text.clone());
    (new, messages(&conversion.diagnostics))
}

/// A value of `custom` after the move.
fn value(version: &str, settings: &str, value: &str, to: DialectFlag) -> String {
    let text = format!("service: s\nframeworkVersion: '{version}'\nprovider:\n  name: aws\n{settings}custom:\n  v: {value}\n");
    let (new, _) = moved(&text, to);
    new.split_once("  v: ").map(|(_, value)| value.trim_end().to_owned()).unwrap_or_default()
}

#[test]
fn references_say_the_same_in_the_words_of_the_later_version() {
    let rows = [
        ("1", "${ssm:/p~true}", "${ssm(raw):/p}"),
        ("1", "${ssm:/p~false}", "${ssm(noDecrypt):/p}"),
        ("1", "${ssm:/p}", "${ssm(noDecrypt):/p}"),
        ("2", "${ssm:/p~split}", "${ssm:/p}"),
        ("2", "${ssm.eu-west-1:/p~true}", "${ssm(eu-west-1, raw):/p}"),
        ("2", "a-${ssm.eu-west-1:/p/${opt:stage, 'dev'}}-b", "a-${ssm(eu-west-1, noDecrypt):/p/${opt:stage, 'dev'}}-b"),
        ("1", "${ssm:/aws/reference/secretsmanager/x~true}", "${ssm:/aws/reference/secretsmanager/x}"),
        ("1", "${cf.us-east-1:stack.Output}", "${cf(us-east-1):stack.Output}"),
        ("1", "${opt:stage, self:provider.stage}", "${opt:stage, sls:stage}"),
        ("1", "${self:provider.region}", "${aws:region}"),
        ("1", "${ env:X }", "${env:X}"),
        ("2", "${opt:stage, 'dev'}", "${opt:stage, 'dev'}"),
        ("2", "!Sub ${AWS::Region}-x", "!Sub ${AWS::Region}-x"),
    ];
    for (version, before, after) in rows {
        assert_eq!(value(version, "", before, DialectFlag::V3), after, "{before}");
    }
    assert_eq!(value("2", "  stage: dev\n", "${self:provider.stage}", DialectFlag::V3), "${self:provider.stage}");
    assert_eq!(value("3", "", "${ssm(raw, noDecrypt):/p}", DialectFlag::V4), "${ssm(noDecrypt):/p}");
    assert_eq!(value("3", "", "${ssm(noDecrypt, eu-west-1):/p}", DialectFlag::V4), "${ssm(eu-west-1, noDecrypt):/p}");
    assert_eq!(value("3", "", "${ssm:/p}", DialectFlag::V4), "${ssm:/p}");
}

#[test]
fn other_delimiters_become_the_usual_ones() {
    let syntax = "  variableSyntax: '\\$<([^<>]+?)>'\n";
    assert_eq!(value("1", syntax, "$<ssm:/p/$<self:provider.x>~true>", DialectFlag::V3), "${ssm(raw):/p/${self:provider.x}}");
    assert_eq!(value("1", syntax, "'${AWS::Region} ${x:y} $<env:A>'", DialectFlag::V3), "'${AWS::Region} \\${x:y} ${env:A}'");
    let (new, _) = moved(&format!("service: s\nframeworkVersion: '1'\nprovider:\n  name: aws\n{syntax}"), DialectFlag::V3);
    assert_eq!(new, "service: s\nframeworkVersion: '3'\nprovider:\n  name: aws\n");
}

#[test]
fn settings_go_where_the_later_version_keeps_them() {
    let text = "service: s\nframeworkVersion: ^2.50.0\nvariablesResolutionMode: 20210326\nprovider:\n  name: aws\n  iamRoleStatements: # all\n    # one\n    - {Effect: Allow, Action: 's3:*', Resource: '*'}\n  stage: dev\n";
    let (new, messages) = moved(text, DialectFlag::V3);
    assert_eq!(
        new,
        "service: s\nframeworkVersion: '3'\nprovider:\n  name: aws\n  iam:\n    role:\n      statements: # all\n        # one\n        - {Effect: Allow, Action: 's3:*', Resource: '*'}\n  stage: dev\n"
    );
    assert!(messages.is_empty(), "{messages:?}");
    let (_, messages) = moved(&text.replace("  stage: dev\n", "  iam: {}\n"), DialectFlag::V4);
    assert!(messages_of(&messages, "SF707"), "{messages:?}");
}

#[test]
fn secrets_are_converted_in_the_words_of_the_later_version_and_messages_show_the_old_text() {
    let text = "service: s\nframeworkVersion: '1'\nprovider:\n  stage: dev\n  environment:\n    X: ${ssm:/p/${self:provider.stage}~true}\n    Y: a${ssm:/q~true}\n";
    let options = sealform_convert::Options { target: Some(DialectFlag::V4), ..options(FormName::Ciphertext) };
    let conversion = convert(text, &[], options).expect("it is right");
    let new = &conversion.files[0].text;
    assert!(
        new.contains("    ENCRYPTED_X: ${ssm(noDecrypt):/p/${self:provider.stage}}\n    X_ARN: !Sub arn:${AWS::Partition}:ssm:"),
        "{new}"
    );
    assert!(new.contains("    Y: a${ssm(raw):/q}\n") && new.contains("  iam:\n    role:\n      statements:\n"), "{new}");
    let left = conversion.diagnostics.iter().find(|diagnostic| diagnostic.code.number == 701).expect("Y is left");
    let span = left.primary.as_ref().expect("it has a place").span;
    assert_eq!(&text[span.start as usize..span.end as usize], "a${ssm:/q~true}");
}

#[test]
fn what_does_not_move_by_itself_is_named() {
    for (value, expected) in
        [("${opt:color, 'red'}", "`--color` is no option"), ("${ssm:/p:3}", "version or label"), ("${env:}", "without an address")]
    {
        let (_, messages) = moved(&format!("service: s\nframeworkVersion: '1'\ncustom:\n  v: {value}\n"), DialectFlag::V3);
        assert!(messages.iter().any(|message| message.contains(expected)), "{value}: {messages:?}");
    }
    let refused = convert(
        "service: s\nframeworkVersion: '3'\n",
        &[],
        sealform_convert::Options { target: Some(DialectFlag::V1), ..options(FormName::RuntimePath) },
    );
    assert!(refused.is_err(), "moves go to later versions only");
}
