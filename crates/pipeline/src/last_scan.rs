//! The last scan of the bytes before they are written: no clear text that the process ever held may be among them.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::Tree;
use sealform_secret::scan::{LeakKind, scan as scan_text};
use sealform_secret::{Classifier, SealedLeaf};

/// One diagnostic for each clear text that `text` would give away: SF901, or SF201 where the user holds the same text under a public name.
pub(crate) fn scan(text: &str, template: &Tree<SealedLeaf>, classifier: &Classifier) -> Vec<Diagnostic> {
    scan_text(text, template, &classifier.held())
        .into_iter()
        .map(|leak| match leak.kind {
            LeakKind::SamePublicText => Diagnostic::error(
                &registry::CLEAR_TEXT,
                format!("the value of `{}`, a secret, is also the value of something that is public by its name", leak.origin),
            )
            .help("Give the two different values, or declare the other name secret under [names] in sealform.toml."),
            LeakKind::Bug => Diagnostic::error(
                &registry::LEAK_STOPPED,
                format!("the clear text of `{}` was about to be written ({})", leak.origin, leak.how),
            )
            .help("Nothing was written. This is a bug in Sealform: please report it, without the value."),
        })
        .collect()
}
