//! Text in double quotes, safe for every reader of JSON and of YAML.

use std::io;

use serde::Serializer;
use serde_json::ser::Formatter;

/// Writes `text` in double quotes with JSON's escapes, and escapes what YAML does not let stand in a line as it is.
pub(super) fn quote(out: &mut String, text: &str) {
    serde_json::Serializer::with_formatter(Memory(out), Printable).serialize_str(text).expect("writing text to memory cannot fail");
}

/// A text to write to. What serde_json writes at a time is whole characters.
struct Memory<'o>(&'o mut String);

impl io::Write for Memory<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.push_str(std::str::from_utf8(bytes).map_err(io::Error::other)?);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// JSON's own escapes, and `\uXXXX` for every character that a YAML reader breaks the line at, drops or refuses.
struct Printable;

impl Formatter for Printable {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| byte.is_ascii() && byte != 0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut written = 0;
        for (at, character) in fragment.char_indices().filter(|&(_, character)| must_be_escaped(character)) {
            writer.write_all(&fragment.as_bytes()[written..at])?;
            write!(writer, "\\u{:04x}", u32::from(character))?;
            written = at + character.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}

/// Whether a character above the ASCII controls cannot stand for itself: line breaks, the byte order mark, and what YAML calls not printable.
///
/// Source: YAML 1.1 and 1.2.2, "Character Set", read 2026-11-23. All of them lie below U+10000.
pub(super) fn must_be_escaped(character: char) -> bool {
    matches!(character, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
