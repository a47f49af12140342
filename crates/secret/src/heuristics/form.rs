//! Whether a text is a secret by its looks, whatever its name is: tokens of vendors, private keys, passwords in URLs.
//!
//! A text without a mark of its own (a password, a hexadecimal key) is left to its name.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use super::value::{is_placeholder, is_sealed};
use super::vendors::{TOKENS, Token};

/// Whether `text` is, or holds, what cannot be anything but a secret.
///
/// What is encrypted (KMS ciphertext, SOPS), ARNs, UUIDs, digests, publishable keys and the keys of AWS's documentation are none.
#[must_use]
pub fn is_secret_form(text: &str) -> bool {
    // The shortest form is a password in a URL: `a://b:c@d`.
    text.len() > 8 && !is_sealed(text) && !text.starts_with("arn:aws") && (holds_mark(text) || is_aws_secret_key(text) || is_encoded(text))
}

/// A text that announces a secret, and the look at what stands behind it.
struct Mark {
    text: &'static str,
    /// Called with the whole text and the place behind the mark.
    is_secret: fn(&str, usize) -> bool,
}

const fn mark(text: &'static str, is_secret: fn(&str, usize) -> bool) -> Mark {
    Mark { text, is_secret }
}

/// Marks that are no token's prefix; they stand behind the tokens in the one automaton.
const MARKS: &[Mark] = &[
    mark("://", password_in_url),
    mark("-----BEGIN ", private_key),
    mark("eyJ", json_web_token),
    mark("Basic ", basic_credentials),
    mark("basic ", basic_credentials),
    mark("Bearer ", bearer_token),
    mark("bearer ", bearer_token),
    mark("password", assigned),
    mark("Password", assigned),
    mark("PASSWORD", assigned),
    mark("Pwd", assigned),
    mark("AccountKey", assigned),
    mark("SharedAccessKey", assigned),
    mark("_authToken", assigned),
];

static MARK: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let patterns = TOKENS.iter().map(|token| token.prefix).chain(MARKS.iter().map(|mark| mark.text));
    AhoCorasick::builder().match_kind(MatchKind::Standard).build(patterns).ok()
});

fn holds_mark(text: &str) -> bool {
    // The patterns are constants, and a test builds the automaton.
    let Some(automaton) = MARK.as_ref() else { return false };
    automaton.find_overlapping_iter(text).any(|found| {
        let pattern = found.pattern().as_usize();
        match TOKENS.get(pattern) {
            Some(token) => is_token(token, text, found.start()),
            None => MARKS.get(pattern - TOKENS.len()).is_some_and(|mark| (mark.is_secret)(text, found.end())),
        }
    })
}

fn is_token(token: &Token, text: &str, start: usize) -> bool {
    let before = text[..start].bytes().next_back();
    let starts_word =
        token.prefix.starts_with('.') || !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+'));
    let body = run(&text[start + token.prefix.len()..], |byte| token.alphabet.has(byte));
    let (least, most) = token.length;
    starts_word && (least..=most).contains(&body.len()) && !is_example(body)
}

/// `AKIAIOSFODNN7EXAMPLE`, `ghp_xxxxxxxx...`, `sk_live_your_key`: nobody's.
fn is_example(body: &str) -> bool {
    let mut bytes = body.bytes();
    let first = bytes.next();
    bytes.all(|byte| Some(byte) == first) || body.contains("EXAMPLE") || body.contains("abcdefghijklmnopqrstuvwxyz")
}

/// Forty characters of base64 that are as mixed as chance makes them ("Best practices for managing AWS access keys" shows the form).
fn is_aws_secret_key(text: &str) -> bool {
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let mixed = |kind: fn(&u8) -> bool| text.as_bytes().iter().any(kind);
    text.len() == 40
        && text.bytes().all(base64)
        && mixed(u8::is_ascii_lowercase)
        && mixed(u8::is_ascii_uppercase)
        && mixed(u8::is_ascii_digit)
        && looks_random(text)
        && !text.contains("EXAMPLE")
}

/// Whether letters and digits change kind as often as chance makes them (two times in three): words and CamelCase do not.
fn looks_random(text: &str) -> bool {
    #[derive(PartialEq)]
    enum Kind {
        Lower,
        Upper,
        Digit,
        Other,
    }
    let kinds: Vec<Kind> = text
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' => Kind::Lower,
            b'A'..=b'Z' => Kind::Upper,
            b'0'..=b'9' => Kind::Digit,
            _ => Kind::Other,
        })
        .collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    changes * 20 >= text.len() * 9
}

/// The base64 of a text that is one of the other forms: it is no harder to read.
fn is_encoded(text: &str) -> bool {
    let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    if text.len() < 24 || !text.bytes().all(base64) {
        return false;
    }
    let decoded = STANDARD.decode(text).or_else(|_| STANDARD_NO_PAD.decode(text)).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.is_some_and(|decoded| {
        !decoded.contains(|character: char| character.is_control() && !character.is_whitespace()) && holds_mark(&decoded)
    })
}

/// `scheme://user:password@host`, also with a `/` in the password.
fn password_in_url(text: &str, end: usize) -> bool {
    let scheme = text[..end - 3].bytes().next_back().is_some_and(|byte| byte.is_ascii_alphanumeric());
    let rest = run(&text[end..], |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`'));
    let Some((user, rest)) = rest.split_once(':') else { return false };
    let Some((password, _host)) = rest.rsplit_once('@') else { return false };
    // `https://host:8080/@scope/package`, `https://host/a:b@c`
    let is_port = password.split('/').next().is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit())) && password.contains('/');
    scheme && !user.contains(['/', '?', '#', '@']) && !is_port && is_given(password)
}

/// A value that stands there itself: no variable, no placeholder.
fn is_given(value: &str) -> bool {
    !value.is_empty() && !value.starts_with(['$', '{', '<', '#', '%']) && !is_placeholder(value)
}

/// `-----BEGIN RSA PRIVATE KEY-----` and what follows.
fn private_key(text: &str, end: usize) -> bool {
    text[end..].split_once("-----").is_some_and(|(label, body)| {
        (label.ends_with("PRIVATE KEY") || label.ends_with("PRIVATE KEY BLOCK")) && !body.trim_matches(['.', '\n', ' ']).is_empty()
    })
}

/// Three parts of URL base64, the first two of which are JSON objects: RFC 7519.
fn json_web_token(text: &str, end: usize) -> bool {
    let start = end - "eyJ".len();
    let starts_word = !text[..start]
        .bytes()
        .next_back()
        .is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'+' | b'/'));
    let token = run(&text[start..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'));
    let parts: Vec<&str> = token.split('.').collect();
    starts_word
        && matches!(parts[..], [header, payload, signature] if header.len() >= 16 && payload.starts_with("eyJ") && payload.len() >= 8 && signature.len() >= 16)
}

/// `Basic dXNlcjpwYXNzd29yZA==`: RFC 7617, a user and a password with a colon between them.
fn basic_credentials(text: &str, end: usize) -> bool {
    let token = run(&text[end..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    STANDARD
        .decode(token)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .is_some_and(|text| text.split_once(':').is_some_and(|(_, password)| !password.is_empty()))
}

/// `Bearer TOKEN`: RFC 6750. A word behind it ("Bearer authentication") is no token.
fn bearer_token(text: &str, end: usize) -> bool {
    let token = run(&text[end..], |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'='));
    token.len() >= 16 && token.bytes().any(|byte| byte.is_ascii_digit()) && is_given(token)
}

/// `Password=...;` of a connection string, `?password=...&` of a URL, `password = ...` of a file.
fn assigned(text: &str, end: usize) -> bool {
    let Some(value) = text[end..].trim_start_matches([' ', '\t']).strip_prefix('=') else { return false };
    let value = value.trim_start_matches([' ', '\t', '"', '\'']);
    let value = run(value, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b';' | b'&' | b'"' | b'\'' | b','));
    value.len() >= 3 && is_given(value)
}

/// The bytes at the start of `text` that `belongs` is true of.
fn run(text: &str, belongs: impl Fn(u8) -> bool) -> &str {
    // A byte of a longer character belongs or does not with its neighbours, so the end is a boundary.
    let length = text.bytes().position(|byte| !belongs(byte)).unwrap_or(text.len());
    text.get(..length).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{MARK, TOKENS, is_secret_form};
    use crate::heuristics::vendors::Alphabet;

    /// As long a body as the row asks for, mixed.
    fn body(alphabet: Alphabet, length: usize) -> String {
        let wheel = b"7bQ3xZ9kL2mW8vT4nR6pD1cF5gH0jS";
        wheel
            .iter()
            .cycle()
            .map(|byte| if matches!(alphabet, Alphabet::Hex) { b"0123456789abcdef"[usize::from(*byte) % 16] } else { *byte })
            .map(|byte| if matches!(alphabet, Alphabet::Upper) { byte.to_ascii_uppercase() } else { byte })
            .take(length)
            .map(char::from)
            .collect()
    }

    #[test]
    fn every_row_finds_its_token_and_none_that_is_too_short() {
        assert!(MARK.is_some());
        for token in TOKENS {
            let (least, most) = token.length;
            let start = if token.prefix.starts_with('.') { "a" } else { "" };
            let whole = format!("{start}{}{}", token.prefix, body(token.alphabet, least));
            assert!(is_secret_form(&whole), "{whole}");
            assert!(is_secret_form(&format!("curl -H 'X: {whole}' example")), "{whole}");
            let short = format!("{start}{}{}", token.prefix, body(token.alphabet, least - 1));
            assert!(
                !is_secret_form(&short) || most == usize::MAX && TOKENS.iter().filter(|other| short.starts_with(other.prefix)).count() > 1,
                "{short}"
            );
            if most != usize::MAX {
                assert!(!is_secret_form(&format!("{whole}{}", body(token.alphabet, most + 2 - least))), "{whole}");
            }
        }
    }

    #[test]
    fn forms_of_secrets_are_found() {
        for text in [
            "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbXPLqwKz0A1",
            "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----\n",
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQOYBF\n",
            "Basic dXNlcjpwYXNzd29yZA==",
            "Authorization: Bearer 0123456789abcdefghij",
            "postgres://app:hunter2@db.example.com:5432/app",
            "amqps://u:p/w@broker",
            "redis://:hunter2@cache:6379",
            "Server=db;User Id=app;Password=hunter2;",
            "jdbc:postgresql://db/app?user=app&password=hunter2",
            "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0c2VjcmV0;EndpointSuffix=core.windows.net",
            "[db]\npassword = 0dHQw^4ryzag?pDme\n",
            "//registry.npmjs.org/:_authToken=00000000-0000-0000-0000-000000000000",
            "Z2hwX2o4aGtvZ09kYWQ5bHNSUzVkVW5KamtYUnF5RW84VjJ4ZUo5QQ==",
            "https://hooks.slack.com/services/T01234567/B01234567/abcdefghijklmnopqrstuvwx",
        ] {
            assert!(is_secret_form(text), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_one_is_not() {
        for text in [
            "",
            "hunter2",
            "correct horse battery staple",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "Pass a key such as AKIAIOSFODNN7EXAMPLE at run time, never here",
            "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
            "pk_live_51pVgyz5D1Iu9HQqg5vXbEKFH6psT4amuoK7s4iHgxXxElMfDFmmBXySPsSVU5wQB2p6MrFb",
            "022c9db6-50e0-4f0d-a2cc-41ea5cff9896",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "sha384-ePt4p3RSb56a2TI1L6+h+cx2SYJw9q49oOKmsa1WlgYypEwvU+yYBm9V71awtEba",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf",
            "ENC[AES256_GCM,data:p673w==,iv:YY=,aad:UQ=,tag:A=,type:str]",
            "https://example.com:8080/@scope/package",
            "https://example.com/a:b@c",
            "postgres://app:${DB_PASSWORD}@db/app",
            "postgres://app:<password>@db/app",
            "https://user@example.com/",
            "git@github.com:owner/repository.git",
            "Bearer authentication",
            "Basic realm",
            "{\"username\": \"admin\"}",
            "-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA\n-----END CERTIFICATE-----",
            "-----BEGIN PUBLIC KEY-----\nMIIEpAIBAAKCAQEA\n-----END PUBLIC KEY-----",
            "MyServiceAuthorizerFunctionRoleInEuWest1",
            "risk-assessment-of-the-year",
            "ALLOW_USER_PASSWORD_AUTH",
            "password: string",
            "$request.header.Authorization",
            "method.request.header.Authorization",
            "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:a/invocations",
            "AQECAHgnOkMROh5LaLXkA4j0+vYi6tmM17Lg/9E464VRo68cvwAAAG8wbQYJKoZIhvcNAQcGoGAwXgIBADBZBgkqhkiG9w0BBwEwHgYJYZZIAWUDBAEuMBEEDImYOw44gna0Jm00hAIBEIAsjgr7mum1EnnXzE3xM8bGle0oKYcfVCHtBkfjIeZGTgL6Hg0fSDnpMHdcSXY=",
            "Grüße://ö:ä",
            "ü://a:ö@ü",
        ] {
            assert!(!is_secret_form(text) || text.starts_with("ü"), "{text}");
        }
    }
}
