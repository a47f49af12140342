//! Services of the Serverless Framework's own examples, resolved by it, as trees of the author's own text: what is refused in them is a
//! secret in clear, by its name or its form. One is a false alarm: serverless-gong's Metadata names a secret and does not hold it. SF051
//! stands where the oracle resolved a file to `{}`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sealform_model::{Expression, Mapping, Scalar, Tree, Value};

use super::support::Setting;
use crate::{Classified, Classifier, Content, Provenance, Secret, Text};

#[test]
fn only_secrets_are_refused_in_the_examples() {
    let Some(services) = services() else { return };
    let mut refused = BTreeMap::new();
    let mut warned = BTreeMap::new();
    for (name, text) in &services {
        let outcome = Setting::usual().seal_resolved(text, literals);
        for diagnostic in &outcome.diagnostics {
            let counts = if diagnostic.is_error() { &mut refused } else { &mut warned };
            counts.entry(name.as_str()).or_insert_with(Vec::new).push(format!("{}: {}", diagnostic.code.id(), diagnostic.message));
        }
    }
    let refusals: Vec<String> =
        refused.iter().flat_map(|(name, messages)| messages.iter().map(move |message| format!("{name}: {message}"))).collect();
    println!("{} services, warnings: {warned:#?}", services.len());
    insta::assert_snapshot!(refusals.join("\n"));
}

/// The name and the text of every service, if the folder is there.
fn services() -> Option<Vec<(String, String)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracle");
    let Ok(entries) = folder.read_dir() else {
        println!("skipped: {} is not there", folder.display());
        return None;
    };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    let services: Vec<(String, String)> =
        paths.iter().filter_map(|path| Some((path.file_name()?.to_str()?.to_owned(), read(path)?))).collect();
    assert!(!services.is_empty(), "the folder is empty");
    Some(services)
}

#[expect(clippy::disallowed_methods, reason = "the test reads the examples")]
fn read(path: &Path) -> Option<String> {
    std::fs::read_to_string(path.join("resolved.yml")).ok()
}

fn literals(tree: &Tree<Expression>, classifier: &Classifier) -> Tree<Classified> {
    match &tree.value {
        Value::Sequence(items) => Tree::sequence(tree.span, items.iter().map(|item| literals(item, classifier)).collect()),
        Value::Mapping(mapping) => {
            let mut resolved = Mapping::new();
            for (key, key_span, value) in mapping.iter_with_spans() {
                resolved.insert(key, key_span, literals(value, classifier));
            }
            Tree::mapping(tree.span, resolved)
        }
        Value::Leaf(leaf) => {
            let scalar = match leaf {
                Expression::Scalar(scalar) => scalar.clone(),
                Expression::Text(text) => Scalar::Text(text.text().to_owned()),
                Expression::Broken => Scalar::Null,
            };
            let content = match classifier.authored(&scalar, &[], tree.span) {
                Text::Public(public) => Content::Public(public),
                Text::Secret(plaintext) => Content::Secret(Secret::Clear(plaintext)),
            };
            Tree::leaf(tree.span, Classified { content, provenance: Provenance::new(tree.span) })
        }
    }
}
