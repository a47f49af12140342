//! New entries and items within brackets: on one line, or each on a line of its own as those beside them. JSON is always this.

use sealform_diagnostic::{Edit, Span};

use super::layout::Spread;
use super::{Refused, Site};
use crate::NodeId;

impl Site<'_> {
    /// A new part of the brackets at `span`: before a part that is known by its first node, or behind one that is known by its first and
    /// its last node, or as the only part.
    pub(super) fn insert_flow(
        &self,
        span: Span,
        before: Option<NodeId>,
        after: Option<(NodeId, NodeId)>,
        is_last: bool,
        write: impl Fn(Spread) -> String,
    ) -> Result<Vec<Edit>, Refused> {
        if let Some(before) = before {
            let start = self.start(before);
            return Ok(match self.own_line(start) {
                Some(indentation) => {
                    let margin = self.margin(indentation);
                    vec![self.edit(start, start, format!("{},{margin}", write(Spread::Lines(indentation))))]
                }
                None => vec![self.edit(start, start, format!("{}, ", write(Spread::OneLine)))],
            });
        }
        let Some((first, last)) = after else {
            // Behind the opening bracket; a line break that stands there stays behind the only part.
            let at = span.start as usize + 1;
            return Ok(vec![self.edit(at, at, write(Spread::OneLine))]);
        };
        let end = self.end(last);
        let Some(indentation) = self.own_line(self.start(first)) else {
            return Ok(vec![self.edit(end, end, format!(", {}", write(Spread::OneLine)))]);
        };
        let line = self.margin(indentation) + &write(Spread::Lines(indentation));
        let rest = self.text[end..].trim_start_matches([' ', '\t']);
        let comma = self.text.len() - rest.len();
        if rest.starts_with(',') {
            // The comma, and the comment behind it, stay with the part before.
            let at = if self.is_rest_blank(comma + 1) { self.line_end(comma + 1) } else { comma + 1 };
            return Ok(vec![self.edit(at, at, format!("{line},"))]);
        }
        if is_last && self.is_rest_blank(end) {
            let at = self.line_end(end);
            if at == end {
                return Ok(vec![self.edit(end, end, format!(",{line}"))]);
            }
            return Ok(vec![self.edit(end, end, ","), self.edit(at, at, line)]);
        }
        Ok(vec![self.edit(end, end, format!(",{line}"))])
    }

    /// The indentation of what begins at `start`, where it begins its line.
    fn own_line(&self, start: usize) -> Option<usize> {
        let before = self.line_before(start);
        let breaks = self.line_start(start) > 0 && self.text[..self.line_start(start)].ends_with(['\n', '\r']);
        (breaks && before.trim().is_empty()).then(|| before.chars().count())
    }
}
