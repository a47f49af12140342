//! What AWS answers when it refuses. Knows nothing of HTTP: `answer.rs` makes the response.

/// An error of the AWS API: its code, and the message that goes with it (may be empty).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The error's shape name in the service model, for example `ParameterNotFound`.
    pub(crate) code: &'static str,
    /// The message as AWS words it; never a parameter's or secret's value.
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new("ValidationException", message)
    }

    pub(crate) fn unknown_operation() -> Self {
        Self::new("UnknownOperationException", "")
    }
}
