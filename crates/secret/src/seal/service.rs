//! What sealing gives: the service with every secret sealed, and what each function needs to open its own.

use std::sync::Arc;

use indexmap::IndexMap;
use sealform_diagnostic::Span;
use sealform_model::Tree;

use crate::access::Grant;
use crate::{Public, SealedLeaf};

/// A service in which every secret is sealed.
#[derive(Debug)]
pub struct SealedService {
    /// The stage that is deployed: `--stage`, else `provider.stage`, else `dev`.
    pub stage: Public,
    /// The Region that is deployed to: `--region`, else `provider.region`, else `us-east-1`.
    pub region: Public,
    /// The whole service. `functions` and `resources` are one map each, also where they are written as lists of maps.
    /// `provider.environment` and `functions.*.environment` are left out: emit from [`SealedFunction::environment`]. In sections that reach
    /// no template (`custom`, `params`) null stands for what is secret.
    pub tree: Tree<SealedLeaf>,
    /// The functions under `functions`, in order, by key.
    pub functions: IndexMap<Box<str>, SealedFunction>,
    /// The Lambda functions under `resources.Resources`, in order, by logical ID; their environment is sealed in place in `tree`.
    pub resources: IndexMap<Box<str>, SealedFunction>,
    /// What became of each secret, for `--explain`, in order.
    pub secrets: Vec<SecretRecord>,
    /// The account, where a question needed it.
    pub account: Option<Box<str>>,
}

/// A Lambda function after sealing.
#[derive(Debug, Default)]
pub struct SealedFunction {
    /// `FunctionName`, where it is known at render time.
    pub name: Option<Public>,
    /// Provider's and function's environment merged and sealed, in order; `None` where neither is given, and for functions under
    /// `resources`, whose environment stands in the tree.
    pub environment: Option<Tree<SealedLeaf>>,
    /// What the function's role must allow, in order, each once.
    pub grants: Vec<Grant>,
}

/// What became of one secret: never its value.
#[derive(Clone, Debug)]
pub struct SecretRecord {
    /// The function (its key under `functions`, or a logical ID), if it lands in one.
    pub function: Option<Box<str>>,
    /// Where it lands, as a dotted path: `functions.a.environment.X`.
    pub at: Box<str>,
    /// What it is: `ssm:/path`, `secretsmanager:NAME`, `env:NAME`, `literal`.
    pub source: Box<str>,
    /// The way it came, the origin first, the landing place last.
    pub hops: Vec<Hop>,
    /// The form: `ciphertext`, `runtime-path`, `encrypted`, `dynamic-reference`, `kept`.
    pub form: &'static str,
    /// The names it got: `ENCRYPTED_X`, `X_ARN`.
    pub names: Vec<Arc<str>>,
    /// What the function must be allowed to do.
    pub grants: Vec<Grant>,
}

impl SecretRecord {
    /// A record of the form alone.
    pub(super) fn of_form(form: &'static str) -> Self {
        let (at, source) = (Box::default(), Box::default());
        Self { function: None, at, source, hops: Vec::new(), form, names: Vec::new(), grants: Vec::new() }
    }
}

/// One place on a secret's way.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    /// Where.
    pub span: Span,
}
