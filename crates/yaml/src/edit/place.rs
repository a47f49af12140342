//! Where nodes stand: within brackets or not, behind which key; and the lines that an entry or item of a block takes.

use super::{Refused, Site};
use crate::{NodeId, NodeKind, Style};

/// What each slot of a document is, by its number.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) in_flow: Vec<bool>,
    pub(super) key_of: Vec<Option<NodeId>>,
}

impl Places {
    pub(super) fn of(site: &Site<'_>) -> Self {
        let (mut in_flow, mut key_of) = (Vec::new(), Vec::new());
        let mut flow_end = 0;
        // Slots are in the order of writing, each collection before what is in it.
        for id in site.document.ids() {
            let within = site.start(id) < flow_end;
            in_flow.push(within);
            key_of.push(None);
            if !within && site.document.alias_target(id).is_none() && site.is_flow(id) {
                flow_end = site.end(id);
            }
        }
        for id in site.document.own_ids() {
            if let NodeKind::Mapping(mapping) = &site.document.node(id).kind {
                for pair in &mapping.written {
                    key_of[pair.value.index()] = Some(pair.key);
                }
            }
        }
        Self { in_flow, key_of }
    }
}

impl Site<'_> {
    /// Where the lines of the value at `id` end, before the line break: behind its comment, and behind the blank lines that a block
    /// scalar keeps.
    pub(super) fn lines_end(&self, id: NodeId) -> Result<usize, Refused> {
        let last = self.last_within(id);
        let end = self.end(last);
        if !self.is_rest_blank(end) {
            return Err(Refused::Layout(self.document.span(last)));
        }
        let mut at = self.line_end(end);
        if let Some(scalar) = self.own_scalar(last).filter(|scalar| matches!(scalar.style, Style::Literal | Style::Folded)) {
            let kept = scalar.text.len() - scalar.text.trim_end_matches('\n').len();
            for _ in 1..kept {
                at = self.line_end(self.after_break(at));
            }
        }
        Ok(at)
    }

    /// Where an entry begins: at its key, or at the properties before it.
    pub(super) fn entry_start(&self, mapping: NodeId, key: NodeId) -> Result<usize, Refused> {
        let first = self.pairs(mapping).first().is_some_and(|pair| pair.key == key);
        let node = self.document.node(mapping);
        let start = if first && !self.is_flow(mapping) { node.span.start as usize } else { self.start(key) };
        // Of an explicit key (`? a`) and of one with properties (`&x a`) that is not the first only the key's own place is known.
        let before = self.line_before(start).trim_start_matches([' ', '\t', '-']);
        let explicit = self.text[start..].starts_with("? ") || (!self.is_flow(mapping) && !before.is_empty());
        if explicit { Err(Refused::Layout(self.document.span(key))) } else { Ok(start) }
    }

    /// Where the dash of an item stands.
    pub(super) fn dash_of(&self, sequence: NodeId, item: NodeId) -> Result<usize, Refused> {
        let refused = Refused::Layout(self.document.span(item));
        let node = self.document.node(sequence);
        let first = node.span.start as usize;
        if self.document.items(sequence).first() == Some(&item) {
            return Ok(first);
        }
        let column = first - self.line_start(first);
        let mut line = self.line_start(self.start(item));
        while line > first {
            let dash = line + column;
            let blank = self.text.get(line..dash).is_some_and(|margin| margin.bytes().all(|byte| byte == b' '));
            if blank && dash < self.start(item) && self.text[dash..].starts_with('-') {
                return Ok(dash);
            }
            line = self.line_start(line - 1);
        }
        Err(refused)
    }

    /// The lines that a comment directly above `at` takes begin here; `at` where there is none.
    pub(super) fn above_comments(&self, at: usize) -> usize {
        let mut start = at;
        let indentation = self.line_before(at).len();
        while start > 0 {
            let line = self.line_start(start);
            let Some(before) = self.text[..line].strip_suffix('\n') else { break };
            let before = before.strip_suffix('\r').unwrap_or(before);
            let above = self.line_start(before.len());
            let text = &before[above..];
            let blanks = text.len() - text.trim_start_matches(' ').len();
            if blanks != indentation || !text[blanks..].starts_with('#') {
                break;
            }
            start = above + blanks;
        }
        start
    }
}
