//! The statements that sealed secrets need, in the role that the function really uses.

use sealform_diagnostic::Diagnostic;
use sealform_emit::{Format, TemplateOptions, foreign_roles, template, write};
use sealform_secret::access::{self, Grant};
use sealform_secret::seal::{SealedFunction, SealedService};
use sealform_secret::{KeyArn, ParameterArn};
use serde_json::{Value, json};

use crate::support::{codes, emit, service};

fn grant(name: &str) -> Grant {
    Grant::DecryptParameter {
        key: KeyArn::parse("arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555").expect("a key's ARN"),
        parameter: ParameterArn::parse(&format!("arn:aws:ssm:us-east-1:123456789012:parameter/{name}")).expect("a parameter's ARN"),
    }
}

/// The service with `grants` for its functions.
fn sealed(yaml: &str, grants: &[(&str, &[&str])]) -> SealedService {
    let mut service = service(yaml);
    for (function, names) in grants {
        service.functions.get_mut(*function).expect("a function").grants = names.iter().map(|name| grant(name)).collect();
    }
    service
}

fn render(service: SealedService) -> (Value, Vec<Diagnostic>) {
    let (template, diagnostics) = emit(service, &TemplateOptions::default());
    (template.unwrap_or_else(|| panic!("{diagnostics:?}")), diagnostics)
}

fn statements(template: &Value, role: &str) -> Vec<Value> {
    template["Resources"][role]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"].as_array().cloned().unwrap_or_default()
}

/// What the trusted crate asks for, as JSON.
fn needed(names: &[&str]) -> Vec<Value> {
    let grants: Vec<Grant> = names.iter().map(|name| grant(name)).collect();
    let statements = access::statements(&grants, sealform_diagnostic::Span::start_of(sealform_diagnostic::FileId::new(0)));
    statements.iter().map(|statement| serde_json::from_str(&write(statement, Format::Json)).expect("JSON")).collect()
}

#[test]
fn the_shared_role_gets_the_statements_behind_the_authors() {
    let yaml = "service: s\nprovider: {iam: {role: {statements: [{Effect: Allow, Action: [a:b], Resource: '*'}]}}}\nfunctions: {a: {handler: h.run}}\n";
    let (template, diagnostics) = render(sealed(yaml, &[("a", &["x", "y"])]));
    let found = statements(&template, "IamRoleLambdaExecution");
    assert_eq!(found[2], json!({"Effect": "Allow", "Action": ["a:b"], "Resource": "*"}));
    assert_eq!(found[3..], needed(&["x", "y"]));
    assert_eq!(codes(&diagnostics), ["SF510"], "one function shares its secrets with nobody");
}

#[test]
fn a_statement_that_is_there_is_not_added_again() {
    let authored = serde_json::to_string(&needed(&["x"])).expect("JSON");
    let yaml = format!("service: s\nprovider: {{iam: {{role: {{statements: {authored}}}}}}}\nfunctions: {{a: {{handler: h.run}}}}\n");
    let (template, _) = render(sealed(&yaml, &[("a", &["x"])]));
    assert_eq!(statements(&template, "IamRoleLambdaExecution").len(), 2 + needed(&["x"]).len());
}

#[test]
fn a_role_of_the_functions_own_gets_its_statements_alone() {
    let yaml = "service: s\nplugins: {modules: [serverless-iam-roles-per-function]}\nfunctions:\n  a: {handler: h.run, iamRoleStatements: []}\n  b: {handler: h.run}\n";
    let (template, diagnostics) = render(sealed(yaml, &[("a", &["x"])]));
    assert_eq!(statements(&template, "AIamRoleLambdaExecution")[1..], needed(&["x"]));
    assert_eq!(statements(&template, "IamRoleLambdaExecution").len(), 2);
    assert_eq!(codes(&diagnostics), ["SF510"]);
}

#[test]
fn functions_that_share_a_role_and_differ_are_noted() {
    let yaml = "service: s\nfunctions: {a: {handler: h.run}, b: {handler: h.run}}\n";
    let (template, diagnostics) = render(sealed(yaml, &[("a", &["x"]), ("b", &["x", "y"])]));
    assert_eq!(statements(&template, "IamRoleLambdaExecution")[2..], needed(&["x", "y"]));
    assert_eq!(codes(&diagnostics), ["SF402", "SF510"]);
    let (_, diagnostics) = render(sealed(yaml, &[("a", &["x"]), ("b", &["x"])]));
    assert_eq!(codes(&diagnostics), ["SF510"], "both may read the same");
    let (_, diagnostics) = render(sealed(yaml, &[("b", &["x"])]));
    assert_eq!(codes(&diagnostics), ["SF402", "SF510"], "the other one may read nothing");
}

#[test]
fn a_role_from_elsewhere_is_left_alone_and_its_statements_are_printed() {
    for role in ["'arn:aws:iam::123456789012:role/r'", "MyRole", "{'Fn::ImportValue': x}"] {
        let yaml = format!(
            "service: s\nfunctions: {{a: {{handler: h.run, role: {role}}}, b: {{handler: h.run}}}}\nresources: {{Resources: {{MyRole: {{Type: 'AWS::IAM::Role', Properties: {{}}}}}}}}\n"
        );
        let service = sealed(&yaml, &[("a", &["x"])]);
        let foreign = foreign_roles(&service);
        let (found, diagnostics) = render(service);
        assert_eq!(statements(&found, "IamRoleLambdaExecution").len(), 2);
        assert_eq!(found["Resources"]["MyRole"]["Properties"], json!({}));
        assert_eq!(codes(&diagnostics), ["SF401", "SF510"]);
        let help = diagnostics[0].help.as_deref().expect("the statements");
        let (_, printed) = help.split_once('\n').expect("a line of its own");
        assert_eq!(serde_json::from_str::<Vec<Value>>(printed).expect("JSON"), needed(&["x"]));
        assert_eq!(
            foreign.iter().map(|role| (role.function.as_str(), role.statements.len())).collect::<Vec<_>>(),
            [("a", needed(&["x"]).len())]
        );
    }
}

#[test]
fn functions_under_resources_are_served_by_the_role_they_name() {
    let yaml = "service: s\nfunctions: {a: {handler: h.run}}\nresources:\n  Resources:\n    Mine: {Type: 'AWS::Lambda::Function', Properties: {Role: !GetAtt IamRoleLambdaExecution.Arn}}\n    Other: {Type: 'AWS::Lambda::Function', Properties: {Role: !GetAtt TheirRole.Arn}}\n    Sam: {Type: 'AWS::Serverless::Function', Properties: {}}\n";
    let mut service = service(yaml);
    for (id, name) in [("Mine", "x"), ("Other", "y"), ("Sam", "z")] {
        service.resources.insert(id.into(), SealedFunction { grants: vec![grant(name)], ..SealedFunction::default() });
    }
    let foreign = foreign_roles(&service);
    let (found, diagnostics) = render(service);
    assert_eq!(statements(&found, "IamRoleLambdaExecution")[2..], needed(&["x"]));
    assert_eq!(codes(&diagnostics), ["SF401", "SF401", "SF402", "SF510"]);
    assert_eq!(foreign.iter().map(|role| role.function.clone()).collect::<Vec<_>>(), ["Other", "Sam"]);
}

#[test]
fn the_role_counts_that_resources_gives_a_function_in_the_end() {
    let yaml = "service: s\nfunctions: {a: {handler: h.run}}\nresources: {Resources: {ALambdaFunction: {Properties: {Role: 'arn:aws:iam::123456789012:role/r'}}}}\n";
    // Merged by key: `Role` was a map and becomes a text.
    let (found, diagnostics) = render(sealed(yaml, &[("a", &["x"])]));
    assert_eq!(found["Resources"]["ALambdaFunction"]["Properties"]["Role"], "arn:aws:iam::123456789012:role/r");
    assert_eq!(codes(&diagnostics), ["SF401", "SF510"]);
}

#[test]
fn the_same_service_gives_the_same_bytes() {
    let yaml = "service: s\nfunctions: {a: {handler: h.run}, b: {handler: h.run}}\n";
    let bytes = || {
        write(
            &template(&mut sealed(yaml, &[("a", &["x", "y"]), ("b", &["z"])]), &TemplateOptions::default()).0.expect("a template"),
            Format::Yaml,
        )
    };
    assert_eq!(bytes(), bytes());
}
