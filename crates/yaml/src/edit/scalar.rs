//! Edits of scalars: parts of a text, a whole value, a key.

use sealform_diagnostic::Edit;

use super::layout::{Like, Spread};
use super::plain::is_plain;
use super::quote::{double_content, single_content};
use super::{Format, Piece, Refused, Site, Value};
use crate::{NodeId, ScalarNode, Style};

impl Site<'_> {
    pub(super) fn replace_pieces(&self, id: NodeId, pieces: &[Piece]) -> Result<Vec<Edit>, Refused> {
        let refused = Refused::Layout(self.document.span(id));
        let scalar = self.own_scalar(id).ok_or(Refused::NotWrittenHere(self.document.span(id)))?;
        let mut pieces: Vec<&Piece> = pieces.iter().collect();
        pieces.sort_by_key(|piece| piece.range.start);
        let text = spliced(&scalar.text, &pieces).ok_or(refused)?;
        if self.can_splice(id, scalar, &pieces, &text) {
            let map = self.document.text_map(self.text, id);
            if map.is_exact() {
                return Ok(pieces
                    .into_iter()
                    .map(|piece| Edit { span: map.span(piece.range.clone()), text: content(&piece.text, scalar.style) })
                    .collect());
            }
        }
        self.rewrite(id, scalar, &text)
    }

    /// Whether the new pieces may stand in the scalar as it is quoted.
    fn can_splice(&self, id: NodeId, scalar: &ScalarNode, pieces: &[&Piece], text: &str) -> bool {
        let one_line = pieces.iter().all(|piece| !piece.text.contains(['\n', '\r']));
        match scalar.style {
            // Line breaks that are there already are folds.
            Style::Plain => self.format == Format::Yaml && one_line && is_plain(&text.replace('\n', " "), self.in_flow(id)),
            Style::Single => one_line && pieces.iter().all(|piece| !piece.text.chars().any(super::plain::must_be_escaped)),
            Style::Double => true,
            Style::Literal | Style::Folded => pieces.iter().all(|piece| {
                let within_a_line = !scalar.text[piece.range.clone()].contains('\n') && !scalar.text[..piece.range.end].ends_with('\n');
                let solid =
                    within_a_line && !piece.text.is_empty() && !piece.text.starts_with([' ', '\t']) && !piece.text.ends_with([' ', '\t']);
                solid && !piece.text.chars().any(super::plain::must_be_escaped)
            }),
        }
    }

    /// The scalar as one of `text`, its quotes as they are where they can be.
    fn rewrite(&self, id: NodeId, scalar: &ScalarNode, text: &str) -> Result<Vec<Edit>, Refused> {
        let span = self.document.span(id);
        let start = match scalar.style {
            Style::Literal | Style::Folded => self.header_of(id).ok_or(Refused::Layout(span))?,
            Style::Plain | Style::Single | Style::Double => span.start as usize,
        };
        let written = self.flow_value(&Value::text(text), Spread::OneLine, scalar.style, Like::PLAIN, self.in_flow(id));
        Ok(vec![self.edit(start, span.end as usize, written)])
    }

    /// Where the `|` or `>` of a block scalar stands.
    fn header_of(&self, id: NodeId) -> Option<usize> {
        let mut line_end = self.line_start(self.start(id));
        loop {
            let before = self.text[..line_end].trim_end_matches(['\n', '\r']);
            let start = self.line_start(before.len());
            let line = &before[start..];
            if !line.trim().is_empty() {
                let code = line.split(" #").next().unwrap_or(line).trim_end();
                let header = code.trim_end_matches(|character: char| character.is_ascii_digit() || matches!(character, '+' | '-'));
                return header.ends_with(['|', '>']).then(|| start + header.len() - 1);
            }
            line_end = start;
            if start == 0 {
                return None;
            }
        }
    }

    pub(super) fn replace_value(&self, id: NodeId, value: &Value) -> Result<Vec<Edit>, Refused> {
        let span = self.document.span(id);
        let node = self.document.node(id);
        let is_alias = self.document.alias_target(id).is_some();
        let tag = node.tag.filter(|_| !is_alias).map(|tag| tag.span);
        if self.is_unwritten(id) && tag.is_none() {
            return self.fill(id, value);
        }
        let own = self.own_scalar(id).map_or(Style::Plain, |scalar| scalar.style);
        let start = match own {
            Style::Literal | Style::Folded => self.header_of(id).ok_or(Refused::Layout(span))?,
            Style::Plain | Style::Single | Style::Double => span.start as usize,
        };
        if !is_alias && self.own_scalar(id).is_none() && !self.is_flow(id) {
            return Err(Refused::Layout(span));
        }
        let text = self.flow_value(value, Spread::OneLine, own, Like::PLAIN, self.in_flow(id));
        let Some(tag) = tag else { return Ok(vec![self.edit(start, span.end as usize, text)]) };
        let (tag_start, tag_end) = (tag.start as usize, tag.end as usize);
        let between = self.text.get(tag_end..start).ok_or(Refused::Layout(span))?;
        if between.trim_matches([' ', '\t']).is_empty() {
            return Ok(vec![self.edit(tag_start, span.end as usize, text)]);
        }
        // An anchor stands between the tag and the value: it stays, and so does what is behind it.
        let blanks = between.len() - between.trim_start_matches([' ', '\t']).len();
        Ok(vec![self.edit(tag_start, tag_end + blanks, ""), self.edit(start, span.end as usize, text)])
    }

    /// A value where there is none yet: behind a colon, a dash or a comma.
    fn fill(&self, id: NodeId, value: &Value) -> Result<Vec<Edit>, Refused> {
        let at = self.start(id);
        if self.in_flow(id) {
            let before = self.text[..at].trim_end();
            let colon = if before.ends_with([':', '[', ',']) { "" } else { ":" };
            return Ok(vec![self.edit(
                at,
                at,
                format!("{colon} {}", self.flow_value(value, Spread::OneLine, Style::Plain, Like::PLAIN, true)),
            )]);
        }
        let text = match self.key_of(id) {
            Some(key) => self.block_value(value, self.column(self.start(key)), Like::PLAIN),
            None => format!(" {}", self.flow_value(value, Spread::OneLine, Style::Plain, Like::PLAIN, false)),
        };
        // Lines go behind the comment of the key's own line.
        let at = if text.starts_with(['\n', '\r']) && self.is_rest_blank(at) { self.line_end(at) } else { at };
        Ok(vec![self.edit(at, at, text)])
    }

    pub(super) fn rename_key(&self, key: NodeId, text: &str) -> Result<Vec<Edit>, Refused> {
        let span = self.document.span(key);
        if self.document.alias_target(key).is_some() {
            let written = self.flow_value(&Value::text(text), Spread::OneLine, Style::Plain, Like::PLAIN, self.in_flow(key));
            return Ok(vec![self.edit(span.start as usize, span.end as usize, written)]);
        }
        let scalar = self.own_scalar(key).ok_or(Refused::NotWrittenHere(span))?;
        if matches!(scalar.style, Style::Literal | Style::Folded) || span.is_empty() {
            return Err(Refused::Layout(span));
        }
        self.rewrite(key, scalar, text)
    }
}

/// `text` as it stands within the quotes of `style`.
fn content(text: &str, style: Style) -> String {
    match style {
        Style::Single => single_content(text),
        Style::Double => double_content(text),
        Style::Plain | Style::Literal | Style::Folded => text.to_owned(),
    }
}

/// `text` with the pieces, which are in order, in their places; `None` where they overlap or cut a character.
pub(super) fn spliced(text: &str, pieces: &[&Piece]) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for piece in pieces {
        out.push_str(text.get(at..piece.range.start)?);
        out.push_str(&piece.text);
        at = piece.range.end;
    }
    out.push_str(text.get(at..)?);
    Some(out)
}
