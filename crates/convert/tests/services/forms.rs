//! What a variable becomes in each form and each dialect.

use sealform_secret::forms::FormName;

use crate::support::{converted, messages_of};

/// A service whose one function has this environment, and the environment that it has afterwards.
fn environment(version: &str, form: FormName, environment: &str) -> String {
    let text = format!("service: s\nframeworkVersion: '{version}'\nfunctions:\n  f:\n    environment:\n{environment}");
    let (new, _) = converted(&text, form);
    let (_, from) = new.split_once("    environment:\n").expect("it has an environment");
    from.lines().take_while(|line| line.starts_with("      ")).map(|line| format!("{line}\n")).collect()
}

const ARN: &str = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter";

#[test]
fn the_runtime_path_form_keeps_the_path_as_it_is_written() {
    let rows = [
        ("3", "      X: ${ssm:/p}\n", "      SSM_PATH_TO_X: /p\n".to_owned()),
        ("1", "      X: ${ssm:/p~true}\n", "      SSM_PATH_TO_X: /p\n".to_owned()),
        (
            "2",
            "      X: '${ssm:/p/${opt:stage, \"dev\"}/k~true}' # c\n",
            "      SSM_PATH_TO_X: '/p/${opt:stage, \"dev\"}/k' # c\n".to_owned(),
        ),
        ("3", "      X: \"${ssm(raw):/p:7}\"\n", "      SSM_PATH_TO_X: \"/p:7\"\n".to_owned()),
        ("3", "      ENCRYPTED_X: ${ssm:/p}\n", "      SSM_PATH_TO_X: /p\n".to_owned()),
        ("4", "      X: |\n        ${ssm:/p}\n", "      X: |\n        ${ssm:/p}\n".to_owned()),
        ("3", "      X: >-\n        ${ssm:/p}\n", "      SSM_PATH_TO_X: /p\n".to_owned()),
        ("3", "      X: ${ssm(eu-west-1):/p}\n", format!("      SSM_PATH_TO_X: !Sub {}/p\n", ARN.replace("${AWS::Region}", "eu-west-1"))),
        ("3", "      X: ${ssm:/aws/reference/secretsmanager/n}\n", "      SSM_PATH_TO_X: /aws/reference/secretsmanager/n\n".to_owned()),
        ("1", "      X: ${ssm:/p}\n", "      X: ${ssm:/p}\n".to_owned()),
        ("3", "      X: ${ssm(noDecrypt):/p}\n", "      X: ${ssm(noDecrypt):/p}\n".to_owned()),
        ("3", "      X: $<ssm:/p>\n", "      X: $<ssm:/p>\n".to_owned()),
        ("3", "      X: ${ssm:/aws/service/x}\n", "      X: ${ssm:/aws/service/x}\n".to_owned()),
    ];
    for (version, before, after) in rows {
        assert_eq!(environment(version, FormName::RuntimePath, before), after, "{before}");
    }
}

#[test]
fn the_ciphertext_form_is_spelled_as_the_dialect_spells_it() {
    let sub = format!("      X_ARN: !Sub {ARN}/p\n");
    let join = "      X_ARN: !Join [':', [arn, !Ref AWS::Partition, ssm, !Ref AWS::Region, !Ref AWS::AccountId, parameter/p]]\n";
    let rows = [
        ("3", "      X: ${ssm:/p}\n", format!("      ENCRYPTED_X: ${{ssm(noDecrypt):/p}}\n{sub}")),
        ("4", "      X: ${ssm:/p}\n", format!("      ENCRYPTED_X: ${{ssm(noDecrypt):/p}}\n{sub}")),
        ("1", "      X: ${ssm:/p~true}\n", format!("      ENCRYPTED_X: ${{ssm:/p~false}}\n{join}")),
        ("2", "      X: ${ssm:/p~true}\n", format!("      ENCRYPTED_X: ${{ssm:/p~false}}\n{join}")),
        (
            "3",
            "      X: ${ssm(eu-west-1):/p}\n",
            format!("      ENCRYPTED_X: ${{ssm(eu-west-1, noDecrypt):/p}}\n{}", sub.replace("${AWS::Region}", "eu-west-1")),
        ),
        ("3", "      X: ${ssm:/aws/reference/secretsmanager/n}\n", "      SSM_PATH_TO_X: /aws/reference/secretsmanager/n\n".to_owned()),
        ("3", "      X: '${ssm:flat}'\n", format!("      ENCRYPTED_X: '${{ssm(noDecrypt):flat}}'\n      X_ARN: !Sub '{ARN}/flat'\n")),
    ];
    for (version, before, after) in rows {
        assert_eq!(environment(version, FormName::Ciphertext, before), after, "{before}");
    }
}

#[test]
fn the_new_engine_of_v2_has_the_spelling_of_v3() {
    let text = "service: s\nframeworkVersion: '2'\nvariablesResolutionMode: 20210326\nprovider:\n  environment:\n    X: ${ssm:/p}\n";
    let (new, messages) = converted(text, FormName::Ciphertext);
    assert!(new.contains("    ENCRYPTED_X: ${ssm(noDecrypt):/p}\n"), "{new}");
    assert!(!messages_of(&messages, "SF704"), "{messages:?}");
    let (_, messages) =
        converted(&text.replace("variablesResolutionMode: 20210326\n", "").replace("/p}", "/p~true}"), FormName::Ciphertext);
    assert!(messages_of(&messages, "SF704"), "{messages:?}");
}

#[test]
fn json_stays_json() {
    let text = "{\n  \"service\": \"s\",\n  \"frameworkVersion\": \"3\",\n  \"functions\": {\"f\": {\"environment\": {\"X\": \"${ssm:/p}\"}}}\n}\n";
    let (new, _) = converted(text, FormName::Ciphertext);
    assert!(new.contains("{\"ENCRYPTED_X\": \"${ssm(noDecrypt):/p}\", \"X_ARN\": {\"Fn::Sub\": \"arn:"), "{new}");
}
