//! Which names an environment variable of a Lambda function may have.

use sealform_diagnostic::{Diagnostic, Span, registry};

use super::pass::Pass;

/// The names that Lambda keeps for itself (AWS Lambda Developer Guide, "Defined runtime environment variables", read 2023-10;
/// cfn-lint 1.58 rule E3663, read 2026-11-23).
const RESERVED: &[&str] = &[
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
];

/// Reports a name that Lambda refuses (SF308).
pub(super) fn check(name: &str, span: Span, pass: &mut Pass<'_>) {
    let (message, help) = if RESERVED.contains(&name) {
        (format!("`{name}` is a variable that Lambda sets itself"), "Call it otherwise.")
    } else if is_allowed(name) {
        return;
    } else {
        (
            format!("`{name}` is no name that Lambda allows"),
            "A name begins with a letter and has at least two characters: letters, digits and underscores.",
        )
    };
    pass.report(Diagnostic::error(&registry::BAD_NAME, message).at(span, "").help(help));
}

/// `[a-zA-Z]([a-zA-Z0-9_])+` (botocore lambda model, EnvironmentVariableName, read 2026-11-23).
fn is_allowed(name: &str) -> bool {
    match name.as_bytes() {
        [first, rest @ ..] => {
            first.is_ascii_alphabetic() && !rest.is_empty() && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn two_characters_at_least_the_first_a_letter() {
        for name in ["AB", "a1", "DB_PASSWORD", "x_"] {
            assert!(is_allowed(name), "{name}");
        }
        for name in ["", "A", "1A", "_A", "A-B", "A.B", "Ä1", "A B"] {
            assert!(!is_allowed(name), "{name}");
        }
    }
}
