//! `resources` over what is generated.

use serde_json::{Value, json};

use crate::support::{codes, emit, service, without_events};
use sealform_emit::TemplateOptions;

const FUNCTIONS: &str = "service: s\nfunctions: {a: {handler: h.run}}\n";

fn template(resources: &str) -> Value {
    let (template, diagnostics) = emit(service(&format!("{FUNCTIONS}resources:\n{resources}")), &TemplateOptions::default());
    template.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

#[test]
fn resources_are_merged_deeply_and_lists_by_index() {
    let found = template(
        "  - Description: mine\n    Conditions: {C: !Equals [a, b]}\n    Resources:\n      ALambdaFunction: {Properties: {MemorySize: 256, Description: null}}\n      Table: {Type: 'AWS::DynamoDB::Table', Properties: {Tags: [{Key: k, Value: null}, null], Empty: null}}\n  - Outputs: {O: {Value: null}}\n    Resources:\n      Table: {Properties: {Tags: [{Value: v}]}}\n",
    );
    assert_eq!(found["Description"], "mine");
    assert_eq!(found["Conditions"]["C"], json!({"Fn::Equals": ["a", "b"]}));
    assert_eq!(found["Resources"]["ALambdaFunction"]["Properties"]["MemorySize"], 256);
    assert_eq!(found["Resources"]["ALambdaFunction"]["Properties"]["Handler"], "h.run");
    assert_eq!(
        found["Resources"]["Table"]["Properties"],
        json!({"Tags": [{"Key": "k", "Value": "v"}, null]}),
        "null goes out of maps, not out of lists"
    );
    assert_eq!(found["Outputs"]["O"], json!({"Value": null}), "nor out of outputs");
}

#[test]
fn extensions_change_what_is_generated() {
    let found = template(
        "  extensions:\n    ALogGroup: {Properties: {RetentionInDays: 3}, DeletionPolicy: Retain, Metadata: {m: 1}}\n    ALambdaFunction: {DependsOn: [Table], Condition: C}\n  Resources: null\n",
    );
    let log_group = &found["Resources"]["ALogGroup"];
    assert_eq!(log_group["Properties"], json!({"LogGroupName": "/aws/lambda/s-dev-a", "RetentionInDays": 3}));
    assert_eq!((&log_group["DeletionPolicy"], &log_group["Metadata"]), (&json!("Retain"), &json!({"m": 1})));
    assert_eq!(found["Resources"]["ALambdaFunction"]["DependsOn"], json!(["ALogGroup", "Table"]));
    assert_eq!(found["Resources"]["ALambdaFunction"]["Condition"], "C");
    assert_eq!(found.get("extensions"), None);
}

#[test]
fn what_changes_nothing_that_is_there_is_refused() {
    let render = |resources: &str, options: &TemplateOptions| {
        let (template, diagnostics) = emit(service(&format!("{FUNCTIONS}resources:\n{resources}")), options);
        (template.map(|template| template["Resources"].as_object().map_or(0, serde_json::Map::len)), codes(&diagnostics))
    };
    let codes = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let refuse = TemplateOptions::default();
    let extension = "  extensions: {ApiGatewayRestApi: {Properties: {}}}\n";
    assert_eq!(render(extension, &refuse), (None, codes(&["SF505", "SF510"])));
    assert_eq!(render(extension, &without_events()), (Some(3), codes(&["SF505", "SF510"])), "it may belong to an event");
    let change = "  Resources: {ApiGatewayRestApi: {Properties: {}}}\n";
    assert_eq!(render(change, &refuse), (None, codes(&["SF503", "SF510"])));
    assert_eq!(render(change, &without_events()), (Some(3), codes(&["SF503", "SF510"])));
    let bucket = "  Resources: {ServerlessDeploymentBucket: {Properties: {}}}\n";
    assert_eq!(render(bucket, &refuse), (Some(3), codes(&["SF503", "SF510"])), "nobody needs that bucket");
    assert_eq!(render("  extensions: {ALogGroup: {Type: x}}\n", &refuse), (None, codes(&["SF505", "SF510"])));
}
