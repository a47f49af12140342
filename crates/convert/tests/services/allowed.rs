//! Statements that are there already, in whatever words: what is allowed is not allowed twice.

use sealform_convert::{Fact, Facts};
use sealform_diagnostic::{FileId, Span};
use sealform_secret::forms::FormName;

use crate::support::{convert, messages, messages_of, options};

const DECRYPT: &str = "      - Effect: Allow\n        Action: kms:Decrypt\n        Resource: !Sub arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*\n        Condition:\n          StringLike:\n            kms:encryptioncontext:PARAMETER_ARN: [!Sub 'arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p']\n          StringEquals: {'kms:ViaService': !Sub 'ssm.${AWS::Region}.amazonaws.com'}\n";

fn service(statements: &str) -> String {
    format!(
        "service: s\nframeworkVersion: '3'\ncustom: {{name: p}}\nprovider:\n  name: aws\n  region: eu-west-1\n  iam: {{role: {{}}}}\n  iamRoleStatements:\n{statements}functions:\n  f:\n    environment:\n      X: ${{ssm:/p}}\n"
    )
}

/// The statements that are added to those of `text`, and the messages.
fn added(text: &str, resolve: bool) -> (String, Vec<String>) {
    let mut options = options(FormName::RuntimePath);
    if resolve {
        let at = text.find("${ssm:/p}").expect("there is one");
        let mut facts = Facts::default();
        let arn = |service: &str, name: &str| format!("arn:aws:{service}:eu-west-1:123456789012:{name}");
        let fact = Fact::Parameter { arn: arn("ssm", "parameter/p"), key: Some(arn("kms", "key/k")), advanced: false };
        facts.insert(Span::new(FileId::new(0), at, at + 9), fact);
        options.facts = Some(facts);
    }
    let conversion = convert(text, &[], options).expect("it converts");
    let new = &conversion.files.first().expect("it changes").text;
    let before = text.find("functions:").expect("there are functions");
    let after = new.find("functions:").expect("there are functions");
    let kept = text[..before].bytes().zip(new.bytes()).take_while(|(old, new)| old == new).count();
    (new[kept..after].to_owned(), messages(&conversion.diagnostics))
}

fn read(actions: &str, resource: &str) -> String {
    format!("      - Effect: Allow\n        Action: {actions}\n        Resource: {resource}\n")
}

const BOTH: &str = "[ssm:GetParameters, 'SSM:getParameter']";

#[test]
fn the_same_arn_in_other_words_is_the_same() {
    for resource in [
        "!Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p",
        "!Sub arn:aws:ssm:${aws:region}:${aws:accountId}:parameter/p",
        "arn:aws:ssm:${self:provider.region}:${aws:accountId}:parameter/p",
        "'arn:aws:ssm:#{AWS::Region}:#{AWS::AccountId}:parameter/p'",
        "!Join [':', [arn, !Ref AWS::Partition, ssm, !Ref 'AWS::Region', !Ref AWS::AccountId, parameter/p]]",
        "!Join ['', ['arn:aws:ssm:', !Ref 'AWS::Region', ':', !Ref AWS::AccountId, ':parameter', /p]]",
        "{'Fn::Sub': ['arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${Name}', {Name: p}]}",
        "['*-nothing', !Sub 'arn:aws:ssm:eu-west-1:${AWS::AccountId}:parameter/${self:custom.name}']",
    ] {
        let (added, messages) = added(&service(&format!("{}{DECRYPT}", read(BOTH, resource))), false);
        assert_eq!(added, "", "{resource}");
        assert!(!messages_of(&messages, "SF703"), "{resource} {messages:?}");
    }
}

#[test]
fn with_the_account_at_hand_an_exact_arn_and_a_pseudo_parameter_are_the_same() {
    let decrypt = DECRYPT.replace(
        "!Sub arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*",
        "!Sub arn:aws:kms:eu-west-1:${AWS::AccountId}:key/k",
    );
    for resource in
        ["!Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p", "arn:aws:ssm:eu-west-1:123456789012:parameter/p"]
    {
        let (added, _) = added(&service(&format!("{}{decrypt}", read(BOTH, resource))), true);
        assert_eq!(added, "", "{resource}");
    }
}

#[test]
fn another_account_or_another_region_is_another_parameter() {
    for resource in ["arn:aws:ssm:eu-west-1:210987654321:parameter/p", "!Sub arn:aws:ssm:eu-central-1:${AWS::AccountId}:parameter/p"] {
        let (added, _) = added(&service(&format!("{}{DECRYPT}", read("ssm:GetParameter", resource))), true);
        assert!(added.contains("ssm:GetParameters") && added.contains("123456789012:parameter/p"), "{resource}\n{added}");
    }
}

#[test]
fn actions_of_several_statements_count_together() {
    let resource = "!Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p";
    let one = read("ssm:GetParameter", resource);
    let (nothing, _) = added(&service(&format!("{one}{}{DECRYPT}", read("[ssm:GetParameters]", resource))), false);
    assert_eq!(nothing, "");
    // Only what is missing is added.
    let (rest, _) = added(&service(&format!("{one}{DECRYPT}")), false);
    assert!(rest.contains("Action: ssm:GetParameters\n") && !rest.contains("kms:Decrypt"), "{rest}");
}

#[test]
fn what_a_path_covers_is_allowed_and_named() {
    for (actions, resource) in [
        ("ssm:Get*", "!Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p"),
        (BOTH, "!Sub arn:aws:ssm:*:*:parameter/p*"),
        ("ssm:GetParameter*", "['arn:aws:ssm:*:*:parameter/other', 'arn:aws:ssm:eu-*:*:parameter/?']"),
    ] {
        let (added, messages) = added(&service(&format!("{}{DECRYPT}", read(actions, resource))), false);
        let everything = resource.contains('?');
        assert_eq!(added.is_empty(), !everything, "{actions} {resource}\n{added}");
        assert!(messages_of(&messages, "SF703"), "{messages:?}");
    }
}

#[test]
fn what_allows_everything_is_named_and_the_narrow_one_added() {
    for (actions, resource) in
        [("ssm:*", "!Sub arn:aws:ssm:*:*:parameter/p"), (BOTH, "'*'"), ("'*'", "'*'"), (BOTH, "arn:aws:ssm:*:*:parameter/*")]
    {
        let (added, messages) = added(&service(&format!("{}{DECRYPT}", read(actions, resource))), false);
        assert!(added.contains("ssm:GetParameters"), "{actions} {resource}\n{added}");
        assert!(messages_of(&messages, "SF703"), "{messages:?}");
    }
}

#[test]
fn a_condition_that_asks_for_more_is_no_permission() {
    for condition in ["{StringEquals: {'aws:SourceVpc': vpc-1}}", "{Bool: {'aws:SecureTransport': true}}"] {
        let narrow =
            format!("{}        Condition: {condition}\n", read(BOTH, "!Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p"));
        let (added, _) = added(&service(&format!("{narrow}{DECRYPT}")), false);
        assert!(added.contains("ssm:GetParameters"), "{condition}\n{added}");
    }
    let decrypt = DECRYPT.replace("StringEquals: {", "StringEquals: {'aws:SourceVpc': vpc-1, ");
    let (added, _) =
        added(&service(&format!("{}{decrypt}", read(BOTH, "!Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p"))), false);
    assert!(added.contains("kms:Decrypt"), "{added}");
}

#[test]
fn a_denial_and_a_list_of_exceptions_allow_nothing() {
    let resource = "!Sub arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p";
    for statement in [read(BOTH, resource).replace("Allow", "Deny"), read(BOTH, resource).replace("Resource:", "NotResource:")] {
        let (added, _) = added(&service(&format!("{statement}{DECRYPT}")), false);
        assert!(added.contains("ssm:GetParameters"), "{statement}\n{added}");
    }
}
