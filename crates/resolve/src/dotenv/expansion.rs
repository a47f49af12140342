//! Variables in the values of a `.env` file: `$NAME`, `${NAME}`, `${NAME:-default}`, as npm's dotenv-expand takes them
//! (10.0, lib/main.js, read 2026-11-23).

/// A part of a value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'v> {
    /// Text.
    Text(&'v str),
    /// A variable, and what stands for it where it is not set.
    Name(&'v str, &'v str),
}

/// The parts of a value; `\$` is a dollar.
pub(crate) fn pieces(value: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut start, mut from) = (0, 0);
    while let Some(dollar) = value[from..].find('$').map(|step| from + step) {
        from = dollar + 1;
        if value[..dollar].ends_with('\\') {
            push_text(&value[start..dollar - 1], &mut pieces);
            start = dollar;
            continue;
        }
        let Some((piece, end)) = name_at(value, dollar + 1) else { continue };
        push_text(&value[start..dollar], &mut pieces);
        pieces.push(piece);
        (start, from) = (end, end);
    }
    push_text(&value[start..], &mut pieces);
    pieces
}

fn push_text<'v>(text: &'v str, pieces: &mut Vec<Piece<'v>>) {
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
}

/// The variable whose name or brace begins at `at`, and where it ends.
fn name_at(value: &str, at: usize) -> Option<(Piece<'_>, usize)> {
    let word = |at: usize| {
        let rest = &value[at..];
        at + rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len())
    };
    if !value[at..].starts_with('{') {
        let end = word(at);
        return (end > at).then(|| (Piece::Name(&value[at..end], ""), end));
    }
    let end = word(at + 1);
    let name = &value[at + 1..end];
    if name.is_empty() {
        return None;
    }
    let close = end + value[end..].find('}')?;
    let between = &value[end..close];
    let default = if between.is_empty() { "" } else { between.strip_prefix(":-")? };
    Some((Piece::Name(name, default), close + 1))
}

#[cfg(test)]
mod tests {
    use super::Piece::{Name, Text};
    use super::*;

    #[test]
    fn names_are_found_in_values() {
        let rows: &[(&str, &[Piece<'_>])] = &[
            ("plain", &[Text("plain")]),
            ("a$B-c", &[Text("a"), Name("B", ""), Text("-c")]),
            ("${A}${B}", &[Name("A", ""), Name("B", "")]),
            ("${A:-b}", &[Name("A", "b")]),
            ("\\$A and \\${B}", &[Text("$A and "), Text("${B}")]),
            ("$ ${} ${A", &[Text("$ ${} ${A")]),
            ("100$", &[Text("100$")]),
            ("", &[]),
        ];
        for (value, expected) in rows {
            assert_eq!(pieces(value), *expected, "{value}");
        }
    }
}
