//! Everything outside the environments: public text passes, a secret becomes a dynamic reference where CloudFormation resolves one, and is
//! refused everywhere else.

use std::sync::Arc;

use sealform_diagnostic::{Code, Diagnostic, Label, Span, registry};
use sealform_model::{Mapping, Scalar, Tree, Value};

use super::environment::{self, Entry, Owner, OwnerKind, hops};
use super::pass::Pass;
use super::template::GLOBALS;
use super::{SecretRecord, intrinsic};
use crate::access::Grant;
use crate::forms::{Remote, ciphertext, dynamic_reference};
use crate::policy::Declared;
use crate::{CiphertextBlob, Classified, Content, Intent, Public, Sealed, SealedLeaf, Secret, SecretParameter, heuristics};

/// Whether a section reaches the template.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Emitted {
    /// It does: a secret in it is refused.
    Yes,
    /// It does not: a secret in it is left out.
    No,
}

/// The resource that is walked through.
#[derive(Clone, Copy)]
pub(super) struct Resource<'t> {
    pub(super) logical_id: &'t str,
    pub(super) resource_type: &'t str,
    pub(super) is_function: bool,
    pub(super) function_name: Option<&'t str>,
}

/// A walk through a part of the service, which knows where it is.
pub(super) struct Walk<'w, 'a, 't> {
    pass: &'w mut Pass<'a>,
    emitted: Emitted,
    path: Vec<PathPart<'t>>,
    resource: Option<Resource<'t>>,
    grants: Vec<Grant>,
}

#[derive(Clone, Copy)]
enum PathPart<'t> {
    Key(&'t str),
    Index(usize),
}

impl<'w, 'a, 't> Walk<'w, 'a, 't> {
    pub(super) fn new(pass: &'w mut Pass<'a>, emitted: Emitted) -> Self {
        Self { pass, emitted, path: Vec::new(), resource: None, grants: Vec::new() }
    }

    pub(super) fn of_resource(pass: &'w mut Pass<'a>, resource: Resource<'t>) -> Self {
        Self { resource: Some(resource), ..Self::new(pass, Emitted::Yes) }
    }

    /// What the environment of the function that was walked through needs.
    pub(super) fn into_grants(self) -> Vec<Grant> {
        self.grants
    }

    /// Walks on below `keys`.
    pub(super) fn at<T>(&mut self, keys: &[&'t str], walk: impl FnOnce(&mut Self) -> T) -> T {
        let depth = self.path.len();
        self.path.extend(keys.iter().copied().map(PathPart::Key));
        let result = walk(self);
        self.path.truncate(depth);
        result
    }

    /// Walks through `tree`, which stands under `key`.
    pub(super) fn below(&mut self, key: &'t str, tree: &'t Tree<Classified>) -> Tree<SealedLeaf> {
        self.at(&[key], |walk| walk.named(tree, key))
    }

    /// Walks through `tree`.
    pub(super) fn tree(&mut self, tree: &'t Tree<Classified>) -> Tree<SealedLeaf> {
        self.named(tree, "")
    }

    /// Walks through `tree` but for the value of `key`, which is left out.
    pub(super) fn tree_without(&mut self, tree: &'t Tree<Classified>, key: &str) -> Tree<SealedLeaf> {
        match &tree.value {
            Value::Mapping(mapping) => Tree::mapping(tree.span, self.mapping(mapping, "", Some(key))),
            _ => self.tree(tree),
        }
    }

    /// Walks through `tree`; texts in it that have no key of their own are judged under `name`.
    fn named(&mut self, tree: &'t Tree<Classified>, name: &'t str) -> Tree<SealedLeaf> {
        match &tree.value {
            Value::Leaf(leaf) => Tree::leaf(tree.span, self.leaf(tree, leaf, name)),
            Value::Sequence(items) => Tree::sequence(tree.span, self.items(items, |_| name)),
            Value::Mapping(mapping) if self.is_environment(mapping) => self.environment(tree.span, mapping),
            Value::Mapping(mapping) => Tree::mapping(tree.span, self.mapping(mapping, name, None)),
        }
    }

    fn items(&mut self, items: &'t [Tree<Classified>], name: impl Fn(usize) -> &'t str) -> Vec<Tree<SealedLeaf>> {
        let mut sealed = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.path.push(PathPart::Index(index));
            sealed.push(self.named(item, name(index)));
            self.path.pop();
        }
        sealed
    }

    fn mapping(&mut self, mapping: &'t Mapping<Classified>, name: &'t str, without: Option<&str>) -> Mapping<SealedLeaf> {
        let called = called(mapping);
        // The default of such a parameter of the template is the name of one in Parameter Store.
        let is_name = text(mapping, "Type").is_some_and(|name| name.starts_with("AWS::SSM::Parameter::"));
        let mut sealed = Mapping::with_capacity(mapping.len());
        for (key, key_span, value) in mapping.iter_shared().filter(|(key, ..)| Some(&***key) != without) {
            let shared = Arc::clone(key);
            let key = &**key;
            let tree = self.at(&[key], |walk| match (key, &value.value) {
                // The branches of a condition stand for the property itself, the first item is the condition's name.
                ("Fn::If", Value::Sequence(items)) => {
                    Tree::sequence(value.span, walk.items(items, |index| if index == 0 { key } else { name }))
                }
                ("Value" | "value" | "Default", Value::Leaf(leaf)) if !is_name => {
                    let text = leaf.as_public().and_then(|public| Some((public, public.as_str()?)));
                    let is_secret = |name: &&str| text.is_some_and(|(public, text)| walk.is_secret(name, public, text));
                    let names = [called, Some(name), walk.entity()];
                    let name = names.into_iter().flatten().find(is_secret).unwrap_or(key);
                    walk.named(value, name)
                }
                _ => walk.named(value, key),
            });
            sealed.push(shared, key_span, tree);
        }
        sealed
    }

    fn leaf(&mut self, tree: &Tree<Classified>, leaf: &Classified, name: &str) -> SealedLeaf {
        let result = match &leaf.content {
            Content::Public(public) => match public.scalar() {
                Scalar::Text(text) if self.is_secret(name, public, text) => Err(self.literal(public, leaf)),
                _ => return SealedLeaf::Public(public.clone()),
            },
            Content::Secret(_) if self.emitted == Emitted::No => return SealedLeaf::Public(Public::null()),
            Content::Secret(secret) => self.secret(secret, tree),
        };
        match result {
            Ok(sealed) => SealedLeaf::Sealed(sealed),
            Err(_) if self.emitted == Emitted::No => SealedLeaf::Public(Public::null()),
            Err(diagnostic) => {
                let lands = format!("it lands in `{}`", self.path_text());
                self.pass.report(leaf.provenance.explain(*diagnostic, "it comes from here", tree.span, &lands));
                self.pass.placeholder()
            }
        }
    }

    /// Whether a public text is secret because of where it lands.
    fn is_secret(&self, name: &str, public: &Public, text: &str) -> bool {
        // What CloudFormation is told to hide, its author takes for a secret.
        let hidden = || self.entity() == Some(name) && self.pass.no_echo.contains(name) && heuristics::may_be_secret_value(text);
        match self.pass.policy().names.declared(name) {
            Some(Declared::Public) => false,
            Some(Declared::Secret) => heuristics::may_be_secret_value(text),
            None => {
                self.pass.classifier().is_secret_property(name, public, text)
                    || hidden()
                    || (name == "SecretString" && heuristics::may_be_secret_value(text))
            }
        }
    }

    /// The template's parameter or output that is walked through.
    fn entity(&self) -> Option<&'t str> {
        match self.path.as_slice() {
            [PathPart::Key("resources"), PathPart::Key("Parameters" | "Outputs"), PathPart::Key(name), ..] => Some(name),
            _ => None,
        }
    }

    fn literal(&self, public: &Public, leaf: &Classified) -> Box<Diagnostic> {
        if self.emitted == Emitted::Yes {
            self.pass.demote(public, &leaf.provenance);
        }
        let mut diagnostic = self.clear_text(if public.is_authored() { "literal" } else { "outside" });
        if let Some(help) = &mut diagnostic.help {
            help.push_str(" If it is no secret, declare its key public in sealform.toml.");
        }
        diagnostic
    }

    fn secret(&mut self, secret: &Secret, tree: &Tree<Classified>) -> Result<Sealed, Box<Diagnostic>> {
        let source = secret.source();
        match secret {
            // A ciphertext is safe wherever it stands.
            Secret::Clear(plaintext) => match CiphertextBlob::parse(plaintext.text()) {
                Ok(blob) => Ok(Sealed::ciphertext(&blob)),
                Err(_) => Err(self.clear_text(&source)),
            },
            Secret::Parameter(parameter) if parameter.intent == Intent::Ciphertext => self.ciphertext(parameter, &source),
            Secret::Parameter(parameter) => self.dynamic_reference(Remote::Parameter(parameter), secret, tree),
            Secret::SecretsManager(managed) => self.dynamic_reference(Remote::Managed(managed), secret, tree),
            Secret::Joined(joined) => {
                let message = format!("`{}` joins {} with other text", self.path_text(), joined.what);
                let mut diagnostic = error(
                    &registry::SECRET_IN_TEXT,
                    message,
                    "Pass the secret alone, where a secret can stand, and join where it is used.",
                );
                diagnostic.labels.push(Label { span: joined.remote, text: joined.what.to_owned() });
                Err(diagnostic)
            }
            Secret::Unasked(_) => {
                let message = format!("`{}` cannot be sealed without asking AWS", self.path_text());
                Err(error(&registry::UNSEALED_OFFLINE, message, "Leave out `--offline`."))
            }
        }
    }

    fn ciphertext(&self, parameter: &SecretParameter, source: &str) -> Result<Sealed, Box<Diagnostic>> {
        if !parameter.json_key.is_empty() {
            return Err(error(
                &registry::MISSING_VALUE,
                format!("the ciphertext of `{source}` has no keys"),
                "Refer to the whole ciphertext.",
            ));
        }
        ciphertext::blob(parameter).map(|blob| Sealed::ciphertext(&blob)).map_err(|_| {
            let message = format!("what `{source}` answers without decryption is no KMS ciphertext blob");
            error(&registry::NOT_A_BLOB, message, "It may be clear text. Store the parameter again as a SecureString of the Standard tier.")
        })
    }

    fn dynamic_reference(&mut self, remote: Remote<'_>, secret: &Secret, tree: &Tree<Classified>) -> Result<Sealed, Box<Diagnostic>> {
        let path = self.path_text();
        let what = format!("{} (`{}`)", secret.describe(), secret.source());
        if !self.allows_dynamic_reference() {
            return Err(error(
                &registry::SECRET_IN_PROPERTY,
                format!("{what} lands in `{path}`, which can hold no sealed form"),
                self.instead(),
            ));
        }
        let sealed = dynamic_reference::seal(remote, self.pass.region()).map_err(|why| {
            error(&registry::SECRET_IN_PROPERTY, format!("{what} cannot be sealed in `{path}`: {why}"), "Refer to it otherwise.")
        })?;
        self.pass.report(
            Diagnostic::warning(&registry::DYNAMIC_REFERENCE, format!("`{path}` gets a dynamic reference to `{}`", secret.source()))
                .at(tree.span, "CloudFormation resolves it with the deploying role"),
        );
        self.pass.record(dynamic_reference::NAME, || SecretRecord {
            function: None,
            at: path.into(),
            source: secret.source().into(),
            hops: hops(tree),
            form: dynamic_reference::NAME,
            names: Vec::new(),
            grants: Vec::new(),
        });
        Ok(sealed)
    }

    fn clear_text(&self, source: &str) -> Box<Diagnostic> {
        let help = if self.allows_dynamic_reference() {
            "Store it in Parameter Store as a SecureString and write `$<ssm:/path>`: it becomes a dynamic reference."
        } else {
            self.instead()
        };
        error(&registry::CLEAR_TEXT, format!("a clear text ({source}) would reach `{}`", self.path_text()), help)
    }

    /// What to write in place of a secret, by where it stands.
    fn instead(&self) -> &'static str {
        match self.path.as_slice() {
            [PathPart::Key("resources"), PathPart::Key("extensions"), ..] => {
                "Write variables of a function under `functions.NAME.environment`, where they are sealed. Elsewhere give the name of the parameter, not its value."
            }
            [PathPart::Key("resources"), PathPart::Key("Resources"), _, PathPart::Key("Properties"), ..] => {
                "CloudFormation resolves secrets in eleven properties only, such as MasterUserPassword of AWS::RDS::DBInstance. Give this one the name or ARN of a parameter or secret, not its value."
            }
            _ => "Leave it out: what stands here is readable for everybody who may see the stack. Name the parameter, not its value.",
        }
    }

    fn allows_dynamic_reference(&self) -> bool {
        self.resource.is_some_and(|resource| dynamic_reference::allows(resource.resource_type, &self.property()))
    }

    /// The keys that lead from `Properties` here, without those of conditions; nothing outside of a resource's properties.
    fn property(&self) -> Vec<&'t str> {
        match self.path.as_slice() {
            [_, _, _, PathPart::Key("Properties"), keys @ ..] => keys
                .iter()
                .filter_map(|part| match part {
                    PathPart::Key("Fn::If") | PathPart::Index(_) => None,
                    PathPart::Key(key) => Some(*key),
                })
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Whether this is the environment of the function that is walked through.
    fn is_environment(&self, mapping: &Mapping<Classified>) -> bool {
        use PathPart::Key;
        let is_function = self.resource.is_some_and(|resource| resource.is_function);
        let of_globals = || matches!(self.path.as_slice(), [_, Key(GLOBALS), Key("Function"), Key("Environment"), Key("Variables")]);
        is_function && (self.property() == ["Environment", "Variables"] || of_globals()) && intrinsic::name(mapping).is_none()
    }

    fn environment(&mut self, span: Span, mapping: &'t Mapping<Classified>) -> Tree<SealedLeaf> {
        let entries: Vec<Entry<'_>> = mapping.iter_shared().map(|(name, key_span, tree)| Entry { name, key_span, tree }).collect();
        let Some(resource) = self.resource else { return Tree::mapping(span, Mapping::new()) };
        let globals = self.pass.is_template() && matches!(self.path.get(1), Some(PathPart::Key(GLOBALS)));
        let kind = if globals { OwnerKind::Globals } else { OwnerKind::Authored };
        let owner = Owner { key: resource.logical_id, path: self.path_text(), name: resource.function_name, kind };
        let (tree, grants) = environment::seal(&entries, span, &owner, self.pass);
        for grant in grants {
            // Branches of a condition may share a secret.
            if !self.grants.contains(&grant) {
                self.grants.push(grant);
            }
        }
        tree
    }

    fn path_text(&self) -> String {
        let mut text = String::new();
        // Of a template `resources` is not written.
        for part in self.path.iter().skip(usize::from(self.pass.is_template())) {
            match part {
                PathPart::Key(key) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(key);
                }
                PathPart::Index(index) => text.push_str(&format!("[{index}]")),
            }
        }
        text
    }
}

/// The name that a pair `{Name: ..., Value: ...}` gives its value, as lists of variables, parameters and tags have it.
fn called(mapping: &Mapping<Classified>) -> Option<&str> {
    ["Name", "Key", "name", "key"].iter().find_map(|key| text(mapping, key))
}

fn text<'t>(mapping: &'t Mapping<Classified>, key: &str) -> Option<&'t str> {
    mapping.get(key)?.as_leaf()?.as_public()?.as_str()
}

fn error(code: &'static Code, message: String, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, message).help(help))
}
