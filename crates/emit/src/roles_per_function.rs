//! The roles of the plugin serverless-iam-roles-per-function: one for each function that has `iamRoleStatements`.
//!
//! Source: `src/lib/index.ts` of serverless-iam-roles-per-function 3.2.0, read 2026-11-23. Roles are copies of the shared one, taken before
//! `resources` is merged, with other statements.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::{Tree, Value};
use sealform_secret::Public;

use crate::node::{At, Node, at_mut};
use crate::service::{Function, Service};
use crate::{look, naming, role, statement};

const PLUGIN: &str = "serverless-iam-roles-per-function";

/// The longest name of a role, in characters (IAM User Guide, "IAM and AWS STS quotas", read 2026-11-23).
const MAX_ROLE_NAME: usize = 64;

/// Whether the service uses the plugin.
pub(crate) fn is_used(service: &Service<'_>) -> bool {
    let plugins = look::given(&service.sealed.tree, "plugins");
    let list = plugins.and_then(|plugins| look::given(plugins, "modules").or(Some(plugins)));
    list.and_then(Tree::as_sequence).is_some_and(|plugins| plugins.iter().any(|plugin| look::text(plugin) == Some(PLUGIN)))
}

/// The logical ID of the function's own role, where it gets one.
pub(crate) fn id(function: &Function<'_>, is_used: bool) -> Option<String> {
    (is_used && function.tree.get("iamRoleStatements").is_some()).then(|| function.id(naming::SHARED_ROLE))
}

/// Warns (SF506) where functions have statements that, without the plugin, nobody reads.
pub(crate) fn warn_without_plugin(service: &Service<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let mut ignored = service.functions.iter().filter_map(|function| function.tree.as_mapping()?.key_span("iamRoleStatements"));
    let Some(first) = ignored.next() else { return };
    let warning = Diagnostic::warning(
        &registry::BAD_FUNCTION_ROLE,
        format!("`iamRoleStatements` of a function has no effect without the plugin {PLUGIN}"),
    )
    .at(first, "")
    .help(format!("Add `{PLUGIN}` to `plugins`, or move the statements to `provider.iam.role.statements`."));
    diagnostics.push(ignored.fold(warning, |warning, span| warning.label(span, "")));
}

/// The function's own role, a copy of `shared` with its own statements. `None` where it cannot be made, which is reported (SF506).
pub(crate) fn role(
    function: &Function<'_>,
    shared: Option<&Node>,
    service: &Service<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Node> {
    let at = At(function.span);
    let statements = function.tree.get("iamRoleStatements")?;
    let span = function.tree.as_mapping().and_then(|settings| settings.key_span("iamRoleStatements")).unwrap_or(statements.span);
    let refusal = |message: String| Diagnostic::error(&registry::BAD_FUNCTION_ROLE, message).at(span, "");
    let key = function.key;
    if let Some(role) = function.truthy("role") {
        diagnostics.push(refusal(format!("the function `{key}` has both `role` and `iamRoleStatements`")).label(role.span, "its role"));
        return None;
    }
    let Some(shared) = shared else {
        let help = "The plugin copies the role that functions share, and this service has none: remove the role of the provider.";
        diagnostics.push(refusal(format!("there is no shared role to make a role for the function `{key}` from")).help(help));
        return None;
    };
    if let Some(problem) = problem(statements) {
        diagnostics.push(refusal(format!("`iamRoleStatements` of the function `{key}`: {problem}")));
        return None;
    }
    let name = match name(function, service, at) {
        Ok(name) => name,
        Err(problem) => {
            diagnostics.push(refusal(problem).help("Set `iamRoleStatementsName` on the function."));
            return None;
        }
    };
    let mut role = shared.clone();
    if let Some(list) = statement::of_role(&mut role) {
        *list = own_statements(function, statements, service, at);
    }
    let properties = at_mut(&mut role, &["Properties"]).and_then(Tree::as_mapping_mut)?;
    let has_vpc = function.truthy("vpc").is_some_and(is_not_empty) || service.provider("vpc").is_some_and(is_not_empty);
    properties.insert("ManagedPolicyArns", at.0, at.list(has_vpc.then(|| statement::vpc_access_policy(at))));
    if let Some(boundary) = function.truthy("iamPermissionsBoundary").or_else(|| global_boundary(service)) {
        properties.insert("PermissionsBoundary", at.0, boundary.clone());
    }
    properties.insert("RoleName", at.0, name);
    Some(role)
}

/// The boundary that the plugin sets on every role, the shared one included.
pub(crate) fn global_boundary<'t>(service: &Service<'t>) -> Option<&'t Node> {
    look::given_at(&service.sealed.tree, &["custom", PLUGIN, "iamGlobalPermissionsBoundary"]).filter(|boundary| look::is_truthy(boundary))
}

/// Logs, dead letters, the provider's statements where they are inherited, the function's own.
fn own_statements(function: &Function<'_>, statements: &Node, service: &Service<'_>, at: At) -> Vec<Node> {
    let logs = at.texts(["logs:CreateLogStream", "logs:CreateLogGroup", "logs:PutLogEvents"]);
    let mut list = vec![statement::allow(at, logs, at.list([statement::log_group_arn(at, &function.name, ":*:*")]))];
    if let Some(target) = function.truthy("onError") {
        list.push(statement::allow(at, at.texts(["sns:Publish"]), target.clone()));
    }
    if inherits(function, service) {
        // As the plugin reads it: where `iam` is written, the older setting does not count.
        let inherited = match service.provider("iam") {
            Some(_) => service.provider_at(&["iam", "role", "statements"]),
            None => service.provider("iamRoleStatements"),
        };
        list.extend(inherited.map(statement::authored).unwrap_or_default());
    }
    if statements.as_sequence().is_some() {
        list.extend(statement::authored(statements));
    }
    list
}

fn inherits(function: &Function<'_>, service: &Service<'_>) -> bool {
    let by_default = look::given_at(&service.sealed.tree, &["custom", PLUGIN, "defaultInherit"]).is_some_and(look::is_truthy);
    look::given(function.tree, "iamRoleStatementsInherit").map_or(by_default, look::is_truthy)
}

/// The role's name: `iamRoleStatementsName`, else made from service, stage, key and Region, which must fit into 64 characters.
fn name(function: &Function<'_>, service: &Service<'_>, at: At) -> Result<Node, String> {
    if let Some(name) = function.truthy("iamRoleStatementsName") {
        return Ok(name.clone());
    }
    if service.provider_at(&["iam", "role", "name"]).is_some_and(look::is_truthy) {
        return Err(format!("the role of the function `{}` gets no name of its own, for `provider.iam.role.name` is set", function.key));
    }
    let mut parts = role::default_name(service, at);
    parts.insert(2, at.leaf(Public::key(function.key)));
    let texts = [service.name.to_text(), service.stage.to_text(), function.key.to_string(), service.region.to_text()];
    let length = texts.iter().map(|text| text.chars().count()).sum::<usize>() + texts.len() - 1;
    if length + "-lambdaRole".len() > MAX_ROLE_NAME {
        parts.pop();
    }
    if length > MAX_ROLE_NAME {
        return Err(format!("the name of the role of the function `{}` is longer than {MAX_ROLE_NAME} characters", function.key));
    }
    Ok(at.join("-", parts))
}

/// What the plugin refuses statements for.
fn problem(statements: &Node) -> Option<&'static str> {
    let Some(statements) = statements.as_sequence() else {
        return look::is_truthy(statements).then_some("it is not a list of statements");
    };
    let has = |statement: &Node, keys: &[&str]| keys.iter().any(|key| look::truthy(statement, key).is_some());
    let complete =
        |statement| has(statement, &["Effect"]) && has(statement, &["Action", "NotAction"]) && has(statement, &["Resource", "NotResource"]);
    (!statements.iter().all(complete)).then_some("a statement lacks `Effect`, `Action` (or `NotAction`), or `Resource` (or `NotResource`)")
}

fn is_not_empty(node: &Node) -> bool {
    match &node.value {
        Value::Mapping(mapping) => !mapping.is_empty(),
        Value::Sequence(items) => !items.is_empty(),
        Value::Leaf(_) => false,
    }
}
