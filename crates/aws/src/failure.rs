//! What can go wrong with a call, in words for the user. Never a value, and never the SDK's own Debug or error chain.

use std::error::Error;
use std::fmt;
use std::io;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use sealform_diagnostic::{Code, registry};
use sealform_secret::Region;

/// Why a question has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What kind of failure it is: SF052, SF318, SF601 to SF605, SF608 to SF610, or SF903.
    pub code: &'static Code,
    /// The IAM action, what it was asked for, and what happened.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    pub(crate) fn new(code: &'static Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl Error for Failure {}

/// One call as messages name it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// The IAM action, for example `ssm:GetParameters`.
    pub(crate) action: &'static str,
    /// Where.
    pub(crate) region: Region,
    /// What it is asked for, for example ``parameter `/a` ``.
    pub(crate) subject: String,
    /// Whether AWS's own error text may be shown.
    pub(crate) reply: Reply,
}

/// Whether the text of an error answer may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    /// The request held no value, so the answer cannot echo one.
    Shown,
    /// The request held a clear text, which whoever answered might echo.
    Withheld,
}

/// Why a call failed, before it is put in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// IAM says no.
    Denied,
    /// AWS does not accept the credentials.
    Credentials,
    /// Throttled at the last attempt too.
    Throttled,
    /// No answer; the words say how.
    Unreachable(&'static str),
    /// An answer that makes no sense; the words say why.
    Malformed(&'static str),
    /// The endpoint was refused before anything was sent.
    Endpoint(Failure),
    /// Any other error answer of the service.
    Refused {
        /// AWS's error code, for example `NotFoundException`.
        code: String,
        /// AWS's words.
        message: Option<String>,
    },
}

/// Error codes for credentials that AWS does not take (AWS "Common Errors" of the SSM, KMS and STS API references and botocore's
/// handling of expired tokens, read 2026-11-23).
const CREDENTIAL_CODES: &[&str] = &[
    "AuthFailure",
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "IncompleteSignatureException",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "NotAuthorized",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "TokenRefreshRequired",
    "UnrecognizedClientException",
];

/// Error codes that mean throttling: `THROTTLING_ERRORS` of aws-runtime 1.10 `retries/classifiers.rs`, which the SDK retries.
const THROTTLING_CODES: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

impl Cause {
    pub(crate) fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        if let Some(refused) = find::<Failure>(error) {
            return Self::Endpoint(refused.clone());
        }
        match error {
            SdkError::TimeoutError(_) => Self::Unreachable("no answer in time"),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => Self::Unreachable("no answer in time"),
            SdkError::DispatchFailure(_) => Self::Unreachable(connection_trouble(error)),
            SdkError::ServiceError(service) => {
                Self::of_answer(service.err().meta().code(), service.err().meta().message(), service.raw().status().as_u16())
            }
            // A body that the connection did not bring whole; the SDK has tried again.
            SdkError::ResponseError(_) if find::<io::Error>(error).is_some() => {
                Self::Unreachable("the connection was closed in the middle of the answer")
            }
            SdkError::ResponseError(response) if response.raw().status().is_success() => Self::Malformed("the answer cannot be read"),
            SdkError::ResponseError(response) => Self::of_answer(None, None, response.raw().status().as_u16()),
            // The one kind left, and any that the SDK may add.
            _ => Self::Unreachable("the request could not be made"),
        }
    }

    fn of_answer(code: Option<&str>, message: Option<&str>, status: u16) -> Self {
        match code {
            Some(code) if code.starts_with("AccessDenied") => Self::Denied,
            Some(code) if CREDENTIAL_CODES.contains(&code) => Self::Credentials,
            Some(code) if THROTTLING_CODES.contains(&code) => Self::Throttled,
            _ if status >= 500 => Self::Unreachable("the service answered with a server error"),
            Some(code) if is_code(code) => Self::Refused { code: code.to_owned(), message: message.map(one_line) },
            _ if status == 429 => Self::Throttled,
            _ => Self::Malformed("the answer is no answer of AWS"),
        }
    }

    /// AWS's error code, where it is one that the caller may give a meaning.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// Whether every further call to the same service in the same Region would fail likewise.
    pub(crate) fn is_outage(&self) -> bool {
        matches!(self, Self::Credentials | Self::Unreachable(_) | Self::Endpoint(_))
    }

    /// Puts it in words.
    pub(crate) fn failure(&self, call: &Call, attempts: u32) -> Failure {
        let Call { action, region, subject, reply } = call;
        let asked = format!("{action} on {subject} in {region}");
        match self {
            Self::Denied => Failure::new(&registry::ACCESS_DENIED, format!("AWS denied {asked}"))
                .help(format!("allow `{action}` on it to whoever runs this; a denied call never counts as a missing value")),
            Self::Credentials => no_credentials(format!("AWS does not accept the credentials (asked for {asked})")),
            Self::Throttled => Failure::new(&registry::THROTTLED, format!("AWS throttled {asked}, at each of {attempts} attempts"))
                .help("wait until other deployments in the account have finished, or raise the service's quota"),
            Self::Unreachable(how) => Failure::new(&registry::UNREACHABLE, format!("AWS could not be reached for {asked}: {how}"))
                .help("check the Region, the endpoint and the network"),
            Self::Malformed(why) => malformed(call, why),
            Self::Endpoint(failure) => failure.clone(),
            Self::Refused { code, message } => match (reply, message) {
                (Reply::Shown, Some(message)) => Failure::new(&registry::AWS_ERROR, format!("AWS refused {asked}: {code}: {message}")),
                (Reply::Shown, None) => Failure::new(&registry::AWS_ERROR, format!("AWS refused {asked}: {code}")),
                // KMS's codes all end so (botocore kms model, read 2026-11-23); anything else might be an echo.
                (Reply::Withheld, _) if code.ends_with("Exception") => {
                    Failure::new(&registry::AWS_ERROR, format!("AWS refused {asked}: {code}"))
                }
                (Reply::Withheld, _) => Failure::new(&registry::AWS_ERROR, format!("AWS refused {asked}")),
            },
        }
    }
}

/// SF602 with the one help that covers every chain.
pub(crate) fn no_credentials(message: String) -> Failure {
    Failure::new(&registry::NO_CREDENTIALS, message).help(
        "sign in (`aws sso login`), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; `--local FILE` needs no account",
    )
}

/// SF605.
pub(crate) fn malformed(call: &Call, why: &str) -> Failure {
    let Call { action, region, subject, .. } = call;
    Failure::new(&registry::MALFORMED_ANSWER, format!("the answer to {action} on {subject} in {region} makes no sense: {why}"))
        .help("check that the endpoint is AWS's, or an emulator that behaves like it")
}

/// SF903: the driver put a question here that is not AWS's to answer.
pub(crate) fn misrouted(what: &str) -> Failure {
    Failure::new(&registry::MISROUTED_QUESTION, format!("AWS was asked for {what}"))
}

fn connection_trouble(error: &(dyn Error + 'static)) -> &'static str {
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "the connection was refused",
        Some(
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof,
        ) => "the connection was closed without an answer",
        Some(io::ErrorKind::TimedOut) => "no answer in time",
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown) => {
            "the network is unreachable"
        }
        _ => "the host's name is unknown, or the connection failed",
    }
}

fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    std::iter::successors(Some(error), |&error| error.source()).find_map(|error| error.downcast_ref())
}

/// Whether a text has the form of an error code, and is not something that a stranger put in its place.
fn is_code(code: &str) -> bool {
    (1..=80).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// At most 300 characters, none of them a control character, so that nobody writes to the user's terminal.
fn one_line(message: &str) -> String {
    message.chars().map(|character| if character.is_control() { ' ' } else { character }).take(300).collect()
}
