//! `IamRoleLambdaExecution`, the role that functions share, and which role a function asks for.
//!
//! Source: `lib/plugins/aws/package/lib/merge-iam-templates.js`, `getCustomExecutionRole` in `lib/plugins/aws/provider.js` and
//! `lib/plugins/aws/package/compile/functions.js`, Serverless 3.40, read 2026-11-23.

use sealform_model::Value;
use sealform_secret::Public;

use crate::node::{At, Entries, Node};
use crate::service::{Function, Service};
use crate::{look, naming, statement};

/// The role that the author gives a function, by itself or for all functions; `None` where it is to have one that this crate makes.
pub(crate) fn custom<'t>(function: &'t Function<'_>, service: &'t Service<'_>) -> Option<&'t Node> {
    function.truthy("role").or_else(|| custom_of_all(service)).or_else(|| service.provider_truthy("role"))
}

/// The role under `provider.iam.role`, where that is a role and not the settings of the shared one: a text, or an intrinsic function.
fn custom_of_all<'t>(service: &Service<'t>) -> Option<&'t Node> {
    service.provider_at(&["iam", "role"]).filter(|role| match &role.value {
        Value::Leaf(_) => look::text(role).is_some(),
        Value::Mapping(role) => role.iter().any(|(key, _)| key.contains("::")),
        Value::Sequence(_) => false,
    })
}

/// What a function gets as `Role`, and the resources that it thereby depends on.
pub(crate) fn reference(role: &Node) -> (Node, Option<Node>) {
    let at = At(role.span);
    if let Some(text) = look::text(role) {
        return match look::public(role) {
            // A role of the same template, by its logical ID.
            Some(id) if !text.starts_with("arn:") => {
                (at.map([("Fn::GetAtt", at.list([at.leaf(id.clone()), at.text("Arn")]))]), Some(role.clone()))
            }
            _ => (role.clone(), None),
        };
    }
    let target = role.get("Fn::GetAtt").and_then(|target| match target.as_sequence() {
        Some(parts) => parts.first().cloned(),
        None => look::text(target)?.split_once('.').map(|(id, _)| at.id(id)),
    });
    (role.clone(), target)
}

/// The role that functions share; `None` where no function uses it: each brings a role, or the provider gives one.
pub(crate) fn shared(service: &Service<'_>, at: At) -> Option<Node> {
    let brought = |function: &Function<'_>| function.tree.get("role").is_some();
    if custom_of_all(service).is_some() || service.provider_has("role") || service.functions.iter().all(brought) {
        return None;
    }
    let policy = at.map([
        ("PolicyName", at.join("-", [at.leaf(service.name.clone()), at.leaf(service.stage.clone()), at.text("lambda")])),
        ("PolicyDocument", at.map([("Version", at.text("2012-10-17")), ("Statement", at.list(statements(service, at)))])),
    ]);
    let setting = |key| service.provider_at(&["iam", "role", key]).filter(|node| look::is_truthy(node));
    let mut properties = Entries::new(at);
    properties.put("AssumeRolePolicyDocument", trust(at));
    properties.put("Policies", at.list([policy]));
    properties.put("Path", setting("path").cloned().unwrap_or_else(|| at.text("/")));
    properties.put("RoleName", setting("name").cloned().unwrap_or_else(|| at.join("-", default_name(service, at))));
    properties.put("Tags", setting("tags").map(tags));
    let boundary = setting("permissionsBoundary").or(setting("permissionBoundary")).or(service.provider_truthy("rolePermissionsBoundary"));
    properties.put("PermissionsBoundary", boundary.cloned());
    let managed = managed_policies(service, at);
    properties.put("ManagedPolicyArns", (!managed.is_empty()).then(|| at.list(managed)));
    Some(at.resource("AWS::IAM::Role", properties.build()))
}

/// The parts of the shared role's name, which are joined by dashes.
pub(crate) fn default_name(service: &Service<'_>, at: At) -> Vec<Node> {
    vec![at.leaf(service.name.clone()), at.leaf(service.stage.clone()), at.reference("AWS::Region"), at.text("lambdaRole")]
}

/// A mapping of tags as CloudFormation's list of them.
pub(crate) fn tags(tags: &Node) -> Node {
    let at = At(tags.span);
    let entries = tags.as_mapping().into_iter().flat_map(sealform_model::Mapping::iter);
    at.list(entries.map(|(key, value)| at.map([("Key", at.id(key)), ("Value", look::string(value))])))
}

/// The statements that the author gives all functions.
pub(crate) fn authored_statements(service: &Service<'_>) -> Vec<Node> {
    let statements = service.provider_at(&["iam", "role", "statements"]).or_else(|| service.provider_truthy("iamRoleStatements"));
    statements.map(statement::authored).unwrap_or_default()
}

fn trust(at: At) -> Node {
    let lambda = at.map([
        ("Effect", at.text("Allow")),
        ("Principal", at.map([("Service", at.texts(["lambda.amazonaws.com"]))])),
        ("Action", at.texts(["sts:AssumeRole"])),
    ]);
    at.map([("Version", at.text("2012-10-17")), ("Statement", at.list([lambda]))])
}

/// What the functions need to write their logs, then the author's statements.
fn statements(service: &Service<'_>, at: At) -> Vec<Node> {
    let (mut streams, mut events, mut silenced) = (Vec::new(), Vec::new(), Vec::new());
    let prefix = service.prefixed(&Public::fixed(""));
    let prefix_text = prefix.to_text();
    let mut any_with_prefix = false;
    for function in &service.functions {
        let has_logs = function.truthy("disableLogs").is_none();
        match (function.name.to_text().starts_with(&prefix_text), has_logs) {
            (true, true) => any_with_prefix = true,
            (true, false) => silenced.push(statement::log_group_arn(at, &function.name, ":*")),
            (false, true) => {
                streams.push(statement::log_group_arn(at, &function.name, ":*"));
                events.push(statement::log_group_arn(at, &function.name, ":*:*"));
            }
            (false, false) => {}
        }
    }
    if any_with_prefix {
        streams.push(statement::log_group_arn(at, &prefix, "*:*"));
        events.push(statement::log_group_arn(at, &prefix, "*:*:*"));
    }
    let mut statements = vec![
        statement::allow(at, at.texts(["logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource"]), at.list(streams)),
        statement::allow(at, at.texts(["logs:PutLogEvents"]), at.list(events)),
    ];
    if any_with_prefix && !silenced.is_empty() {
        statements.push(at.map([("Effect", at.text("Deny")), ("Action", at.text("logs:PutLogEvents")), ("Resource", at.list(silenced))]));
    }
    statements.extend(authored_statements(service));
    statements
}

fn managed_policies(service: &Service<'_>, at: At) -> Vec<Node> {
    let authored = service.provider_at(&["iam", "role", "managedPolicies"]).or_else(|| service.provider_truthy("iamManagedPolicies"));
    let mut policies = authored.map(look::list).and_then(|list| list.as_sequence().map(<[Node]>::to_vec)).unwrap_or_default();
    if service.provider_truthy("vpc").is_some() || service.functions.iter().any(|function| function.tree.get("vpc").is_some()) {
        policies.push(statement::vpc_access_policy(at));
    }
    policies
}

/// Adds what the function's own settings need to the role that functions share: dead letters, the key of the environment, tracing, file
/// systems, destinations. As Serverless does it, also where the function itself has another role.
pub(crate) fn add_side_statements(role: &mut Node, function: &Function<'_>, service: &Service<'_>) {
    let Some(statements) = statement::of_role(role) else { return };
    let at = At(function.span);
    if let Some(target) = function.truthy("onError").filter(|target| look::text(target).is_some()) {
        statement::push_new(statements, statement::allow(at, at.texts(["sns:Publish"]), at.list([target.clone()])));
    }
    if let Some(key) = service.either(function, "kmsKeyArn").filter(|key| look::text(key).is_some()) {
        statement::push_new(statements, statement::allow(at, at.texts(["kms:Decrypt"]), at.list([key.clone()])));
    }
    if crate::function::tracing(function, service).is_some() {
        let actions = at.texts(["xray:PutTraceSegments", "xray:PutTelemetryRecords"]);
        statement::push_new(statements, statement::allow(at, actions, at.texts(["*"])));
    }
    if let Some(arn) = function.truthy("fileSystemConfig").and_then(|config| look::given(config, "arn")) {
        let actions = at.texts(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]);
        statement::push_new(statements, statement::allow(at, actions, at.list([arn.clone()])));
    }
    if custom(function, service).is_none() {
        for statement in crate::invoke_config::destination_statements(function, service) {
            statement::push_new(statements, statement);
        }
    }
}

/// The logical ID that a `Role` refers to, in any of the ways a template can write it.
pub(crate) fn target(role: &Node) -> Option<&str> {
    let target = match role.get("Fn::GetAtt").map(|target| &target.value) {
        Some(Value::Sequence(parts)) => match parts.as_slice() {
            [id, attribute] if look::text(attribute) == Some("Arn") => look::text(id),
            _ => None,
        },
        Some(Value::Leaf(_)) => role.get("Fn::GetAtt").and_then(look::text)?.strip_suffix(".Arn"),
        _ => role.get("Fn::Sub").and_then(look::text)?.strip_prefix("${")?.strip_suffix(".Arn}"),
    };
    target.filter(|id| naming::is_logical_id(id))
}
