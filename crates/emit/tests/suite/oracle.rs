//! The templates that the Serverless Framework made of 176 services, against ours.
//!
//! Compared are functions (without `Code`), log groups, roles, and everything of the author's `resources`; what events, versions and the
//! deployment bucket add is left out. The data live beside the repository (`../shared/oracle`): skipped, visibly, where they are absent.

use std::collections::BTreeSet;
use std::path::Path;

use sealform_diagnostic::has_errors;
use sealform_model::Tree;
use sealform_secret::Public;
use serde_json::{Map, Value};

/// Services that are refused, with the code: SF507 where there is neither a function nor a resource (their template holds nothing but the
/// deployment bucket), SF503 for local layers and for provisioned concurrency.
const REFUSED: &[(&str, &str)] = &[
    ("fixture--aws", "SF507"),
    ("fixture--aws-loggedin-console-service", "SF507"),
    ("fixture--aws-loggedin-monitored-service", "SF507"),
    ("fixture--aws-loggedin-noapp-service", "SF507"),
    ("fixture--aws-loggedin-wrongapp-service", "SF507"),
    ("fixture--aws-loggedin-wrongorg-service", "SF507"),
    ("fixture--custom-config-filename--serverless.custom.yml", "SF507"),
    ("fixture--exception", "SF507"),
    ("fixture--function-layers", "SF503"),
    ("fixture--layer", "SF503"),
    ("fixture--locally-installed-serverless", "SF507"),
    ("fixture--packaging", "SF503"),
    ("fixture--plugin", "SF507"),
    ("fixture--provisioned-concurrency", "SF503"),
    ("fixture--test--fixtures--cli--uncaught-exception", "SF507"),
    ("fixture--test--fixtures--cli--variables", "SF507"),
    ("fixture--test--unit--lib--cli--triage--fixtures--serverless--yml--component-in-custom", "SF507"),
];

/// Services whose template is not there, with the reason.
const NOT_COMPARED: &[(&str, &str)] =
    &[("fixture--iot-fleet-provisioning", "its template.json is a file of the fixture itself, not what Serverless made")];

/// Differences that stay, with the reason.
const DIFFERENT: &[(&str, &str)] = &[
    ("fixture--cognito-user-pool: CognitoUserPoolCUPCustomEmailSender", "an event completes the author's user pool"),
    ("fixture--function-cloud-front: FooLambdaFunction", "a cloudFront event changes the function"),
    ("fixture--function-cloud-front: IamRoleLambdaExecution", "a cloudFront event lets Lambda@Edge take the role"),
    ("fixture--websocket: WebsocketsLogGroup", "a log group of events"),
];

#[test]
fn templates_are_those_of_the_serverless_framework() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracle");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: no folder shared/oracle beside the repository");
        return;
    };
    let mut services: Vec<_> =
        entries.map(|entry| entry.expect("the data are complete").path()).filter(|path| path.join("resolved.yml").exists()).collect();
    services.sort();
    let mut known = BTreeSet::new();
    let (mut compared, mut refused, mut problems) = (0, Vec::new(), Vec::new());
    for path in services {
        let name = path.file_name().expect("the data are complete").to_string_lossy().into_owned();
        if let Some((_, reason)) = NOT_COMPARED.iter().find(|(skipped, _)| *skipped == name) {
            println!("SKIPPED {name}: {reason}");
            continue;
        }
        let mut tree = crate::support::tree(&read(&path.join("resolved.yml")));
        // The data were made with `--stage dev`, which wins over the provider's stage.
        let provider =
            tree.as_mapping_mut().and_then(|root| root.get_mut("provider")).and_then(Tree::as_mapping_mut).expect("the data are complete");
        let span = provider.get("stage").expect("the data are complete").span;
        provider.insert("stage", span, Tree::leaf(span, Public::fixed("dev").into()));
        let service = crate::support::service_of(tree);
        let (ours, diagnostics) = crate::support::emit(service, &crate::support::without_events());
        assert_eq!(ours.is_none(), has_errors(&diagnostics));
        let Some(ours) = ours else {
            refused.extend(
                diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).map(|diagnostic| (name.clone(), diagnostic.code.id())),
            );
            continue;
        };
        let theirs: Value = serde_json::from_str(&read(&path.join("template.json"))).expect("the data are complete");
        let mut differences = Vec::new();
        compare(&ours, &theirs, &mut differences);
        differences.retain(|difference| match DIFFERENT.iter().find(|(place, _)| format!("{name}: {difference}").starts_with(place)) {
            Some((place, _)) => {
                known.insert(*place);
                false
            }
            None => true,
        });
        problems.extend(differences.into_iter().map(|difference| format!("{name}: {difference}")));
        compared += 1;
    }
    println!("{compared} templates compared");
    refused.dedup();
    let refused: Vec<_> = refused.iter().map(|(name, code)| (name.as_str(), code.as_str())).collect();
    assert_eq!(refused, REFUSED);
    assert_eq!(known.len(), DIFFERENT.len(), "a difference is listed that is none: {known:?}");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert!(compared > 150, "{compared}");
}

fn read(path: &Path) -> String {
    #[expect(clippy::disallowed_methods, reason = "a test reads its data")]
    std::fs::read_to_string(path).expect("the data are complete")
}

/// Says where the templates differ.
fn compare(ours: &Value, theirs: &Value, differences: &mut Vec<String>) {
    let empty = Map::new();
    let section = |template: &'_ Value, name: &str| template[name].as_object().cloned().unwrap_or_else(|| empty.clone());
    let (our_resources, their_resources) = (section(ours, "Resources"), section(theirs, "Resources"));
    for (id, ours) in &our_resources {
        match their_resources.get(id) {
            Some(theirs) => compare_resources(id, ours, theirs, differences),
            None => differences.push(format!("{id}: only ours")),
        }
    }
    for (id, resource) in their_resources.iter().filter(|(id, _)| !our_resources.contains_key(*id)) {
        if !is_left_out(id, resource) {
            differences.push(format!("{id}: only theirs"));
        }
    }
    let their_outputs = section(theirs, "Outputs");
    for (key, output) in section(ours, "Outputs") {
        if their_outputs.get(&key) != Some(&output) {
            differences.push(format!("output {key}: {output} for {:?}", their_outputs.get(&key)));
        }
    }
    for name in ["AWSTemplateFormatVersion", "Description", "Parameters", "Conditions", "Mappings", "Transform"] {
        if ours[name] != theirs[name] {
            differences.push(format!("{name}: {} for {}", ours[name], theirs[name]));
        }
    }
}

/// What the deployment bucket, versions, custom resources and events add: all but functions, log groups and roles.
fn is_left_out(id: &str, resource: &Value) -> bool {
    let is_of_events = id.starts_with("Custom")
        || id.starts_with("IamRoleCustomResources")
        || id.ends_with("ApiLogGroup")
        || id.ends_with("ApiGatewayLogGroup");
    let kinds = ["AWS::Lambda::Function", "AWS::Logs::LogGroup", "AWS::IAM::Role", "AWS::Lambda::Url", "AWS::Lambda::EventInvokeConfig"];
    is_of_events || !kinds.iter().any(|kind| resource["Type"] == *kind)
}

fn compare_resources(id: &str, ours: &Value, theirs: &Value, differences: &mut Vec<String>) {
    let (mut ours, mut theirs) = (ours.clone(), dates_as_text(theirs.clone()));
    for resource in [&mut ours, &mut theirs] {
        if resource["Type"] == "AWS::Lambda::Function"
            && let Some(properties) = resource["Properties"].as_object_mut()
        {
            properties.remove("Code");
        }
    }
    if let (Some(ours), Some(theirs)) = (statements(&mut ours), statements(&mut theirs)) {
        without_events(ours, theirs);
    }
    if ours != theirs {
        differences.push(format!("{id}:\n  ours   {ours}\n  theirs {theirs}"));
    }
}

fn statements(role: &mut Value) -> Option<&mut Vec<Value>> {
    role.pointer_mut("/Properties/Policies/0/PolicyDocument/Statement")?.as_array_mut()
}

/// Takes out of `theirs` what it has beyond `ours`, where events need it.
fn without_events(ours: &[Value], theirs: &mut Vec<Value>) {
    const EVENTS: [&str; 6] = [
        "dynamodb:GetRecords",
        "kinesis:GetRecords",
        "sqs:ReceiveMessage",
        "execute-api:ManageConnections",
        "kafka:DescribeCluster",
        "mq:DescribeBroker",
    ];
    theirs.retain(|statement| {
        let action = statement["Action"].get(0).unwrap_or(&statement["Action"]);
        ours.contains(statement) || !EVENTS.iter().any(|event| action == event)
    });
}

/// Serverless 3 makes a JavaScript `Date` of an unquoted `2012-10-17`.
fn dates_as_text(mut value: Value) -> Value {
    match &mut value {
        Value::String(text) => {
            if let Some(date) = text.strip_suffix("T00:00:00.000Z") {
                *text = date.to_owned();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = dates_as_text(item.take())),
        Value::Object(entries) => entries.values_mut().for_each(|entry| *entry = dates_as_text(entry.take())),
        _ => {}
    }
    value
}
