//! Sealed trees and services made from YAML, as if resolving and sealing had left them so.

use indexmap::IndexMap;
use sealform_diagnostic::{Diagnostic, Sources, Span};
use sealform_emit::{Events, Format, TemplateOptions, template, write};
use sealform_model::{Expression, Mapping, Scalar, Tree, Value};
use sealform_reference::Grammar;
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Policy, Strictness};
use sealform_secret::seal::{SealedFunction, SealedService};
use sealform_secret::{Classifier, Public, SealedLeaf, Text};

/// A tree of public leaves, whatever the texts look like.
pub(crate) fn tree(yaml: &str) -> Tree<SealedLeaf> {
    let file = Sources::new().add("serverless.yml", yaml);
    let document = sealform_yaml::parse(file, yaml).unwrap_or_else(|errors| panic!("{errors:?}"));
    let (tree, errors) = sealform_model::read(&document, yaml, Grammar::Modern);
    assert!(errors.is_empty(), "{errors:?}");
    sealed(&tree, &classifier())
}

/// A classifier to which every text named `public` is public.
pub(crate) fn classifier() -> Classifier {
    Classifier::new(Policy {
        form: FormName::Ciphertext,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Usual,
        names: DeclaredNames::new(&["public".to_owned()], &[]).expect("the glob compiles"),
        asking: Asking::Offline,
    })
}

/// A public leaf.
pub(crate) fn leaf(classifier: &Classifier, scalar: &Scalar, span: Span) -> SealedLeaf {
    match classifier.authored(scalar, &["public"], span) {
        Text::Public(public) => SealedLeaf::Public(public),
        Text::Secret(_) => panic!("declared public"),
    }
}

fn sealed(tree: &Tree<Expression>, classifier: &Classifier) -> Tree<SealedLeaf> {
    let value = match &tree.value {
        Value::Leaf(expression) => Value::Leaf(match expression {
            Expression::Scalar(scalar) => leaf(classifier, scalar, tree.span),
            Expression::Text(text) => leaf(classifier, &Scalar::Text(text.text().to_owned()), tree.span),
            Expression::Broken => panic!("a broken variable"),
        }),
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| sealed(item, classifier)).collect()),
        Value::Mapping(mapping) => Value::Mapping(map(mapping, |tree| sealed(tree, classifier))),
    };
    Tree { span: tree.span, value }
}

fn map<L, M>(mapping: &Mapping<L>, mut convert: impl FnMut(&Tree<L>) -> Tree<M>) -> Mapping<M> {
    let mut converted = Mapping::with_capacity(mapping.len());
    for (key, span, tree) in mapping.iter_with_spans() {
        converted.insert(key, span, convert(tree));
    }
    converted
}

/// A sealed service without a secret: lists of maps merged, environments merged and their values text, names made.
pub(crate) fn service(yaml: &str) -> SealedService {
    service_of(tree(yaml))
}

/// The same, made from a tree.
pub(crate) fn service_of(mut tree: Tree<SealedLeaf>) -> SealedService {
    if let Some(root) = tree.as_mapping_mut() {
        for section in ["functions", "resources"] {
            if let Some(node) = root.get_mut(section) {
                merge_list(node);
            }
        }
    }
    let text = |path: &[&str], default: &'static str| {
        tree.at(path).and_then(Tree::as_leaf).and_then(SealedLeaf::as_public).cloned().unwrap_or_else(|| Public::fixed(default))
    };
    let (name, stage) = (text(&["service"], ""), text(&["provider", "stage"], "dev"));
    let mut functions = IndexMap::new();
    for (key, function) in tree.get("functions").and_then(Tree::as_mapping).into_iter().flat_map(Mapping::iter) {
        let default = || Public::concat([&name, &Public::fixed("-"), &stage, &Public::fixed("-"), &Public::key(key)]);
        let name = function.get("name").and_then(Tree::as_leaf).and_then(SealedLeaf::as_public).cloned().unwrap_or_else(default);
        let environment = environment(tree.at(&["provider", "environment"]), function.get("environment"));
        functions.insert(key.into(), SealedFunction { name: Some(name), environment, grants: Vec::new() });
    }
    let region = text(&["provider", "region"], "us-east-1");
    SealedService { stage, region, tree, functions, resources: IndexMap::new(), secrets: Vec::new(), account: None }
}

fn merge_list(node: &mut Tree<SealedLeaf>) {
    if let Value::Sequence(items) = &mut node.value {
        let mut merged = Tree::mapping(node.span, Mapping::new());
        items.drain(..).for_each(|item| sealform_model::merge(&mut merged, item));
        *node = merged;
    }
}

fn environment(provider: Option<&Tree<SealedLeaf>>, function: Option<&Tree<SealedLeaf>>) -> Option<Tree<SealedLeaf>> {
    let span = function.or(provider)?.span;
    let mut merged = Mapping::new();
    for (key, key_span, value) in [provider, function].into_iter().flatten().filter_map(Tree::as_mapping).flat_map(Mapping::iter_with_spans)
    {
        let value = match value.as_leaf().and_then(SealedLeaf::as_public) {
            Some(public) if *public.scalar() != Scalar::Null => Tree::leaf(value.span, public.derive(str::to_owned).into()),
            _ => value.clone(),
        };
        merged.insert(key, key_span, value);
    }
    Some(Tree::mapping(span, merged))
}

/// The template of a service without its events, as JSON, and the reports on the way.
pub(crate) fn emit(mut service: SealedService, options: &TemplateOptions) -> (Option<serde_json::Value>, Vec<Diagnostic>) {
    let (template, diagnostics) = template(&mut service, options);
    (template.map(|template| serde_json::from_str(&write(&template, Format::Json)).expect("JSON")), diagnostics)
}

/// The options of `--skip-events`.
pub(crate) fn without_events() -> TemplateOptions {
    TemplateOptions { events: Events::Skip, ..TemplateOptions::default() }
}

/// The codes of reports, in order.
pub(crate) fn codes(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|diagnostic| diagnostic.code.id()).collect()
}
