//! Everything that the core may want to know from outside, and the answers.
//!
//! The core never reads anything. It names what it needs as [`Question`]s; a driver answers them in batches and calls again.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use sealform_diagnostic::{FileId, Span};

use crate::{CiphertextBlob, Exposed, KeyArn, ParameterArn, Plaintext, Region};

/// One thing to learn from outside. Equal questions are asked once.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Question {
    /// An environment variable of the process (and of `.env` files).
    EnvironmentVariable(Box<str>),
    /// A file, by its path relative to the service's folder.
    File(Box<str>),
    /// The account that the credentials belong to: STS GetCallerIdentity.
    Account,
    /// A parameter as Parameter Store holds it: SSM GetParameters with `WithDecryption=false`.
    Parameter(ParameterAddress),
    /// Tier and key of a parameter: SSM DescribeParameters.
    ParameterMetadata(ParameterAddress),
    /// A KMS key behind an id, ARN or alias: KMS DescribeKey.
    Key(KeyAddress),
    /// ARN and key of a secret: Secrets Manager DescribeSecret.
    SecretMetadata(SecretAddress),
    /// A ciphertext for a clear text that we hold: KMS Encrypt.
    Encrypt(EncryptRequest),
    /// The outputs of a stack: CloudFormation DescribeStacks.
    StackOutputs(StackAddress),
    /// An object of S3, as text: S3 GetObject.
    Object(ObjectAddress),
    /// What git says of the service's folder.
    Git(GitFact),
    /// What a JavaScript or TypeScript file of the service gives: Node.js runs it.
    Script(ScriptRequest),
}

/// A question and the text that makes it necessary, for the diagnostic should it fail.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What to learn.
    pub question: Question,
    /// Where it is asked; `None` for what a flag or setting asks.
    pub span: Option<Span>,
}

/// A step of the core: finished, or in need of answers.
#[derive(Debug)]
pub enum Step<T> {
    /// Finished.
    Done(T),
    /// These answers are needed first, each named once, in the order of the file.
    Needs(Vec<Asked>),
}

/// A parameter in one Region. The name may be a full ARN; it never carries the selector.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParameterAddress {
    /// The Region to ask.
    pub region: Region,
    /// The name or ARN.
    pub name: Box<str>,
    /// The version or label behind the second colon.
    pub selector: Option<Box<str>>,
}

/// A KMS key as somebody names it: key id, key ARN, `alias/...` or alias ARN.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyAddress {
    /// The Region to ask.
    pub region: Region,
    /// The name.
    pub key: Box<str>,
}

/// A Secrets Manager secret in one Region, by name or ARN.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SecretAddress {
    /// The Region to ask.
    pub region: Region,
    /// The name or ARN.
    pub name: Box<str>,
    /// The stage or version behind the colon of `/aws/reference/secretsmanager/NAME:STAGE`.
    pub selector: Option<Box<str>>,
}

/// A CloudFormation stack in one Region, by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StackAddress {
    /// The Region to ask.
    pub region: Region,
    /// The stack's name.
    pub name: Box<str>,
}

/// An object of S3.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectAddress {
    /// The Region to ask first; the bucket may be in another.
    pub region: Region,
    /// The bucket's name.
    pub bucket: Box<str>,
    /// The object's key.
    pub key: Box<str>,
}

/// What git can be asked, in the words of serverless-plugin-git-variables 5.2 and v4 (their READMEs, read 2026-11-23).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GitFact {
    /// `git describe --always`.
    Describe,
    /// `git describe --always --tags`: lightweight tags too.
    DescribeLight,
    /// The short hash of the commit.
    Sha1,
    /// The full hash of the commit.
    Commit,
    /// The branch; `HEAD` where none is checked out.
    Branch,
    /// The whole message of the commit.
    Message,
    /// The first line of the message.
    MessageSubject,
    /// The message without its first line.
    MessageBody,
    /// `user.name` of the configuration.
    User,
    /// `user.email` of the configuration.
    Email,
    /// `true` where a tracked file differs from what is staged, else `false`.
    IsDirty,
    /// The name of the repository's folder.
    Repository,
    /// The tags of the commit, joined by `::`; its short hash where it has none.
    Tags,
}

/// A file to run, and the part that is wanted of what it exports.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScriptRequest {
    /// Its path relative to the service's folder.
    pub path: Box<str>,
    /// The keys of the address, outermost first; functions on the way are called.
    pub address: Vec<Box<str>>,
    /// The options of the command line, as the functions see them.
    pub options: Vec<(Box<str>, Box<str>)>,
}

/// A clear text to encrypt under an encryption context. Two requests are equal if key, context, origin and clear text are: two texts
/// may have one origin, as the keys of a JSON parameter have.
#[derive(Clone)]
pub struct EncryptRequest {
    /// The key.
    pub key: KeyAddress,
    /// The encryption context; KMS demands the very same pairs back for Decrypt.
    pub context: Vec<(Box<str>, Box<str>)>,
    plaintext: Arc<Plaintext>,
}

impl EncryptRequest {
    /// Asks for `plaintext` to be encrypted.
    #[must_use]
    pub fn new(key: KeyAddress, context: Vec<(Box<str>, Box<str>)>, plaintext: Arc<Plaintext>) -> Self {
        Self { key, context, plaintext }
    }

    /// The clear text, for the one caller of KMS's Encrypt.
    ///
    /// # Security
    /// This is the one way out for a clear text. `clippy.toml` forbids it everywhere else.
    #[must_use]
    pub fn exposed(&self) -> Exposed<'_> {
        self.plaintext.expose()
    }
}

impl PartialEq for EncryptRequest {
    fn eq(&self, other: &Self) -> bool {
        let (plaintext, others) = (&self.plaintext, &other.plaintext);
        self.key == other.key && self.context == other.context && plaintext.origin() == others.origin() && plaintext.text() == others.text()
    }
}

impl Eq for EncryptRequest {}

impl Hash for EncryptRequest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
        self.context.hash(state);
        self.plaintext.origin().hash(state);
    }
}

impl fmt::Debug for EncryptRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EncryptRequest").field("key", &self.key).field("context", &self.context).finish_non_exhaustive()
    }
}

/// What the driver learnt.
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`Question::EnvironmentVariable`]; `None`: it is not set.
    EnvironmentVariable(Option<Arc<Plaintext>>),
    /// To [`Question::File`]; `None`: there is no such file.
    File(Option<Arc<FileText>>),
    /// To [`Question::Account`]: twelve digits.
    Account(Box<str>),
    /// To [`Question::Parameter`]; `None`: ParameterNotFound.
    Parameter(Option<Arc<Parameter>>),
    /// To [`Question::ParameterMetadata`].
    ParameterMetadata(Learnt<ParameterMetadata>),
    /// To [`Question::Key`].
    Key(Learnt<KeyMetadata>),
    /// To [`Question::SecretMetadata`].
    SecretMetadata(Learnt<SecretMetadata>),
    /// To [`Question::Encrypt`].
    Encrypt(CiphertextBlob),
    /// To [`Question::StackOutputs`], by output key; `None`: there is no such stack.
    StackOutputs(Option<Arc<StackOutputs>>),
    /// To [`Question::Object`]; `None`: there is no such object.
    Object(Option<Arc<Plaintext>>),
    /// To [`Question::Git`]; `None`: the folder is in no repository, or the repository does not know it.
    Git(Option<Arc<Plaintext>>),
    /// To [`Question::Script`]: JSON; `None`: there is no such file, or it gives nothing.
    Script(Option<Arc<FileText>>),
}

/// The outputs of a stack by their keys. Their values are judged only where they are used.
pub type StackOutputs = HashMap<Box<str>, Arc<Plaintext>>;

/// An answer that may be denied without ending the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Learnt<T> {
    /// Here it is.
    Found(T),
    /// There is no such thing.
    Missing,
    /// We may not know.
    Denied,
}

/// A file's text and the id under which its spans are known.
#[derive(Debug)]
pub struct FileText {
    /// The id in the run's [`sealform_diagnostic::Sources`].
    pub file: FileId,
    /// The text; it is not printed by Debug of anything that the CLI shows.
    pub text: Box<str>,
}

/// The type of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// Clear text for everybody.
    Text,
    /// Clear text for everybody, items separated by commas.
    TextList,
    /// Encrypted with a KMS key.
    SecureString,
}

/// A parameter as `GetParameters` answered it, without decryption.
#[derive(Debug)]
pub struct Parameter {
    /// The ARN that the API answered.
    pub arn: ParameterArn,
    /// The type.
    pub parameter_type: ParameterType,
    /// The version, from 1; 0 for Secrets Manager references.
    pub version: i64,
    /// The value: clear text of a String, ciphertext of a SecureString (or what claims to be one).
    pub value: Arc<Plaintext>,
}

/// What `DescribeParameters` says of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterMetadata {
    /// `Standard`, `Advanced` or `Intelligent-Tiering`.
    pub tier: Tier,
    /// The key of a SecureString as SSM holds it: key id, ARN or alias.
    pub key: Option<Box<str>>,
}

/// The tier of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// Up to 4 KB, encrypted by KMS itself.
    Standard,
    /// Up to 8 KB, an Encryption SDK message.
    Advanced,
}

/// What `DescribeKey` says of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMetadata {
    /// The key's ARN (never an alias).
    pub arn: KeyArn,
    /// Whether AWS manages it (`alias/aws/...`): such a key serves only its own service.
    pub aws_managed: bool,
    /// Whether it is enabled, symmetric and made to encrypt and decrypt.
    pub usable: bool,
}

/// What `DescribeSecret` says of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretMetadata {
    /// The secret's full ARN with its six random characters.
    pub arn: Box<str>,
    /// The secret's name.
    pub name: Box<str>,
    /// Its customer managed key, as Secrets Manager holds it; `None`: the default key.
    pub key: Option<Box<str>>,
}

/// A map with a hash that is fast for short keys.
type Fast<K, V> = HashMap<K, V, foldhash::fast::RandomState>;

/// All answers so far.
///
/// What sealing asks for every secret is found by its address alone, without a [`Question`] made for it.
#[derive(Debug, Default)]
pub struct Answers {
    parameters: Fast<ParameterAddress, Answer>,
    parameter_metadata: Fast<ParameterAddress, Answer>,
    keys: Fast<KeyAddress, Answer>,
    secret_metadata: Fast<SecretAddress, Answer>,
    others: Fast<Question, Answer>,
}

impl Answers {
    /// No answer yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records an answer.
    pub fn insert(&mut self, question: Question, answer: Answer) {
        match question {
            Question::Parameter(address) => self.parameters.insert(address, answer),
            Question::ParameterMetadata(address) => self.parameter_metadata.insert(address, answer),
            Question::Key(address) => self.keys.insert(address, answer),
            Question::SecretMetadata(address) => self.secret_metadata.insert(address, answer),
            question => self.others.insert(question, answer),
        };
    }

    /// The answer to `question`, if it was given.
    #[must_use]
    pub fn get(&self, question: &Question) -> Option<&Answer> {
        match question {
            Question::Parameter(address) => self.parameter(address),
            Question::ParameterMetadata(address) => self.parameter_metadata(address),
            Question::Key(address) => self.key(address),
            Question::SecretMetadata(address) => self.secret_metadata(address),
            question => self.others.get(question),
        }
    }

    /// The answer to [`Question::Parameter`], if it was given.
    #[must_use]
    pub fn parameter(&self, address: &ParameterAddress) -> Option<&Answer> {
        self.parameters.get(address)
    }

    /// The answer to [`Question::SecretMetadata`], if it was given.
    #[must_use]
    pub fn secret_metadata(&self, address: &SecretAddress) -> Option<&Answer> {
        self.secret_metadata.get(address)
    }

    pub(crate) fn parameter_metadata(&self, address: &ParameterAddress) -> Option<&Answer> {
        self.parameter_metadata.get(address)
    }

    pub(crate) fn key(&self, address: &KeyAddress) -> Option<&Answer> {
        self.keys.get(address)
    }
}
