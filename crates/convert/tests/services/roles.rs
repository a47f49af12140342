//! Where the statements of IAM go, and that none is doubled or wider.

use sealform_secret::forms::FormName;

use crate::support::{converted, messages_of};

const SERVICE: &str = "service: s\nframeworkVersion: '3'\nprovider:\n  name: aws\nfunctions:\n  f:\n    environment:\n      X: ${ssm:/p}\n";

fn after(text: &str, from: &str) -> String {
    let (new, messages) = converted(text, FormName::RuntimePath);
    let start = new.find(from).unwrap_or_else(|| panic!("no {from} in\n{new}\n{messages:?}"));
    new[start..].to_owned()
}

const STATEMENT: &str = "- Effect: Allow\n          Action:\n            - ssm:GetParameter\n            - ssm:GetParameters\n          Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p\n";

#[test]
fn a_service_without_statements_gets_them_where_its_version_keeps_them() {
    assert!(after(SERVICE, "  iam:\n").starts_with(&format!("  iam:\n    role:\n      statements:\n        {STATEMENT}")));
    let old = SERVICE.replace("'3'", "'1'").replace("/p}", "/p~true}");
    let text = after(&old, "  iamRoleStatements:\n");
    assert!(
        text.contains("Resource: !Join [':', [arn, !Ref AWS::Partition, ssm, !Ref AWS::Region, !Ref AWS::AccountId, parameter/p]]\n"),
        "{text}"
    );
}

#[test]
fn statements_join_those_that_are_there() {
    let text = SERVICE.replace("  name: aws\n", "  iamRoleStatements:\n    - Effect: Allow\n      Action: s3:*\n      Resource: '*'\n");
    let text = after(&text, "  iamRoleStatements:\n");
    assert!(text.contains("      Resource: '*'\n    - Effect: Allow\n      Action:\n        - ssm:GetParameter\n"), "{text}");
}

#[test]
fn what_is_allowed_already_is_not_allowed_twice() {
    let (once, _) = converted(SERVICE, FormName::RuntimePath);
    let again = once.replace("SSM_PATH_TO_X: /p", "X: ${ssm:/p}");
    let (twice, _) = converted(&again, FormName::RuntimePath);
    assert_eq!(twice, once);
}

#[test]
fn a_wildcard_is_named_and_stays() {
    let text = SERVICE.replace("  name: aws\n", "  iamRoleStatements:\n    - {Effect: Allow, Action: 'ssm:*', Resource: '*'}\n");
    let (new, messages) = converted(&text, FormName::RuntimePath);
    assert!(new.contains("    - {Effect: Allow, Action: 'ssm:*', Resource: '*'}\n    - Effect: Allow\n"), "{new}");
    assert!(messages_of(&messages, "SF703"), "{messages:?}");
}

#[test]
fn a_function_with_its_own_statements_gets_its_own() {
    let plugin = format!(
        "{SERVICE}    iamRoleStatements:\n      - {{Effect: Allow, Action: 's3:*', Resource: '*'}}\nplugins: [serverless-iam-roles-per-function]\n"
    );
    let text = after(&plugin, "    iamRoleStatements:\n");
    assert!(text.contains("      - Effect: Allow\n        Action:\n"), "{text}");
    // With the plugin and no shared statements, a role of its own is the narrower one.
    let alone = format!("{SERVICE}plugins:\n  - serverless-iam-roles-per-function\n");
    assert!(
        after(&alone, "      SSM_PATH_TO_X: /p\n").starts_with("      SSM_PATH_TO_X: /p\n    iamRoleStatements:\n      - Effect: Allow\n")
    );
}

#[test]
fn a_hand_written_role_gets_them_under_resources() {
    let role = "resources:\n  Resources:\n    Role:\n      Type: AWS::IAM::Role\n      Properties:\n        Policies:\n          - PolicyName: p\n            PolicyDocument:\n              Statement:\n                - Effect: Allow\n                  Action: s3:*\n                  Resource: '*'\n";
    for reference in ["role: Role", "role: !GetAtt Role.Arn", "role:\n      Fn::GetAtt: [Role, Arn]"] {
        let text = format!("{}{role}", SERVICE.replace("    environment:", &format!("    {reference}\n    environment:")));
        let text = after(&text, "                  Action: s3:*\n");
        assert!(
            text.contains("                - Effect: Allow\n                  Action:\n                    - ssm:GetParameter\n"),
            "{text}"
        );
    }
    let bare = role.replace("        Policies:\n          - PolicyName: p\n            PolicyDocument:\n              Statement:\n                - Effect: Allow\n                  Action: s3:*\n                  Resource: '*'\n", "        Path: /\n");
    let text = format!("{}{bare}", SERVICE.replace("  name: aws\n", "  iam:\n    role: !GetAtt Role.Arn\n"));
    assert!(after(&text, "        Policies:\n").contains("PolicyName: secrets"));
}

#[test]
fn a_role_from_elsewhere_is_named_with_its_statements() {
    let text = SERVICE.replace("  name: aws\n", "  iam:\n    role: arn:aws:iam::123456789012:role/r\n");
    let (new, messages) = converted(&text, FormName::RuntimePath);
    assert!(new.contains("SSM_PATH_TO_X") && !new.contains("ssm:GetParameter"), "{new}");
    assert!(messages_of(&messages, "SF706"), "{messages:?}");
}

#[test]
fn the_one_key_of_the_file_is_named() {
    let text = format!("{SERVICE}resources:\n  Resources:\n    Key:\n      Type: AWS::KMS::Key\n");
    let (new, _) = converted(&text, FormName::Ciphertext);
    assert!(new.contains("          Action: kms:Decrypt\n          Resource: !GetAtt Key.Arn\n"), "{new}");
    let (new, _) = converted(SERVICE, FormName::Ciphertext);
    assert!(new.contains("          Resource: !Sub arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/*\n          Condition:\n            StringEquals:\n              kms:EncryptionContext:PARAMETER_ARN: !Sub arn:"), "{new}");
}
