//! Whether a text is a secret by its looks, whatever its name is: tokens of vendors, private keys, passwords in URLs.
//!
//! A text without a mark of its own (a password, a hexadecimal key) is left to its name.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::marks::{MARKS, is_token};
use super::value::is_sealed;
use super::vendors::TOKENS;
use super::whole::{decoded, is_aws_secret_key};

/// What a text is that cannot be anything but a secret; the better it tells what it is, the earlier in this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormKind {
    /// A private key in PEM, or PGP's.
    PrivateKey,
    /// A token that this vendor marks.
    Token(&'static str),
    /// A signed JSON web token.
    JsonWebToken,
    /// `scheme://user:password@host`.
    UrlPassword,
    /// Credentials or a token of an `Authorization` header.
    Authorization,
    /// A password among the arguments of a command.
    CommandLine,
    /// `password=...` of a connection string or a file.
    Assigned,
    /// The secret half of an AWS access key.
    AwsSecretKey,
    /// The base64 of one of the others.
    Encoded,
}

/// One secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretForm {
    /// What it is.
    pub kind: FormKind,
    /// The bytes of the text that must not be shown.
    pub range: Range<usize>,
}

/// Whether `text` is, or holds, what cannot be anything but a secret.
///
/// What is encrypted (KMS ciphertext, SOPS), ARNs, UUIDs, digests, publishable keys and the keys of AWS's documentation are none.
#[must_use]
pub fn is_secret_form(text: &str) -> bool {
    may_have_form(text) && (marked(text).next().is_some() || is_aws_secret_key(text) || is_encoded(text))
}

/// Every secret of that kind in `text`, in the order of the text, none within another.
#[must_use]
pub fn secret_forms(text: &str) -> Vec<SecretForm> {
    if !may_have_form(text) {
        return Vec::new();
    }
    let mut found: Vec<SecretForm> = marked(text).collect();
    if found.is_empty() {
        let whole = |kind| vec![SecretForm { kind, range: 0..text.len() }];
        return match () {
            () if is_aws_secret_key(text) => whole(FormKind::AwsSecretKey),
            () if is_encoded(text) => whole(FormKind::Encoded),
            () => found,
        };
    }
    found.sort_by_key(|form| (form.kind, form.range.start));
    let mut kept: Vec<SecretForm> = Vec::new();
    for form in found {
        if kept.len() < MOST && !kept.iter().any(|other| other.range.start < form.range.end && form.range.start < other.range.end) {
            kept.push(form);
        }
    }
    kept.sort_by_key(|form| form.range.start);
    kept
}

/// So many secrets of one text are told apart.
const MOST: usize = 64;

fn may_have_form(text: &str) -> bool {
    // The shortest form is a password in a URL: `a://b:c@d`.
    text.len() > 8 && !text.starts_with("arn:aws") && !is_sealed(text)
}

static MARK: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let patterns = TOKENS.iter().map(|token| token.prefix).chain(MARKS.iter().map(|mark| mark.text));
    // Every text of a file goes through it: a table costs half of what the compact form costs for each byte.
    AhoCorasick::builder().match_kind(MatchKind::Standard).kind(Some(AhoCorasickKind::DFA)).build(patterns).ok()
});

/// What announces itself, overlaps included.
fn marked(text: &str) -> impl Iterator<Item = SecretForm> {
    // The patterns are constants, and a test builds the automaton.
    let found = MARK.as_ref().map(|automaton| automaton.find_overlapping_iter(text)).into_iter().flatten();
    found.filter_map(|found| {
        let pattern = found.pattern().as_usize();
        match TOKENS.get(pattern) {
            Some(token) => is_token(token, text, found.start()).map(|range| SecretForm { kind: FormKind::Token(token.vendor), range }),
            None => {
                let mark = MARKS.get(pattern - TOKENS.len())?;
                (mark.secret)(text, found.end()).map(|range| SecretForm { kind: mark.kind, range })
            }
        }
    })
}

/// The base64 of a text that is one of the other forms: it is no harder to read.
fn is_encoded(text: &str) -> bool {
    decoded(text).is_some_and(|decoded| marked(&decoded).next().is_some())
}

#[cfg(test)]
mod tests {
    use super::{FormKind, MARK, TOKENS, is_secret_form, secret_forms};
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
            "//npm.example.com/:_authToken=00000000-0000-0000-0000-000000000000",
            "Z2hwX2o4aGtvZ09kYWQ5bHNSUzVkVW5KamtYUnF5RW84VjJ4ZUo5QQ==",
            "curl -u orders:hunter2 https://example.com",
            "sshpass -p hunter2 ssh host",
            "docker login -u orders -p hunter2 registry.example.com",
            "https://hooks.slack.com/services/T01234567/B01234567/abcdefghijklmnopqrstuvwx",
        ] {
            assert!(is_secret_form(text), "{text}");
        }
    }

    #[test]
    fn each_secret_of_a_text_is_placed() {
        let token = format!("ghp_{}", body(Alphabet::Alphanumeric, 36));
        let text = format!("a postgres://app:hunter2@db/app and {token} in one");
        let forms = secret_forms(&text);
        let kinds: Vec<_> = forms.iter().map(|form| (form.kind, &text[form.range.clone()])).collect();
        assert_eq!(kinds, [(FormKind::UrlPassword, "hunter2"), (FormKind::Token("GitHub"), &*token)]);
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
            "docker run -u 1000:1000 image",
            "curl -u $USER:$PASSWORD https://example.com",
            "docker login -u AWS --password-stdin registry.example.com",
            "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
            "Grüße://ö:ä",
            "ü://a:ö@ü",
        ] {
            assert!(!is_secret_form(text) || text.starts_with("ü"), "{text}");
        }
    }
}
