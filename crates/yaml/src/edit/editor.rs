//! Several changes of one document at once, held against the tree that is meant.

use sealform_diagnostic::{Edit, Span};

use super::intended::Intended;
use super::{Change, Format, Piece, Refused, Site, Value, splice};
use crate::{Document, NodeId, NodeKind, Scalar};

/// Collects the changes of one document.
#[derive(Debug)]
pub struct Editor<'d> {
    site: Site<'d>,
    changes: Vec<Change>,
}

/// The edited text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The whole text.
    pub text: String,
    /// The edits that were made, in the order of the file.
    pub edits: Vec<Edit>,
}

impl<'d> Editor<'d> {
    /// An editor of the document that `text` was parsed into.
    #[must_use]
    pub fn new(text: &'d str, document: &'d Document, format: Format) -> Self {
        Self { site: Site::new(text, document, format), changes: Vec::new() }
    }

    /// The document with its text.
    #[must_use]
    pub fn site(&self) -> &Site<'d> {
        &self.site
    }

    /// Whether nothing is to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Adds a change. Changes of one scalar's parts become one.
    ///
    /// # Errors
    /// [`Refused`] where it cannot be written with care; it is not added then.
    pub fn change(&mut self, change: Change) -> Result<(), Refused> {
        self.site.edits(&change)?;
        if let Change::Text { scalar, pieces } = &change {
            let same = self.changes.iter_mut().find_map(|change| match change {
                Change::Text { scalar: other, pieces } if other == scalar => Some(pieces),
                _ => None,
            });
            if let Some(own) = same {
                own.extend(pieces.iter().cloned());
                return Ok(());
            }
        }
        self.changes.push(change);
        Ok(())
    }

    /// Replaces the bytes `range` of a scalar's decoded text.
    ///
    /// # Errors
    /// As [`Editor::change`].
    pub fn replace(&mut self, scalar: NodeId, range: std::ops::Range<usize>, text: impl Into<String>) -> Result<(), Refused> {
        self.change(Change::Text { scalar, pieces: vec![Piece { range, text: text.into() }] })
    }

    /// Adds an entry for the first key of `path` that is missing, with all that is to be under it. Two additions that share a key that is
    /// missing must be made as one.
    ///
    /// # Errors
    /// As [`Editor::change`]; also where the whole path is there already, or leads through something that is no mapping.
    pub fn add_path(&mut self, path: &[&str], value: Value) -> Result<(), Refused> {
        let document = self.site.document;
        let Some(mut at) = document.root() else { return Err(Refused::Layout(Span::start_of(document.file()))) };
        for (depth, key) in path.iter().enumerate() {
            let rest = &path[depth..];
            match &document.node(at).kind {
                NodeKind::Mapping(_) => {}
                NodeKind::Scalar(_) if document.value(at) == Scalar::Null && document.node(at).tag.is_none() => {
                    return self.change(Change::Value { node: at, value: value.under(rest) });
                }
                NodeKind::Scalar(_) | NodeKind::Sequence(_) => return Err(Refused::Layout(document.span(at))),
            }
            match document.get(at, key) {
                Some(inner) => at = inner,
                None => {
                    let (mapping, place) = (at, super::Place::Last);
                    return self.change(Change::Entry { mapping, place, key: (*key).to_owned(), value: value.under(&rest[1..]) });
                }
            }
        }
        match document.value(at) {
            Scalar::Null if document.node(at).tag.is_none() && matches!(document.node(at).kind, NodeKind::Scalar(_)) => {
                self.change(Change::Value { node: at, value })
            }
            _ => Err(Refused::NotWrittenHere(document.span(at))),
        }
    }

    /// Makes the changes, parses the result and compares it with the tree that is meant.
    ///
    /// # Errors
    /// [`Refused`]; nothing is changed then.
    pub fn finish(self) -> Result<Edited, Refused> {
        let document = self.site.document;
        let mut edits = Vec::new();
        let mut intended = Intended::of(document, self.site.format);
        for change in &self.changes {
            edits.extend(self.site.edits(change)?);
            intended.make(document, change)?;
        }
        let text = splice(self.site.text, &edits)?;
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        let changed = edits.first().map_or(Span::start_of(document.file()), |edit| edit.span);
        let again = read(document, &text, self.site.format).ok_or(Refused::WouldChangeMore(changed))?;
        if intended.is(&again) { Ok(Edited { text, edits }) } else { Err(Refused::WouldChangeMore(changed)) }
    }
}

/// The edited text as a document; `None` where it cannot be read.
pub(super) fn read(document: &Document, text: &str, format: Format) -> Option<Document> {
    format.parse(document.file(), text).ok()
}
