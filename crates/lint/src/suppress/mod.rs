//! Findings that somebody has decided to live with: ignored in the file itself, or by `sealform.toml`. What ignores nothing is a finding.

mod comment;
mod decisions;
mod enclosing;
mod inline;
mod metadata;

pub use decisions::{Decisions, Ignore, Level};
pub(crate) use inline::without_ignored;

use sealform_diagnostic::{Code, registry};

use crate::rules::RULES;

/// The code that is written as `SF` and digits; `None` where there is none such.
pub(crate) fn code(id: &str) -> Option<&'static Code> {
    let number: u16 = id.strip_prefix("SF").filter(|digits| digits.len() == 3)?.parse().ok()?;
    let mut codes = RULES.iter().map(|rule| rule.code).chain(registry::ALL.iter().copied());
    codes.find(|code| code.number == number)
}
