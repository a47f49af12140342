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

/// A service of v2 with these lines, moved to v3: what comes behind the head, and the messages.
fn settings(lines: &str) -> (String, Vec<String>) {
    let (new, messages) = moved(&format!("service: s\nframeworkVersion: '2'\n{lines}"), DialectFlag::V3);
    let again = moved(&new, DialectFlag::V3).0;
    assert_eq!(again, new, "moved again");
    (new.strip_prefix("service: s\nframeworkVersion: '3'\n").map(str::to_owned).unwrap_or(new), messages)
}

#[test]
fn what_is_packaged_is_said_in_patterns_in_the_order_of_their_effect() {
    let rows = [
        // A comment stays with its list.
        (
            "package:\n  include:\n    - src/a.js\n  exclude: # not\n    # all\n    - ./** # of it\n    - '!lib/**'\n",
            "package:\n  patterns: # not\n    # all\n    - '!./**' # of it\n    - 'lib/**'\n    - 'src/a.js'\n",
        ),
        ("package:\n  include: # these\n    - a\n  exclude:\n    - \"**\"\n", "package:\n  patterns: # these\n    - '!**'\n    - a\n"),
        ("package: {exclude: ['a/**'], include: [b]}\n", "package: {patterns: ['!a/**', 'b']}\n"),
        ("package:\n  patterns: [z]\n  include: [b]\n  individually: true\n", "package:\n  patterns: [b, z]\n  individually: true\n"),
        (
            "package: {exclude: ['a/**']}\nfunctions:\n  f:\n    handler: a.b\n    package:\n      exclude: [c]\n      include: [d]\n",
            "package: {patterns: ['!a/**']}\nfunctions:\n  f:\n    handler: a.b\n    package:\n      patterns: ['!c', d]\n",
        ),
    ];
    for (before, after) in rows {
        let (new, messages) = settings(before);
        let plain = |text: &str| text.replace(['\'', '"'], "");
        assert_eq!(plain(&new), plain(after), "{before}");
        assert!(messages.is_empty(), "{messages:?}");
    }
}

#[test]
fn what_would_be_packaged_otherwise_stays_and_is_named() {
    for (lines, expected) in [
        ("package:\n  exclude: ['${self:custom.x}']\n", "begins with"),
        ("package:\n  exclude: ${file(x.yml)}\n", "no list"),
        ("package:\n  exclude: [a]\n  include: [b]\ncustom: {x: '${self:package.exclude}'}\n", "reads"),
        ("package:\n  exclude: ['!a', b]\n  include: [a]\n", "twice"),
        ("package:\n  exclude: # one\n    - a\n  include: # two\n    - b\n", "comments"),
        ("package:\n  exclude: [a]\nfunctions: {f: {handler: a.b, package: {patterns: [b, '!a']}}}\n", "twice"),
        ("x: &p\n  exclude: [a]\npackage:\n  <<: *p\n  include: [b]\n", "merge key"),
        ("custom: {p: {exclude: [a]}}\npackage: ${self:custom.p}\n", "another place"),
        ("package:\n  exclude: ['**', '!a/**']\nlayers: {l: {path: a}}\n", "itself excludes"),
    ] {
        let (new, messages) = settings(lines);
        assert_eq!(new, lines);
        assert!(messages.iter().any(|message| message.starts_with("SF707") && message.contains(expected)), "{lines}: {messages:?}");
    }
    let lines = "package: {include: [a]}\nfunctions:\n  f: {handler: a.b, package: {exclude: [a]}}\n";
    let (new, messages) = settings(lines);
    assert_eq!(new, lines.replace("{include: [a]}", "{patterns: [a]}"));
    assert!(messages_of(&messages, "SF707"), "{messages:?}");
}

#[test]
fn settings_of_roles_and_of_the_gateway_go_where_v3_keeps_them() {
    let (new, messages) = settings(
        "provider:\n  name: aws\n  cfnRole: arn:aws:iam::1:role/deploy\n  iamRoleStatements:\n    # read\n    - {Effect: Allow, Action: 's3:*', Resource: '*'}\n  rolePermissionsBoundary: arn:aws:iam::1:policy/b\n  iamManagedPolicies: [!Ref P]\n  resourcePolicy:\n    # who\n    - {Effect: Allow}\n  usagePlan: {quota: {limit: 5}}\n",
    );
    assert!(messages.is_empty(), "{messages:?}\n{new}");
    assert_eq!(
        new,
        "provider:\n  name: aws\n  iam:\n    role:\n      statements:\n        # read\n        - {Effect: Allow, Action: 's3:*', Resource: '*'}\n      managedPolicies:\n        - !Ref P\n      permissionsBoundary: arn:aws:iam::1:policy/b\n    deploymentRole: arn:aws:iam::1:role/deploy\n  apiGateway:\n    resourcePolicy:\n      # who\n      - {Effect: Allow}\n    usagePlan:\n      quota:\n        limit: 5\n"
    );
    for (before, after) in [
        ("provider:\n  role: R # mine\n", "provider:\n  iam:\n    role: R # mine\n"),
        ("provider: {name: aws, role: !GetAtt R.Arn}\n", "provider: {name: aws, iam: {role: !GetAtt R.Arn}}\n"),
        ("provider:\n  iam:\n    deploymentRole: arn:x\n  role: R\n", "provider:\n  iam:\n    deploymentRole: arn:x\n    role: R\n"),
        (
            "functions:\n  f:\n    awsKmsKeyArn: arn:k # why\n    events:\n      - http: {path: a, method: get, request: {schema: {a/b: x}}}\n",
            "functions:\n  f:\n    kmsKeyArn: arn:k # why\n    events:\n      - http: {path: a, method: get, request: {schemas: {a/b: x}}}\n",
        ),
    ] {
        let (new, messages) = settings(before);
        assert_eq!(new, after);
        assert!(messages.is_empty(), "{messages:?}");
    }
    // What would lose its meaning is named.
    for lines in [
        "provider:\n  role: R\n  iam:\n    role: S\n",
        "provider:\n  cfnRole: arn:x\ncustom: {x: '${self:provider.cfnRole}'}\n",
        "provider:\n  iam: {}\n  iamManagedPolicies:\n    - a # b\n",
        "provider:\n  cfnRole: arn:x # why\n  iam:\n    role: S\n",
    ] {
        let (new, messages) = settings(lines);
        assert_eq!(new, lines);
        assert!(messages_of(&messages, "SF707"), "{messages:?}");
    }
    let (new, messages) = moved("service: {name: s}\nframeworkVersion: '1'\n", DialectFlag::V3);
    assert_eq!((&*new, messages.len()), ("service: s\nframeworkVersion: '3'\n", 0));
    let (_, messages) = moved("service: {name: s, awsKmsKeyArn: k}\nframeworkVersion: '1'\n", DialectFlag::V3);
    assert!(messages_of(&messages, "SF707"), "{messages:?}");
}
