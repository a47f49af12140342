//! How likely a literal under a secret's name is the secret itself: what lint asks. A finding that is false costs trust, so this is
//! stricter than [`may_be_secret_value`], which sealing asks and which takes the unknown for secret.

use super::name::is_secret_name;
use super::property::{is_secret_property_name, is_setting};
use super::value::{is_example, may_be_secret_value};
use super::words::{parts, words};

/// What the name of a value promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Promise {
    /// What kind of secret.
    pub kind: PromisedKind,
    /// Whether it is promised under the name of a property too, where most such words name settings.
    pub as_property: bool,
}

/// The kinds of secrets that names tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PromisedKind {
    /// People choose passwords: any word may be one.
    Password,
    /// People choose these too, but the name is also used for the name of a stored secret.
    Secret,
    /// Keys and tokens are made by machines: a word is none.
    Key,
}

/// Where a literal is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// As the value of a variable, a parameter, an entry that the author named.
    Variable,
    /// As the value of a property that AWS named.
    Property,
    /// Somewhere in a longer text: a script, a file, a comment.
    Text,
}

/// How likely a literal is a secret. Ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// Worth a look.
    Possible,
    /// Name and value agree.
    Likely,
    /// It can hardly be anything else.
    Certain,
}

/// What `name` promises; `None`: no secret.
#[must_use]
pub fn promise(name: &str) -> Option<Promise> {
    if !is_secret_name(name) {
        return None;
    }
    let last = words(parts(name).next_back().unwrap_or_default());
    // A word that people choose is one only where the name ends in what it is: a `SECRET_SANTA` is none. Numbers and stages may follow.
    let stage = |word: &&str| {
        word.trim_start_matches('v').bytes().all(|byte| byte.is_ascii_digit())
            || matches!(
                *word,
                "dev" | "prod" | "production" | "test" | "stage" | "staging" | "value" | "string" | "text" | "default" | "plaintext"
            )
    };
    let head =
        last.rsplit(' ').find(|word| !stage(word)).unwrap_or_default().trim_end_matches(|character: char| character.is_ascii_digit());
    let has = |list: &[&str]| {
        list.iter().any(|end| head.ends_with(end)) || (head == "key" && list.iter().any(|end| last.ends_with(&format!("{end} key"))))
    };
    let kind = if has(&["password", "passwords", "passwd", "passphrase", "passcode", "passwort", "pwd", "pass", "mnemonic"])
        || last.ends_with("basic auth")
    {
        PromisedKind::Password
    } else if has(&["secret", "secrets", "salt", "pepper"]) {
        PromisedKind::Secret
    } else {
        PromisedKind::Key
    };
    Some(Promise { kind, as_property: is_secret_property_name(name) })
}

/// How likely `text`, under a name that promises `kind`, is the secret itself; `None`: it is not.
#[must_use]
pub fn literal(kind: PromisedKind, text: &str, written: Written) -> Option<Likelihood> {
    let text = text.trim();
    if !may_be_secret_value(text) || is_harmless(text) || (written != Written::Variable && is_setting(text)) {
        return None;
    }
    if written == Written::Text && (is_expression(text) || text.contains(char::is_whitespace)) {
        return None;
    }
    if is_uuid(text) {
        return Some(Likelihood::Possible);
    }
    let one_word = text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let number = text.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        PromisedKind::Password if is_wordy(text) && text.contains('/') => None,
        PromisedKind::Password if text.contains(char::is_whitespace) && text.ends_with('.') => None,
        PromisedKind::Password => Some(if is_mixed(text) { Likelihood::Certain } else { Likelihood::Likely }),
        // Prose, a list, a document: its own texts are looked at.
        _ if text.contains(char::is_whitespace) || text.contains(['{', '[', ',']) => None,
        _ if number => (text.len() >= 12).then_some(Likelihood::Likely),
        // `githubSecret` is what a secret is called, `supersecret` is one.
        PromisedKind::Secret if one_word && changes(text) > 0 && is_secret_name(text) => Some(Likelihood::Possible),
        PromisedKind::Secret if one_word && text.len() >= 4 => Some(Likelihood::Likely),
        PromisedKind::Secret if is_wordy(text) && !text.contains(['/', ':', '.']) && text.len() >= 12 => Some(Likelihood::Possible),
        _ if is_wordy(text) || text.len() < 8 => None,
        _ => Some(if is_mixed(text) && text.len() >= 16 { Likelihood::Certain } else { Likelihood::Likely }),
    }
}

/// Whether the name `name` is that of a digest, whose value is one by its form.
#[must_use]
pub fn is_digest(name: &str, text: &str) -> bool {
    let last = words(parts(name).next_back().unwrap_or_default());
    let digest = last
        .split(' ')
        .any(|word| matches!(word, "hash" | "digest" | "checksum" | "sha" | "sha1" | "sha256" | "sha512" | "md5" | "etag" | "fingerprint"));
    digest && text.len() >= 16
}

/// What stands there for a reader to replace, or says what it is: no one could sign in with it.
fn is_harmless(text: &str) -> bool {
    const STANDINS: [&str; 29] = [
        // Stages of a secret's versions.
        "awscurrent",
        "awspending",
        "awsprevious",
        "dummy",
        "fake",
        "mock",
        "sample",
        "test",
        "testing",
        "foo",
        "bar",
        "baz",
        "foobar",
        "n/a",
        "na",
        "empty",
        "unset",
        "notset",
        "default",
        "local",
        "localhost",
        "string",
        "str",
        "text",
        "boolean",
        "number",
        "object",
        "any",
        "plaintext",
    ];
    const ALGORITHMS: [&str; 6] = ["hs", "rs", "es", "ps", "sha", "aes"];
    let lower = text.to_ascii_lowercase();
    let bare = lower.trim_end_matches(['!', '?', ';']);
    STANDINS.contains(&bare)
        || is_example(text)
        || ["not-a-", "not_a_", "dummy-", "dummy_", "fake-", "fake_", "your_", "your ", "my-secret-here", "secret-here", "insert-"]
            .iter()
            .any(|start| lower.starts_with(start))
        || is_template(&lower)
        || text.starts_with("-----BEGIN")
        || ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-", "pk_", "pk."].iter().any(|start| text.starts_with(start))
        || is_of_url(text)
        || is_file_or_host(&lower)
        || is_time(&lower)
        || (text.contains('_') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        || ALGORITHMS.iter().any(|start| {
            lower
                .strip_prefix(start)
                .is_some_and(|rest| matches!(rest.trim_start_matches('-'), "256" | "384" | "512" | "256-gcm" | "256-cbc" | "128-gcm"))
        })
        || (lower.contains('@') && lower.rsplit('@').next().is_some_and(|host| host.contains('.') && is_file_or_host(host)))
}

/// What somebody or something is to fill in: `%PASSWORD%`, `__TOKEN__`, `@@KEY@@`, `[secret]`, `$(PASSWORD)`, `put_the_key_here`.
fn is_template(lower: &str) -> bool {
    const MARKS: [(&str, &str); 8] = [("%", "%"), ("__", "__"), ("@@", "@@"), ("[", "]"), ("(", ")"), ("$(", ")"), ("#{", "}"), ("{", "}")];
    let name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b' ');
    let marked = MARKS.iter().any(|(start, end)| {
        let inner = lower.strip_prefix(start).and_then(|rest| rest.strip_suffix(end));
        inner.is_some_and(|inner| !inner.is_empty() && inner.bytes().all(name))
    });
    let plain = || lower.replace(['_', ' '], "-");
    marked
        || ["set-me", "to-be-", "fill-", "put-", "enter-", "insert-", "change-", "update-me", "provide-", "goes-here"]
            .iter()
            .any(|start| plain().starts_with(start))
        || ["-here", "-me", "-placeholder", "-to-be-set"].iter().any(|end| plain().ends_with(end))
}

/// An address whose path and query hold nothing that only some may know; a password in it is a form of its own.
fn is_of_url(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let authority = rest.split('/').next().unwrap_or_default();
    // Sentry's public keys stand before the host ("DSN Explainer", docs.sentry.io, read 2026-11-24).
    let sentry = authority.contains("sentry.io");
    sentry || !path.split(['/', '?', '&', '=', '#']).any(|part| part.len() >= 16 && is_mixed(part) && !is_wordy(part) && !is_uuid(part))
}

/// `secrets.json`, `db.example.com`, `auth.eu-west-1.amazoncognito.com`, `./keys/x.pem`, `s3://...`.
fn is_file_or_host(lower: &str) -> bool {
    const ENDINGS: [&str; 26] = [
        "json", "yml", "yaml", "pem", "key", "txt", "env", "ini", "js", "ts", "py", "zip", "com", "net", "org", "io", "dev", "local",
        "internal", "crt", "cer", "p12", "pfx", "toml", "xml", "sh",
    ];
    let Some((stem, ending)) = lower.rsplit_once('.') else { return false };
    let ending = ending.split([':', '/']).next().unwrap_or_default();
    ENDINGS.contains(&ending) && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/' | b'~'))
}

/// `15m`, `1h30m`, `7 days`, `rate(5 minutes)`, `2024-01-31`, `1.2.3`, `v2`.
fn is_time(lower: &str) -> bool {
    let unit = lower.trim_start_matches(|character: char| character.is_ascii_digit() || character == '.');
    let counted = unit.len() < lower.len()
        && matches!(
            unit.trim_start(),
            "s" | "m"
                | "h"
                | "d"
                | "w"
                | "y"
                | "ms"
                | "min"
                | "mins"
                | "sec"
                | "hr"
                | "hrs"
                | "day"
                | "days"
                | "hour"
                | "hours"
                | "minutes"
                | "seconds"
                | "weeks"
        );
    let numbers = lower.strip_prefix('v').unwrap_or(lower);
    let dotted = numbers.contains(['.', '-'])
        && numbers.len() <= 24
        && numbers.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':' | b't' | b'z'));
    counted || dotted || lower.starts_with("rate(") || lower.starts_with("cron(")
}

/// What code evaluates: `event.token`, `getSecret(...)`, `os.environ['X']`, `$input.body`, `"string!"`.
fn is_expression(text: &str) -> bool {
    if text.len() < 4 || text.starts_with(['$', '{', '[', '<', '%', '&', '*', '|', '`', '(', ')', '\\', '#', '/', '=', '+', ':', ',', '.'])
    {
        return true;
    }
    let called = text.contains('(') && text.contains([')', '.']) || text.contains("['") || text.contains("[\"") || text.contains("=>");
    let dotted = text.contains('.')
        && text
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$'));
    // GraphQL's types: `AWSEmail!`.
    let typed =
        text.strip_suffix('!').is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'[' | b']')));
    called || dotted || typed || text.contains("${") || text.contains("$(") || text.contains("{{")
}

/// Words of letters with `-`, `_`, `/`, `.`, `:` between them: a name, not something made by chance.
fn is_wordy(text: &str) -> bool {
    let word = |part: &str| {
        let letters = part.bytes().all(|byte| byte.is_ascii_alphabetic());
        let number = part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        let numbered = part.len() <= 12 && {
            let stem = part.trim_end_matches(|character: char| character.is_ascii_digit());
            part.len() - stem.len() <= 2 && !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_lowercase())
        };
        part.is_empty() || number || numbered || (letters && part.len() <= 30 && changes(part) * 4 <= part.len() + 4)
    };
    text.split(['-', '_', '/', '.', ':']).all(word)
}

/// How often upper and lower case change in a word: CamelCase does it twice a word.
fn changes(part: &str) -> usize {
    part.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_lowercase() != pair[1].is_ascii_lowercase()).count()
}

/// Letters and digits.
fn is_mixed(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// 8-4-4-4-12 digits of hexadecimal.
fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

#[cfg(test)]
mod tests {
    use super::{Likelihood, Written, literal, promise};

    fn judged(name: &str, text: &str, written: Written) -> Option<Likelihood> {
        literal(promise(name)?.kind, text, written)
    }

    #[test]
    fn secrets_under_their_names_are_likely() {
        for (name, text) in [
            ("DB_PASSWORD", "hunter2"),
            ("DB_PASSWORD", "password"),
            ("DB_PASSWORD", "admin123"),
            ("DB_PASSWORD", "correct-horse-battery"),
            ("DB_PASSWORD", "WK59P&kl0JfI?yVlb"),
            ("KEY_PASSPHRASE", "correct horse battery staple"),
            ("DB_PASSWORD_PROD", "password"),
            ("DB_PASSWORD2", "password"),
            ("BASIC_AUTH", "admin:hunter2"),
            ("MNEMONIC", "legal winner thank year wave sausage"),
            ("SECRET_KEY", "supersecret"),
            ("JWT_SECRET", "supersecret"),
            ("SESSION_SECRET", "keyboardcat"),
            ("API_KEY", "1P9VYaHRlmLTWyGowvGW0xMr4d4PqjC0i5Iz2zx9"),
            ("apiSecret", "bcIAxBbE9fVO6kPRbbkFCESN1AxbGgzS"),
            ("SONAR_TOKEN", "eb4e60ebf4c74efd7e3ad68d81a7175bcedc1322"),
            ("ACCESS_TOKEN", "dGhpc2lzbm90YXJlYWx0b2tlbg"),
            ("WEBHOOK_URL", "https://hooks.zapier.com/hooks/catch/a1b2c3d4e5f60718/"),
        ] {
            assert!(judged(name, text, Written::Variable) >= Some(Likelihood::Likely), "{name}: {text}");
        }
    }

    #[test]
    fn names_places_and_settings_are_not() {
        for (name, text) in [
            ("DB_SECRET", "orders/prod/db"),
            ("DB_PASSWORD", "orders/prod/db"),
            ("SONAR_TOKEN", "ci/sonar:token"),
            ("API_KEY", "orders-api-key"),
            ("API_KEY", "header"),
            ("AUTH", "required"),
            ("AUTH_TOKEN", "x-auth-token"),
            ("ACCESS_TOKEN", "15m"),
            ("JWT_SECRET", "HS256"),
            ("API_KEY", "REPLACE_ME"),
            ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ("DB_PASSWORD", "dummy"),
            ("DATABASE_URL", "postgres://db.example.com:5432/app?sslmode=require"),
            ("SENTRY_DSN", "https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/1"),
            ("STRIPE_KEY", "pk_live_51pVgyz5D1Iu9HQqg5vXbEKFH6psT4amuoK7s4iH"),
            ("SIGNING_KEY", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ"),
            ("GOOGLE_CREDENTIALS", "service-account.json"),
            ("DB_PASSWORD", "DB_PASSWORD_PARAMETER"),
            ("TOKEN", "123456"),
            ("SECRET_SANTA", "office"),
            ("SECRET_STAGE", "AWSCURRENT"),
            ("PASSWORD_HINT", "name of the first dog"),
            ("DB_PASSWORD", "%DB_PASSWORD%"),
            ("DB_PASSWORD", "__DB_PASSWORD__"),
            ("DB_PASSWORD", "put-your-password-here"),
            ("DB_PASSWORD", "$(DB_PASSWORD)"),
            ("GITHUB_SECRET", "githubSecret"),
            ("WEATHER_API_KEY", "abc123"),
        ] {
            assert!(judged(name, text, Written::Variable) < Some(Likelihood::Likely), "{name}: {text}");
        }
    }

    #[test]
    fn code_and_prose_hold_none() {
        for (name, text) in [
            ("password", "event.password"),
            ("token", "getToken()"),
            ("password", "os.environ['X']"),
            ("password", "must be set"),
            ("password", "String!"),
            ("secret", "$SECRET"),
        ] {
            assert!(judged(name, text, Written::Text).is_none(), "{name}: {text}");
        }
        assert!(judged("password", "0dHQw^4ryzag?pDme", Written::Text).is_some());
    }
}
