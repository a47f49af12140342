//! The deep merge that the Serverless Framework makes of lists of maps and of `resources` over the template.

use crate::{Tree, Value};

/// Merges `over` into `base` as lodash's `merge` does (Serverless 3.40 `lib/classes/service.js`, `merge-custom-provider-resources.js`,
/// read 2026-11-23): maps by key, lists by index, all else is replaced.
pub fn merge<L>(base: &mut Tree<L>, over: Tree<L>) {
    let span = over.span;
    match (&mut base.value, over.value) {
        (Value::Mapping(base), Value::Mapping(over)) => {
            for (key, key_span, tree) in over.into_entries() {
                match base.get_mut(&key) {
                    Some(existing) => merge(existing, tree),
                    None => {
                        base.insert(key, key_span, tree);
                    }
                }
            }
        }
        (Value::Sequence(base), Value::Sequence(over)) => {
            for (index, tree) in over.into_iter().enumerate() {
                match base.get_mut(index) {
                    Some(existing) => merge(existing, tree),
                    None => base.push(tree),
                }
            }
        }
        (value, over) => {
            *value = over;
            base.span = span;
        }
    }
}
