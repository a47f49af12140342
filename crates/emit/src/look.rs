//! How the Serverless Framework looks at settings: what JavaScript takes for given, and what its schema turns into another type.
//!
//! Source of the coercions: AJV's `coerceTypes: 'array'` in `lib/classes/config-schema-handler/resolve-ajv-validate.js` and the schema in
//! `lib/plugins/aws/provider.js`, Serverless 3.40, read 2026-11-23.

use sealform_model::{Scalar, Value};
use sealform_secret::{Public, SealedLeaf};

use crate::node::{At, Node};

/// The setting `key`, where it is written and not `null`.
pub(crate) fn given<'t>(node: &'t Node, key: &str) -> Option<&'t Node> {
    node.get(key).filter(|node| !node.as_leaf().is_some_and(SealedLeaf::is_null))
}

/// The setting at the end of `path`, where it is written and not `null`.
pub(crate) fn given_at<'t>(node: &'t Node, path: &[&str]) -> Option<&'t Node> {
    path.iter().try_fold(node, |node, key| given(node, key))
}

/// The setting `key`, where JavaScript takes it for true: neither `null`, `false`, `0` nor the empty text.
pub(crate) fn truthy<'t>(node: &'t Node, key: &str) -> Option<&'t Node> {
    node.get(key).filter(|node| is_truthy(node))
}

/// Whether JavaScript takes `node` for true.
pub(crate) fn is_truthy(node: &Node) -> bool {
    match node.as_leaf().and_then(SealedLeaf::as_public).map(Public::scalar) {
        Some(Scalar::Null) => false,
        Some(Scalar::Bool(flag)) => *flag,
        Some(Scalar::Number(number)) => *number != 0.0 && !number.is_nan(),
        Some(Scalar::Text(text)) => !text.is_empty(),
        None => true,
    }
}

/// The text, where `node` is text.
pub(crate) fn text(node: &Node) -> Option<&str> {
    node.as_leaf().and_then(SealedLeaf::as_str)
}

/// The public scalar, where `node` is one.
pub(crate) fn public(node: &Node) -> Option<&Public> {
    node.as_leaf().and_then(SealedLeaf::as_public)
}

/// A number for a text that is one; everything else as it is.
pub(crate) fn number(node: &Node) -> Node {
    match text(node).and_then(|text| text.trim().parse::<f64>().ok()).filter(|number| number.is_finite()) {
        Some(number) => At(node.span).number(number),
        None => node.clone(),
    }
}

/// Text for a number, a flag or `null` (which is the empty text); everything else as it is.
pub(crate) fn string(node: &Node) -> Node {
    match public(node) {
        Some(public) if *public.scalar() == Scalar::Null => At(node.span).text(""),
        Some(public) if public.as_str().is_none() => At(node.span).leaf(public.derive(str::to_owned)),
        _ => node.clone(),
    }
}

/// A list of one for a scalar; everything else as it is.
pub(crate) fn list(node: &Node) -> Node {
    match &node.value {
        Value::Leaf(_) => At(node.span).list([node.clone()]),
        _ => node.clone(),
    }
}
