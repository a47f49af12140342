//! Which texts may stand without quotes.

/// Whether `text` may stand without quotes and is text to readers of YAML 1.1 and of YAML 1.2. Line breaks are refused.
///
/// Source: YAML 1.2.2, 7.3.3 ("Plain Style"), and the types of YAML 1.1 (yaml.org/type/), read 2026-11-25.
pub(super) fn is_plain(text: &str, in_flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let forbidden = |character| must_be_escaped(character) || (in_flow && matches!(character, ',' | '[' | ']' | '{' | '}'));
    let begins_badly = !starts_plain(text, first) || (in_flow && matches!(first, '-' | ':' | '?'));
    let ends_badly = text.ends_with([' ', ':']);
    let reads_badly = text.contains(": ") || text.contains(" #") || text.chars().any(forbidden);
    !(begins_badly || ends_badly || reads_badly || has_a_meaning(text, first))
}

/// Whether a character can stand in a text only as an escape in double quotes.
///
/// Source: YAML 1.1 and 1.2.2, "Character Set", read 2026-11-23.
pub(super) fn must_be_escaped(character: char) -> bool {
    character.is_ascii_control()
        || matches!(character, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

fn starts_plain(text: &str, first: char) -> bool {
    match first {
        '-' | '?' | ':' => text.chars().nth(1).is_some_and(|second| !matches!(second, ' ' | '-')) && !text.starts_with("?:"),
        ' ' | ',' | '[' | ']' | '{' | '}' | '#' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' | '=' | '~' => false,
        '.' => !text.starts_with("..."),
        '<' => text != "<<",
        _ => true,
    }
}

/// Whether YAML 1.1 or 1.2 takes the text for a boolean, null, a number, a date, a merge key or the default value.
fn has_a_meaning(text: &str, first: char) -> bool {
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    if matches!(first, '0'..='9' | '+' | '-' | '.') {
        // Wider than any number or date: `0x1f`, `1_000`, `190:20:30`, `1e3`, `.inf`, `2001-12-14t21:59:43.10-05:00`.
        return text.chars().all(|character| character.is_ascii_hexdigit() || "_.:+-xXoOtTzZ iInN".contains(character));
    }
    text.len() <= 5 && WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_text_that_every_reader_takes_for_text_is_plain() {
        let plain = [
            "a",
            "/p/a",
            "${ssm:/p}",
            "${ssm(noDecrypt):/p}",
            "a:b",
            "-q",
            "a#b",
            "10 items",
            "é",
            "a, b",
            "it's",
            "arn:aws:s3:::b",
            "$<env:X>",
        ];
        for text in plain {
            assert!(is_plain(text, false), "{text}");
        }
        let quoted = [
            "",
            " a",
            "a ",
            "a: b",
            "a:",
            "a #b",
            "{{resolve:x}}",
            "*",
            "!a",
            "&a",
            "yes",
            "No",
            "on",
            "Y",
            "null",
            "~",
            "12",
            "1_000",
            "0x1f",
            "1e3",
            ".5",
            "-1",
            "190:20:30",
            "2012-10-17",
            "<<",
            "=",
            "---",
            "...",
            "- a",
            "a\tb",
            "a\nb",
            "\u{2028}",
            "@a",
            "`a",
            "%a",
            "#a",
            "'a",
            "\"a",
            "|",
            ">",
            ".inf",
        ];
        for text in quoted {
            assert!(!is_plain(text, false), "{text}");
        }
        for text in ["${a}", "a, b", "a]", "-q"] {
            assert!(!is_plain(text, true), "{text}");
        }
    }
}
