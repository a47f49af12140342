//! `AWS::Logs::LogGroup`: one for each function, unless `disableLogs`.
//!
//! Source: `lib/plugins/aws/package/lib/merge-iam-templates.js`, Serverless 3.40, read 2026-11-23.

use sealform_secret::Public;

use crate::look;
use crate::node::{At, Entries, Node};
use crate::service::{Function, Service};

/// The function's log group; `None` where it has none.
pub(crate) fn log_group(function: &Function<'_>, service: &Service<'_>) -> Option<Node> {
    if function.truthy("disableLogs").is_some() {
        return None;
    }
    let at = At(function.span);
    let mut properties = Entries::new(at);
    properties.put("LogGroupName", at.leaf(Public::concat([&Public::fixed("/aws/lambda/"), &function.name])));
    properties.put("RetentionInDays", service.either(function, "logRetentionInDays").map(look::number));
    properties.put("DataProtectionPolicy", service.either(function, "logDataProtectionPolicy").cloned());
    Some(at.resource("AWS::Logs::LogGroup", properties.build()))
}
