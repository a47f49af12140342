//! Block scalars (YAML 1.2.2, 8.1): indentation, blank lines, folds. Chomping needs no header: the text says how it was.

use super::trace::{Trace, after_break};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// `|`
    Kept,
    /// `>`
    Folded,
}

/// Decodes a block scalar whose first content character, behind the indentation, is at `start`.
pub(super) fn trace(trace: &mut Trace<'_>, start: usize, lines: Lines) -> Option<()> {
    let source = trace.source;
    let line_start = source.get(..start)?.rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let indentation = start - line_start;
    leading_breaks(trace, line_start)?;
    let mut at = start;
    // Whether the line before began with a blank: its break, and that of this line, are then kept as they are.
    let mut indented_before = false;
    // The breaks since the last content, each as its place in the source; the first one ends the content's line.
    let mut breaks: Vec<(usize, usize)> = Vec::new();
    loop {
        let indented = matches!(source.as_bytes().get(at), Some(b' ' | b'\t'));
        let fold = lines == Lines::Folded && !indented && !indented_before;
        match (fold, breaks.as_slice()) {
            (true, &[(from, _)]) => trace.means(from..at, " ")?,
            (true, [_, kept @ ..]) => line_feeds(trace, kept)?,
            (_, all) => line_feeds(trace, all)?,
        }
        breaks.clear();
        let line_end = source[at..].find(['\n', '\r']).map_or(source.len(), |length| at + length);
        trace.same(at..line_end)?;
        indented_before = indented;
        at = line_end;
        while let Some(next) = after_break(source, at) {
            breaks.push((at, next));
            at = next + spaces(source, next, indentation);
        }
        if trace.rest().bytes().all(|byte| byte == b'\n') {
            return trailing_breaks(trace, &breaks);
        }
        if breaks.is_empty() {
            return None;
        }
    }
}

/// The blank lines above the first content: as many as the text begins with.
fn leading_breaks(trace: &mut Trace<'_>, line_start: usize) -> Option<()> {
    let source = trace.source;
    let count = trace.rest().bytes().take_while(|&byte| byte == b'\n').count();
    let mut places = Vec::with_capacity(count);
    let mut end = line_start;
    for _ in 0..count {
        let line = source[..end].strip_suffix('\n').map(|line| line.strip_suffix('\r').unwrap_or(line));
        let line = line.or_else(|| source[..end].strip_suffix('\r'))?.trim_end_matches([' ', '\t']);
        let break_start = source[line.len()..end].find(['\n', '\r'])? + line.len();
        places.push((break_start, end));
        end = line.len();
    }
    places.reverse();
    line_feeds(trace, &places)
}

/// What chomping left of the breaks at the end; a file that ends without one has it at its end all the same.
fn trailing_breaks(trace: &mut Trace<'_>, breaks: &[(usize, usize)]) -> Option<()> {
    let kept = trace.rest().len();
    line_feeds(trace, &breaks[..kept.min(breaks.len())])?;
    if kept > breaks.len() {
        let end = trace.source.len();
        trace.means(end..end, "\n")?;
    }
    Some(())
}

fn line_feeds(trace: &mut Trace<'_>, breaks: &[(usize, usize)]) -> Option<()> {
    breaks.iter().try_for_each(|&(from, to)| trace.means(from..to, "\n"))
}

/// How many spaces stand at `at`, at most `most`.
fn spaces(source: &str, at: usize, most: usize) -> usize {
    source.as_bytes()[at..].iter().take(most).take_while(|&&byte| byte == b' ').count()
}
