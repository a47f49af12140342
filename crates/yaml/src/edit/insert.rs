//! New entries and items in block style; those within brackets are `insert_flow.rs`'s.

use sealform_diagnostic::Edit;

use super::layout::Like;
use super::{Place, Refused, Site, Value};
use crate::document::Pair;
use crate::{NodeId, NodeKind, Style};

impl Site<'_> {
    pub(super) fn insert_entry(&self, mapping: NodeId, place: Place, key: &str, value: &Value) -> Result<Vec<Edit>, Refused> {
        let node = self.document.node(mapping);
        let pairs = self.pairs(mapping);
        if !matches!(node.kind, NodeKind::Mapping(_)) {
            return Err(Refused::Layout(node.span));
        }
        let like = self.like(pairs, place);
        let anchor = |key: NodeId| pairs.iter().find(|pair| pair.key == key).ok_or(Refused::NotWrittenHere(self.document.span(key)));
        if self.is_flow(mapping) {
            let (before, after) = match place {
                Place::First => (pairs.first().map(|pair| pair.key), None),
                Place::Last => (None, pairs.last()),
                Place::Before(key) => (Some(anchor(key)?.key), None),
                Place::After(key) => (None, Some(anchor(key)?)),
            };
            let last = pairs.last().map(|pair| pair.key);
            let is_last = after.map(|pair| pair.key) == last;
            return self.insert_flow(node.span, before, after.map(|pair| (pair.key, pair.value)), is_last, |spread| {
                self.flow_entry(key, value, spread, like)
            });
        }
        let (Some(first), Some(last)) = (pairs.first(), pairs.last()) else { return Err(Refused::Layout(node.span)) };
        let indentation = self.column(self.entry_start(mapping, first.key)?);
        let entry = self.block_entry(key, value, indentation, like);
        match place {
            Place::Last => self.insert_behind(last.value, indentation, &entry),
            Place::After(key) => self.insert_behind(anchor(key)?.value, indentation, &entry),
            Place::First => self.insert_before(self.entry_start(mapping, first.key)?, indentation, &entry),
            Place::Before(key) => self.insert_before(self.entry_start(mapping, anchor(key)?.key)?, indentation, &entry),
        }
    }

    pub(super) fn insert_item(&self, sequence: NodeId, place: Place, value: &Value) -> Result<Vec<Edit>, Refused> {
        let node = self.document.node(sequence);
        let NodeKind::Sequence(items) = &node.kind else { return Err(Refused::Layout(node.span)) };
        let anchor = |item: NodeId| items.iter().copied().find(|&own| own == item).ok_or(Refused::NotWrittenHere(self.document.span(item)));
        if self.is_flow(sequence) {
            let (before, after) = match place {
                Place::First => (items.first().copied(), None),
                Place::Last => (None, items.last().copied()),
                Place::Before(item) => (Some(anchor(item)?), None),
                Place::After(item) => (None, Some(anchor(item)?)),
            };
            let is_last = after == items.last().copied();
            let like = after.or(before).and_then(|item| self.own_scalar(item)).map_or(Style::Plain, |scalar| scalar.style);
            return self.insert_flow(node.span, before, after.map(|item| (item, item)), is_last, |spread| {
                self.flow_value(value, spread, Style::Plain, Like { key: Style::Plain, value: like }, true)
            });
        }
        let (Some(&first), Some(&last)) = (items.first(), items.last()) else { return Err(Refused::Layout(node.span)) };
        let indentation = self.column(self.dash_of(sequence, first)?);
        let item = self.block_item(value, indentation);
        match place {
            Place::Last => self.insert_behind(last, indentation, &item),
            Place::After(after) => self.insert_behind(anchor(after)?, indentation, &item),
            Place::First => self.insert_before(self.dash_of(sequence, first)?, indentation, &item),
            Place::Before(before) => self.insert_before(self.dash_of(sequence, anchor(before)?)?, indentation, &item),
        }
    }

    fn insert_behind(&self, value: NodeId, indentation: usize, lines: &str) -> Result<Vec<Edit>, Refused> {
        let at = self.lines_end(value)?;
        Ok(vec![self.edit(at, at, self.margin(indentation) + lines)])
    }

    /// Above the comment that stands directly above, unless the file begins with it.
    fn insert_before(&self, start: usize, indentation: usize, lines: &str) -> Result<Vec<Edit>, Refused> {
        let alone = self.line_before(start).bytes().all(|byte| byte == b' ');
        let above = if alone { self.above_comments(start) } else { start };
        let at = if self.line_start(above) <= '\u{FEFF}'.len_utf8() { start } else { above };
        Ok(vec![self.edit(at, at, lines.to_owned() + &self.margin(indentation))])
    }

    /// The style of the entry beside the place.
    fn like(&self, pairs: &[Pair], place: Place) -> Like {
        let beside = match place {
            Place::First => pairs.first(),
            Place::Last => pairs.last(),
            Place::Before(key) | Place::After(key) => pairs.iter().find(|pair| pair.key == key),
        };
        let style = |id: NodeId| self.own_scalar(id).map_or(Style::Plain, |scalar| scalar.style);
        beside.map_or(Like::PLAIN, |pair| Like { key: style(pair.key), value: style(pair.value) })
    }
}
