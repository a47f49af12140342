//! `AWS::Lambda::Url`, and who may call it.
//!
//! Source: `compileFunctionUrl` in `lib/plugins/aws/package/compile/functions.js`, osls 4.3, read 2026-11-23. Serverless 3.40 lacks the second
//! permission, which AWS asks of every URL made since October 2025 (AWS Lambda Developer Guide, "Control access to Lambda function URLs").

use sealform_diagnostic::Diagnostic;
use sealform_model::Mapping;
use sealform_secret::{Public, SealedLeaf};

use crate::look;
use crate::node::{At, Entries, Node};
use crate::resources::Resources;
use crate::service::{Function, Service};

const DEFAULT_HEADERS: [&str; 6] = ["Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "X-Amzn-Trace-Id"];

/// Adds the function's URL, its permissions and its output, where it has one.
pub(crate) fn add(
    function: &Function<'_>,
    service: &Service<'_>,
    resources: &mut Resources,
    outputs: &mut Mapping<SealedLeaf>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(url) = function.truthy("url") else { return };
    let at = At(function.span);
    let is_open = look::given(url, "authorizer").and_then(look::text) != Some("aws_iam");
    let auth = if is_open { "NONE" } else { "AWS_IAM" };
    let target = || at.get_att(&function.id("LambdaFunction"), "Arn");

    let mut properties = Entries::new(at);
    properties.put("AuthType", at.text(auth));
    properties.put("TargetFunctionArn", target());
    properties.put("Cors", look::truthy(url, "cors").map(|settings| cors(settings, at)));
    properties.put("InvokeMode", look::given(url, "invokeMode").filter(|mode| look::text(mode) == Some("RESPONSE_STREAM")).cloned());
    let id = function.id("LambdaFunctionUrl");
    resources.add(&id, function.span, at.resource("AWS::Lambda::Url", properties.build()), diagnostics);

    let export = Public::concat([&Public::fixed("sls-"), &service.prefixed(&Public::fixed("-")), &Public::key(&id)]);
    let output = at.map([
        ("Description", at.text("Lambda Function URL")),
        ("Value", at.get_att(&id, "FunctionUrl")),
        ("Export", at.map([("Name", at.leaf(export))])),
    ]);
    outputs.insert(id, function.span, output);

    if is_open {
        let permission = |action, key, value| {
            at.resource(
                "AWS::Lambda::Permission",
                at.map([("FunctionName", target()), ("Action", at.text(action)), ("Principal", at.text("*")), (key, value)]),
            )
        };
        let by_url = permission("lambda:InvokeFunctionUrl", "FunctionUrlAuthType", at.text(auth));
        let function_itself = permission("lambda:InvokeFunction", "InvokedViaFunctionUrl", at.flag(true));
        resources.add(&function.id("LambdaPermissionFnUrl"), function.span, by_url, diagnostics);
        resources.add(&function.id("LambdaPermissionFn"), function.span, function_itself, diagnostics);
    }
}

/// The settings over Serverless's defaults; one that is `null` is left out.
fn cors(settings: &Node, at: At) -> Node {
    let or_default = |key, default: Node| match settings.get(key) {
        Some(value) if look::is_truthy(value) => Some(unique(value)),
        Some(value) if value.as_leaf().is_some_and(SealedLeaf::is_null) => None,
        _ => Some(default),
    };
    let mut cors = Entries::new(at);
    cors.put("AllowCredentials", look::truthy(settings, "allowCredentials").map(|_| at.flag(true)));
    cors.put("AllowHeaders", or_default("allowedHeaders", at.texts(DEFAULT_HEADERS)));
    cors.put("AllowMethods", or_default("allowedMethods", at.texts(["*"])));
    cors.put("AllowOrigins", or_default("allowedOrigins", at.texts(["*"])));
    cors.put("ExposeHeaders", look::truthy(settings, "exposedResponseHeaders").map(unique));
    cors.put("MaxAge", look::given(settings, "maxAge").map(look::number));
    cors.build()
}

fn unique(list: &Node) -> Node {
    let list = look::list(list);
    let mut items: Vec<Node> = Vec::new();
    for item in list.as_sequence().unwrap_or_default() {
        if !items.iter().any(|there| look::public(there).is_some() && look::public(there) == look::public(item)) {
            items.push(item.clone());
        }
    }
    At(list.span).list(items)
}
