//! How a `.env` file is written: the rules of npm's dotenv (16.3, lib/main.js, read 2026-11-23), which the Serverless Framework reads it with.
//!
//! No crate is used: those for Rust follow other rules, and read the environment of the process while they parse.

/// A line of a `.env` file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Entry<'t> {
    /// The name.
    pub(crate) name: &'t str,
    /// The value, without its quotes.
    pub(crate) value: String,
}

/// Every entry, in order. What is no entry is skipped, as dotenv does.
pub(crate) fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, behind) = split_line(rest);
        rest = behind;
        let Some((name, written)) = assignment(line) else { continue };
        // A value in quotes may go on behind the end of the line.
        let from = &text[text.len() - behind.len() - (line_end_len(text, behind) + written.len())..];
        let value = match quoted(from) {
            Some((value, behind)) => {
                rest = behind;
                value
            }
            None => unquoted(written),
        };
        entries.push(Entry { name, value });
    }
    entries
}

/// The first line without its end, and what is behind that.
fn split_line(text: &str) -> (&str, &str) {
    match text.find('\n') {
        Some(end) => (text[..end].strip_suffix('\r').unwrap_or(&text[..end]), &text[end + 1..]),
        None => (text, ""),
    }
}

/// How many bytes end the line before `behind`.
fn line_end_len(text: &str, behind: &str) -> usize {
    let before = &text[..text.len() - behind.len()];
    before.len() - before.strip_suffix("\r\n").or_else(|| before.strip_suffix('\n')).unwrap_or(before).len()
}

/// `export NAME = value` or `NAME: value`: the name, and the value as it is written.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let exported = line.strip_prefix("export").filter(|rest| rest.starts_with([' ', '\t'])).map(str::trim_start);
    let line = exported.unwrap_or(line);
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let value = match rest.trim_start().strip_prefix('=') {
        Some(value) => value,
        None => rest.strip_prefix(':').filter(|value| value.starts_with([' ', '\t']))?,
    };
    (!name.is_empty()).then(|| (name, value.trim_start()))
}

/// A value in quotes at the start of `text`, and the text behind its last line. Only a comment may follow it.
fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
    let inside = &text[1..];
    let mut escaped = false;
    let end = inside.find(|c| {
        let ends = c == quote && !escaped;
        escaped = c == '\\';
        ends
    })?;
    let (tail, behind) = split_line(&inside[end + 1..]);
    let tail = tail.trim_start();
    (tail.is_empty() || tail.starts_with('#')).then(|| (unescaped(&inside[..end], quote), behind))
}

/// A value up to a comment. Quotes around all of it are taken off even so.
fn unquoted(written: &str) -> String {
    let value = written.split('#').next().unwrap_or_default().trim();
    let quote = value.chars().next().filter(|c| matches!(c, '\'' | '"' | '`') && value.len() > 1 && value.ends_with(*c));
    match quote {
        Some(quote) => unescaped(&value[1..value.len() - 1], quote),
        None => value.to_owned(),
    }
}

fn unescaped(value: &str, quote: char) -> String {
    let value = value.replace("\r\n", "\n");
    if quote == '"' { value.replace("\\n", "\n").replace("\\r", "\r") } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn entries_are_those_of_dotenv() {
        let rows: &[(&str, &[(&str, &str)])] = &[
            ("A=1\nB=two words\n", &[("A", "1"), ("B", "two words")]),
            ("A = 1 \r\n\tB=2\r\n", &[("A", "1"), ("B", "2")]),
            ("export A=1", &[("A", "1")]),
            ("exported=1", &[("exported", "1")]),
            ("A: 1\nB:2", &[("A", "1")]),
            ("# A=1\n\nB=2 # two\nC=a#b", &[("B", "2"), ("C", "a")]),
            ("A=\nB=", &[("A", ""), ("B", "")]),
            ("A='x # y' # z\nB=\"a\\nb\"\nC='a\\nb'\nD=`q`", &[("A", "x # y"), ("B", "a\nb"), ("C", "a\\nb"), ("D", "q")]),
            ("A=\"one\ntwo\"\nB=3", &[("A", "one\ntwo"), ("B", "3")]),
            ("A='it\\'s'", &[("A", "it\\'s")]),
            ("A=\"open\nB=2", &[("A", "\"open"), ("B", "2")]),
            ("A='a' b", &[("A", "'a' b")]),
            ("A=a=b", &[("A", "a=b")]),
            ("no entry\n=x\nA.b-c_d=1", &[("A.b-c_d", "1")]),
        ];
        for (text, expected) in rows {
            let found: Vec<(&str, String)> = entries(text).into_iter().map(|entry| (entry.name, entry.value)).collect();
            let found: Vec<(&str, &str)> = found.iter().map(|(name, value)| (*name, value.as_str())).collect();
            assert_eq!(found, *expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "[A-C=:'\"`#\\\\ \\n\\ré]{0,40}") {
            prop_assert!(entries(&text).len() <= text.len());
        }
    }
}
