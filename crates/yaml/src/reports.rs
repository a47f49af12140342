//! What is wrong with a document, up to a number beyond which more reports only repeat the first ones.

use sealform_diagnostic::Diagnostic;

const MOST: usize = 50;

#[derive(Debug, Default)]
pub(crate) struct Reports {
    list: Vec<Diagnostic>,
}

impl Reports {
    /// Adds a report; it is not even made where there are enough.
    pub(crate) fn add(&mut self, report: impl FnOnce() -> Diagnostic) {
        if !self.is_full() {
            self.list.push(report());
        }
    }

    /// Whether reading on would tell nothing new.
    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= MOST
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}
