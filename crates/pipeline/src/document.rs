//! The service as `sealform print` shows it: resolved, with the defaults that Serverless prints, and no secret in it.

use sealform_diagnostic::{Diagnostic, FileId, Sources, registry};
use sealform_emit::Format;
use sealform_model::{Scalar, Tree, Value};
use sealform_resolve::{Demand, Dialect, Settings};
use sealform_secret::{Classified, Classifier, Content, Provenance, Public, SealedLeaf, display};

use crate::last_scan;
use crate::written::Written;

/// What is printed, and how.
pub struct Printing<'a> {
    /// The files that were read.
    pub sources: &'a Sources,
    /// The service's file among them.
    pub service: FileId,
    /// The dialect it is written in.
    pub dialect: Dialect,
    /// Its name, stage and Region.
    pub settings: &'a Settings,
    /// Who judged its values.
    pub classifier: &'a Classifier,
    /// The dotted path of the part that is wanted; `None`: all.
    pub path: Option<&'a str>,
    /// YAML or JSON.
    pub format: Format,
}

/// What must be resolved for a part of a service to be printed. A list is resolved whole.
#[must_use]
pub fn demand(path: Option<&str>) -> Demand {
    let Some(path) = path else { return Demand::all() };
    let keys: Vec<&str> = path.split('.').take_while(|key| !is_index(key)).collect();
    if keys.is_empty() { Demand::all() } else { Demand::path(&keys.join(".")) }
}

/// The document's text.
///
/// # Errors
/// SF101 where nothing stands at the path; SF201 and SF901 where a clear text would be given away.
pub fn document(mut tree: Tree<Classified>, printing: &Printing<'_>) -> Result<String, Vec<Diagnostic>> {
    add_defaults(&mut tree, printing.settings);
    let written = Written::new(printing.sources, printing.service, printing.dialect, printing.classifier.policy());
    let shown = display::shown(&tree, printing.classifier, &|asked| written.of(asked));
    let part = match printing.path {
        None => &shown,
        Some(path) => part_at(&shown, path).ok_or_else(|| vec![nothing_at(path)])?,
    };
    let text = sealform_emit::write(part, printing.format);
    let leaks = last_scan::scan(&text, part, printing.classifier);
    if leaks.is_empty() { Ok(text) } else { Err(leaks) }
}

/// What the Serverless Framework adds to a service before it prints it (3.40.0, `lib/classes/service.js`, `lib/plugins/aws/provider.js`, run
/// 2026-11-23): stage, Region and `versionFunctions`, the names of functions and empty lists of their events, and texts where the
/// environment holds numbers.
fn add_defaults(service: &mut Tree<Classified>, settings: &Settings) {
    let text = |text: &str| Public::key(text);
    if let Some(package) = service.as_mapping_mut().and_then(|service| service.get_mut("package")) {
        let folder = format!("serverless/{}/{}/code-artifacts", settings.service, settings.stage);
        add(package, "artifactsS3KeyDirname", || Some(text(&folder)));
    }
    let Some(mapping) = service.as_mapping_mut() else { return };
    if let Some(provider) = mapping.get_mut("provider") {
        add(provider, "stage", || Some(text(&settings.stage)));
        add(provider, "region", || Some(text(settings.region.as_str())));
        add(provider, "versionFunctions", || Some(Public::flag(true)));
        spell_out_environment(provider);
    }
    let Some(functions) = mapping.get_mut("functions").and_then(Tree::as_mapping_mut) else { return };
    let keys: Vec<Box<str>> = functions.iter().map(|(key, _)| key.into()).collect();
    for key in keys {
        if let Some(function) = functions.get_mut(&key) {
            add(function, "events", || None);
            add(function, "name", || Some(text(&format!("{}-{}-{key}", settings.service, settings.stage))));
            spell_out_environment(function);
        }
    }
}

/// Puts a value, or an empty list for `None`, under `key` if `tree` is a map without one.
fn add(tree: &mut Tree<Classified>, key: &str, value: impl FnOnce() -> Option<Public>) {
    let span = tree.span;
    let Some(mapping) = tree.as_mapping_mut().filter(|mapping| !mapping.contains(key)) else { return };
    let tree = match value() {
        Some(public) => Tree::leaf(span, Classified::public(public, Provenance::new(span))),
        None => Tree::sequence(span, Vec::new()),
    };
    mapping.insert(key, span, tree);
}

/// Numbers in an environment as text.
fn spell_out_environment(owner: &mut Tree<Classified>) {
    let environment = owner.as_mapping_mut().and_then(|owner| owner.get_mut("environment"));
    let Some(variables) = environment.and_then(Tree::as_mapping_mut) else { return };
    let keys: Vec<Box<str>> = variables.iter().map(|(key, _)| key.into()).collect();
    for key in keys {
        if let Some(Value::Leaf(Classified { content: Content::Public(public), .. })) = variables.get_mut(&key).map(|tree| &mut tree.value)
            && matches!(public.scalar(), Scalar::Number(_))
        {
            *public = Public::concat([&*public]);
        }
    }
}

/// The part at the dotted `path`; items of lists by their index from 0.
fn part_at<'t>(tree: &'t Tree<SealedLeaf>, path: &str) -> Option<&'t Tree<SealedLeaf>> {
    path.split('.').try_fold(tree, |tree, key| match &tree.value {
        Value::Mapping(mapping) => mapping.get(key),
        Value::Sequence(items) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
        Value::Leaf(_) => None,
    })
}

fn is_index(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}

fn nothing_at(path: &str) -> Diagnostic {
    Diagnostic::error(&registry::MISSING_VALUE, format!("nothing stands at `{path}`"))
        .help("the path is that of the resolved service, with dots between keys: `functions.api.environment`")
}
