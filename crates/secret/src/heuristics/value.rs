//! What cannot be a secret even under the name of one. Only what is clear: any other text may be.

use crate::CiphertextBlob;

/// Whether a text under a secret's name may be the secret itself.
///
/// It is not where it says where the secret is (an ARN, a path, a reference), where it is sealed already, where it is a switch or a
/// small number, or where it is a placeholder that nobody could sign in with.
#[must_use]
pub fn may_be_secret_value(text: &str) -> bool {
    let text = text.trim();
    !(text.is_empty() || is_switch(text) || is_small_number(text) || names_a_thing(text) || is_sealed(text) || is_placeholder(text))
}

/// Text that is encrypted already, or digested, and says so by its form.
pub(super) fn is_sealed(text: &str) -> bool {
    let digest = ["sha256-", "sha384-", "sha512-", "sha256:", "sha512:"].iter().any(|start| text.starts_with(start));
    digest || text.starts_with("ENC[") || CiphertextBlob::looks_like(text) && CiphertextBlob::parse(text).is_ok()
}

/// Text that is in the place of a secret for a reader to replace.
pub(super) fn is_placeholder(text: &str) -> bool {
    let plain = |byte: u8| if matches!(byte, b'_' | b' ') { b'-' } else { byte.to_ascii_lowercase() };
    let starts_with = |start: &str| text.len() >= start.len() && text.bytes().zip(start.bytes()).all(|(byte, other)| plain(byte) == other);
    let crossed_out = text.len() >= 3 && text.bytes().all(|byte| matches!(byte, b'x' | b'X' | b'*' | b'.' | b'-' | b'_' | b'?'));
    let brackets = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).is_some_and(|inner| !inner.contains(['<', '>']));
    let words = ["change-me", "changeme", "replace-me", "replaceme", "placeholder", "todo", "tbd", "none", "null", "undefined", "redacted"];
    let starts = ["your-", "insert-your", "enter-your", "put-your", "replace-with", "replace-this", "replace-me"];
    crossed_out
        || brackets
        || words.iter().any(|word| word.len() == text.len() && starts_with(word))
        || starts.iter().any(|start| starts_with(start))
}

/// The body of a token that documentation shows, or that stands for one: `AKIAIOSFODNN7EXAMPLE`, `ghp_xxxxxxxx...`, `sk_live_your_key`.
pub(super) fn is_example(body: &str) -> bool {
    let mut bytes = body.bytes();
    let first = bytes.next();
    if bytes.all(|byte| Some(byte) == first) || PUBLISHED.contains(&body) {
        return true;
    }
    let lower = body.to_ascii_lowercase();
    EXAMPLE_WORDS.iter().any(|word| lower.contains(word))
}

/// Words that no generator of tokens makes by chance.
const EXAMPLE_WORDS: [&str; 8] =
    ["example", "xxxxxx", "abcdefghijklmnopqrstuvwxyz", "placeholder", "changeme", "replace", "redacted", "your-"];

/// Bodies of keys that vendors print in their documentation (jwt.io, docs.stripe.com, docs.github.com, developers.google.com, read 2026-11-24).
const PUBLISHED: [&str; 7] = [
    "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
    "4eC39HqLyjWDarjtT1zdp7dc",
    "BQokikJOvBiI2HlWgH4olfQ2",
    "16C7e42F292c6912E7710c838347Ae178B4a",
    "SyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe",
    "SyClzfrOzB818x55FASHvX4JuGQciR9lv7q",
    // The storage emulator's, which everybody has (Azurite).
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
];

/// The name, the path or the address of a thing; `$.` and `$$.` start the paths of Step Functions.
pub(super) fn names_a_thing(text: &str) -> bool {
    text.starts_with("arn:aws")
        || text.starts_with("{{resolve:")
        || text.starts_with("AWS::")
        || text.starts_with("alias/")
        || text.starts_with("$.")
        || text.starts_with("$$.")
        || is_reference(text)
        || is_path(text)
        || is_plain_url(text)
        || is_resource_id(text)
}

fn is_switch(text: &str) -> bool {
    // API Gateway quotes constants: `'true'`.
    let text = text.trim_matches('\'');
    ["true", "false", "yes", "no", "on", "off", "enabled", "disabled"].iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Up to three digits: a PIN has four.
fn is_small_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// One reference and nothing else: `${Password}`, `#{AWS::Region}`, `$<ssm:/p>`, `$DB_PASSWORD`.
fn is_reference(text: &str) -> bool {
    let between = |open: &str, close: char| {
        text.strip_prefix(open)
            .and_then(|rest| rest.strip_suffix(close))
            .is_some_and(|inner| !inner.contains(close) && !inner.contains(','))
    };
    between("${", '}') || between("#{", '}') || between("$<", '>')
}

/// `/prod/db/password` or `./keys/dev.pem`: of letters and digits, in words, not in base64's runs.
fn is_path(text: &str) -> bool {
    let Some(path) = text.strip_prefix('.').unwrap_or(text).strip_prefix('/') else { return false };
    let word = |part: &str| {
        part.len() <= 40 && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')) && !is_run(part)
    };
    !path.is_empty() && path.split('/').filter(|part| !part.is_empty()).all(word)
}

/// Letters of both cases and digits, without a hyphen or dot between them: base64 has no words.
fn is_run(part: &str) -> bool {
    part.len() >= 16
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && part.bytes().any(|byte| byte.is_ascii_digit())
        && part.bytes().any(|byte| byte.is_ascii_uppercase())
        && part.bytes().any(|byte| byte.is_ascii_lowercase())
}

/// A URL of a host, and words behind it: nothing in it that only some may know. A part with a digit may be the key of a webhook.
fn is_plain_url(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let plain = |part: &str| part.len() <= 24 && part.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b'.'));
    let host_only = !host.is_empty() && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b':'));
    scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'+') && host_only && path.split('/').all(plain)
}

/// `vpc-0a1b2c3d`, `subnet-...`, `sg-...`: a short word, a hyphen, 8 or 17 digits of hexadecimal (EC2 User Guide, "Resource IDs", read
/// 2026-11-23).
fn is_resource_id(text: &str) -> bool {
    text.split_once('-').is_some_and(|(kind, id)| {
        (1..=8).contains(&kind.len())
            && kind.bytes().all(|byte| byte.is_ascii_lowercase())
            && matches!(id.len(), 8 | 17)
            && id.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::may_be_secret_value;

    #[test]
    fn what_is_clearly_no_secret_is_not_taken_for_one() {
        for text in [
            "",
            "  ",
            "true",
            "False",
            "0",
            "1",
            "300",
            "-1",
            "arn:aws:kms:eu-west-1:123456789012:key/a",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db",
            "/prod/db/password",
            "./keys/dev.pem",
            "/aws/reference/secretsmanager/prod/db",
            "{{resolve:ssm-secure:/a:1}}",
            "${Password}",
            "#{AWS::Region}",
            "alias/aws/ssm",
            "'true'",
            "$$.Task.Token",
            "AWS::NoValue",
            "ENC[AES256_GCM,data:x,type:str]",
            "vpc-0a1b2c3d",
            "subnet-0a1b2c3d4e5f60718",
            "http://localhost:8000",
            "https://example.com/oauth/token",
            "<replace-me>",
            "REPLACE_ME",
            "xxxxxxxxxxxxxxxx",
            "changeme",
            "********",
            "YOUR_API_KEY",
            "your-token-here",
            "AQECAHgnOkMROh5LaLXkA4j0+vYi6tmM17Lg/9E464VRo68cvwAAAG8wbQYJKoZIhvcNAQcGoGAwXgIBADBZBgkqhkiG9w0BBwEwHgYJYZZIAWUDBAEuMBEEDImYOw44gna0Jm00hAIBEIAsjgr7mum1EnnXzE3xM8bGle0oKYcfVCHtBkfjIeZGTgL6Hg0fSDnpMHdcSXY=",
        ] {
            assert!(!may_be_secret_value(text), "{text}");
        }
    }

    #[test]
    fn everything_else_may_be_one() {
        for text in [
            "hunter2",
            "password",
            "letmein",
            "admin",
            "1234",
            "8675309",
            "hunter2,${x}",
            "s3cr3t",
            "correct horse battery staple",
            "AQICAHnotablob",
            "/9j/4AAQSkZJRgABAQEAYABgAAD",
            "https://user:pw@example.com",
            "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX",
            "https://hooks.zapier.com/hooks/catch/1234567/abcde1/",
            "postgres://db.example.com/app?password=x",
            "022c9db6-50e0-4f0d-a2cc-41ea5cff9896",
            "truely",
            "$ecret",
            "${a}${b}",
            "<a>&b",
            "99999",
        ] {
            assert!(may_be_secret_value(text), "{text}");
        }
    }
}
