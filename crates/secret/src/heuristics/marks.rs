//! Marks that announce a secret in a text, and the look at what stands behind each. Tokens of vendors are rows of `vendors.rs`.

use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::form::FormKind;
use super::value::{is_example, is_placeholder};
use super::vendors::Token;

/// A text that announces a secret.
pub(super) struct Mark {
    pub(super) text: &'static str,
    pub(super) kind: FormKind,
    /// The secret that it announces. Called with the whole text and the place behind the mark.
    pub(super) secret: fn(&str, usize) -> Option<Range<usize>>,
}

const fn mark(text: &'static str, kind: FormKind, secret: fn(&str, usize) -> Option<Range<usize>>) -> Mark {
    Mark { text, kind, secret }
}

/// Every mark; they stand behind the tokens in the one automaton.
pub(super) const MARKS: &[Mark] = &[
    mark("://", FormKind::UrlPassword, password_in_url),
    mark("-----BEGIN ", FormKind::PrivateKey, private_key),
    mark("eyJ", FormKind::JsonWebToken, json_web_token),
    mark("Basic ", FormKind::Authorization, basic_credentials),
    mark("basic ", FormKind::Authorization, basic_credentials),
    mark("Bearer ", FormKind::Authorization, bearer_token),
    mark("bearer ", FormKind::Authorization, bearer_token),
    mark("password", FormKind::Assigned, assigned),
    mark("Password", FormKind::Assigned, assigned),
    mark("PASSWORD", FormKind::Assigned, assigned),
    mark("Pwd", FormKind::Assigned, assigned),
    mark("AccountKey", FormKind::Assigned, assigned),
    mark("SharedAccessKey", FormKind::Assigned, assigned),
    mark("_authToken", FormKind::Assigned, assigned),
    mark(" -u ", FormKind::CommandLine, user_and_password),
    mark(" --user ", FormKind::CommandLine, user_and_password),
    mark("sshpass -p", FormKind::CommandLine, argument),
    mark("docker login ", FormKind::CommandLine, docker_login),
];

/// The token whose prefix is at `start`.
pub(super) fn is_token(token: &Token, text: &str, start: usize) -> Option<Range<usize>> {
    let before = text[..start].bytes().next_back();
    let starts_word =
        token.prefix.starts_with('.') || !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+'));
    if !starts_word {
        return None;
    }
    let body_start = start + token.prefix.len();
    let body = run(&text[body_start..], |byte| token.alphabet.has(byte));
    let (least, most) = token.length;
    ((least..=most).contains(&body.len()) && !is_example(body)).then(|| start..body_start + body.len())
}

/// `scheme://user:password@host`, also with a `/` in the password.
fn password_in_url(text: &str, end: usize) -> Option<Range<usize>> {
    // Most URLs have no user in them.
    if !text.as_bytes()[end..].contains(&b'@') {
        return None;
    }
    let scheme = text[..end - 3].bytes().next_back().is_some_and(|byte| byte.is_ascii_alphanumeric());
    let rest = run(&text[end..], |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`'));
    let (user, rest) = rest.split_once(':')?;
    let (password, _host) = rest.rsplit_once('@')?;
    // `https://host:8080/@scope/package`, `https://host/a:b@c`
    let is_port = password.split('/').next().is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit())) && password.contains('/');
    let start = end + user.len() + 1;
    (scheme && !user.contains(['/', '?', '#', '@']) && !is_port && is_given(password)).then(|| start..start + password.len())
}

/// A value that stands there itself: no variable, no placeholder.
fn is_given(value: &str) -> bool {
    !value.is_empty() && !value.starts_with(['$', '{', '<', '#', '%']) && !is_placeholder(value)
}

/// `-----BEGIN RSA PRIVATE KEY-----` and what follows.
fn private_key(text: &str, end: usize) -> Option<Range<usize>> {
    /// So much of a key is looked at.
    const LONGEST: usize = 16 * 1024;
    /// "RSA PRIVATE KEY" and the like.
    const LONGEST_LABEL: usize = 64;
    let near = &text[end..end + text[end..].floor_char_boundary(LONGEST)];
    let label_end = near[..near.floor_char_boundary(LONGEST_LABEL)].find("-----")?;
    let (label, body) = (&near[..label_end], &near[label_end + "-----".len()..]);
    if !label.ends_with("PRIVATE KEY") && !label.ends_with("PRIVATE KEY BLOCK") {
        return None;
    }
    let body = body.split("-----END").next().unwrap_or_default();
    let content = body.bytes().filter(u8::is_ascii_alphanumeric).count();
    // `-----BEGIN PRIVATE KEY-----\n...\n` shows the form only.
    let written = content >= 4 && !is_example(body.trim());
    let start = end - "-----BEGIN ".len();
    written.then(|| start..end + label.len() + "-----".len() + body.trim_end().len())
}

/// Three parts of URL base64, the first two of which are JSON objects: RFC 7519.
fn json_web_token(text: &str, end: usize) -> Option<Range<usize>> {
    let start = end - "eyJ".len();
    let starts_word = !text[..start]
        .bytes()
        .next_back()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'+' | b'/'));
    if !starts_word {
        return None;
    }
    let token = run(&text[start..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts[..] else { return None };
    let formed = header.len() >= 16 && payload.starts_with("eyJ") && payload.len() >= 8 && signature.len() >= 16;
    (formed && !is_example(signature)).then(|| start..start + token.len())
}

/// `Basic dXNlcjpwYXNzd29yZA==`: RFC 7617, a user and a password with a colon between them.
fn basic_credentials(text: &str, end: usize) -> Option<Range<usize>> {
    let token = run(&text[end..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    let decoded = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok())?;
    let (_, password) = decoded.split_once(':')?;
    (is_given(password)).then(|| end..end + token.len())
}

/// `Bearer TOKEN`: RFC 6750. A word behind it ("Bearer authentication") is no token.
fn bearer_token(text: &str, end: usize) -> Option<Range<usize>> {
    let token = run(&text[end..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'='));
    let formed = token.len() >= 16 && token.bytes().any(|byte| byte.is_ascii_digit());
    (formed && is_given(token) && !is_example(token)).then(|| end..end + token.len())
}

/// `Password=...;` of a connection string, `?password=...&` of a URL, `password = ...` of a file.
fn assigned(text: &str, end: usize) -> Option<Range<usize>> {
    let value = text[end..].trim_start_matches([' ', '\t']).strip_prefix('=')?;
    let value = value.trim_start_matches([' ', '\t', '"', '\'']);
    let start = text.len() - value.len();
    let value = run(value, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b';' | b'&' | b'"' | b'\'' | b','));
    (value.len() >= 3 && is_given(value)).then(|| start..start + value.len())
}

/// `curl -u user:password`; `docker run -u 1000:1000` has numbers.
fn user_and_password(text: &str, end: usize) -> Option<Range<usize>> {
    let quotes = usize::from(text[end..].starts_with(['"', '\'']));
    let word = run(&text[end + quotes..], |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'|' | b';'));
    let (user, password) = word.split_once(':')?;
    let name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'@');
    let start = end + quotes + user.len() + 1;
    let number = password.bytes().all(|byte| byte.is_ascii_digit());
    let same = user == password;
    (!user.is_empty() && user.bytes().all(name) && !number && !same && password.len() >= 4 && is_given(password))
        .then(|| start..start + password.len())
}

/// `sshpass -p password`, `sshpass -p'password'`.
fn argument(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = text[end..].trim_start_matches([' ', '"', '\'']);
    let start = text.len() - rest.len();
    let word = run(rest, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'|' | b';'));
    (word.len() >= 4 && is_given(word) && !word.starts_with(['-', '`'])).then(|| start..start + word.len())
}

/// `docker login -u user -p password host`.
fn docker_login(text: &str, end: usize) -> Option<Range<usize>> {
    let command = run(&text[end..], |byte| !matches!(byte, b'\n' | b'|' | b';' | b'&'));
    let flag = command.find("-p ")?;
    argument(text, end + flag + "-p ".len()).filter(|range| range.end <= end + command.len())
}

/// The bytes at the start of `text` that `belongs` is true of.
pub(super) fn run(text: &str, belongs: impl Fn(u8) -> bool) -> &str {
    /// Nothing that is looked for is longer; without a bound, a text of nothing but marks would cost its length for each.
    const LONGEST: usize = 4096;
    // A byte of a longer character belongs or does not with its neighbours, so the end is a boundary.
    let length = text.bytes().take(LONGEST).position(|byte| !belongs(byte)).unwrap_or_else(|| text.floor_char_boundary(LONGEST));
    text.get(..length).unwrap_or_default()
}
