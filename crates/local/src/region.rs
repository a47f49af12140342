//! What one Region of the account holds.

use std::collections::BTreeMap;

use crate::cloudformation::Outputs;
use crate::kms::Keys;
use crate::s3::Bucket;
use crate::secrets::Secret;
use crate::ssm::Parameter;

/// The time of every creation and change, in seconds since 1970: 2026-01-01T00:00:00Z.
///
/// The embedded AWS has no clock, so that the same requests give the same bytes.
pub(crate) const THEN: f64 = 1_767_225_600.0;

/// [`THEN`] as XML has it.
pub(crate) const THEN_ISO: &str = "2026-01-01T00:00:00Z";

/// One Region.
pub(crate) struct Region {
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) keys: Keys,
    /// By canonical name (`ssm/name.rs`).
    pub(crate) parameters: BTreeMap<String, Parameter>,
    /// By name.
    pub(crate) secrets: BTreeMap<String, Secret>,
    /// By name.
    pub(crate) stacks: BTreeMap<String, Outputs>,
    /// By name; only the account's own Region has any.
    pub(crate) buckets: BTreeMap<String, Bucket>,
}

impl Region {
    pub(crate) fn new(account: &str, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            account: account.to_owned(),
            keys: Keys::new(account, name),
            parameters: BTreeMap::new(),
            secrets: BTreeMap::new(),
            stacks: BTreeMap::new(),
            buckets: BTreeMap::new(),
        }
    }

    /// The one caller that there is.
    pub(crate) fn caller_arn(&self) -> String {
        format!("arn:{}:iam::{}:user/sealform-local", crate::arn::partition(&self.name), self.account)
    }
}
