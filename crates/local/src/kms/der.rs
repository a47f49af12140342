//! The little of DER that a ciphertext blob needs: one element written, one element read.

/// An INTEGER.
pub(super) const INTEGER: u8 = 0x02;
/// An OCTET STRING.
pub(super) const OCTET_STRING: u8 = 0x04;
/// An OBJECT IDENTIFIER.
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
/// A SEQUENCE.
pub(super) const SEQUENCE: u8 = 0x30;

/// Tag, shortest length, content.
pub(super) fn write(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    if content.len() < 0x80 {
        bytes.push(content.len() as u8);
    } else {
        let length = content.len().to_be_bytes();
        let first = length.iter().position(|byte| *byte != 0).unwrap_or(length.len() - 1);
        let significant = length.get(first..).unwrap_or_default();
        bytes.push(0x80 | significant.len() as u8);
        bytes.extend_from_slice(significant);
    }
    bytes.extend_from_slice(content);
    bytes
}

/// The content of the element with this tag at the start of `bytes`, and what follows it.
pub(super) fn read(tag: u8, bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    let (&length, rest) = rest.split_first()?;
    if first != tag {
        return None;
    }
    if length < 0x80 {
        return rest.split_at_checked(usize::from(length));
    }
    let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
    if digits.len() > 4 || digits.first() == Some(&0) {
        return None;
    }
    let length = digits.iter().fold(0_usize, |length, byte| (length << 8) | usize::from(*byte));
    if length < 0x80 { None } else { rest.split_at_checked(length) }
}

#[cfg(test)]
mod tests {
    use super::{OCTET_STRING, read, write};

    #[test]
    fn lengths_are_read_as_written() {
        for length in [0, 1, 127, 128, 255, 256, 65_535, 65_536] {
            let content = vec![7; length];
            let mut bytes = write(OCTET_STRING, &content);
            bytes.push(9);
            assert_eq!(read(OCTET_STRING, &bytes), Some((content.as_slice(), [9].as_slice())), "{length}");
        }
    }

    #[test]
    fn what_is_not_der_is_refused() {
        assert_eq!(read(OCTET_STRING, &[0x04, 0x81, 0x05, 0, 0, 0, 0, 0]), None, "not the shortest length");
        assert_eq!(read(OCTET_STRING, &[0x04, 0x05, 0]), None, "too short");
        assert_eq!(read(OCTET_STRING, &[0x30, 0x00]), None, "another tag");
        assert_eq!(read(OCTET_STRING, &[0x04, 0x80]), None, "indefinite length");
    }
}
