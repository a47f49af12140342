//! Brings the shorthands of a service into the one shape that later phases read.

use sealform_model::{Mapping, Tree, Value, merge};
use sealform_secret::Classified;

use crate::pseudo;

/// Merges `functions:` given as a list into one map, as Serverless does (`lib/classes/service.js` mergeArrays, 3.40, read 2026-11-23), writes
/// `provider: aws` as a map, and applies the plugins that rewrite text. `resources:` given as a list stays one: it is merged over the template.
pub(crate) fn normalise(root: &mut Tree<Classified>, plugins: &[Box<str>]) {
    if plugins.iter().any(|plugin| **plugin == *pseudo::PLUGIN) {
        pseudo::apply(root);
    }
    let Some(service) = root.as_mapping_mut() else { return };
    if let Some(functions) = service.get_mut("functions") {
        merge_list(functions);
    }
    if let Some(provider) = service.get_mut("provider") {
        name_provider(provider);
    }
}

fn merge_list(functions: &mut Tree<Classified>) {
    let Value::Sequence(items) = &mut functions.value else { return };
    let items = std::mem::take(items);
    let mut merged = Tree::mapping(functions.span, Mapping::new());
    for item in items.into_iter().filter(|item| item.as_mapping().is_some()) {
        merge(&mut merged, item);
    }
    *functions = merged;
}

fn name_provider(provider: &mut Tree<Classified>) {
    let is_name = provider.as_leaf().and_then(Classified::as_public).is_some_and(|public| public.as_str().is_some());
    if is_name {
        let span = provider.span;
        let name = std::mem::replace(provider, Tree::mapping(span, Mapping::with_capacity(1)));
        if let Some(mapping) = provider.as_mapping_mut() {
            mapping.insert("name", span, name);
        }
    }
}
