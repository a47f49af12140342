//! Bytes to text: encoding and size. It reads no files and parses nothing.

use sealform_diagnostic::{Diagnostic, FileId, Span, registry};

/// The largest text that is read, in bytes (64 MiB).
pub const LIMIT: usize = 64 << 20;

/// Takes the bytes of a file as UTF-8 text. A leading byte order mark stays, so that offsets stay file offsets.
///
/// # Errors
/// SF002 where the bytes are not UTF-8 (the span is the first bad byte), SF003 for a NUL byte, SF004 above [`LIMIT`].
pub fn decode(file: FileId, bytes: Vec<u8>) -> Result<String, Diagnostic> {
    check_size(file, bytes.len())?;
    if let Some(encoding) = other_unicode(&bytes) {
        return Err(Diagnostic::error(&registry::NOT_UTF8, format!("the file is {encoding}, not UTF-8"))
            .at(Span::new(file, 0, bytes.len().min(2)), "")
            .help("save the file as UTF-8"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        Diagnostic::error(&registry::NOT_UTF8, "the file is not UTF-8 text")
            .at(Span::new(file, offset, offset + 1), format!("byte {offset} is not UTF-8"))
            .help("save the file as UTF-8")
    })?;
    check_text(file, &text)?;
    Ok(text)
}

/// Refuses text that is too long or holds a NUL byte, which the parser would take for the end of the file.
pub(crate) fn check_text(file: FileId, text: &str) -> Result<(), Diagnostic> {
    check_size(file, text.len())?;
    match text.find('\0') {
        Some(offset) => Err(Diagnostic::error(&registry::NUL_BYTE, "the file holds a NUL byte")
            .at(Span::new(file, offset, offset + 1), "")
            .help("it is binary, or damaged")),
        None => Ok(()),
    }
}

fn check_size(file: FileId, size: usize) -> Result<(), Diagnostic> {
    if size <= LIMIT {
        return Ok(());
    }
    Err(Diagnostic::error(&registry::TOO_LARGE, format!("the file has {size} bytes; at most {LIMIT} are read"))
        .at(Span::start_of(file), ""))
}

/// The name of the encoding that a byte order mark, or the NUL bytes beside the first letters, give away.
fn other_unicode(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [0, 0, 0, 1..=255, ..] | [1..=255, 0, 0, 0, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, 1..=255, 0, 1..=255, ..] | [1..=255, 0, 1..=255, 0, ..] => Some("UTF-16"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> (u16, u32) {
        let diagnostic = decode(FileId::new(0), bytes.to_vec()).expect_err("it must be refused");
        (diagnostic.code.number, diagnostic.primary.expect("it has a place").span.start)
    }

    #[test]
    fn utf8_is_taken_byte_for_byte() {
        assert_eq!(decode(FileId::new(0), "\u{FEFF}a: \u{e9}\r\n".into()).expect("it is UTF-8"), "\u{FEFF}a: \u{e9}\r\n");
        assert_eq!(decode(FileId::new(0), Vec::new()).expect("nothing is UTF-8"), "");
    }

    #[test]
    fn what_is_not_utf8_is_refused_where_it_stands() {
        assert_eq!(refused(b"a: \xE9\n"), (2, 3));
        assert_eq!(refused(b"\xFF\xFEa\0"), (2, 0));
        assert_eq!(refused(b"\xFE\xFF\0a"), (2, 0));
        assert_eq!(refused(b"a\0:\0 \0"), (2, 0));
        assert_eq!(refused(b"\0a\0:\0 "), (2, 0));
        assert_eq!(refused(b"\0\0\0a"), (2, 0));
        assert_eq!(refused(b"a\0\0\0"), (2, 0));
        assert_eq!(refused(b"a: b\0c"), (3, 4));
        assert_eq!(refused(&vec![b'a'; LIMIT + 1]), (4, 0));
    }
}
