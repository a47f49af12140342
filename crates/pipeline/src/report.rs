//! The way that each secret of a service takes to its function, before and after sealing. Nothing is asked: ways are told by what is written.

use std::collections::{BTreeSet, HashMap};

use sealform_diagnostic::{Sources, Span};
use sealform_model::{Scalar, Tree, Value};
use sealform_reference::Delimiter;
use sealform_resolve::Dialect;
use sealform_resolve::inventory::{Entry, Part, Sensitivity, inventory};
use sealform_secret::forms::FormName;
use sealform_secret::heuristics::{is_secret_form, is_secret_name, may_be_secret_value};
use sealform_secret::policy::{Declared, DeclaredNames};
use sealform_secret::{CiphertextBlob, Classified, Content, Policy, Secret, Way};

/// The ways of all secrets of a service.
#[derive(Debug)]
pub struct Report {
    /// One row for each secret of each function, in the order of the file.
    pub rows: Vec<Row>,
}

/// One secret in the environment of one function.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// The function: its key under `functions`, or its logical ID.
    pub function: Box<str>,
    /// The variable.
    pub variable: Box<str>,
    /// What it is, never its value: `ssm:/p`, `secretsmanager:NAME`, `env:NAME`, `literal`.
    pub source: String,
    /// Where it comes from.
    pub origin: Span,
    /// The way it takes as the service is written.
    pub way: Way,
    /// The way it takes once sealed.
    pub sealed: Way,
}

/// What a set of ways costs a month, in thousandths of a US dollar, without free tiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Monthly {
    /// One customer managed key, where any way wants one: secrets can share it.
    pub key_milli_usd: u32,
    /// All managed secrets, each once however many functions use it.
    pub secrets_milli_usd: u32,
    /// For 10,000 starts of each function that opens its secrets once.
    pub calls_milli_usd: u32,
}

impl Monthly {
    /// Keys and secrets: what is paid whether or not a function runs.
    #[must_use]
    pub fn fixed_milli_usd(self) -> u32 {
        self.key_milli_usd.saturating_add(self.secrets_milli_usd)
    }
}

impl Report {
    /// What the ways cost a month, as `way` tells each row's.
    #[must_use]
    pub fn monthly(&self, way: impl Fn(&Row) -> Way) -> Monthly {
        let mut monthly = Monthly::default();
        let mut secrets = BTreeSet::new();
        for row in &self.rows {
            let price = way(row).price();
            monthly.key_milli_usd = monthly.key_milli_usd.max(price.key_milli_usd);
            monthly.calls_milli_usd = monthly.calls_milli_usd.saturating_add(price.calls_milli_usd);
            if price.secret_milli_usd > 0 && secrets.insert(&row.source) {
                monthly.secrets_milli_usd = monthly.secrets_milli_usd.saturating_add(price.secret_milli_usd);
            }
        }
        monthly
    }
}

/// The ways in `service`, which was resolved offline for [`sealform_resolve::Demand::environments`].
#[must_use]
pub fn report(service: &Tree<Classified>, sources: &Sources, dialect: Dialect, policy: &Policy) -> Report {
    let judge = Judge { references: references(service, sources, dialect, policy), form: policy.form, names: &policy.names };
    let mut rows = Vec::new();
    let shared = environment(service.at(&["provider"]));
    for (key, function) in mappings(service.get("functions")) {
        // A function's variable stands in for the provider's of the same name, at its place; a null takes it away.
        let mut variables: Vec<(&str, &Tree<Classified>)> = shared.clone();
        for (name, value) in environment(Some(function)) {
            match variables.iter_mut().find(|(known, _)| *known == name) {
                Some(variable) => variable.1 = value,
                None => variables.push((name, value)),
            }
        }
        judge.add(key, &variables, &mut rows);
    }
    for resources in templates(service.get("resources")) {
        for (logical_id, resource) in mappings(resources.get("Resources")) {
            let variables = resource.at(&["Properties", "Environment", "Variables"]);
            let variables: Vec<_> = variables.and_then(Tree::as_mapping).map(|mapping| mapping.iter().collect()).unwrap_or_default();
            judge.add(logical_id, &variables, &mut rows);
        }
    }
    Report { rows }
}

/// The references of all files that a value of `service` comes from, by where they are written.
fn references(service: &Tree<Classified>, sources: &Sources, dialect: Dialect, policy: &Policy) -> HashMap<Span, Entry> {
    let mut files = BTreeSet::new();
    service.for_each_leaf(&mut |_, leaf| {
        files.insert(leaf.provenance.origin().file);
    });
    let mut references = HashMap::new();
    for (file, source) in files.into_iter().filter_map(|file| Some((file, sources.get(file)?))) {
        // What is no YAML has no references; what is wrong with the service has been reported by whoever resolved it.
        let Ok(document) = sealform_yaml::parse(file, source.text()) else { continue };
        let (grammar, _) = sealform_resolve::grammar(&document, dialect);
        let (tree, _) = sealform_model::read(&document, source.text(), grammar);
        references.extend(inventory(&tree, dialect, policy).into_iter().map(|entry| (entry.span, entry)));
    }
    references
}

struct Judge<'p> {
    references: HashMap<Span, Entry>,
    form: FormName,
    names: &'p DeclaredNames,
}

impl Judge<'_> {
    fn add(&self, function: &str, variables: &[(&str, &Tree<Classified>)], rows: &mut Vec<Row>) {
        for &(variable, value) in variables {
            let Value::Leaf(leaf) = &value.value else { continue };
            if let Some((way, source)) = self.way(variable, leaf) {
                rows.push(Row {
                    function: function.into(),
                    variable: variable.into(),
                    source,
                    origin: leaf.provenance.origin(),
                    way,
                    sealed: way.sealed(self.form),
                });
            }
        }
    }

    /// The way of one variable, and what it holds; `None` where it is no secret.
    fn way(&self, variable: &str, leaf: &Classified) -> Option<(Way, String)> {
        match &leaf.content {
            Content::Public(public) => written(variable, public.scalar()),
            Content::Secret(secret @ Secret::Clear(_)) => Some((Way::ClearText, secret.source())),
            Content::Secret(_) => self.references.get(&leaf.provenance.origin()).and_then(|entry| self.asked(variable, entry)),
        }
    }

    /// The way of a value that the Serverless Framework would ask for.
    fn asked(&self, variable: &str, entry: &Entry) -> Option<(Way, String)> {
        let ssm = entry.sources.iter().find_map(|part| match part {
            Part::Source { name, address: Some(address), .. } if name.split('.').next() == Some("ssm") => Some(&**address),
            _ => None,
        });
        let Some(address) = ssm else {
            // A stack's output, an object: what it gives is clear text.
            let secret = entry.sensitivity == Sensitivity::Secret || is_secret_name(variable);
            return secret.then(|| (Way::ClearText, entry.text.clone()));
        };
        let path = address.split('~').next().unwrap_or(address);
        if let Some(name) = path.strip_prefix(MANAGED) {
            return Some((Way::DecryptedManagedSecret, format!("secretsmanager:{name}")));
        }
        let source = format!("ssm:{path}");
        if !entry.decrypts {
            // A String is not encrypted whatever the reference says; only a secret's name tells.
            let named = is_secret_name(path) || is_secret_name(variable) || variable.starts_with("ENCRYPTED_");
            return named.then_some((Way::ParameterCiphertext, source));
        }
        // A SecureString may have any name, so only what is known to be public is none: `convert` rewrites all others.
        let named = || is_secret_name(path) || is_secret_name(variable);
        let public =
            path.starts_with(PUBLISHED) || [address, path].into_iter().any(|name| self.names.declared(name) == Some(Declared::Public));
        ((entry.delimiter != Delimiter::Angle && !public) || named()).then_some((Way::DecryptedParameter, source))
    }
}

/// The way of a value that is written out.
fn written(variable: &str, scalar: &Scalar) -> Option<(Way, String)> {
    let Scalar::Text(text) = scalar else { return None };
    if CiphertextBlob::looks_like(text) && CiphertextBlob::parse(text).is_ok() {
        return Some((Way::Ciphertext, "literal".to_owned()));
    }
    // A path says where a secret is if the variable or the path says that it is one.
    let named = || variable.starts_with("SSM_PATH_TO_") || is_secret_name(text);
    if let Some(name) = text.strip_prefix(MANAGED) {
        return Some((Way::ManagedAtRunTime, format!("secretsmanager:{name}")));
    }
    if text.starts_with("arn:") && text.contains(":secretsmanager:") {
        let name = text.rsplit_once(":secret:").map_or(&**text, |(_, name)| name);
        return Some((Way::ManagedAtRunTime, format!("secretsmanager:{name}")));
    }
    if text.starts_with('/') && named() {
        return Some((Way::RuntimePath, format!("ssm:{text}")));
    }
    let secret = is_secret_form(text) || (may_be_secret_value(text) && is_secret_name(variable));
    secret.then(|| (Way::ClearText, "literal".to_owned()))
}

/// How Parameter Store addresses a secret of Secrets Manager.
const MANAGED: &str = "/aws/reference/secretsmanager/";

/// Parameters that AWS publishes for everybody (Systems Manager User Guide, "Discovering public parameters", read 2026-11-23).
const PUBLISHED: &str = "/aws/service/";

fn environment(owner: Option<&Tree<Classified>>) -> Vec<(&str, &Tree<Classified>)> {
    let variables = owner.and_then(|owner| owner.get("environment")).and_then(Tree::as_mapping);
    variables.map(|mapping| mapping.iter().collect()).unwrap_or_default()
}

/// The entries of a map, or of the maps in a list.
fn mappings(tree: Option<&Tree<Classified>>) -> Vec<(&str, &Tree<Classified>)> {
    match tree.map(|tree| &tree.value) {
        Some(Value::Mapping(mapping)) => mapping.iter().collect(),
        Some(Value::Sequence(items)) => items.iter().filter_map(Tree::as_mapping).flat_map(|mapping| mapping.iter()).collect(),
        _ => Vec::new(),
    }
}

/// The maps that `resources` is, or is a list of.
fn templates(tree: Option<&Tree<Classified>>) -> Vec<&Tree<Classified>> {
    match tree.map(|tree| &tree.value) {
        Some(Value::Sequence(items)) => items.iter().collect(),
        _ => tree.into_iter().collect(),
    }
}
