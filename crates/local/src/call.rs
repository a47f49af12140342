//! The record of what was asked, for tests that count calls. Holds names, never values.

use serde::Serialize;

/// One call that reached the embedded AWS, in the order of arrival; calls that a fault answered are recorded too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Call {
    /// The operation as IAM names it, for example `ssm:GetParameters`.
    pub operation: String,
    /// The Region that the request was signed for.
    pub region: String,
    /// The parameters, paths, keys, aliases or secrets that the request names, as it spells them.
    pub names: Vec<String>,
    /// Whether `WithDecryption` was true.
    pub with_decryption: bool,
    /// Whether `DryRun` was true.
    pub dry_run: bool,
}
