//! Looks for secrets in one text, whatever it is: by form, by the names that it assigns values to, and in its base64.

use std::borrow::Cow;
use std::ops::Range;

use sealform_secret::heuristics::{FormKind, Likelihood, Written, assignments, decoded, is_digest, literal, secret_forms};

use super::names::Names;

/// What was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Hit {
    Form(FormKind),
    /// A value that is assigned to this name.
    Assigned(String),
    /// The base64 of a text that holds something.
    Encoded,
}

/// One secret of a text.
#[derive(Clone, Debug)]
pub(super) struct Scanned {
    pub(super) hit: Hit,
    pub(super) range: Range<usize>,
    pub(super) likelihood: Likelihood,
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// Anything: a script, a file, a document.
    Any,
    /// A program: what is assigned is a value only in quotes.
    Code,
}

/// So many secrets of one text are told.
const MOST: usize = 32;

/// What a byte may begin.
const HOLE: u8 = 1;
const ASSIGNMENT: u8 = 2;

/// By byte, so that one pass over a text tells what need not be looked for in it.
const MARKS: [u8; 256] = {
    let mut marks = [0; 256];
    marks[b'{' as usize] = HOLE;
    marks[b'<' as usize] = HOLE;
    marks[b'=' as usize] = ASSIGNMENT;
    marks[b' ' as usize] = ASSIGNMENT;
    marks[b'\t' as usize] = ASSIGNMENT;
    marks[b'"' as usize] = ASSIGNMENT;
    marks[b'\'' as usize] = ASSIGNMENT;
    marks[b'>' as usize] = ASSIGNMENT;
    marks
};

fn marks(text: &str) -> u8 {
    text.bytes().fold(0, |marks, byte| marks | MARKS[usize::from(byte)])
}

/// `text` with every variable, `Fn::Sub` name and dynamic reference blotted out by `$`, byte for byte.
pub(super) fn without_holes(text: &str) -> Cow<'_, str> {
    let opens = |pair: &[u8]| matches!(pair, b"${" | b"{{" | b"$<" | b"#{");
    if marks(text) & HOLE == 0 || !text.as_bytes().windows(2).any(opens) {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut blotted = Vec::with_capacity(bytes.len());
    let (mut depth, mut at) = (0_usize, 0);
    while at < bytes.len() {
        let pair = bytes.get(at..at + 2).unwrap_or_default();
        let closes = depth > 0 && matches!(bytes[at], b'}' | b'>');
        if opens(pair) {
            depth += 1;
            blotted.extend(b"$$");
            at += 2;
            continue;
        }
        blotted.push(if depth > 0 { b'$' } else { bytes[at] });
        depth -= usize::from(closes);
        // A brace that is not closed on its line is no variable.
        if bytes[at] == b'\n' {
            depth = 0;
        }
        at += 1;
    }
    // `}}` closes `{{`.
    let blotted = String::from_utf8(blotted).unwrap_or_default();
    Cow::Owned(blotted.replace("$}", "$$"))
}

/// Every secret in `text`, which has no holes any more.
pub(super) fn scan(names: &Names<'_, '_>, text: &str, language: Language) -> Vec<Scanned> {
    let mut found: Vec<Scanned> = Vec::new();
    for form in secret_forms(text) {
        let likelihood = match form.kind {
            // What is assigned is judged with its name.
            FormKind::Assigned => continue,
            FormKind::UrlPassword if is_local(&text[form.range.end..]) => Likelihood::Possible,
            FormKind::UrlPassword
                if matches!(&text[form.range.clone()], "password" | "pass" | "pwd" | "pw") && text.contains("://user") =>
            {
                Likelihood::Possible
            }
            _ => Likelihood::Certain,
        };
        let hit = if form.kind == FormKind::Encoded { Hit::Encoded } else { Hit::Form(form.kind) };
        found.push(Scanned { hit, range: form.range, likelihood });
    }
    if marks(text) & ASSIGNMENT != 0 {
        assigned(names, text, language, &mut found);
    }
    encoded(names, text, &mut found);
    found.truncate(MOST);
    found
}

/// `@localhost:5432/app`: the password of a developer's machine.
fn is_local(rest: &str) -> bool {
    ["@localhost", "@127.0.0.1", "@0.0.0.0", "@host.docker.internal", "@[::1]"].iter().any(|host| rest.starts_with(host))
}

fn assigned(names: &Names<'_, '_>, text: &str, language: Language, found: &mut Vec<Scanned>) {
    // `"Name": "DB_PASSWORD", "Value": "..."`, as ECS and CodeBuild write it.
    let mut pair: Option<&str> = None;
    for one in assignments(text) {
        let (mut name, value) = (&text[one.name.clone()], &text[one.value.clone()]);
        let key = name.trim_start_matches('-');
        if matches!(key, "Name" | "name" | "Key" | "key") {
            pair = Some(value);
            continue;
        }
        if matches!(key, "Value" | "value") {
            let Some(said) = pair.take() else { continue };
            name = said;
        }
        if language == Language::Code && !one.quoted {
            continue;
        }
        if found.len() >= MOST || found.iter().any(|other| other.range.start < one.value.end && one.value.start < other.range.end) {
            continue;
        }
        let Some(promise) = names.promise(name.trim_start_matches('-')) else { continue };
        if is_digest(name, value) {
            continue;
        }
        if let Some(likelihood) = literal(promise.kind, value, Written::Text) {
            // A line of a text says less than an entry of the file.
            found.push(Scanned { hit: Hit::Assigned(name.to_owned()), range: one.value, likelihood });
        }
    }
}

/// Runs of base64 in the text that hold a text with a secret.
fn encoded(names: &Names<'_, '_>, text: &str, found: &mut Vec<Scanned>) {
    /// Shorter ones cannot hold a token or an assignment.
    const LEAST: usize = 24;
    let bytes = text.as_bytes();
    let belongs = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let mut start = 0;
    while start + LEAST <= bytes.len() {
        // Most words are shorter: look at what would be the last of LEAST first.
        if let Some(other) = bytes[start..start + LEAST].iter().rposition(|&byte| !belongs(byte)) {
            start += other + 1;
            continue;
        }
        let length = bytes[start..].iter().position(|&byte| !belongs(byte)).unwrap_or(bytes.len() - start);
        let range = start..start + length;
        start += length;
        let seen = found.iter().any(|other| other.range.start < range.end && range.start < other.range.end);
        if seen || found.len() >= MOST {
            continue;
        }
        let Some(inner) = decoded(&text[range.clone()]) else { continue };
        let mut inside: Vec<Scanned> = Vec::new();
        inside.extend(secret_forms(&inner).into_iter().filter(|form| form.kind != FormKind::Assigned).map(|form| Scanned {
            hit: Hit::Encoded,
            range: form.range,
            likelihood: Likelihood::Certain,
        }));
        assigned(names, &without_holes(&inner), Language::Any, &mut inside);
        if let Some(likelihood) = inside.iter().map(|one| one.likelihood).max() {
            found.push(Scanned { hit: Hit::Encoded, range, likelihood });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_holes;

    #[test]
    fn variables_are_blotted_out_byte_for_byte() {
        for (text, expected) in [
            ("plain", "plain"),
            ("a${b}c", "a$$$$c"),
            ("a${b, ${c}}d", "a$$$$$$$$$$d"),
            ("x{{resolve:a}}y", "x$$$$$$$$$$$$$y"),
            ("$<env:X>-z", "$$$$$$$$-z"),
            ("ü${ö}ä", "ü$$$$$ä"),
        ] {
            assert_eq!(without_holes(text), expected, "{text}");
        }
    }
}
