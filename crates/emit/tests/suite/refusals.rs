//! What is not emitted is refused or said, once and by name.

use sealform_emit::{SealedBy, TemplateOptions, check_size, template};
use sealform_secret::seal::SecretRecord;
use serde_json::json;

use crate::support::{codes, emit, service, without_events};

const EVENTS: &str =
    "service: s\nfunctions:\n  a: {handler: h.run, events: [{http: 'GET /'}, alexaSkill]}\n  b: {handler: h.run, events: [{sqs: q}]}\n";

#[test]
fn events_are_refused_in_one_report_that_names_them() {
    let (template, diagnostics) = template(&mut service(EVENTS), &TemplateOptions::default());
    assert!(template.is_none());
    assert_eq!(codes(&diagnostics), ["SF501", "SF510"]);
    let texts: Vec<&str> = diagnostics[0].primary.iter().chain(&diagnostics[0].labels).map(|label| label.text.as_str()).collect();
    assert_eq!(texts, ["`a`: http", "`a`: alexaSkill", "`b`: sqs"]);
    assert!(diagnostics[0].message.contains("3 events"), "{}", diagnostics[0].message);
}

#[test]
fn skipped_events_leave_a_warning_and_a_mark() {
    let (found, diagnostics) = emit(service(EVENTS), &without_events());
    assert_eq!(codes(&diagnostics), ["SF509", "SF510"]);
    assert_eq!(found.expect("a template")["Metadata"]["Sealform"]["EventsSkipped"], true);
    let (found, _) = emit(service("service: s\nfunctions: {a: {handler: h.run, events: []}}\n"), &without_events());
    assert_eq!(found.expect("a template")["Metadata"]["Sealform"].get("EventsSkipped"), None, "nothing was skipped");
}

#[test]
fn the_embedded_aws_is_marked() {
    let options = TemplateOptions { sealed_by: SealedBy::EmbeddedAws, ..TemplateOptions::default() };
    let mut service = service("service: s\nfunctions: {a: {handler: h.run}}\n");
    service.secrets.push(SecretRecord {
        function: Some("a".into()),
        at: "functions.a.environment.X".into(),
        source: "ssm:/x".into(),
        hops: Vec::new(),
        form: "ciphertext",
        names: Vec::new(),
        grants: Vec::new(),
    });
    let (found, diagnostics) = emit(service, &options);
    assert_eq!(codes(&diagnostics), ["SF510", "SF508"]);
    assert_eq!(
        found.expect("a template")["Metadata"]["Sealform"],
        json!({"Version": env!("CARGO_PKG_VERSION"), "SealedBy": "embedded-aws"})
    );
}

#[test]
fn versions_and_layers_are_refused_by_name() {
    let refused = |yaml: &str| {
        let (template, diagnostics) = template(&mut service(yaml), &without_events());
        assert!(template.is_none());
        diagnostics
            .into_iter()
            .filter(sealform_diagnostic::Diagnostic::is_error)
            .map(|diagnostic| format!("{}: {}", diagnostic.code.id(), diagnostic.message))
            .collect::<Vec<_>>()
    };
    insta::assert_snapshot!(
        refused("service: s\nlayers: {l: {path: l}}\nfunctions: {a: {handler: h.run, provisionedConcurrency: 1}, b: {handler: h.run, snapStart: true}}\n").join("\n"),
        @r"
    SF503: Sealform does not build layers: `layers`
    SF503: `provisionedConcurrency` needs versions of the function, which Sealform does not make
    SF503: `snapStart` needs versions of the function, which Sealform does not make
    "
    );
    insta::assert_snapshot!(
        refused("service: s\nprovider: {ecr: {images: {base: {path: .}}}}\nfunctions: {a: {image: base}, b: {handler: h, image: x}, c: {}, d: 1, 'e.f': {handler: h}, g: {handler: h, destinations: {onFailure: nobody}}, h: {handler: h, fileSystemConfig: {arn: x, localMountPath: /mnt/x}}}\n").join("\n"),
        @r"
    SF051: the function `d` is not a mapping of settings
    SF051: the function's key `e.f` holds a character that no logical ID can hold
    SF503: Sealform builds no container image
    SF051: the function `b` has both a handler and an image
    SF051: the function `c` has neither a handler nor an image
    SF051: a destination of the function `g` is neither an ARN nor a function of this service
    SF051: the function `h` has a file system and no VPC
    "
    );
}

#[test]
fn settings_without_effect_are_named_in_one_warning() {
    let (found, diagnostics) = emit(
        service(
            "service: s\nstepFunctions: {x: 1}\nprovider: {deploymentBucket: b, httpApi: {cors: true}, logs: {restApi: true, lambda: {logFormat: JSON}}, tracing: {apiGateway: true}}\nfunctions: {a: {handler: h.run}}\n",
        ),
        &TemplateOptions::default(),
    );
    assert!(found.is_some());
    assert_eq!(codes(&diagnostics), ["SF503", "SF510"]);
    insta::assert_snapshot!(diagnostics[0].message, @"Sealform emits nothing for `stepFunctions`, `provider.httpApi`, `provider.logs.restApi`, `provider.tracing.apiGateway`");
    assert_eq!(diagnostics[0].labels.len(), 3);
}

#[test]
fn logical_ids_are_given_once() {
    let (template, diagnostics) =
        template(&mut service("service: s\nfunctions: {a-b: {handler: h.run}, aDashb: {handler: h.run}}\n"), &TemplateOptions::default());
    assert!(template.is_none());
    assert_eq!(codes(&diagnostics), ["SF504", "SF504", "SF510"], "the log group and the function");
    assert_eq!(diagnostics[0].labels.len(), 1);
}

#[test]
fn limits_of_cloudformation_are_kept() {
    let many: String = (0..500).map(|index| format!("    T{index}: {{Type: 'AWS::SNS::Topic'}}\n")).collect();
    let mut at_limit = service(&format!("service: s\nresources:\n  Resources:\n{many}"));
    assert!(template(&mut at_limit, &TemplateOptions::default()).0.is_some());
    let mut beyond = service(&format!("service: s\nresources:\n  Resources:\n{many}    One: {{Type: 'AWS::SNS::Topic'}}\n"));
    let (refused, diagnostics) = template(&mut beyond, &TemplateOptions::default());
    assert!(refused.is_none());
    assert_eq!(codes(&diagnostics), ["SF507"]);
    assert_eq!(codes(&template(&mut service("service: s\n"), &TemplateOptions::default()).1), ["SF507"], "CloudFormation needs a resource");

    let severity = |bytes: usize| check_size(&"x".repeat(bytes)).map(|diagnostic| diagnostic.severity.word());
    assert_eq!(
        [severity(51_200), severity(51_201), severity(1_000_000), severity(1_000_001)],
        [None, Some("note"), Some("note"), Some("error")]
    );
}
