//! What the user decided about linting.

use sealform_resolve::DialectFlag;
use sealform_secret::Policy;

/// The decisions of flags and `sealform.toml` that rules depend on.
#[derive(Clone, Debug)]
pub struct Config {
    /// Names declared public or secret, and how strict to be.
    pub policy: Policy,
    /// The dialect of service files, where the user said one.
    pub dialect: Option<DialectFlag>,
}
