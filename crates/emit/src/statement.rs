//! IAM statements: those that a setting needs, and how they join a policy.

use sealform_model::Value;
use sealform_secret::Public;

use crate::look;
use crate::node::{At, Node, at_mut, items_mut};

/// The list of statements of a role that this crate made.
const STATEMENTS: [&str; 5] = ["Properties", "Policies", "0", "PolicyDocument", "Statement"];

/// The statements of the role's first policy; `None` where somebody replaced it by something that is no list.
pub(crate) fn of_role(role: &mut Node) -> Option<&mut Vec<Node>> {
    at_mut(role, &STATEMENTS).and_then(items_mut)
}

/// Adds a statement that is not there word for word.
pub(crate) fn push_new(statements: &mut Vec<Node>, statement: Node) {
    if !statements.iter().any(|there| same(there, &statement)) {
        statements.push(statement);
    }
}

/// Whether two statements say the same: the order of keys means nothing, and one text is a list of one
/// (IAM User Guide, "Grammar of the IAM JSON policy language", read 2026-11-23).
fn same(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::Leaf(left), Value::Leaf(right)) => match (left.as_public(), right.as_public()) {
            (Some(left), Some(right)) => left.scalar() == right.scalar(),
            (None, None) => left.as_str() == right.as_str(),
            _ => false,
        },
        (Value::Sequence(left), Value::Sequence(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (Value::Mapping(left), Value::Mapping(right)) => {
            left.len() == right.len() && left.iter().all(|(key, left)| right.get(key).is_some_and(|right| same(left, right)))
        }
        (Value::Sequence(items), Value::Leaf(_)) => matches!(items.as_slice(), [left] if same(left, right)),
        (Value::Leaf(_), Value::Sequence(items)) => matches!(items.as_slice(), [right] if same(left, right)),
        _ => false,
    }
}

/// `Effect: Allow`.
pub(crate) fn allow(at: At, action: Node, resource: Node) -> Node {
    at.map([("Effect", at.text("Allow")), ("Action", action), ("Resource", resource)])
}

/// A list of statements as the author wrote them, each `Action` and `NotAction` a list, as the schema of the Serverless Framework makes it.
pub(crate) fn authored(statements: &Node) -> Vec<Node> {
    let mut copies: Vec<Node> = look::list(statements).as_sequence().map(<[Node]>::to_vec).unwrap_or_default();
    for copy in &mut copies {
        for key in ["Action", "NotAction"] {
            if let Some(action) = at_mut(copy, &[key]) {
                *action = look::list(action);
            }
        }
    }
    copies
}

/// The ARN of what belongs to the log groups whose names begin with `name`, with `suffix` behind the name.
pub(crate) fn log_group_arn(at: At, name: &Public, suffix: &'static str) -> Node {
    let prefix = Public::fixed("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/");
    at.sub([&prefix, name, &Public::fixed(suffix)])
}

/// The managed policy that lets a function reach its VPC.
pub(crate) fn vpc_access_policy(at: At) -> Node {
    at.join("", [at.text("arn:"), at.reference("AWS::Partition"), at.text(":iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole")])
}
