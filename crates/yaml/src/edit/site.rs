//! A document with its text, and what an edit asks of the two: lines, indentation, neighbours, the style that is common in the file.

use std::cell::OnceCell;

use sealform_diagnostic::{Edit, Span};

use super::layout::Habits;
use super::place::Places;
use super::{Change, Format, Refused};
use crate::document::Pair;
use crate::{Document, NodeId, NodeKind, ScalarNode, Style};

/// A document and the text it was parsed from.
#[derive(Debug)]
pub struct Site<'d> {
    pub(super) text: &'d str,
    pub(super) document: &'d Document,
    pub(super) format: Format,
    habits: OnceCell<Habits>,
    places: OnceCell<Places>,
}

impl<'d> Site<'d> {
    /// The document that `text` was parsed into.
    #[must_use]
    pub fn new(text: &'d str, document: &'d Document, format: Format) -> Self {
        Self { text, document, format, habits: OnceCell::new(), places: OnceCell::new() }
    }

    /// The bytes that make one change, in the style around it. They are not parsed again: an [`super::Editor`] does that.
    ///
    /// # Errors
    /// [`Refused`] where the place is written in a way that is not edited.
    pub fn edits(&self, change: &Change) -> Result<Vec<Edit>, Refused> {
        match change {
            Change::Text { scalar, pieces } => self.replace_pieces(*scalar, pieces),
            Change::Value { node, value } => self.replace_value(*node, value),
            Change::Key { key, text } => self.rename_key(*key, text),
            Change::Nest { mapping, key, path } => self.nest(*mapping, *key, path),
            Change::Entry { mapping, place, key, value } => self.insert_entry(*mapping, *place, key, value),
            Change::Item { sequence, place, value } => self.insert_item(*sequence, *place, value),
            Change::RemoveEntry { mapping, key } => self.remove_entry(*mapping, *key),
            Change::RemoveItem { sequence, item } => self.remove_item(*sequence, *item),
        }
    }

    pub(super) fn habits(&self) -> &Habits {
        self.habits.get_or_init(|| Habits::of(self))
    }

    fn places(&self) -> &Places {
        self.places.get_or_init(|| Places::of(self))
    }

    /// Whether `id` is written within brackets.
    pub(super) fn in_flow(&self, id: NodeId) -> bool {
        self.places().in_flow[id.index()]
    }

    /// The key of the entry whose value is written at `id`.
    pub(super) fn key_of(&self, id: NodeId) -> Option<NodeId> {
        self.places().key_of[id.index()]
    }

    pub(super) fn edit(&self, start: usize, end: usize, text: impl Into<String>) -> Edit {
        Edit { span: Span::new(self.document.file(), start, end), text: text.into() }
    }

    pub(super) fn start(&self, id: NodeId) -> usize {
        self.document.span(id).start as usize
    }

    pub(super) fn end(&self, id: NodeId) -> usize {
        self.document.span(id).end as usize
    }

    /// The pairs of a mapping as they are written.
    pub(super) fn pairs(&self, mapping: NodeId) -> &'d [Pair] {
        match &self.document.node(mapping).kind {
            NodeKind::Mapping(mapping) => &mapping.written,
            NodeKind::Scalar(_) | NodeKind::Sequence(_) => &[],
        }
    }

    /// The scalar at `id`; `None` for an alias and for a collection.
    pub(super) fn own_scalar(&self, id: NodeId) -> Option<&'d ScalarNode> {
        match &self.document.node(id).kind {
            NodeKind::Scalar(scalar) if self.document.alias_target(id).is_none() => Some(scalar),
            _ => None,
        }
    }

    /// The node that is written last within `id`: where the lines of `id` end.
    pub(super) fn last_within(&self, id: NodeId) -> NodeId {
        if self.document.alias_target(id).is_some() || self.is_flow(id) {
            return id;
        }
        match &self.document.node(id).kind {
            NodeKind::Scalar(_) => id,
            NodeKind::Sequence(items) => items.last().map_or(id, |&item| self.last_within(item)),
            NodeKind::Mapping(mapping) => mapping.written.last().map_or(id, |pair| self.last_within(pair.value)),
        }
    }

    /// Whether a collection is written in brackets.
    pub(super) fn is_flow(&self, id: NodeId) -> bool {
        let node = self.document.node(id);
        match &node.kind {
            NodeKind::Scalar(_) => false,
            NodeKind::Sequence(_) => self.text[node.span.start as usize..].starts_with('['),
            NodeKind::Mapping(_) => self.text[node.span.start as usize..].starts_with('{'),
        }
    }

    /// Whether `id` is a value that is not written at all.
    pub(super) fn is_unwritten(&self, id: NodeId) -> bool {
        self.document.span(id).is_empty() && self.own_scalar(id).is_some_and(|scalar| scalar.style == Style::Plain)
    }

    /// The offset of the first byte of the line that holds `at`.
    pub(super) fn line_start(&self, at: usize) -> usize {
        let start = self.text[..at].rfind(['\n', '\r']).map_or(0, |before| before + 1);
        // The byte order mark is of no line.
        if start == 0 && self.text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8().min(at) } else { start }
    }

    /// The offset of the line break behind `at`, or the end of the text.
    pub(super) fn line_end(&self, at: usize) -> usize {
        self.text[at..].find(['\n', '\r']).map_or(self.text.len(), |length| at + length)
    }

    /// The offset behind the line break at `at`; `at` where there is none.
    pub(super) fn after_break(&self, at: usize) -> usize {
        let rest = &self.text[at..];
        at + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) }
    }

    /// The text of the line before `at`.
    pub(super) fn line_before(&self, at: usize) -> &'d str {
        &self.text[self.line_start(at)..at]
    }

    /// The column of `at`, in characters from 0.
    pub(super) fn column(&self, at: usize) -> usize {
        self.line_before(at).chars().count()
    }

    /// Whether nothing but blanks and a comment stands between `at` and the end of its line.
    pub(super) fn is_rest_blank(&self, at: usize) -> bool {
        let rest = &self.text[at..self.line_end(at)];
        let trimmed = rest.trim_start_matches([' ', '\t']);
        trimmed.is_empty() || (trimmed.starts_with('#') && trimmed.len() < rest.len())
    }
}
