//! `AWS::Lambda::EventInvokeConfig`: destinations, and how long and how often Lambda tries again.
//!
//! Source: `compileFunctionEventInvokeConfig` in `lib/plugins/aws/package/compile/functions.js`, Serverless 3.40, read 2026-11-23.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::Public;

use crate::look;
use crate::node::{At, Entries, Node};
use crate::service::{Function, Service};
use crate::statement;

/// The function's configuration, where it asks for one. A destination that is neither an ARN nor a function is reported.
pub(crate) fn invoke_config(function: &Function<'_>, service: &Service<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Node> {
    let (age, attempts) = (function.truthy("maximumEventAge"), look::given(function.tree, "maximumRetryAttempts"));
    if function.truthy("destinations").is_none() && age.is_none() && attempts.is_none() {
        return None;
    }
    let at = At(function.span);
    let mut config = Entries::new(at);
    for (property, destination) in destinations(function) {
        match arn(destination, service) {
            Some(arn) => config.put(property, at.map([("Destination", arn)])),
            None => diagnostics.push(
                Diagnostic::error(
                    &registry::WRONG_SHAPE,
                    format!("a destination of the function `{}` is neither an ARN nor a function of this service", function.key),
                )
                .at(destination.span, ""),
            ),
        }
    }
    let mut properties = Entries::new(at);
    properties.put("FunctionName", at.reference(&function.id("LambdaFunction")));
    properties.put("DestinationConfig", config.build());
    properties.put("Qualifier", at.text("$LATEST"));
    properties.put("MaximumEventAgeInSeconds", age.map(look::number));
    properties.put("MaximumRetryAttempts", attempts.map(look::number));
    Some(at.resource("AWS::Lambda::EventInvokeConfig", properties.build()))
}

/// What the function's role must allow so that results reach their destinations.
pub(crate) fn destination_statements(function: &Function<'_>, service: &Service<'_>) -> Vec<Node> {
    let at = At(function.span);
    destinations(function)
        .filter_map(|(_, destination)| {
            let resource = match look::text(destination) {
                Some(text) if text.starts_with("arn:") => destination.clone(),
                // GetAtt would be a circle where the target uses the same role.
                Some(text) => at.sub([
                    &Public::fixed("arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:"),
                    &service.function(text)?.name,
                ]),
                None => look::given(destination, "arn")?.clone(),
            };
            Some(statement::allow(at, at.text(action(destination)?), resource))
        })
        .collect()
}

fn destinations<'t>(function: &'t Function<'_>) -> impl Iterator<Item = (&'static str, &'t Node)> {
    let destinations = function.truthy("destinations");
    [("OnSuccess", "onSuccess"), ("OnFailure", "onFailure")]
        .into_iter()
        .filter_map(move |(property, key)| Some((property, look::truthy(destinations?, key)?)))
}

fn arn(destination: &Node, service: &Service<'_>) -> Option<Node> {
    match look::text(destination) {
        Some(text) if text.starts_with("arn:") => Some(destination.clone()),
        Some(text) => Some(At(destination.span).get_att(&service.function(text)?.id("LambdaFunction"), "Arn")),
        None => look::given(destination, "arn").cloned(),
    }
}

fn action(destination: &Node) -> Option<&'static str> {
    match look::text(destination) {
        Some(text) if !text.starts_with("arn:") || text.contains(":function:") => Some("lambda:InvokeFunction"),
        Some(text) if text.contains(":sqs:") => Some("sqs:SendMessage"),
        Some(text) if text.contains(":sns:") => Some("sns:Publish"),
        Some(text) if text.contains(":event-bus/") => Some("events:PutEvents"),
        Some(_) => None,
        None => match look::given(destination, "type").and_then(look::text)? {
            "function" => Some("lambda:InvokeFunction"),
            "sqs" => Some("sqs:SendMessage"),
            "sns" => Some("sns:Publish"),
            "eventBus" => Some("events:PutEvents"),
            _ => None,
        },
    }
}
