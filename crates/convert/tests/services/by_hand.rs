//! Functions that are written by hand under `resources`: converted as those under `functions`, with statements in the role that they name.

use sealform_secret::forms::FormName;

use crate::support::{convert, converted, messages, messages_of, options};

const FUNCTION: &str = "    F:\n      Type: AWS::Lambda::Function\n      Properties:\n        Role: !GetAtt R.Arn\n        Environment:\n          Variables:\n            TOKEN: ${ssm:/p}\n";
const ROLE: &str = "    R:\n      Type: AWS::IAM::Role\n      Properties:\n        Policies:\n          - PolicyName: p\n            PolicyDocument:\n              Statement:\n                - {Effect: Allow, Action: 's3:*', Resource: '*'}\n";

fn service(resources: &str) -> String {
    format!("service: s\nframeworkVersion: '3'\nprovider:\n  name: aws\nresources:\n  Resources:\n{resources}")
}

#[test]
fn a_function_under_resources_gets_both_forms_and_its_role_the_statements() {
    let text = service(&format!("{FUNCTION}{ROLE}"));
    let (new, messages) = converted(&text, FormName::RuntimePath);
    assert!(new.contains("            SSM_PATH_TO_TOKEN: /p\n"), "{new}");
    assert!(
        new.contains(
            "Resource: '*'}\n                - Effect: Allow\n                  Action:\n                    - ssm:GetParameter\n"
        ),
        "{new}"
    );
    assert!(!messages_of(&messages, "SF701") && !messages_of(&messages, "SF706"), "{messages:?}");
    let (new, _) = converted(&text, FormName::Ciphertext);
    assert!(
        new.contains("            ENCRYPTED_TOKEN: ${ssm(noDecrypt):/p}\n            TOKEN_ARN: !Sub arn:${AWS::Partition}:ssm:"),
        "{new}"
    );
    assert_eq!(converted(&new, FormName::Ciphertext).0, new);
}

#[test]
fn a_role_is_named_in_every_way() {
    for role in ["!GetAtt R.Arn", "!GetAtt [R, Arn]", "{'Fn::GetAtt': [R, Arn]}", "!Sub '${R.Arn}'"] {
        let text = service(&format!("{}{ROLE}", FUNCTION.replace("!GetAtt R.Arn", role)));
        let (new, messages) = converted(&text, FormName::RuntimePath);
        assert!(new.contains("ssm:GetParameter") && !messages_of(&messages, "SF706"), "{role}\n{new}\n{messages:?}");
    }
}

#[test]
fn the_role_of_the_provider_is_named_by_its_logical_id() {
    let text = service(&FUNCTION.replace("R.Arn", "IamRoleLambdaExecution.Arn"));
    let (new, messages) = converted(&text, FormName::RuntimePath);
    assert!(new.contains("  iam:\n    role:\n      statements:\n") && !messages_of(&messages, "SF706"), "{new}\n{messages:?}");
    // Where its policies are replaced, a statement of the provider would be merged away.
    let replaced = ROLE.replace("    R:\n", "    IamRoleLambdaExecution:\n");
    let (new, messages) = converted(&format!("{text}{replaced}"), FormName::RuntimePath);
    assert!(!new.contains("ssm:GetParameter") && messages_of(&messages, "SF706"), "{new}\n{messages:?}");
}

#[test]
fn a_role_that_is_not_in_the_file_is_named_with_the_statements() {
    for role in ["arn:aws:iam::123456789012:role/r", "!ImportValue role", "!GetAtt Other.Arn"] {
        let text = service(&FUNCTION.replace("!GetAtt R.Arn", role));
        let (new, messages) = converted(&text, FormName::RuntimePath);
        assert!(new.contains("SSM_PATH_TO_TOKEN") && messages_of(&messages, "SF706"), "{new}\n{messages:?}");
    }
}

#[test]
fn sam_keeps_statements_among_its_policies() {
    let sam = FUNCTION.replace("AWS::Lambda::Function", "AWS::Serverless::Function").replace("        Role: !GetAtt R.Arn\n", "");
    let (new, messages) = converted(&service(&sam), FormName::RuntimePath);
    assert!(new.contains("        Policies:\n          - Version: '2012-10-17'\n            Statement:\n"), "{new}\n{messages:?}");
    assert_eq!(converted(&new, FormName::RuntimePath).0, new);
    let listed = sam.replace("        Environment:\n", "        Policies:\n          - AmazonS3FullAccess\n        Environment:\n");
    let (new, messages) = converted(&service(&listed), FormName::RuntimePath);
    assert!(
        new.contains("          - AmazonS3FullAccess\n          - Version: '2012-10-17'\n            Statement:\n"),
        "{new}\n{messages:?}"
    );
    let empty = sam.replace("        Environment:\n", "        Policies: []\n        Environment:\n");
    let (new, messages) = converted(&service(&empty), FormName::RuntimePath);
    assert!(
        new.contains("        Policies: [{Version: '2012-10-17', Statement: [") && !messages_of(&messages, "SF706"),
        "{new}\n{messages:?}"
    );
    let one = sam.replace("        Environment:\n", "        Policies: AmazonS3FullAccess\n        Environment:\n");
    let (new, messages) = converted(&service(&one), FormName::RuntimePath);
    assert!(new.contains("Policies: AmazonS3FullAccess\n") && messages_of(&messages, "SF706"), "{new}\n{messages:?}");
}

#[test]
fn resources_are_a_list_of_files() {
    let main = "service: s\nframeworkVersion: '3'\nprovider: {name: aws}\nresources:\n  - ${file(functions.yml)}\n  - ${file(./roles.yml)}\n  - Outputs: {}\n";
    let files = [("functions.yml", format!("Resources:\n{FUNCTION}")), ("roles.yml", format!("Resources:\n{ROLE}"))];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let conversion = convert(main, &files, options(FormName::RuntimePath)).expect("it converts");
    let text = |path: &str| conversion.files.iter().find(|file| file.path == path).map(|file| file.text.as_str()).unwrap_or_default();
    assert!(text("functions.yml").contains("SSM_PATH_TO_TOKEN: /p"), "{:?}", conversion.files);
    assert!(text("roles.yml").contains("ssm:GetParameter"), "{:?}", conversion.files);
    let messages = messages(&conversion.diagnostics);
    assert!(!messages_of(&messages, "SF701") && !messages_of(&messages, "SF706"), "{messages:?}");
}

#[test]
fn both_branches_of_a_condition_are_environments() {
    let variables =
        "          Variables: !If\n            - Live\n            - {TOKEN: '${ssm:/p}'}\n            - {TOKEN: '${ssm:/q}'}\n";
    let text = service(&format!("{}{ROLE}", FUNCTION.replace("          Variables:\n            TOKEN: ${ssm:/p}\n", variables)));
    let (new, messages) = converted(&text, FormName::RuntimePath);
    assert!(new.contains("- {SSM_PATH_TO_TOKEN: '/p'}\n            - {SSM_PATH_TO_TOKEN: '/q'}\n"), "{new}\n{messages:?}");
}

#[test]
fn the_environment_of_the_provider_is_not_its_own() {
    // Both have a variable of one name, and neither hides the other.
    let text = service(&format!("{FUNCTION}{ROLE}"))
        .replace("  name: aws\n", "  name: aws\n  environment:\n    TOKEN: !Ref Other\n    SSM_PATH_TO_TOKEN: /else\n");
    let (new, messages) = converted(&text, FormName::RuntimePath);
    assert!(new.contains("            SSM_PATH_TO_TOKEN: /p\n") && !messages_of(&messages, "SF701"), "{new}\n{messages:?}");
    // One that is shared by a variable is converted once, for all who get it.
    let shared = service(&format!(
        "{}{ROLE}",
        FUNCTION.replace("          Variables:\n            TOKEN: ${ssm:/p}\n", "          Variables: ${self:provider.environment}\n")
    ))
    .replace("  name: aws\n", "  name: aws\n  environment:\n    TOKEN: ${ssm:/p}\n");
    let (new, messages) = converted(&shared, FormName::RuntimePath);
    assert!(new.contains("  environment:\n    SSM_PATH_TO_TOKEN: /p\n"), "{new}\n{messages:?}");
    assert_eq!(new.matches("ssm:GetParameters").count(), 2, "{new}");
}

#[test]
fn statements_of_an_attached_policy_count() {
    let attached = "    P:\n      Type: AWS::IAM::Policy\n      Properties:\n        Roles: [!Ref R]\n        PolicyDocument:\n          Statement:\n            - Effect: Allow\n              Action: [ssm:GetParameter, ssm:GetParameters]\n              Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/p\n";
    let (new, _) = converted(&service(&format!("{FUNCTION}{ROLE}{attached}")), FormName::RuntimePath);
    assert_eq!(new.matches("ssm:GetParameters").count(), 1, "{new}");
}

#[test]
fn the_lines_for_its_handler_are_printed() {
    let (new, _) = converted(&service(&format!("{FUNCTION}{ROLE}")), FormName::RuntimePath);
    let file = sealform_diagnostic::FileId::new(0);
    let code = sealform_convert::explain::explain(file, "serverless.yml", &new, None, sealform_convert::explain::Language::Python);
    let code = code.expect("it reads");
    assert!(code.contains("# In the handler of `F`:") && code.contains("token = secret(\"TOKEN\")"), "{code}");
}
