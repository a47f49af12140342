//! Logical IDs as the Serverless Framework makes them.
//!
//! Source: `lib/plugins/aws/lib/naming.js`, Serverless 3.40 and osls 4.3, read 2026-11-23. A stack that Serverless deployed keeps its
//! resources under these IDs; another ID would replace them.

/// The role that functions share.
pub(crate) const SHARED_ROLE: &str = "IamRoleLambdaExecution";

/// The deployment bucket and its policy, which `aws cloudformation package` makes unnecessary.
pub(crate) const DEPLOYMENT_BUCKET: [&str; 2] = ["ServerlessDeploymentBucket", "ServerlessDeploymentBucketPolicy"];

/// What the logical IDs of the function `key` begin with: the key with its first letter in upper case, `-` and `_` spelled out.
pub(crate) fn of_function(key: &str) -> String {
    let mut id = String::with_capacity(key.len());
    for (at, character) in key.chars().enumerate() {
        match character {
            '-' => id.push_str("Dash"),
            '_' => id.push_str("Underscore"),
            first if at == 0 => id.extend(first.to_uppercase()),
            other => id.push(other),
        }
    }
    id
}

/// Whether CloudFormation takes `id` for a logical ID: letters and digits only (AWS CloudFormation User Guide, "Resources", read 2026-11-23).
pub(crate) fn is_logical_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_spelled_out() {
        assert_eq!(of_function("hello-world_fn"), "HelloDashworldUnderscorefn");
        assert_eq!(of_function("-a"), "Dasha");
        assert_eq!(of_function("A"), "A");
        assert!(is_logical_id(&of_function("a-b_c1")));
        assert!(!is_logical_id(&of_function("a.b")));
    }
}
