//! YAML in block style that means the same to readers of YAML 1.1 (PyYAML, the AWS CLI) and of YAML 1.2.
//!
//! A text stands without quotes only where no reader can take it for anything else; texts of several lines become literal blocks where those
//! hold them exactly; all others are double-quoted.

use sealform_model::{Mapping, Scalar, Tree, Value};
use sealform_secret::{SealedKind, SealedLeaf};

use super::{number, text};

/// The longest key, in bytes, that is written without a `?` before it: YAML allows 1,024 characters (YAML 1.2.2, 7.4.2, read 2026-11-23).
const SIMPLE_KEY: usize = 128;

pub(super) fn write(tree: &Tree<SealedLeaf>) -> String {
    let mut writer = Writer { out: String::with_capacity(len_bytes(tree, 0)) };
    match &tree.value {
        Value::Mapping(mapping) if !mapping.is_empty() => writer.mapping(mapping, 0),
        Value::Sequence(items) if !items.is_empty() => writer.sequence(items, 0),
        _ => {
            writer.inline(tree, 0);
            writer.out.push('\n');
        }
    }
    writer.out
}

/// About how long the text of `tree` is, in bytes: so that it does not move in memory while it grows.
fn len_bytes(tree: &Tree<SealedLeaf>, depth: usize) -> usize {
    // A margin, a dash or a colon, two quotes, the end of the line.
    let line = 2 * depth + 6;
    match &tree.value {
        Value::Leaf(leaf) => line + leaf.as_str().map_or(8, str::len),
        Value::Sequence(items) => items.iter().map(|item| len_bytes(item, depth + 1)).sum(),
        Value::Mapping(mapping) => mapping.iter().map(|(key, tree)| line + key.len() + len_bytes(tree, depth + 1)).sum(),
    }
}

struct Writer {
    out: String,
}

impl Writer {
    /// The entries of a mapping that is not empty, each on lines of its own; the first line's indentation is not written where the
    /// cursor stands behind a dash already.
    fn mapping(&mut self, mapping: &Mapping<SealedLeaf>, depth: usize) {
        for (index, (key, tree)) in mapping.iter().enumerate() {
            self.indent(index, depth);
            if key.len() <= SIMPLE_KEY {
                self.text(key);
            } else {
                self.out.push_str("? ");
                self.text(key);
                self.out.push('\n');
                self.margin(depth);
            }
            self.out.push(':');
            match &tree.value {
                Value::Mapping(mapping) if !mapping.is_empty() => {
                    self.out.push('\n');
                    self.margin(depth + 1);
                    self.mapping(mapping, depth + 1);
                }
                Value::Sequence(items) if !items.is_empty() => {
                    self.out.push('\n');
                    self.margin(depth + 1);
                    self.sequence(items, depth + 1);
                }
                _ => self.value(tree, depth + 1),
            }
        }
    }

    fn sequence(&mut self, items: &[Tree<SealedLeaf>], depth: usize) {
        for (index, tree) in items.iter().enumerate() {
            self.indent(index, depth);
            self.out.push('-');
            match &tree.value {
                Value::Mapping(mapping) if !mapping.is_empty() => {
                    self.out.push(' ');
                    self.mapping(mapping, depth + 1);
                }
                Value::Sequence(items) if !items.is_empty() => {
                    self.out.push(' ');
                    self.sequence(items, depth + 1);
                }
                _ => self.value(tree, depth + 1),
            }
        }
    }

    /// A scalar or an empty collection behind a key or a dash, and the end of its line. `depth` is where the lines of a block stand.
    fn value(&mut self, tree: &Tree<SealedLeaf>, depth: usize) {
        self.out.push(' ');
        self.inline(tree, depth);
        if !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn inline(&mut self, tree: &Tree<SealedLeaf>, depth: usize) {
        match &tree.value {
            Value::Mapping(_) => self.out.push_str("{}"),
            Value::Sequence(_) => self.out.push_str("[]"),
            Value::Leaf(SealedLeaf::Sealed(sealed)) if sealed.kind() == SealedKind::Ciphertext => self.ciphertext(sealed.as_str()),
            Value::Leaf(SealedLeaf::Sealed(sealed)) => self.text(sealed.as_str()),
            Value::Leaf(SealedLeaf::Public(public)) => match public.scalar() {
                Scalar::Null => self.out.push_str("null"),
                Scalar::Bool(flag) => self.out.push_str(if *flag { "true" } else { "false" }),
                Scalar::Number(number) => number::yaml(&mut self.out, *number),
                Scalar::Text(text) => {
                    let bytes = Bytes::of(text);
                    if depth > 0 && bytes.hold(Bytes::LINE_FEED) && fits_block(text) {
                        self.block(text, depth);
                    } else {
                        self.looked_at(text, bytes);
                    }
                }
            },
        }
    }

    fn text(&mut self, text: &str) {
        self.looked_at(text, Bytes::of(text));
    }

    /// A text that holds such `bytes`.
    fn looked_at(&mut self, text: &str, bytes: Bytes) {
        if is_plain(text, bytes) {
            self.out.push_str(text);
        } else {
            text::quote(&mut self.out, text);
        }
    }

    /// A blob, as [`Self::text`] writes it. It is strict base64 that begins with a letter, as sealing has checked, so only `=` asks for quotes,
    /// and nothing for an escape: most bytes of a template need no look.
    fn ciphertext(&mut self, base64: &str) {
        if base64.ends_with('=') {
            self.out.extend(["\"", base64, "\""]);
        } else {
            self.out.push_str(base64);
        }
    }

    fn block(&mut self, text: &str, depth: usize) {
        self.out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
        for line in text.lines() {
            if !line.is_empty() {
                self.margin(depth);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    fn indent(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.margin(depth);
        }
    }

    fn margin(&mut self, depth: usize) {
        /// As much as most lines need at once.
        const BLANKS: &str = "                                ";
        let mut bytes = 2 * depth;
        while bytes > 0 {
            let blanks = &BLANKS[..bytes.min(BLANKS.len())];
            self.out.push_str(blanks);
            bytes -= blanks.len();
        }
    }
}

/// Whether `text` may stand without quotes: it begins with a letter or a slash, holds only characters without a meaning of their own, and
/// is no word that YAML 1.1 or 1.2 has a meaning for.
///
/// Whatever those take for a number, a date, a merge key or `=` begins otherwise (yaml.org/type/, read 2026-11-23).
fn is_plain(text: &str, bytes: Bytes) -> bool {
    let Some((first, last)) = text.as_bytes().first().zip(text.as_bytes().last()) else { return false };
    let ends_a_key = bytes.hold(Bytes::COLON) && bytes.hold(Bytes::BLANK) && text.contains(": ");
    (first.is_ascii_alphabetic() || *first == b'/')
        && !matches!(last, b' ' | b':')
        && !bytes.hold(Bytes::OTHERS)
        && !ends_a_key
        && !is_word_with_a_meaning(text)
}

/// Which kinds of bytes a text holds. Each byte is looked up once, for most of a template goes through it.
#[derive(Clone, Copy)]
struct Bytes(u8);

impl Bytes {
    const COLON: u8 = 1;
    const BLANK: u8 = 2;
    const LINE_FEED: u8 = 8;
    /// Bytes with a meaning of their own, line feeds among them.
    const OTHERS: u8 = 4;

    const KINDS: [u8; 256] = {
        let mut kinds = [Self::OTHERS; 256];
        let mut byte = 0_u8;
        while byte < 128 {
            if byte.is_ascii_alphanumeric()
                || matches!(byte, b'-' | b'_' | b'.' | b'/' | b'$' | b'{' | b'}' | b'*' | b'+' | b'(' | b')' | b';')
            {
                kinds[byte as usize] = 0;
            }
            byte += 1;
        }
        kinds[b' ' as usize] = Self::BLANK;
        kinds[b':' as usize] = Self::COLON;
        kinds[b'\n' as usize] = Self::OTHERS | Self::LINE_FEED;
        kinds
    };

    fn of(text: &str) -> Self {
        Self(text.bytes().fold(0, |kinds, byte| kinds | Self::KINDS[usize::from(byte)]))
    }

    fn hold(self, kind: u8) -> bool {
        self.0 & kind != 0
    }
}

fn is_word_with_a_meaning(text: &str) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether a literal block gives exactly `text` back: several lines of printable characters, the first one neither blank nor indented, none
/// of blanks only, and at most one line feed at the end.
fn fits_block(text: &str) -> bool {
    let content = text.strip_suffix('\n').unwrap_or(text);
    content.contains('\n')
        && !content.ends_with('\n')
        && !content.starts_with([' ', '\n'])
        && content.chars().all(|character| character == '\n' || !(character.is_ascii_control() || text::must_be_escaped(character)))
        && content.split('\n').all(|line| line.is_empty() || !line.bytes().all(|byte| byte == b' '))
}
