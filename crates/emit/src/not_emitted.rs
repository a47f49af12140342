//! What the Serverless Framework would turn into resources, and Sealform does not yet: refused, or said.

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::Value;

use crate::look;
use crate::node::Node;
use crate::service::{Function, Service};
use crate::template::Events;

/// Settings of a function that make versions and aliases.
const NEED_VERSIONS: [&str; 3] = ["provisionedConcurrency", "snapStart", "durableConfig"];

/// Keys of plugins that make resources from keys of their own at the top of the file.
const TOP_LEVEL: [&str; 6] = ["stepFunctions", "appSync", "constructs", "websocket", "httpApi", "awsKmsKeyArn"];

/// Settings of the provider that shape what events make.
const PROVIDER: [&[&str]; 23] = [
    &["alb"],
    &["apiGateway"],
    &["apiKeys"],
    &["apiName"],
    &["awsKmsKeyArn"],
    &["cloudFront"],
    &["endpointType"],
    &["eventBridge"],
    &["httpApi"],
    &["kafka"],
    &["logs", "frameworkLambda"],
    &["logs", "httpApi"],
    &["logs", "restApi"],
    &["logs", "websocket"],
    &["resourcePolicy"],
    &["s3"],
    &["tracing", "apiGateway"],
    &["usagePlan"],
    &["vpcEndpointIds"],
    &["websocket"],
    &["websocketsApiName"],
    &["websocketsApiRouteSelectionExpression"],
    &["websocketsDescription"],
];

/// Refuses events (SF501) unless they are skipped (SF509), refuses local layers and what needs versions (SF503), and names the other
/// settings that have no effect (SF503).
pub(crate) fn check(service: &Service<'_>, events: Events, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(self::events(service, events));
    diagnostics.extend(layers(service));
    for function in &service.functions {
        diagnostics.extend(NEED_VERSIONS.iter().filter_map(|setting| needs_versions(function, setting)));
    }
    diagnostics.extend(without_effect(service));
}

/// One report that names every event.
fn events(service: &Service<'_>, events: Events) -> Option<Diagnostic> {
    let all: Vec<(&Function<'_>, &Node)> =
        service.functions.iter().flat_map(|function| function.events().iter().map(move |event| (function, event))).collect();
    let (function, first) = all.first()?;
    let count = match all.len() {
        1 => "1 event".to_owned(),
        count => format!("{count} events"),
    };
    let diagnostic = match events {
        Events::Refuse => {
            Diagnostic::error(&registry::EVENTS_NOT_EMITTED, format!("Sealform does not emit events yet, and this service has {count}"))
                .help("`--skip-events` leaves them out. Or render for Serverless: `--to serverless`.")
        }
        Events::Skip => Diagnostic::warning(&registry::EVENTS_SKIPPED, format!("{count} left out of the template")).help(
            "Do not deploy this template over a stack that has them: CloudFormation would delete its APIs, schedules and subscriptions.",
        ),
    };
    let diagnostic = diagnostic.at(first.span, label(function, first));
    Some(all.iter().skip(1).fold(diagnostic, |diagnostic, (function, event)| diagnostic.label(event.span, label(function, event))))
}

fn label(function: &Function<'_>, event: &Node) -> String {
    let kind = match &event.value {
        Value::Mapping(event) => event.iter().next().map(|(kind, _)| kind),
        _ => look::text(event).filter(|kind| kind.bytes().all(|byte| byte.is_ascii_alphanumeric())),
    };
    format!("`{}`: {}", function.key, kind.unwrap_or("event"))
}

fn layers(service: &Service<'_>) -> Option<Diagnostic> {
    let layers = look::given(&service.sealed.tree, "layers")?;
    let is_empty = layers.as_mapping().is_some_and(|layers| layers.is_empty());
    let span = service.sealed.tree.as_mapping()?.key_span("layers")?;
    (!is_empty).then(|| {
        Diagnostic::error(&registry::NOT_EMITTED, "Sealform does not build layers: `layers`")
            .at(span, "")
            .help("Publish the layer from a service of its own, and name its ARN under `layers` of the function.")
    })
}

fn needs_versions(function: &Function<'_>, setting: &str) -> Option<Diagnostic> {
    function.truthy(setting)?;
    let span = function.tree.as_mapping()?.key_span(setting)?;
    Some(
        Diagnostic::error(&registry::NOT_EMITTED, format!("`{setting}` needs versions of the function, which Sealform does not make"))
            .at(span, "")
            .help("Remove it, or render for Serverless: `--to serverless`."),
    )
}

fn without_effect(service: &Service<'_>) -> Option<Diagnostic> {
    let top = TOP_LEVEL.iter().filter_map(|key| Some(((*key).to_owned(), key_span(&service.sealed.tree, &[key])?)));
    let provider = PROVIDER.iter().filter_map(|path| {
        let span = key_span(look::given(&service.sealed.tree, "provider")?, path)?;
        Some((format!("provider.{}", path.join(".")), span))
    });
    let found: Vec<(String, Span)> = top.chain(provider).collect();
    let ((_, first), rest) = found.split_first()?;
    let names: Vec<String> = found.iter().map(|(name, _)| format!("`{name}`")).collect();
    let warning = Diagnostic::warning(&registry::NOT_EMITTED, format!("Sealform emits nothing for {}", names.join(", "))).at(*first, "");
    Some(rest.iter().fold(warning, |warning, (_, span)| warning.label(*span, "")))
}

/// Where the key at the end of `path` is written, if it is given.
fn key_span(node: &Node, path: &[&str]) -> Option<Span> {
    let (last, path) = path.split_last()?;
    let parent = look::given_at(node, path)?;
    look::truthy(parent, last)?;
    parent.as_mapping()?.key_span(last)
}
