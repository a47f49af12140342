//! Finds `name = value` in a text whatever language it is in: shell, ini, properties, JSON, YAML, XML, command lines. It judges neither
//! name nor value.

use std::ops::Range;

/// A name with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The bytes of the name.
    pub name: Range<usize>,
    /// The bytes of the value, without its quotes.
    pub value: Range<usize>,
    /// Whether the value has quotes.
    pub quoted: bool,
}

/// Every assignment in `text`, in order. Takes time in proportion to the text.
pub fn assignments(text: &str) -> impl Iterator<Item = Assignment> + '_ {
    let bytes = text.as_bytes();
    (0..bytes.len()).filter_map(move |at| match bytes[at] {
        b'=' => equals(text, at),
        b':' => colon(text, at),
        b' ' => flag(text, at),
        b'>' => element(text, at),
        _ => None,
    })
}

/// `NAME=value`, `name = "value"`; no comparison.
fn equals(text: &str, at: usize) -> Option<Assignment> {
    let bytes = text.as_bytes();
    if matches!(bytes.get(at + 1), Some(b'=' | b'~' | b'>')) || at == 0 || matches!(bytes[at - 1], b'=' | b'!' | b'<' | b'>' | b'~') {
        return None;
    }
    let before = bytes[at - 1];
    let end = if before == b':' { at - 1 } else { at };
    let name = name_before(text, end)?;
    let spaced = matches!(before, b' ' | b'\t');
    let start = at + 1 + blanks(text, at + 1);
    // A shell's assignment has no blanks: `NAME= command`.
    if start > at + 1 && !spaced {
        return None;
    }
    let value = value_at(text, start, |byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`'))?;
    // In connection strings and queries the value ends at the next one.
    let cut = if value.quoted || spaced { None } else { text[value.value.clone()].find([';', '&']) };
    let value = match cut {
        Some(length) => Assignment { value: value.value.start..value.value.start + length, ..value },
        None => value,
    };
    Some(Assignment { name, ..trimmed(text, value) })
}

/// `name: value`, `"name": "value"`.
fn colon(text: &str, at: usize) -> Option<Assignment> {
    let bytes = text.as_bytes();
    let before = *bytes.get(at.checked_sub(1)?)?;
    let name_quoted = matches!(before, b'"' | b'\'');
    if !name_quoted && !matches!(bytes.get(at + 1), Some(b' ' | b'\t')) {
        return None;
    }
    let name = name_before(text, at)?;
    let start = at + 1 + blanks(text, at + 1);
    let value = value_at(text, start, |byte| matches!(byte, b'\n' | b'\r' | b'"'))?;
    let written = &text[value.value.clone()];
    let cut = match () {
        () if value.quoted => None,
        () if name_quoted => written.find([',', '}', ']']),
        // A comment, or the next pair of a mapping in braces.
        () => written.find(" #").into_iter().chain(written.find(", ")).chain(written.find('}').filter(|_| !written.contains('{'))).min(),
    };
    let value = match cut {
        Some(length) => Assignment { value: value.value.start..value.value.start + length, ..value },
        None => value,
    };
    Some(Assignment { name, ..trimmed(text, value) })
}

/// `--password value`, and Dockerfile's `ENV NAME value`.
fn flag(text: &str, at: usize) -> Option<Assignment> {
    let bytes = text.as_bytes();
    if !at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let name = name_before(text, at)?;
    let start = name.start;
    let flag = text[..start].ends_with("--") || text[start..].starts_with("--");
    let instruction = text[..start].ends_with("ENV ") || text[..start].ends_with("ARG ");
    if !flag && !instruction {
        return None;
    }
    let value = value_at(text, at + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b';' | b'|' | b'&'))?;
    (!text[value.value.clone()].starts_with('-')).then_some(Assignment { name, ..value })
}

/// `<password>value</password>`.
fn element(text: &str, at: usize) -> Option<Assignment> {
    let name = name_before(text, at)?;
    if name.end != at || !text[..name.start].ends_with('<') {
        return None;
    }
    let value = value_at(text, at + 1, |byte| matches!(byte, b'<' | b'\n'))?;
    text[value.value.end..].starts_with("</").then_some(Assignment { name, ..value })
}

/// Names are short; this also bounds the look back.
const LONGEST_NAME: usize = 100;

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// The name that ends before `end`, in quotes or not.
fn name_before(text: &str, end: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let first = end.saturating_sub(LONGEST_NAME);
    let back = |from: usize, belongs: fn(u8) -> bool| (first..from).rev().take_while(|&at| belongs(bytes[at])).last().unwrap_or(from);
    let end = back(end, |byte| matches!(byte, b' ' | b'\t'));
    let end = back(end, |byte| matches!(byte, b'"' | b'\'' | b'\\' | b']'));
    let start = back(end, is_of_name);
    (start < end).then_some(start..end)
}

fn blanks(text: &str, at: usize) -> usize {
    text.as_bytes()[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// The value at `start`: to its closing quote, or to what ends it.
fn value_at(text: &str, start: usize, ends: fn(u8) -> bool) -> Option<Assignment> {
    /// A longer one is no value but the rest of a file.
    const LONGEST: usize = 512;
    let bytes = text.as_bytes();
    // JSON within a string of JSON, or of a shell: `\"`.
    let escapes = bytes.get(start..)?.iter().take_while(|byte| **byte == b'\\').count();
    let start = start + escapes;
    let quote = bytes.get(start).copied().filter(|byte| matches!(byte, b'"' | b'\''));
    let (start, quoted) = if quote.is_some() { (start + 1, true) } else { (start, false) };
    let rest = bytes.get(start..bytes.len().min(start + LONGEST))?;
    let length = match quote {
        Some(quote) => rest.iter().position(|&byte| byte == quote || byte == b'\n')?,
        None => rest.iter().position(|&byte| ends(byte)).unwrap_or(rest.len()),
    };
    let length = if escapes > 0 && length > 0 && rest[length - 1] == b'\\' { length - 1 } else { length };
    let range = start..start + length;
    (text.get(range.clone()).is_some() && length > 0).then_some(Assignment { name: 0..0, value: range, quoted })
}

/// Without blanks, commas and semicolons at its end.
fn trimmed(text: &str, assignment: Assignment) -> Assignment {
    if assignment.quoted {
        return assignment;
    }
    let length = text[assignment.value.clone()].trim_end_matches([' ', '\t', '\r', ',', ';', '\\']).len();
    Assignment { value: assignment.value.start..assignment.value.start + length, ..assignment }
}

#[cfg(test)]
mod tests {
    use super::assignments;

    fn found(text: &str) -> Vec<(&str, &str)> {
        assignments(text).map(|one| (&text[one.name], &text[one.value])).collect()
    }

    #[test]
    fn every_way_of_writing_is_read() {
        for (text, name, value) in [
            ("export DB_PASSWORD=hunter2\n", "DB_PASSWORD", "hunter2"),
            ("DB_PASSWORD='hun ter2'", "DB_PASSWORD", "hun ter2"),
            ("[db]\npassword = 0dHQw^4ryzag?pDme\n", "password", "0dHQw^4ryzag?pDme"),
            ("{\"username\":\"orders\",\"password\":\"hunter2\"}", "password", "hunter2"),
            ("{\\\"password\\\":\\\"hunter2\\\"}", "password", "hunter2"),
            ("env:\n  variables:\n    TOKEN: hunter2\n", "TOKEN", "hunter2"),
            ("{user: a, password: hunter2}", "password", "hunter2"),
            ("Server=db;Password=hunter2;Timeout=3", "Password", "hunter2"),
            ("https://x/?a=b&token=hunter2&c=d", "token", "hunter2"),
            ("mysql --password hunter2 -u root", "--password", "hunter2"),
            ("mysql --password=hunter2 -u root", "--password", "hunter2"),
            ("ENV DB_PASSWORD hunter2", "DB_PASSWORD", "hunter2"),
            ("<password>hunter2</password>", "password", "hunter2"),
            ("# DB_PASSWORD: 'hunter2'", "DB_PASSWORD", "hunter2"),
            ("password: hunter2 # old", "password", "hunter2"),
            ("const password = \"hunter2\";", "password", "hunter2"),
        ] {
            assert!(found(text).contains(&(name, value)), "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn comparisons_and_addresses_are_none() {
        for text in ["a == b", "a != b", "a >= b", "arn:aws:ssm:eu-west-1:1:parameter/x", "https://example.com", "NAME= command", ""] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
