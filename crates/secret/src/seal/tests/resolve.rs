//! A resolver for tests: just enough variables to make classified leaves of a small service.
//!
//! `$<ssm:/p>` wants the clear text, `${ssm(noDecrypt):/p}` the ciphertext; `#a.b` behind an address takes a key of a JSON secret;
//! `${env:X}` holds the canary; `${self:a.b}` refers; `$<unasked:x>` is what `--offline` leaves.

use std::sync::Arc;

use sealform_diagnostic::Span;
use sealform_model::{Expression, Mapping, Scalar, Tree, Value};
use sealform_reference::Segment;

use super::blob::blob;
use super::world::{CANARY, parameter, region};
use crate::{
    Classified, Classifier, Content, Intent, Joined, ManagedSecret, Origin, ParameterAddress, Part, Plaintext, Provenance, Public, Region,
    Secret, SecretAddress, SecretParameter, Text, Unasked,
};

pub(super) fn resolve(root: &Tree<Expression>, classifier: &Classifier) -> Tree<Classified> {
    Resolver { root, classifier }.tree(root)
}

struct Resolver<'r> {
    root: &'r Tree<Expression>,
    classifier: &'r Classifier,
}

impl Resolver<'_> {
    fn tree(&self, tree: &Tree<Expression>) -> Tree<Classified> {
        match &tree.value {
            Value::Sequence(items) => Tree::sequence(tree.span, items.iter().map(|item| self.tree(item)).collect()),
            Value::Mapping(mapping) => {
                let mut resolved = Mapping::new();
                for (key, key_span, value) in mapping.iter_with_spans() {
                    resolved.insert(key, key_span, self.tree(value));
                }
                Tree::mapping(tree.span, resolved)
            }
            Value::Leaf(Expression::Broken) => panic!("a variable of the test is broken"),
            Value::Leaf(Expression::Scalar(scalar)) => Tree::leaf(tree.span, self.literal(scalar, tree.span)),
            Value::Leaf(Expression::Text(text)) => match text.segments() {
                [Segment::Variable(variable)] => {
                    let written = &text.text()[variable.range.clone()];
                    let mut resolved = self.variable(written, text.span(variable.range.clone()));
                    resolved.span = tree.span;
                    resolved
                }
                segments => {
                    let parts: Vec<Classified> = segments
                        .iter()
                        .map(|segment| match segment {
                            Segment::Text { value, .. } => {
                                Classified::public(Public::authored(Scalar::Text(value.to_string())), Provenance::new(tree.span))
                            }
                            Segment::Variable(variable) => {
                                let resolved = self.variable(&text.text()[variable.range.clone()], text.span(variable.range.clone()));
                                resolved.as_leaf().expect("only text is joined").clone()
                            }
                        })
                        .collect();
                    Tree::leaf(tree.span, join(&parts, tree.span))
                }
            },
        }
    }

    fn literal(&self, scalar: &Scalar, span: Span) -> Classified {
        let content = match self.classifier.authored(scalar, &[], span) {
            Text::Public(public) => Content::Public(public),
            Text::Secret(plaintext) => Content::Secret(Secret::Clear(plaintext)),
        };
        Classified { content, provenance: Provenance::new(span) }
    }

    fn variable(&self, written: &str, span: Span) -> Tree<Classified> {
        let inner = written.strip_prefix("$<").and_then(|text| text.strip_suffix('>')).map(|inner| (inner, Origin::Demanded));
        let inner =
            inner.or_else(|| written.strip_prefix("${").and_then(|text| text.strip_suffix('}')).map(|inner| (inner, Origin::Outside)));
        let (inner, origin) = inner.expect("a variable has its braces");
        let (source, address) = inner.split_once(':').expect("a variable of the tests has a source");
        let content = match source {
            "self" => return self.referred(address, span),
            "ssm" => Content::Secret(ssm(address, Intent::Decrypt, region())),
            "ssm(eu-west-1)" => Content::Secret(ssm(address, Intent::Decrypt, Region::parse("eu-west-1").expect("it has the form"))),
            "ssm(noDecrypt)" => Content::Secret(ssm(address, Intent::Ciphertext, region())),
            "unasked" => Content::Secret(Secret::Unasked(Arc::new(Unasked { text: written.into() }))),
            "env" => {
                let text = Plaintext::new(environment_variable(address), format!("env:{address}"));
                match self.classifier.outside(&text, origin, &[address]) {
                    Text::Public(public) => Content::Public(public),
                    Text::Secret(plaintext) => Content::Secret(Secret::Clear(plaintext)),
                }
            }
            other => panic!("the tests know no source `{other}`"),
        };
        Tree::leaf(span, Classified { content, provenance: Provenance::new(span) })
    }

    fn referred(&self, address: &str, span: Span) -> Tree<Classified> {
        let path: Vec<&str> = address.split('.').collect();
        let mut tree = self.tree(self.root.at(&path).expect("the tests refer to what is there"));
        go_through(&mut tree, span);
        tree
    }
}

fn go_through(tree: &mut Tree<Classified>, span: Span) {
    match &mut tree.value {
        Value::Leaf(leaf) => leaf.provenance = leaf.provenance.through(span),
        Value::Sequence(items) => items.iter_mut().for_each(|item| go_through(item, span)),
        Value::Mapping(mapping) => {
            let keys: Vec<String> = mapping.iter().map(|(key, _)| key.to_owned()).collect();
            keys.iter().for_each(|key| go_through(mapping.get_mut(key).expect("it was just there"), span));
        }
    }
}

fn ssm(address: &str, intent: Intent, region: Region) -> Secret {
    let (address, json_key) = match address.split_once('#') {
        Some((address, keys)) => (address, keys.split('.').map(Into::into).collect()),
        None => (address, Vec::new()),
    };
    let (name, selector) = match address.split_once(':').filter(|_| !address.starts_with("arn:")) {
        Some((name, selector)) => (name, Some(selector.into())),
        None => (address, None),
    };
    match name.strip_prefix("/aws/reference/secretsmanager/") {
        Some(name) => {
            Secret::SecretsManager(Arc::new(ManagedSecret { address: SecretAddress { region, name: name.into(), selector }, json_key }))
        }
        None => {
            let parameter = parameter(&region, name).expect("the tests refer to parameters that are there");
            let address = ParameterAddress { region, name: name.into(), selector };
            Secret::Parameter(Arc::new(SecretParameter { address, parameter, intent, json_key }))
        }
    }
}

fn environment_variable(name: &str) -> String {
    match name {
        "STAGE" => "dev".to_owned(),
        "EMPTY_SECRET" => String::new(),
        "LONG_SECRET" => CANARY.repeat(500),
        "BLOB_SECRET" => blob(0xaa),
        "LENIENT_BLOB_SECRET" => format!("{}\n", blob(0xaa)),
        name => format!("{CANARY}-{name}"),
    }
}

fn join(parts: &[Classified], span: Span) -> Classified {
    let remote = parts.iter().find(|part| matches!(part.as_secret(), Some(Secret::Parameter(_) | Secret::SecretsManager(_))));
    if let Some(remote) = remote {
        let what = remote.as_secret().expect("it was just found").describe();
        let joined = Joined { remote: remote.provenance.origin(), what };
        return Classified::secret(Secret::Joined(Arc::new(joined)), remote.provenance.clone());
    }
    let texts: Vec<String> = parts.iter().filter_map(Classified::as_public).map(Public::to_text).collect();
    let mut texts = texts.iter();
    let pieces: Vec<Part<'_>> = parts
        .iter()
        .map(|part| match part.as_secret() {
            Some(Secret::Clear(plaintext)) => Part::Secret(plaintext),
            _ => Part::Public(texts.next().expect("there is one for each public part")),
        })
        .collect();
    if pieces.iter().all(|piece| matches!(piece, Part::Public(_))) {
        return Classified::public(Public::concat(parts.iter().filter_map(Classified::as_public)), Provenance::new(span));
    }
    let secret = parts.iter().find(|part| part.as_secret().is_some()).expect("one is secret");
    Classified::secret(Secret::Clear(Arc::clone(&Plaintext::concat(&pieces))), secret.provenance.clone())
}
