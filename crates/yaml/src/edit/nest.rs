//! An entry whose value goes deeper: `a: v` becomes `p: {q: v}`, or `p: v` with one key, and the lines of `v` move to the right.

use sealform_diagnostic::Edit;

use super::{Refused, Site, quote};
use crate::{NodeId, Style};

impl Site<'_> {
    pub(super) fn nest(&self, mapping: NodeId, key: NodeId, path: &[String]) -> Result<Vec<Edit>, Refused> {
        let span = self.document.span(key);
        let pair = self.pairs(mapping).iter().find(|pair| pair.key == key).ok_or(Refused::NotWrittenHere(span))?;
        let style = self.own_scalar(key).map(|scalar| scalar.style).ok_or(Refused::Layout(span))?;
        if path.is_empty() || span.is_empty() || matches!(style, Style::Literal | Style::Folded) {
            return Err(Refused::Layout(span));
        }
        let in_flow = self.is_flow(mapping);
        let keys: Vec<String> = path.iter().map(|key| quote::scalar(key, self.quoting(style, in_flow))).collect();
        let (start, end) = (span.start as usize, span.end as usize);
        if in_flow {
            let behind = self.end(pair.value);
            return Ok(vec![self.edit(start, end, keys.join(": {")), self.edit(behind, behind, "}".repeat(path.len() - 1))]);
        }
        let indentation = self.column(self.entry_start(mapping, key)?);
        let step = self.habits().step;
        let mut first = String::new();
        for (depth, key) in keys.iter().enumerate() {
            if depth > 0 {
                first.push_str(&format!(":{}{}", self.habits().line_break, " ".repeat(indentation + depth * step)));
            }
            first.push_str(key);
        }
        let mut edits = vec![self.edit(start, end, first)];
        if path.len() == 1 {
            return Ok(edits);
        }
        let margin = " ".repeat((path.len() - 1) * step);
        let last = self.lines_end(pair.value)?;
        let mut line = self.after_break(self.line_end(end));
        while line < last {
            let line_end = self.line_end(line);
            if !self.text[line..line_end].trim().is_empty() {
                edits.push(self.edit(line, line, margin.clone()));
            }
            let next = self.after_break(line_end);
            if next == line_end {
                break;
            }
            line = next;
        }
        Ok(edits)
    }
}
