//! What a rule is. Each one is a file of `rules/`, and its doc comment is its page in docs/rules/.

use sealform_diagnostic::{Code, Severity};

use crate::finding::{Confidence, Finding};
use crate::unit::Unit;

/// What a rule looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// A value that is decrypted or read elsewhere on its way into a template.
    Flow,
    /// A secret that is written in the file.
    Literal,
    /// What a function may open, and whether it can open what it gets.
    Access,
    /// What means another thing in another version of the Serverless Framework.
    Legacy,
}

impl Group {
    /// The word in lists and in SARIF: `flow`, `literal`, `access` or `legacy`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Literal => "literal",
            Self::Access => "access",
            Self::Legacy => "legacy",
        }
    }
}

/// One rule.
pub struct Rule {
    /// Its code.
    pub code: &'static Code,
    /// The rule file's doc comment: its page in docs/rules/.
    pub page: &'static str,
    /// What it looks for.
    pub group: Group,
    /// How bad its findings usually are.
    pub severity: Severity,
    /// How sure its findings usually are.
    pub confidence: Confidence,
    /// Looks at one unit. It must not quote a value.
    pub(crate) check: fn(&Unit<'_>, &mut Vec<Finding>),
}

/// Declares a rule: its doc comment, number, name, group, usual severity and confidence. In place of number and name there may be a code of the
/// registry, where the rule states a fact that other commands state too.
///
/// The doc comment's first line is one sentence; it holds at least one block ```` ```yaml,bad ```` and one ```` ```yaml,good ````, which a test
/// lints. It makes `pub(crate) static RULE`, whose check is the file's `fn check`.
macro_rules! declare_rule {
    ($(#[doc = $doc:literal])+ $number:literal $name:literal, $group:ident, $severity:ident, $confidence:ident) => {
        static CODE: sealform_diagnostic::Code = sealform_diagnostic::Code {
            number: $number,
            name: $name,
            blame: sealform_diagnostic::Blame::Input,
            page: sealform_diagnostic::Page::Rule,
            explanation: concat!($($doc, "\n"),+),
        };
        crate::rule::declare_rule! { $(#[doc = $doc])+ CODE, $group, $severity, $confidence }
    };
    ($(#[doc = $doc:literal])+ $code:path, $group:ident, $severity:ident, $confidence:ident) => {
        $(#[doc = $doc])+
        pub(crate) static RULE: crate::rule::Rule = crate::rule::Rule {
            code: &$code,
            page: concat!($($doc, "\n"),+),
            group: crate::rule::Group::$group,
            severity: sealform_diagnostic::Severity::$severity,
            confidence: crate::finding::Confidence::$confidence,
            check,
        };
    };
}

pub(crate) use declare_rule;
