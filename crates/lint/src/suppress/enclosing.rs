//! What stands around a byte of a document: the line where its entry begins, and whether it is within a text.

use sealform_diagnostic::Source;
use sealform_yaml::{Document, NodeKind};

/// What stands around a byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Enclosing {
    /// The line, from 0, of the key or item whose value holds the byte; `None` where no value does.
    pub(super) line: Option<usize>,
    /// Whether the byte is within a scalar.
    pub(super) in_scalar: bool,
}

/// Looks from the outermost value inward.
pub(super) fn enclosing(document: &Document, source: &Source, offset: u32) -> Enclosing {
    let mut found = Enclosing { line: None, in_scalar: false };
    let mut at = document.root();
    while let Some(node) = at.take() {
        let holds = |value| {
            let span = document.span(value);
            span.file == document.file() && span.start <= offset && offset < span.end.max(span.start + 1)
        };
        // An alias is written here, what it means is not.
        if document.alias_target(node).is_some() {
            break;
        }
        match &document.node(node).kind {
            NodeKind::Scalar(_) => found.in_scalar = holds(node),
            NodeKind::Sequence(items) => {
                if let Some(&item) = items.iter().find(|&&item| holds(item)) {
                    found.line = Some(source.line_of(document.span(item).start as usize));
                    at = Some(item);
                }
            }
            NodeKind::Mapping(_) => {
                if let Some(entry) = document.written_entries(node).find(|entry| holds(entry.value)) {
                    found.line = Some(source.line_of(entry.key_span.start as usize));
                    at = Some(entry.value);
                }
            }
        }
    }
    found
}
