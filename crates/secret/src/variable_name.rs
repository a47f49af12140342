//! Which names an environment variable of a Lambda function may have.

/// Why Lambda refuses a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is a variable that Lambda sets itself.
    Reserved,
    /// It has not the form of a name.
    Malformed,
}

/// Why Lambda refuses `name`, if it does.
#[must_use]
pub fn fault(name: &str) -> Option<Fault> {
    // Nearly every name is told by its first letter.
    if name.starts_with(['A', 'L', '_']) && RESERVED.contains(&name) {
        Some(Fault::Reserved)
    } else if is_allowed(name) {
        None
    } else {
        Some(Fault::Malformed)
    }
}

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

/// `[a-zA-Z]([a-zA-Z0-9_])+` (botocore lambda model, EnvironmentVariableName, read 2026-11-23).
fn is_allowed(name: &str) -> bool {
    match name.as_bytes() {
        [first, rest @ ..] => first.is_ascii_alphabetic() && !rest.is_empty() && rest.iter().all(|&byte| MAY_FOLLOW[usize::from(byte)]),
        [] => false,
    }
}

/// For each byte, whether a name may go on with it. A table, because every name of a template is looked at.
const MAY_FOLLOW: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    table
};

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
