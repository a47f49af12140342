//! The plugin serverless-pseudo-parameters: `#{AWS::Region}` in text of the template becomes an `Fn::Sub`.
//!
//! It follows lib/index.js of version 2.6.1 (read 2026-11-23): text that is an `Fn::Sub` already is rewritten in place.

use sealform_diagnostic::Span;
use sealform_model::{Mapping, Tree, Value};
use sealform_secret::{Classified, Content, Public};

/// The plugin's name.
pub(crate) const PLUGIN: &str = "serverless-pseudo-parameters";

/// Parts of a service that end in the template.
const PARTS: &[&str] = &["provider", "functions", "layers", "resources"];

/// Rewrites the public text of all parts that end in the template.
pub(crate) fn apply(service: &mut Tree<Classified>) {
    let Some(service) = service.as_mapping_mut() else { return };
    for part in PARTS {
        if let Some(tree) = service.get_mut(part) {
            rewrite(tree, Place::Text);
        }
    }
}

/// Where a text stands.
#[derive(Clone, Copy)]
enum Place {
    /// Anywhere: a text with pseudo parameters is wrapped.
    Text,
    /// As the text of an `Fn::Sub`: it is rewritten in place.
    Sub,
}

fn rewrite(tree: &mut Tree<Classified>, place: Place) {
    let span = tree.span;
    match &mut tree.value {
        Value::Leaf(leaf) => {
            if let Some(value) = substituted(leaf, span, place) {
                tree.value = value;
            }
        }
        // Of the list form of `Fn::Sub` the first item is the text.
        Value::Sequence(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                rewrite(item, if index == 0 { place } else { Place::Text });
            }
        }
        Value::Mapping(mapping) => {
            for (key, key_span, mut tree) in std::mem::take(mapping).into_entries() {
                rewrite(&mut tree, if &*key == "Fn::Sub" { Place::Sub } else { Place::Text });
                mapping.insert(key, key_span, tree);
            }
        }
    }
}

fn substituted(leaf: &Classified, span: Span, place: Place) -> Option<Value<Classified>> {
    let public = leaf.as_public()?;
    let text = public.as_str().filter(|text| text.contains("#{") || text.contains("#@{"))?;
    let classified = |public: Public| Classified { content: Content::Public(public), provenance: leaf.provenance.clone() };
    if sealform_reference::pseudo_escape(text).is_some() {
        let unescaped = public.derive(|text| sealform_reference::pseudo_escape(text).unwrap_or_else(|| text.to_owned()));
        return Some(Value::Leaf(classified(unescaped)));
    }
    sealform_reference::pseudo(text)?;
    let sub = classified(public.derive(|text| sealform_reference::pseudo(text).unwrap_or_else(|| text.to_owned())));
    Some(match place {
        Place::Sub => Value::Leaf(sub),
        Place::Text => {
            let mut mapping = Mapping::with_capacity(1);
            mapping.insert("Fn::Sub", span, Tree::leaf(span, sub));
            Value::Mapping(mapping)
        }
    })
}
