//! Which role a function gets: the shared one, the author's, or its own.

use sealform_diagnostic::Diagnostic;
use serde_json::{Value, json};

use crate::support::{codes, emit, service, without_events};

fn render(yaml: &str) -> (Option<Value>, Vec<Diagnostic>) {
    emit(service(yaml), &without_events())
}

fn resources(yaml: &str) -> Value {
    let (template, diagnostics) = render(yaml);
    template.unwrap_or_else(|| panic!("{diagnostics:?}"))["Resources"].clone()
}

const PLUGIN: &str = "service: shop\nplugins: [serverless-iam-roles-per-function]\n";

#[test]
fn the_shared_role_takes_the_settings_of_the_provider() {
    let found = resources(
        "service: shop\nprovider:\n  stage: test\n  iam:\n    role:\n      name: my-role\n      path: /x/\n      permissionsBoundary: arn:aws:iam::1:policy/b\n      managedPolicies: [arn:aws:iam::aws:policy/p]\n      tags: {a: b}\n      statements:\n        - {Effect: Allow, Action: 's3:*', Resource: '*'}\nfunctions: {a: {handler: h.run, vpc: {securityGroupIds: [g], subnetIds: [s]}}}\n",
    );
    let role = &found["IamRoleLambdaExecution"]["Properties"];
    assert_eq!(role["RoleName"], "my-role");
    assert_eq!(role["Path"], "/x/");
    assert_eq!(role["PermissionsBoundary"], "arn:aws:iam::1:policy/b");
    assert_eq!(role["Tags"], json!([{"Key": "a", "Value": "b"}]));
    assert_eq!(role["ManagedPolicyArns"][0], "arn:aws:iam::aws:policy/p");
    assert_eq!(role["ManagedPolicyArns"][1]["Fn::Join"][1][2], ":iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole");
    let statements = &role["Policies"][0]["PolicyDocument"]["Statement"];
    assert_eq!(statements[2], json!({"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}), "Action becomes a list, Resource does not");
}

#[test]
fn a_role_of_the_author_replaces_the_shared_one() {
    let by_arn = resources("service: s\nprovider: {iam: {role: 'arn:aws:iam::1:role/r'}}\nfunctions: {a: {handler: h.run}}\n");
    assert_eq!(by_arn.get("IamRoleLambdaExecution"), None);
    assert_eq!(by_arn["ALambdaFunction"]["Properties"]["Role"], "arn:aws:iam::1:role/r");
    assert_eq!(by_arn["ALambdaFunction"]["DependsOn"], json!(["ALogGroup"]));

    let by_id = resources("service: s\nprovider: {role: MyRole}\nfunctions: {a: {handler: h.run, dependsOn: Table}}\n");
    assert_eq!(by_id["ALambdaFunction"]["Properties"]["Role"], json!({"Fn::GetAtt": ["MyRole", "Arn"]}));
    assert_eq!(by_id["ALambdaFunction"]["DependsOn"], json!(["ALogGroup", "Table", "MyRole"]));

    let mixed = resources("service: s\nfunctions:\n  a: {handler: h.run, role: !GetAtt MyRole.Arn}\n  b: {handler: h.run}\n");
    assert_eq!(mixed["ALambdaFunction"]["DependsOn"], json!(["ALogGroup", "MyRole"]));
    assert_eq!(mixed["BLambdaFunction"]["Properties"]["Role"], json!({"Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"]}));
    let imported = resources("service: s\nfunctions:\n  a: {handler: h.run, role: !ImportValue x}\n");
    assert_eq!(imported["ALambdaFunction"]["Properties"]["Role"], json!({"Fn::ImportValue": "x"}));
    assert_eq!(imported.get("IamRoleLambdaExecution"), None);
}

#[test]
fn the_plugin_makes_roles_of_their_own() {
    let found = resources(&format!(
        "{PLUGIN}provider:\n  stage: test\n  region: eu-west-1\n  iam: {{role: {{statements: [{{Effect: Allow, Action: [a:b], Resource: '*'}}]}}}}\nfunctions:\n  one-two:\n    handler: h.run\n    onError: arn:aws:sns:x\n    iamRoleStatementsInherit: true\n    iamRoleStatements: [{{Effect: Allow, Action: c:d, Resource: r}}]\n  b: {{handler: h.run}}\n"
    ));
    let function = &found["OneDashtwoLambdaFunction"];
    assert_eq!(function["Properties"]["Role"], json!({"Fn::GetAtt": ["OneDashtwoIamRoleLambdaExecution", "Arn"]}));
    assert_eq!(function["DependsOn"], json!(["OneDashtwoIamRoleLambdaExecution", "OneDashtwoLogGroup"]));
    let role = &found["OneDashtwoIamRoleLambdaExecution"]["Properties"];
    assert_eq!(role["RoleName"], json!({"Fn::Join": ["-", ["shop", "test", "one-two", {"Ref": "AWS::Region"}, "lambdaRole"]]}));
    assert_eq!(role["ManagedPolicyArns"], json!([]));
    let logs = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/shop-test-one-two:*:*";
    assert_eq!(
        role["Policies"][0]["PolicyDocument"]["Statement"],
        json!([
            {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents"], "Resource": [{"Fn::Sub": logs}]},
            {"Effect": "Allow", "Action": ["sns:Publish"], "Resource": "arn:aws:sns:x"},
            {"Effect": "Allow", "Action": ["a:b"], "Resource": "*"},
            {"Effect": "Allow", "Action": ["c:d"], "Resource": "r"},
        ])
    );
    assert_eq!(
        found["BLambdaFunction"]["Properties"]["Role"],
        json!({"Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"]}),
        "the shared role stays"
    );
}

#[test]
fn long_role_names_lose_their_suffix_and_then_are_refused() {
    let name = |key: &str, settings: &str| {
        render(&format!("{PLUGIN}provider: {{stage: test}}\nfunctions:\n  {key}: {{handler: h.run, iamRoleStatements: []{settings}}}\n"))
    };
    // shop-test-KEY-us-east-1 has 20 characters beside the key, with -lambdaRole 31.
    let parts = |found: Value, key: &str| {
        found["Resources"][format!("{key}IamRoleLambdaExecution")]["Properties"]["RoleName"]["Fn::Join"][1].as_array().map(Vec::len)
    };
    for (length, expected) in [(33, 5), (34, 4), (44, 4)] {
        let key = "A".repeat(length);
        assert_eq!(parts(name(&key, "").0.expect("a template"), &key), Some(expected), "{length}");
    }
    let (template, diagnostics) = name(&"A".repeat(45), "");
    assert!(template.is_none());
    assert_eq!(codes(&diagnostics), ["SF506", "SF510"]);
    assert!(name(&"A".repeat(45), ", iamRoleStatementsName: short").0.is_some());
}

#[test]
fn roles_that_cannot_be_made_are_refused() {
    let errors = |rest: &str| {
        let (template, diagnostics) = render(&format!("{PLUGIN}{rest}"));
        assert!(template.is_none());
        codes(&diagnostics)
    };
    assert_eq!(errors("functions: {a: {handler: h.run, role: x, iamRoleStatements: []}, b: {handler: h.run}}\n"), ["SF506", "SF510"]);
    assert_eq!(errors("provider: {role: x}\nfunctions: {a: {handler: h.run, iamRoleStatements: []}}\n"), ["SF506"]);
    assert_eq!(errors("functions: {a: {handler: h.run, iamRoleStatements: [{Effect: Allow, Action: a}]}}\n"), ["SF506", "SF510"]);
    assert_eq!(errors("provider: {iam: {role: {name: n}}}\nfunctions: {a: {handler: h.run, iamRoleStatements: []}}\n"), ["SF506", "SF510"]);
}

#[test]
fn without_the_plugin_statements_of_a_function_are_said_to_have_no_effect() {
    let (template, diagnostics) =
        render("service: s\nfunctions: {a: {handler: h.run, iamRoleStatements: [{Effect: Allow, Action: a, Resource: b}]}}\n");
    assert_eq!(codes(&diagnostics), ["SF506", "SF510"]);
    assert_eq!(template.expect("a template")["Resources"].get("AIamRoleLambdaExecution"), None);
}

#[test]
fn the_boundary_of_the_plugin_is_set_on_every_role() {
    let found = resources(&format!(
        "{PLUGIN}custom: {{serverless-iam-roles-per-function: {{defaultInherit: true, iamGlobalPermissionsBoundary: 'arn:aws:iam::1:policy/g'}}}}\nprovider: {{iamRoleStatements: [{{Effect: Allow, Action: [p:q], Resource: '*'}}]}}\nfunctions:\n  a: {{handler: h.run, iamRoleStatements: []}}\n  b: {{handler: h.run, iamRoleStatements: [], iamRoleStatementsInherit: false, iamPermissionsBoundary: 'arn:aws:iam::1:policy/b'}}\n"
    ));
    let boundary = |id: &str| found[id]["Properties"]["PermissionsBoundary"].clone();
    assert_eq!(boundary("IamRoleLambdaExecution"), "arn:aws:iam::1:policy/g");
    assert_eq!(boundary("AIamRoleLambdaExecution"), "arn:aws:iam::1:policy/g");
    assert_eq!(boundary("BIamRoleLambdaExecution"), "arn:aws:iam::1:policy/b");
    let statements = |id: &str| found[id]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"].as_array().map(Vec::len);
    assert_eq!(statements("AIamRoleLambdaExecution"), Some(2), "inherited");
    assert_eq!(statements("BIamRoleLambdaExecution"), Some(1));
}
