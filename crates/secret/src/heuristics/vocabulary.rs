//! The words that names are judged by. One list for each part that a word can play; `name.rs` says how they play together.

use std::collections::HashSet;
use std::sync::OnceLock;

/// A set of words, written as a text with spaces between them.
pub(super) struct Words {
    text: &'static str,
    set: OnceLock<HashSet<&'static str>>,
}

impl Words {
    const fn new(text: &'static str) -> Self {
        Self { text, set: OnceLock::new() }
    }

    /// Whether `word`, in lower case, is one of them.
    pub(super) fn has(&self, word: &str) -> bool {
        self.set.get_or_init(|| self.text.split_whitespace().collect()).contains(word)
    }
}

/// Words that name a secret wherever they stand, unless a word of [`SETTINGS`] ends the name.
pub(super) static SECRETS: Words = Words::new(
    "
    cred credential credentials creds dsn mnemonic passcode passphrase passwd password passwords passwort pepper secret secrets
    ",
);

/// Words that name a secret at the end of a name only.
pub(super) static SECRETS_AS_HEAD: Words = Words::new(
    "
    auth authorization bearer jwt otp pass pat pwd salt
    ",
);

/// What a key that is secret is called.
pub(super) static SECRET_KEYS: Words = Words::new(
    "
    access account admin aes api app application auth client consumer crypto decryption deploy encrypt encryption gpg hmac
    integration jwt licence license master openai pgp preshared private rsa secret security sendgrid server service session shared
    signature signing ssh sshd storage stripe subscription symmetric tls webhook write
    ",
);

/// What a key that nobody hides is called.
pub(super) static PUBLIC_KEYS: Words = Words::new(
    "
    arn attribute bucket cache candidate cmk column config context dedup deduplication event field file filter flag foreign group
    hash header i18n idempotency image index instance job json key kms lambda lookup map mapping message metric name natural object
    order output parent partition primary project pub public publishable query range record resource response route routing row s3
    scan schema search sequence shard site sort source stack state table tag target template tenant translation unique verification
    verify zip
    ",
);

/// Words that end the name of a setting around a secret, or of something public beside one.
pub(super) static SETTINGS: Words = Words::new(
    "
    age alg algorithm alias allowed arn arns attempts audience authorizer bucket bytes charset claim claims class count day days
    description dir directory disabled domain enabled encoding endpoint exp expiration expire expires expiry field file filename
    flow flows folder format function handler header host hostname hour hours id identifier ids index interval issuer iterations
    kind label layer length level lifetime limit location max method min minute minutes mode model name names operation optional
    param parameter path paths pattern period plan policy port prefix principal profile protocol provider ratio realm ref reference
    regex region required requirements reset retries role rotation rounds rule rules schedule schema scheme scope scopes second
    seconds size source state statement status storage store strategy strength suffix table template threshold timeout title topic
    ttl type types unit units uri url usage use validation validity version
    ",
);

/// Words that end the name of what is no secret in a folder of secrets (`secrets.NODE_ENV`), but that may only say whose secret it is
/// (`DB_PASSWORD_STAGE`).
pub(super) static PLAIN: Words = Words::new(
    "
    email env environment group lambda service stage user username
    ",
);

/// What has an address that carries its password.
pub(super) static STORES: Words = Words::new(
    "
    amqp cloudamqp database db jdbc maria mariadb mongo mongodb mysql pg postgres postgresql rabbitmq redis sql
    ",
);

/// Words that say, at the front of a name, that its value is a yes or no.
pub(super) static FLAGS: Words = Words::new(
    "
    allow disable enable generate has is manage require requires rotate skip use with without
    ",
);

/// Words that say that what is named is sealed already, or only its digest.
pub(super) static SEALED: Words = Words::new(
    "
    cipher ciphertext enc encrypted sealed
    ",
);

/// Names that are no secret although the same word ends the name of one.
pub(super) static ALONE: Words = Words::new(
    "
    key keys pwd
    ",
);

/// `MAX_TOKENS` counts them.
pub(super) static COUNTED: Words = Words::new(
    "
    max maximum min minimum num number total used
    ",
);

/// A `NEXT_TOKEN` is a place in a list.
pub(super) static PAGING: Words = Words::new(
    "
    cancel continuation next page pagination request source starting task
    ",
);

/// Folders whose content is secret, unless its own name says that it is not.
pub(super) static FOLDERS: Words = Words::new(
    "
    apikeys credential credentials creds passwd password passwords secret secrets secretsmanager token tokens
    ",
);

/// Secrets at the end of words that are run together.
pub(super) const RUN_TOGETHER: [&str; 28] = [
    "accesskey",
    "apikey",
    "authkey",
    "clientkey",
    "consumerkey",
    "cookiesecret",
    "credential",
    "dbpass",
    "dbpwd",
    "encryptionkey",
    "licensekey",
    "masterkey",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "rootpass",
    "secret",
    "secretkey",
    "servicekey",
    "sessionkey",
    "sharedkey",
    "signingkey",
    "sshkey",
    "storagekey",
    "token",
    "userpass",
    "writekey",
];
