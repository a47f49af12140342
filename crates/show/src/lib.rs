//! How diagnostics and findings look: text for people, JSON, SARIF, annotations. It makes texts and prints none.
//!
//! It stands between what holds the secrets' places and what is shown, so that fuzzing can look at every text that lint can print without building
//! the AWS SDK. No excerpt shows what is masked in a [`sealform_diagnostic::Source`], nor what looks like a secret.

mod excerpt;
mod human;
mod json;
mod linted;
mod mask;
mod output;

use sealform_diagnostic::{Diagnostic, Sources};

pub use linted::Linted;
pub use mask::masked;
pub use output::{FindingsFormat, findings};

/// Whether a text for people has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coloring {
    /// Terminal escapes colour it.
    Colored,
    /// Letters only.
    Plain,
}

/// `diagnostics` with their source, for people.
#[must_use]
pub fn for_people<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>, sources: &Sources, coloring: Coloring) -> String {
    let mut text = String::new();
    let excerpts = excerpt::Excerpts::new(sources);
    diagnostics.into_iter().for_each(|diagnostic| human::render(diagnostic, &excerpts, coloring == Coloring::Colored, &mut text));
    text
}

/// `diagnostics` as JSON, one object a line, in the shape that scripts rely on.
#[must_use]
pub fn json_lines<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>, sources: &Sources) -> String {
    let mut text = String::new();
    diagnostics.into_iter().for_each(|diagnostic| json::render(diagnostic, sources, &mut text));
    text
}
