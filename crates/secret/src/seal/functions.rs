//! The functions under `functions`: each with provider's and its own environment merged and sealed.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;
use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::{Mapping, Scalar, Tree, Value, merge};

use super::elsewhere::{Emitted, Walk};
use super::environment::{self, Entry, Owner, OwnerKind};
use super::pass::Pass;
use super::{SealedFunction, intrinsic};
use crate::{Classified, Content, Public, SealedLeaf};

/// Seals `functions`, which may be a list of maps. The environments are left out of the tree: they stand in `sealed`.
pub(super) fn seal(
    functions: &Tree<Classified>,
    provider_environment: Option<&Tree<Classified>>,
    sealed: &mut IndexMap<Box<str>, SealedFunction>,
    pass: &mut Pass<'_>,
) -> Tree<SealedLeaf> {
    let functions = merged(functions);
    let Value::Mapping(entries) = &functions.value else { return Walk::new(pass, Emitted::Yes).below("functions", &functions) };
    let mut mapping = Mapping::with_capacity(entries.len());
    for (shared, key_span, function) in entries.iter_shared() {
        let key = &**shared;
        if let Value::Mapping(settings) = &function.value {
            sealed.insert(key.into(), self::function(key, settings, provider_environment, pass));
        }
        let mut walk = Walk::new(pass, Emitted::Yes);
        let tree = walk.at(&["functions", key], |walk| walk.tree_without(function, "environment"));
        mapping.push(Arc::clone(shared), key_span, tree);
    }
    Tree::mapping(functions.span, mapping)
}

/// Seals the section `key` but for its `environment`, which is sealed for each function.
pub(super) fn without_environment(key: &str, section: &Tree<Classified>, pass: &mut Pass<'_>) -> Tree<SealedLeaf> {
    Walk::new(pass, Emitted::Yes).at(&[key], |walk| walk.tree_without(section, "environment"))
}

/// A list of maps as one map, as the Serverless Framework merges it (3.40, `lib/classes/service.js`, read 2026-11-23); all else as it is.
pub(super) fn merged(tree: &Tree<Classified>) -> Cow<'_, Tree<Classified>> {
    let is_null =
        |item: &Tree<Classified>| item.as_leaf().and_then(Classified::as_public).is_some_and(|public| *public.scalar() == Scalar::Null);
    match &tree.value {
        Value::Sequence(items) if items.iter().all(|item| item.as_mapping().is_some() || is_null(item)) => {
            let mut whole = Tree::mapping(tree.span, Mapping::new());
            items.iter().filter(|item| !is_null(item)).for_each(|item| merge(&mut whole, item.clone()));
            Cow::Owned(whole)
        }
        _ => Cow::Borrowed(tree),
    }
}

fn function(
    key: &str,
    settings: &Mapping<Classified>,
    provider_environment: Option<&Tree<Classified>>,
    pass: &mut Pass<'_>,
) -> SealedFunction {
    let name = name(key, settings, pass);
    let provider = provider_environment.and_then(|tree| variables(tree, "provider.environment", pass));
    let path = ["functions.", key, ".environment"].concat();
    let own = settings.get("environment").and_then(|tree| variables(tree, &path, pass));
    let Some(span) = own.map(|(span, _)| span).or(provider.map(|(span, _)| span)) else {
        return SealedFunction { name, ..SealedFunction::default() };
    };
    // JavaScript's assign: the provider's order first, the function's value wins, and only then what is null is dropped.
    let (provider, own) = (provider.map(|(_, mapping)| mapping), own.map(|(_, mapping)| mapping));
    let shared =
        provider.into_iter().flat_map(Mapping::iter_shared).map(|entry| own.and_then(|own| written(own, entry.0)).unwrap_or(entry));
    let added =
        own.into_iter().flat_map(Mapping::iter_shared).filter(|(name, ..)| !provider.is_some_and(|provider| provider.contains(name)));
    let entries: Vec<Entry<'_>> = shared.chain(added).map(|(name, key_span, tree)| Entry { name, key_span, tree }).collect();
    let text = name.as_ref().map(Public::to_text);
    let owner = Owner { key, path, name: text.as_deref(), kind: OwnerKind::Generated };
    let (environment, grants) = environment::seal(&entries, span, &owner, pass);
    SealedFunction { name, environment: Some(environment), grants }
}

/// The entry of `name`.
fn written<'t>(mapping: &'t Mapping<Classified>, name: &'t Arc<str>) -> Option<(&'t Arc<str>, Span, &'t Tree<Classified>)> {
    Some((name, mapping.key_span(name)?, mapping.get(name)?))
}

/// The variables of an `environment`; `None` where there is none, or it has been reported.
fn variables<'t>(tree: &'t Tree<Classified>, path: &str, pass: &mut Pass<'_>) -> Option<(Span, &'t Mapping<Classified>)> {
    match &tree.value {
        Value::Mapping(mapping) if intrinsic::name(mapping).is_none() => return Some((tree.span, mapping)),
        Value::Leaf(Classified { content: Content::Public(public), .. }) if *public.scalar() == Scalar::Null => return None,
        Value::Leaf(Classified { content: Content::Secret(secret), provenance }) => {
            let diagnostic = Diagnostic::error(&registry::SECRET_SPREAD, format!("{} is used as the whole of `{path}`", secret.describe()))
                .help("Sealform never sees what it holds. Name the keys: `X: ${self:custom.secret.key}`.");
            pass.report(provenance.explain(diagnostic, "it comes from here", tree.span, "it is spread here"));
        }
        _ => pass.report(Diagnostic::error(&registry::WRONG_SHAPE, format!("`{path}` must be a map of names to text")).at(tree.span, "")),
    }
    pass.placeholder();
    None
}

/// `name`, else `<service>-<stage>-<key>` (Serverless Framework 3.40, `lib/classes/service.js`, read 2026-11-23).
fn name(key: &str, settings: &Mapping<Classified>, pass: &Pass<'_>) -> Option<Public> {
    let written = settings.get("name").map(|tree| tree.as_leaf().and_then(Classified::as_public));
    match written {
        Some(Some(public)) if *public.scalar() != Scalar::Null => Some(public.clone()),
        Some(None) => None,
        _ => {
            let sealing = pass.sealing();
            Some(Public::outside(Scalar::Text([sealing.service, sealing.stage, key].join("-"))))
        }
    }
}
