//! `# sealform: ignore[SF243, SF201] reason`, on the line of a finding or above it.

use std::ops::Range;

/// What stands before the codes.
const MARK: &str = "sealform: ignore";

/// One comment that ignores, or is meant to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// From the `#` to the end of the line, in bytes of the file.
    pub(super) range: Range<usize>,
    /// The line that it speaks of, from 0: its own, or where it stands alone the next one that is no comment.
    pub(super) line: usize,
    /// Whether it stands alone on its line.
    pub(super) alone: bool,
    /// The codes as they are written, with their places; empty where the brackets are missing or empty.
    pub(super) codes: Vec<(String, Range<usize>)>,
    /// Whether a reason follows.
    pub(super) has_reason: bool,
}

/// Whether `text` may hold such a comment: most files do not, and are read no further.
pub(super) fn may_hold(text: &str) -> bool {
    text.contains(MARK)
}

/// The comments of `text` in order.
pub(super) fn comments(text: &str) -> Vec<Comment> {
    let mut comments = Vec::new();
    let mut waiting = Vec::new();
    let mut start = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let content = line.trim_end();
        let is_comment = content.trim_start().starts_with('#');
        if let Some(comment) = comment(content, start, number) {
            waiting.extend(comment.alone.then_some(comments.len()));
            comments.push(comment);
        }
        if !is_comment && !content.trim().is_empty() {
            for index in waiting.drain(..) {
                comments[index].line = number;
            }
        }
        start += line.len();
    }
    comments
}

fn comment(line: &str, start: usize, number: usize) -> Option<Comment> {
    let mark = line.find(MARK)?;
    let before = line[..mark].trim_end();
    let hash = before.len().checked_sub(1).filter(|_| before.ends_with('#'))?;
    let is_comment = line[..hash].is_empty() || line[..hash].ends_with([' ', '\t']);
    if !is_comment {
        return None;
    }
    let rest = &line[mark + MARK.len()..];
    let behind = start + mark + MARK.len();
    let bracketed = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (codes, reason) = match bracketed {
        Some((codes, reason)) => (split(codes, behind + 1), reason),
        None => (Vec::new(), ""),
    };
    Some(Comment {
        range: start + hash..start + line.len(),
        line: number,
        alone: line[..hash].trim().is_empty(),
        codes,
        has_reason: !reason.trim().is_empty(),
    })
}

/// The parts between commas, with their places.
fn split(codes: &str, start: usize) -> Vec<(String, Range<usize>)> {
    let mut at = start;
    let mut parts = Vec::new();
    for part in codes.split(',') {
        let begin = at + (part.len() - part.trim_start().len());
        let code = part.trim();
        if !code.is_empty() {
            parts.push((code.to_owned(), begin..begin + code.len()));
        }
        at += part.len() + 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_speaks_of_its_own_line_or_of_the_next_one() {
        let text = "a: 1 # sealform: ignore[SF243, SF201] an example\n# sealform: ignore[SF201] so\n# more\nb: 2\n";
        let comments = comments(text);
        assert_eq!(comments.iter().map(|comment| (comment.line, comment.alone)).collect::<Vec<_>>(), [(0, false), (3, true)]);
        assert_eq!(
            comments[0].codes.iter().map(|(code, range)| (&**code, &text[range.clone()])).collect::<Vec<_>>(),
            [("SF243", "SF243"), ("SF201", "SF201")]
        );
        assert!(comments.iter().all(|comment| comment.has_reason));
        assert_eq!(&text[comments[0].range.clone()], "# sealform: ignore[SF243, SF201] an example");
    }

    #[test]
    fn what_is_incomplete_is_told_and_what_is_no_comment_is_left() {
        let comments =
            comments("a: b # sealform: ignore\nc: d # sealform: ignore[SF201]\ne: f#sealform: ignore[SF201] x\ng: sealform: ignore\n");
        assert_eq!(comments.iter().map(|comment| (comment.codes.len(), comment.has_reason)).collect::<Vec<_>>(), [(0, false), (1, false)]);
    }
}
