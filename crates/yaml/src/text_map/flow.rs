//! Plain and quoted scalars (YAML 1.2.2, 7.3): folds, `''`, and the escapes of double quotes.

use std::ops::Range;

use super::trace::{Trace, after_blanks, after_break};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    Single,
    Double,
}

/// Decodes the source within the quotes.
pub(super) fn trace(trace: &mut Trace<'_>, content: Range<usize>, quotes: Quotes) -> Option<()> {
    let source = trace.source;
    source.get(content.clone())?;
    let bytes = source.as_bytes();
    let end = content.end;
    let mut at = content.start;
    while at < end {
        match bytes[at] {
            b' ' | b'\t' | b'\r' | b'\n' => at = blanks(trace, at, end, Fold::Open)?,
            b'\'' if quotes == Quotes::Single => {
                trace.means(at..at + 2, "'")?;
                at += 2;
            }
            b'\\' if quotes == Quotes::Double => at = escape(trace, at, end)?,
            _ => {
                let special = |&byte: &u8| match byte {
                    b' ' | b'\t' | b'\r' | b'\n' => true,
                    b'\'' => quotes == Quotes::Single,
                    b'\\' => quotes == Quotes::Double,
                    _ => false,
                };
                let stop = bytes[at..end].iter().position(special).map_or(end, |length| at + length);
                trace.same(at..stop)?;
                at = stop;
            }
        }
    }
    Some(())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fold {
    /// No line has been broken yet: the first break becomes a space.
    Open,
    /// The break was escaped: it and the blanks behind it are nothing.
    Escaped,
}

/// Blanks and line breaks: blanks within a line are text; around breaks they vanish, a single break is a space, and of several
/// breaks the first one vanishes.
fn blanks(trace: &mut Trace<'_>, start: usize, end: usize, fold: Fold) -> Option<usize> {
    let mut at = after_blanks(trace.source, start, end);
    let mut breaks = usize::from(fold == Fold::Escaped);
    while let Some(next) = after_break(trace.source, at).filter(|&next| next <= end) {
        breaks += 1;
        at = after_blanks(trace.source, next, end);
    }
    match (breaks, fold) {
        (0, _) => trace.same(start..at)?,
        (1, Fold::Open) => trace.means(start..at, " ")?,
        (1, Fold::Escaped) => {}
        _ => trace.means(start..at, &"\n".repeat(breaks - 1))?,
    }
    Some(at)
}

/// One escape (YAML 1.2.2, 5.7); a pair of `\u` escapes may be the two halves of a surrogate pair, as in JSON.
fn escape(trace: &mut Trace<'_>, at: usize, end: usize) -> Option<usize> {
    let source = trace.source;
    let kind = *source.as_bytes().get(at + 1)?;
    if let Some(next) = after_break(source, at + 1) {
        return blanks(trace, next, end, Fold::Escaped);
    }
    let digits = match kind {
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => {
            let meaning = match kind {
                b'0' => "\0",
                b'a' => "\u{7}",
                b'b' => "\u{8}",
                b't' | b'\t' => "\t",
                b'n' => "\n",
                b'v' => "\u{B}",
                b'f' => "\u{C}",
                b'r' => "\r",
                b'e' => "\u{1B}",
                b' ' => " ",
                b'"' => "\"",
                b'/' => "/",
                b'\\' => "\\",
                b'N' => "\u{85}",
                b'_' => "\u{A0}",
                b'L' => "\u{2028}",
                b'P' => "\u{2029}",
                _ => return None,
            };
            trace.means(at..at + 2, meaning)?;
            return Some(at + 2);
        }
    };
    let mut next = at + 2 + digits;
    let mut code = u32::from_str_radix(source.get(at + 2..next)?, 16).ok()?;
    if (0xD800..0xDC00).contains(&code) {
        let low = u32::from_str_radix(source.get(next..next + 6)?.strip_prefix("\\u")?, 16).ok()?;
        code = 0x10000 + ((code - 0xD800) << 10) + low.checked_sub(0xDC00)?;
        next += 6;
    }
    let mut buffer = [0; 4];
    trace.means(at..next, char::from_u32(code)?.encode_utf8(&mut buffer))?;
    Some(next)
}
