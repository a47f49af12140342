//! The IAM that a sealed secret needs: one [`Grant`] a secret, merged into as few and as narrow statements as possible.

use indexmap::{IndexMap, IndexSet};
use sealform_diagnostic::Span;
use sealform_model::{Mapping, Scalar, Tree, fixed_key};

use crate::{KeyArn, ParameterArn, Public, Region, SealedLeaf};

/// What a function must be allowed to do to open one sealed secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grant {
    /// `kms:Decrypt` on the key under the context `{"PARAMETER_ARN": parameter}`: the ciphertext form.
    DecryptParameter {
        /// The key.
        key: KeyArn,
        /// The parameter whose ciphertext it is.
        parameter: ParameterArn,
    },
    /// `kms:Decrypt` on the key under the context `{"LambdaFunctionName": function}`: our own encryption of a clear text.
    DecryptForFunction {
        /// The key.
        key: KeyArn,
        /// The function's name.
        function: Box<str>,
    },
    /// `ssm:GetParameter` and `ssm:GetParameters` on the parameter, and `kms:Decrypt` through SSM: the runtime-path form.
    ReadParameter {
        /// The parameter.
        parameter: ParameterArn,
        /// Its customer managed key; `None` for a String or under `alias/aws/ssm`, whose key policy allows it already.
        key: Option<KeyArn>,
    },
    /// `ssm:GetParameter(s)` on `/aws/reference/secretsmanager/NAME`, `secretsmanager:GetSecretValue` on the secret, and `kms:Decrypt` through Secrets Manager.
    ReadManagedSecret {
        /// The Region of the secret.
        region: Region,
        /// The ARN of `parameter/aws/reference/secretsmanager/NAME`.
        reference: ParameterArn,
        /// The secret's full ARN, or one that ends in `-??????`.
        secret: Box<str>,
        /// Its customer managed key, if it has one.
        key: Option<KeyArn>,
    },
}

/// The statements of an IAM policy that allow exactly `grants`, as few as possible: what has the same action and key shares one. Each
/// value of a list is allowed with each other value beside it, so only lists that may be combined freely stand in one statement.
/// `span` is the place that asks for them.
///
/// An alias never stands in `Resource`, for IAM does not resolve it ("Using aliases to control access to KMS keys", AWS KMS Developer
/// Guide, read 2026-11-23).
#[must_use]
pub fn statements(grants: &[Grant], span: Span) -> Vec<Tree<SealedLeaf>> {
    let mut direct: IndexMap<(&KeyArn, &'static str), Texts<'_>, foldhash::fast::RandomState> = IndexMap::default();
    let mut parameters = Texts::default();
    let mut secrets = Texts::default();
    let mut through: IndexMap<(&KeyArn, Through), Texts<'_>, foldhash::fast::RandomState> = IndexMap::default();
    for grant in grants {
        match grant {
            Grant::DecryptParameter { key, parameter } => {
                direct.entry((key, "kms:EncryptionContext:PARAMETER_ARN")).or_default().insert(parameter.as_str());
            }
            Grant::DecryptForFunction { key, function } => {
                direct.entry((key, "kms:EncryptionContext:LambdaFunctionName")).or_default().insert(function);
            }
            Grant::ReadParameter { parameter, key } => {
                parameters.insert(parameter.as_str());
                if let Some(key) = key {
                    through.entry((key, Through::parameter_store(&parameter.region()))).or_default().insert(parameter.as_str());
                }
            }
            Grant::ReadManagedSecret { region, reference, secret, key } => {
                parameters.insert(reference.as_str());
                secrets.insert(secret);
                if let Some(key) = key {
                    through.entry((key, Through::secrets_manager(region, secret))).or_default().insert(secret);
                }
            }
        }
    }
    let write = Writer { span };
    let decrypt = |key: &KeyArn, condition| write.statement(&["kms:Decrypt"], &Texts::from_iter([key.as_str()]), Some(condition));
    let mut statements = Vec::new();
    for ((key, context), values) in &direct {
        statements.push(decrypt(key, write.map([("StringEquals", write.map([(*context, write.texts(values))]))])));
    }
    if !parameters.is_empty() {
        statements.push(write.statement(&["ssm:GetParameter", "ssm:GetParameters"], &parameters, None));
    }
    if !secrets.is_empty() {
        statements.push(write.statement(&["secretsmanager:GetSecretValue"], &secrets, None));
    }
    for ((key, through), values) in &through {
        statements.push(decrypt(key, through.condition(&write, values)));
    }
    statements
}

/// Texts in order, each once.
type Texts<'t> = IndexSet<&'t str, foldhash::fast::RandomState>;

/// The service that asks KMS for the function, and the context it gives.
#[derive(PartialEq, Eq, Hash)]
struct Through {
    /// The value of `kms:ViaService`: one Region's endpoint, so secrets of two Regions never share a statement.
    service: String,
    context: &'static str,
    /// Whether the context's value ends in the `-??????` of a secret whose ARN is not known.
    pattern: bool,
}

impl Through {
    fn parameter_store(region: &Region) -> Self {
        let service = format!("ssm.{region}.{}", region.dns_suffix());
        Self { service, context: "kms:EncryptionContext:PARAMETER_ARN", pattern: false }
    }

    fn secrets_manager(region: &Region, secret: &str) -> Self {
        let service = format!("secretsmanager.{region}.{}", region.dns_suffix());
        Self { service, context: "kms:EncryptionContext:SecretARN", pattern: secret.contains('?') }
    }

    fn condition(&self, write: &Writer, values: &Texts<'_>) -> Tree<SealedLeaf> {
        let service = ("kms:ViaService", write.text(&self.service));
        let context = (self.context, write.texts(values));
        if self.pattern {
            write.map([("StringEquals", write.map([service])), ("StringLike", write.map([context]))])
        } else {
            write.map([("StringEquals", write.map([service, context]))])
        }
    }
}

/// Writes policies; everything stands where they were asked for.
struct Writer {
    span: Span,
}

impl Writer {
    fn statement(&self, actions: &[&'static str], resources: &Texts<'_>, condition: Option<Tree<SealedLeaf>>) -> Tree<SealedLeaf> {
        let fixed = |text: &'static str| Tree::leaf(self.span, SealedLeaf::Public(Public::fixed(text)));
        let actions = self.list(actions.iter().map(|action| fixed(action)).collect());
        let entries = [("Effect", fixed("Allow")), ("Action", actions), ("Resource", self.texts(resources))];
        self.map(entries.into_iter().chain(condition.map(|condition| ("Condition", condition))))
    }

    fn map(&self, entries: impl IntoIterator<Item = (&'static str, Tree<SealedLeaf>)>) -> Tree<SealedLeaf> {
        let mut mapping = Mapping::new();
        for (key, value) in entries {
            mapping.push(fixed_key(key), self.span, value);
        }
        Tree::mapping(self.span, mapping)
    }

    fn texts(&self, texts: &Texts<'_>) -> Tree<SealedLeaf> {
        self.list(texts.iter().map(|text| self.text(text)).collect())
    }

    /// One value as itself, several as a list.
    fn list(&self, mut items: Vec<Tree<SealedLeaf>>) -> Tree<SealedLeaf> {
        match (items.pop(), items.is_empty()) {
            (Some(item), true) => item,
            (last, _) => Tree::sequence(self.span, items.into_iter().chain(last).collect()),
        }
    }

    /// ARNs and names of functions are public: AWS answers them to whoever may see the function.
    fn text(&self, text: &str) -> Tree<SealedLeaf> {
        Tree::leaf(self.span, SealedLeaf::Public(Public::outside(Scalar::Text(text.to_owned()))))
    }
}
