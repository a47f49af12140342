//! Entries and items that go. Comments above them stay.

use sealform_diagnostic::Edit;

use super::{Refused, Site};
use crate::NodeId;

impl Site<'_> {
    pub(super) fn remove_entry(&self, mapping: NodeId, key: NodeId) -> Result<Vec<Edit>, Refused> {
        let pairs = self.pairs(mapping);
        let index = pairs.iter().position(|pair| pair.key == key).ok_or(Refused::NotWrittenHere(self.document.span(key)))?;
        if self.is_flow(mapping) {
            let next = pairs.get(index + 1).map(|pair| self.start(pair.key));
            let previous = index.checked_sub(1).and_then(|index| pairs.get(index)).map(|pair| self.end(pair.value));
            return Ok(self.remove_flow(self.start(key), self.end(pairs[index].value), previous, next));
        }
        if pairs.len() == 1 {
            return Err(Refused::WouldBeEmpty(self.document.span(key)));
        }
        let next = pairs.get(index + 1).map(|pair| self.entry_start(mapping, pair.key)).transpose()?;
        self.remove_lines(self.entry_start(mapping, key)?, pairs[index].value, next)
    }

    pub(super) fn remove_item(&self, sequence: NodeId, item: NodeId) -> Result<Vec<Edit>, Refused> {
        let items = self.document.items(sequence);
        let index = items.iter().position(|&own| own == item).ok_or(Refused::NotWrittenHere(self.document.span(item)))?;
        if self.is_flow(sequence) {
            let next = items.get(index + 1).map(|&item| self.start(item));
            let previous = index.checked_sub(1).and_then(|index| items.get(index)).map(|&item| self.end(item));
            return Ok(self.remove_flow(self.start(item), self.end(item), previous, next));
        }
        if items.len() == 1 {
            return Err(Refused::WouldBeEmpty(self.document.span(item)));
        }
        let next = items.get(index + 1).map(|&item| self.dash_of(sequence, item)).transpose()?;
        self.remove_lines(self.dash_of(sequence, item)?, item, next)
    }

    /// With the comma behind it, else the one before it.
    fn remove_flow(&self, start: usize, end: usize, previous: Option<usize>, next: Option<usize>) -> Vec<Edit> {
        vec![match (previous, next) {
            (_, Some(next)) => self.edit(start, next, ""),
            (Some(previous), None) => self.edit(previous, end, ""),
            // The only one goes with the comma that may stand behind it.
            (None, None) => {
                let rest = self.text[end..].trim_start_matches([' ', '\t', '\r', '\n']);
                let comma = if rest.starts_with(',') { self.text.len() - rest.len() + 1 } else { end };
                self.edit(start, comma, "")
            }
        }]
    }

    fn remove_lines(&self, start: usize, value: NodeId, next: Option<usize>) -> Result<Vec<Edit>, Refused> {
        let end = self.lines_end(value)?;
        let line = self.line_start(start);
        if !self.text[line..start].bytes().all(|byte| byte == b' ') {
            // It stands behind a dash: what follows moves up to it.
            let next = next.ok_or(Refused::Layout(self.document.span(value)))?;
            return Ok(vec![self.edit(start, next, "")]);
        }
        let after = self.after_break(end);
        if after > end {
            return Ok(vec![self.edit(line, after, "")]);
        }
        // The last line of a file without a last line break gives up the one before it.
        let before = self.text[..line].strip_suffix('\n').map_or(line, |text| text.strip_suffix('\r').unwrap_or(text).len());
        Ok(vec![self.edit(before, end, "")])
    }
}
