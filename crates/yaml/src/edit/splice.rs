//! Byte edits of one text.

use sealform_diagnostic::Edit;

use super::Refused;

/// `text` with the edits made, which may come in any order; insertions at one place are made in the order given.
///
/// # Errors
/// [`Refused::Overlap`] where two edits want the same bytes, or one lies outside the text or within a character.
pub fn splice(text: &str, edits: &[Edit]) -> Result<String, Refused> {
    let order = in_order(edits)?;
    let mut out = String::with_capacity(text.len() + edits.iter().map(|edit| edit.text.len()).sum::<usize>());
    let mut at = 0;
    for edit in order {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        let kept = text.get(at..start).filter(|_| text.is_char_boundary(end)).ok_or(Refused::Overlap(edit.span))?;
        out.push_str(kept);
        out.push_str(&edit.text);
        at = end;
    }
    out.push_str(&text[at..]);
    Ok(out)
}

/// The edits by their place.
pub(super) fn in_order(edits: &[Edit]) -> Result<Vec<&Edit>, Refused> {
    let mut order: Vec<&Edit> = edits.iter().collect();
    order.sort_by_key(|edit| (edit.span.start, edit.span.end));
    for pair in order.windows(2) {
        if pair[1].span.start < pair[0].span.end {
            return Err(Refused::Overlap(pair[1].span));
        }
    }
    Ok(order)
}
