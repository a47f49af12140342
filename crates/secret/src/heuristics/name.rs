//! Whether a name promises a secret: names of variables, source addresses, parameter paths, keys of YAML.
//!
//! Decides on words, never on substrings (`MONKEY` is no key), and on the last words above all: a `TOKEN_TTL` is a time, not a token.

use super::vocabulary::{
    ALONE, COUNTED, FLAGS, FOLDERS, PAGING, PLAIN, PUBLIC_KEYS, RUN_TOGETHER, SEALED, SECRET_KEYS, SECRETS, SECRETS_AS_HEAD, SETTINGS,
    STORES,
};
use super::words::{parts, words};

/// Whether what is called `name` is meant to be secret.
///
/// Paths and dotted addresses are judged by their last part, or by a folder of secrets that they are in.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    judge(name, Keys::UnlessKnownPublic)
}

/// How a word before `key` is judged that is in neither list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// `ACME_KEY` is secret: the name of an environment variable or a parameter.
    UnlessKnownPublic,
    /// `PartitionKey`, `EventKey` are not: the name of a property.
    IfKnownSecret,
}

pub(super) fn judge(name: &str, keys: Keys) -> bool {
    let mut parts = parts(without_selector(name)).rev();
    let Some(last) = parts.next() else { return false };
    match verdict(&words(last), keys) {
        Verdict::Secret => true,
        Verdict::Setting => false,
        Verdict::Unknown => parts.any(|folder| words(folder).split(' ').any(|word| FOLDERS.has(word))),
    }
}

/// Takes off the version or label of a parameter, as in `/prod/db/password:3`, and what says how to read it, as in `~true`.
fn without_selector(name: &str) -> &str {
    let name = name.split('~').next().unwrap_or_default();
    let last = name.rfind('/').unwrap_or(name.len());
    let selector = name[last..].find(':').map_or(name.len(), |colon| last + colon);
    &name[..selector]
}

enum Verdict {
    Secret,
    /// Not a secret, even in a folder of secrets.
    Setting,
    /// Not a secret by itself.
    Unknown,
}

fn verdict(words: &str, keys: Keys) -> Verdict {
    let words: Vec<&str> = words.split_ascii_whitespace().filter(|word| !is_number(word)).collect();
    let Some(&head) = words.last() else { return Verdict::Unknown };
    if is_address(&words) {
        return Verdict::Secret;
    }
    let is_compound = words.len() > 1;
    let flag = is_compound && words.first().is_some_and(|first| FLAGS.has(first));
    let sealed = words.iter().any(|word| SEALED.has(word)) || words.starts_with(&["ssm", "path", "to"]);
    let setting = if is_compound { SETTINGS.has(head) } else { ALONE.has(head) };
    if flag || sealed || setting || words.starts_with(&["next", "public"]) {
        return Verdict::Setting;
    }
    if words.iter().enumerate().any(|(at, _)| names_secret(&words[..=at], at + 1 == words.len(), keys)) {
        Verdict::Secret
    } else if SETTINGS.has(head) || PLAIN.has(head) || matches!(head, "key" | "keys") {
        Verdict::Setting
    } else {
        Verdict::Unknown
    }
}

/// Whether the last of `words` names a secret. `is_head`: nothing stands behind it.
fn names_secret(words: &[&str], is_head: bool, keys: Keys) -> bool {
    let Some((&word, before)) = words.split_last() else { return false };
    let previous = before.last().copied().unwrap_or_default();
    match word {
        "tokens" => !COUNTED.has(previous),
        "token" => !PAGING.has(previous),
        "key" | "keys" | "keypair" => is_secret_key(previous, before.is_empty(), is_head, keys),
        _ if SECRETS.has(word) => true,
        _ if SECRETS_AS_HEAD.has(word) => is_head,
        // Run together: SECRETKEY, DBPASSWORD, authtoken.
        _ => {
            let word = word.trim_end_matches(|character: char| character.is_ascii_digit());
            let singular = word.strip_suffix('s').unwrap_or(word);
            RUN_TOGETHER.iter().any(|end| word.ends_with(end) || singular.ends_with(end))
        }
    }
}

fn is_secret_key(previous: &str, alone: bool, is_head: bool, keys: Keys) -> bool {
    if alone || PUBLIC_KEYS.has(previous) {
        return false;
    }
    SECRET_KEYS.has(previous) || (is_head && keys == Keys::UnlessKnownPublic)
}

/// An address that usually carries its own password or is one: `DATABASE_URL`, `SLACK_WEBHOOK_URL`, `MONGO_CONNECTION_STRING`.
fn is_address(words: &[&str]) -> bool {
    match words {
        [.., "webhook"] | [.., "webhook", "url" | "uri" | "endpoint"] => true,
        [.., "conn" | "connection", "str" | "string" | "url" | "uri"] | [.., "connectionstring" | "connstr" | "connstring"] => true,
        [.., store, "url" | "uri"] => STORES.has(store),
        [.., "databaseurl" | "dburl" | "redisurl" | "mongouri" | "mongodburi" | "webhookurl"] => true,
        _ => false,
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('v').unwrap_or(word);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::is_secret_name;

    #[test]
    fn names_that_promise_a_secret_do() {
        let names = "
            DB_PASSWORD password PASSWORD apiKey API_KEY client_secret /prod/db/password GITHUB_TOKEN SECRETKEY SECRET_KEY privateKey
            credentials GOOGLE_CREDENTIALS passphrase SSH_PASSPHRASE MONGO_CONNECTION_STRING connectionString CONNSTR SENTRY_DSN
            SLACK_WEBHOOK_URL webhookUrl SLACK_WEBHOOK BASIC_AUTH HTTP_AUTHORIZATION DBPASSWORD dbpassword APIKEY PASSWD DB_PASS DBPASS
            DB_PWD DB_PASSWORD_STAGE MYSQL_ROOT_PASSWORD AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN STRIPE_KEY ACME_KEY JWT JWT_SECRET PASSWORD_SALT
            TOKEN_GITHUB PASSWORD1 PASSWORD_2 SECRET_V2 AUTHTOKEN authToken accessTokens ENCRYPTION_KEY SIGNING_KEYS DATABASE_URL
            MONGODB_URI REDIS_URL GITHUB_PAT MasterUserPassword OAuthToken SecretString RefreshToken ssm:/prod/db/password
            /prod/db/password:3 /prod/db/password:live /prod/db/password~true env:DB_PASSWORD custom.db.password /prod/secrets/stripe
            /aws/reference/secretsmanager/prod/db custom.secrets.stripe arn:aws:ssm:eu-west-1:123456789012:parameter/prod/db/password
            X_API_KEY PRIVATE_KEY_PEM SERVICE_ACCOUNT_KEY DD_API_KEY CLIENT_TOKEN MNEMONIC HASH_PEPPER userPass
        ";
        for name in names.split_whitespace() {
            assert!(is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn names_of_settings_around_secrets_do_not() {
        let names = "
            TOKEN_TTL TOKEN_TYPE PASSWORD_MIN_LENGTH SECRET_NAME SECRET_ARN SECRET_ID KMS_KEY_ID KEY_ARN PUBLIC_KEY API_KEY_ID
            tokenExpiry PasswordPolicy SSM_PATH_TO_DB_PASSWORD DB_PASSWORD_ARN ENCRYPTED_DB_PASSWORD DB_PASSWORD_ENC PARTITION_KEY
            SORT_KEY PRIMARY_KEY key Key KEY keys S3_KEY S3Key STRIPE_PUBLISHABLE_KEY AUTHOR AUTHORITY AUTH_DOMAIN AUTH_URL MONKEY
            monkey KEYBOARD keyboardLayout TOKENIZER tokenizer PWD AWS_ACCESS_KEY_ID CLIENT_ID USERNAME DB_USER DB_HOST TENANT_KEY
            KMS_KEY KMS_KEY_ARN JWT_ISSUER JWT_ALGORITHM MAX_TOKENS NEXT_TOKEN PASSWORD_ITERATIONS EventSourceToken RouteKey
            SECRETS_MANAGER_ENDPOINT PASSWORD_RESET_URL TOKEN_URL NEXT_PUBLIC_MAPS_KEY ENABLE_AUTH USE_TOKEN HAS_PASSWORD
            GenerateSecretString ManageMasterUserPassword /prod/db/host /prod/secrets/region custom.secrets.NODE_ENV
            /prod/db/password_arn stage / : X_JSON_KEY compass BYPASS secretary PASSENGER passwordless SENTRY_ENVIRONMENT TABLE_NAME
            API_URL WEBHOOK_PATH CACHE_KEY HASH_KEY RANGE_KEY authorizer authType
        ";
        for name in names.split_whitespace() {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
