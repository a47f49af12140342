//! to come
/// x
#[must_use]
pub fn is_secret_name(_name: &str) -> bool { false }
/// x
#[must_use]
pub fn is_secret_form(_text: &str) -> bool { false }
/// x
#[must_use]
pub fn may_be_secret_value(_text: &str) -> bool { true }
