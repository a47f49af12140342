//! `AWS::Lambda::Function`.
//!
//! Source: `lib/plugins/aws/package/compile/functions.js`, Serverless 3.40 and osls 4.3, read 2026-11-23; properties stand in its order.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::{Mapping, Scalar, Tree};
use sealform_secret::Public;

use crate::node::{At, Entries, Node};
use crate::service::{Function, Service};
use crate::template::TemplateOptions;
use crate::{code, look, role};

/// The function; `own_role` is the logical ID of the role that the plugin makes for it alone. What it cannot be made from is reported.
pub(crate) fn resource(
    function: &Function<'_>,
    service: &Service<'_>,
    environment: Option<Node>,
    options: &TemplateOptions,
    own_role: Option<&str>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Node {
    let at = At(function.span);
    let (role, depends_on_role) = match own_role {
        Some(id) => (at.get_att(id, "Arn"), None),
        None => role::custom(function, service).map_or_else(|| (at.get_att(crate::naming::SHARED_ROLE, "Arn"), None), role::reference),
    };
    let mut resource = Entries::new(at);
    resource.put("Type", at.text("AWS::Lambda::Function"));
    resource.put("Properties", properties(function, service, environment, options, role, diagnostics));
    let mut depends_on: Vec<Node> = own_role.map(|id| at.id(id)).into_iter().collect();
    if function.truthy("disableLogs").is_none() {
        depends_on.push(at.id(&function.id("LogGroup")));
    }
    let authored = function.truthy("dependsOn").map(look::list);
    depends_on.extend(authored.as_ref().and_then(Tree::as_sequence).unwrap_or_default().iter().cloned());
    depends_on.extend(depends_on_role);
    resource.put("DependsOn", (!depends_on.is_empty()).then(|| at.list(depends_on)));
    resource.put("Condition", function.truthy("condition").cloned());
    resource.build()
}

fn properties(
    function: &Function<'_>,
    service: &Service<'_>,
    environment: Option<Node>,
    options: &TemplateOptions,
    role: Node,
    diagnostics: &mut Vec<Diagnostic>,
) -> Node {
    let at = At(function.span);
    let mut properties = Entries::new(at);
    code::put(&mut properties, function, service, options, diagnostics);
    properties.put("FunctionName", at.leaf(function.name.clone()));
    let number = |key, default| service.either(function, key).map_or_else(|| at.number(default), look::number);
    properties.put("MemorySize", number("memorySize", 1024.0));
    properties.put("Timeout", number("timeout", 6.0));
    properties.put("Architectures", service.either(function, "architecture").map(|architecture| at.list([architecture.clone()])));
    properties.put("Description", function.truthy("description").map(look::string));
    properties.put("Tags", tags(function, service, at));
    properties.put("EphemeralStorage", function.truthy("ephemeralStorageSize").map(|size| at.map([("Size", look::number(size))])));
    properties.put("RecursiveLoop", function.truthy("recursiveLoop").cloned());
    properties.put("DeadLetterConfig", function.truthy("onError").map(|target| at.map([("TargetArn", target.clone())])));
    properties.put("KmsKeyArn", service.either(function, "kmsKeyArn").cloned());
    properties.put("TracingConfig", tracing(function, service).map(|mode| at.map([("Mode", tracing_mode(mode))])));
    properties.put("Environment", environment.map(|variables| at.map([("Variables", variables)])));
    properties.put("Role", role);
    let vpc = vpc_config(function, service, at);
    if let Some(config) = function.truthy("fileSystemConfig") {
        if vpc.is_none() {
            diagnostics.push(
                Diagnostic::error(&registry::WRONG_SHAPE, format!("the function `{}` has a file system and no VPC", function.key))
                    .at(config.span, "")
                    .help("Give `vpc.securityGroupIds` and `vpc.subnetIds`, here or under `provider`."),
            );
        }
        let mut system = Entries::new(at);
        system.put("Arn", config.get("arn").cloned());
        system.put("LocalMountPath", config.get("localMountPath").cloned());
        properties.put("VpcConfig", vpc);
        properties.put("FileSystemConfigs", at.list([system.build()]));
    } else {
        properties.put("VpcConfig", vpc);
    }
    properties.put("ReservedConcurrentExecutions", look::given(function.tree, "reservedConcurrency").map(look::number));
    properties.put("Layers", service.either(function, "layers").map(look::list));
    properties.put("LoggingConfig", logging(function, service, at));
    properties.build()
}

/// The tracing that the function asks for, or the provider for all.
pub(crate) fn tracing<'t>(function: &'t Function<'_>, service: &'t Service<'_>) -> Option<&'t Node> {
    function.truthy("tracing").or_else(|| service.provider_at(&["tracing", "lambda"]).filter(|mode| look::is_truthy(mode)))
}

fn tracing_mode(mode: &Node) -> Node {
    match look::public(mode).map(Public::scalar) {
        Some(Scalar::Bool(_)) => At(mode.span).text("Active"),
        _ => mode.clone(),
    }
}

/// The provider's tags, those of the function over them.
fn tags(function: &Function<'_>, service: &Service<'_>, at: At) -> Option<Node> {
    let sources = [service.provider_truthy("tags"), function.truthy("tags")];
    if sources.iter().all(Option::is_none) {
        return None;
    }
    let mut merged = Mapping::new();
    for (key, span, value) in sources.into_iter().flatten().filter_map(Tree::as_mapping).flat_map(Mapping::iter_with_spans) {
        merged.insert(key, span, value.clone());
    }
    Some(role::tags(&Tree::mapping(at.0, merged)))
}

/// The VPC, if both security groups and subnets are known; `vpc: null` or `false` on the function keeps it out of the provider's.
fn vpc_config(function: &Function<'_>, service: &Service<'_>, at: At) -> Option<Node> {
    let own = function.tree.get("vpc");
    if own.is_some_and(|vpc| !look::is_truthy(vpc)) {
        return None;
    }
    let setting = |key| {
        let own = own.and_then(|vpc| look::truthy(vpc, key));
        own.or_else(|| service.provider_at(&["vpc", key]).filter(|value| look::is_truthy(value))).cloned()
    };
    let (groups, subnets) = (setting("securityGroupIds")?, setting("subnetIds")?);
    let mut config = Entries::new(at);
    config.put("Ipv6AllowedForDualStack", setting("ipv6AllowedForDualStack"));
    config.put("SecurityGroupIds", groups);
    config.put("SubnetIds", subnets);
    Some(config.build())
}

fn logging(function: &Function<'_>, service: &Service<'_>, at: At) -> Option<Node> {
    let logs = function.truthy("logs").or_else(|| service.provider_at(&["logs", "lambda"]))?;
    let mut config = Entries::new(at);
    for (property, setting) in [
        ("ApplicationLogLevel", "applicationLogLevel"),
        ("LogFormat", "logFormat"),
        ("LogGroup", "logGroup"),
        ("SystemLogLevel", "systemLogLevel"),
    ] {
        config.put(property, look::truthy(logs, setting).cloned());
    }
    (!config.is_empty()).then(|| config.build())
}
