//! What the user decided: the form, the version to move to, the key.

use sealform_resolve::DialectFlag;
use sealform_secret::forms::FormName;
use sealform_secret::policy::Policy;

use crate::facts::Facts;
use crate::store::StoreUnder;

/// The decisions of flags and of `sealform.toml`.
#[derive(Clone, Debug)]
pub struct Options {
    /// The form that secrets of Parameter Store get.
    pub form: FormName,
    /// What `--dialect` says of the file.
    pub dialect: Option<DialectFlag>,
    /// The version that the file is to run under; `None`: the one it is written for.
    pub target: Option<DialectFlag>,
    /// The key that the parameters are encrypted with: its ARN or its id.
    pub kms_key: Option<String>,
    /// Where clear texts are to be put, or are already; `None`: they are left for a person.
    pub store_under: Option<StoreUnder>,
    /// What AWS said of the parameters (`--resolve`); `None`: it was not asked.
    pub facts: Option<Facts>,
    /// Names that the user declared.
    pub policy: Policy,
}
