//! `resources` of the service, merged over what is generated: resources, outputs, conditions, parameters, `extensions`.
//!
//! Source: `merge-custom-provider-resources.js` and `strip-null-props-from-template-resources.js` in `lib/plugins/aws/package/lib`,
//! Serverless 3.40, read 2026-11-23.

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::{Mapping, Tree, Value, merge};
use sealform_secret::SealedLeaf;

use crate::node::{At, Node, at_mut};
use crate::template::Events;
use crate::{look, naming};

/// Merges the service's `resources` into the template. What extends a resource that is not there is refused (SF505), and so is a resource
/// without a type (SF503); where events are left out, both are left out too, with a warning, for they may belong to an event.
pub(crate) fn merge_into(template: &mut Node, resources: &Node, events: Events, diagnostics: &mut Vec<Diagnostic>) {
    let mut authored = resources.clone();
    let Some(sections) = authored.as_mapping_mut() else {
        diagnostics.push(Diagnostic::error(&registry::WRONG_SHAPE, "`resources` is not a mapping").at(resources.span, ""));
        return;
    };
    let extensions = sections.remove("extensions");
    for section in ["Resources", "Outputs"] {
        if sections.get(section).is_some_and(is_null) {
            sections.remove(section);
        }
    }
    merge(template, authored);
    if let Some(extensions) = extensions {
        extend(template, extensions, events, diagnostics);
    }
    drop_untyped(template, events, diagnostics);
}

/// Takes every `null` out of the maps in the properties of all resources; in a list it stays.
pub(crate) fn strip_nulls(template: &mut Node) {
    let Some(resources) = at_mut(template, &["Resources"]).and_then(Tree::as_mapping_mut) else { return };
    let holds = |resource: &Node| resource.get("Properties").is_some_and(|properties| is_null(properties) || holds_null(properties));
    let ids: Vec<String> = resources.iter().filter(|(_, resource)| holds(resource)).map(|(id, _)| id.to_owned()).collect();
    for id in ids {
        let Some(resource) = resources.get_mut(&id).and_then(Tree::as_mapping_mut) else { continue };
        match resource.get_mut("Properties") {
            Some(properties) if is_null(properties) => {
                resource.remove("Properties");
            }
            Some(properties) => strip(properties),
            None => {}
        }
    }
}

fn is_null(node: &Node) -> bool {
    node.as_leaf().is_some_and(SealedLeaf::is_null)
}

fn holds_null(node: &Node) -> bool {
    match &node.value {
        Value::Leaf(_) => false,
        Value::Sequence(items) => items.iter().any(holds_null),
        Value::Mapping(mapping) => mapping.iter().any(|(_, node)| is_null(node) || holds_null(node)),
    }
}

fn strip(node: &mut Node) {
    match &mut node.value {
        Value::Leaf(_) => {}
        Value::Sequence(items) => items.iter_mut().for_each(strip),
        Value::Mapping(mapping) => {
            for (key, span, mut node) in std::mem::take(mapping).into_entries().filter(|(_, _, node)| !is_null(node)) {
                strip(&mut node);
                mapping.insert(key, span, node);
            }
        }
    }
}

fn extend(template: &mut Node, extensions: Node, events: Events, diagnostics: &mut Vec<Diagnostic>) {
    let span = extensions.span;
    let Value::Mapping(extensions) = extensions.value else {
        diagnostics.push(Diagnostic::error(&registry::BAD_EXTENSION, "`resources.extensions` is not a mapping").at(span, ""));
        return;
    };
    for (id, id_span, extension) in extensions.into_entries() {
        let Some(resource) = at_mut(template, &["Resources", &id]).and_then(Tree::as_mapping_mut) else {
            diagnostics.push(missing(&id, id_span, events, &registry::BAD_EXTENSION, "`resources.extensions` names"));
            continue;
        };
        let Value::Mapping(extension) = extension.value else { continue };
        for (attribute, span, value) in extension.into_entries() {
            match &*attribute {
                "Condition" | "CreationPolicy" | "DeletionPolicy" | "UpdatePolicy" | "UpdateReplacePolicy" => {
                    resource.insert(attribute, span, value);
                }
                "Properties" | "Metadata" => assign(resource, &attribute, span, value),
                "DependsOn" => depend(resource, span, value),
                _ => diagnostics.push(
                    Diagnostic::error(&registry::BAD_EXTENSION, format!("the attribute `{attribute}` of a resource cannot be extended"))
                        .at(span, "")
                        .help("Properties, Metadata, DependsOn, Condition, CreationPolicy, DeletionPolicy, UpdatePolicy and UpdateReplacePolicy can."),
                ),
            }
        }
    }
}

/// Puts each entry of `value` in the place of the one that is there.
fn assign(resource: &mut Mapping<SealedLeaf>, attribute: &str, span: Span, value: Node) {
    match resource.get_mut(attribute).and_then(Tree::as_mapping_mut) {
        Some(existing) => {
            if let Value::Mapping(entries) = value.value {
                entries.into_entries().for_each(|(key, span, node)| {
                    existing.insert(key, span, node);
                });
            }
        }
        None => {
            resource.insert(attribute, span, value);
        }
    }
}

fn depend(resource: &mut Mapping<SealedLeaf>, span: Span, value: Node) {
    let items = |node: &Node| look::list(node).as_sequence().map(<[Node]>::to_vec).unwrap_or_default();
    let mut all = resource.get("DependsOn").map(items).unwrap_or_default();
    all.extend(items(&value));
    resource.insert("DependsOn", span, At(span).list(all));
}

/// What the author changes of a resource that is not generated here has no type.
fn drop_untyped(template: &mut Node, events: Events, diagnostics: &mut Vec<Diagnostic>) {
    let Some(resources) = at_mut(template, &["Resources"]).and_then(Tree::as_mapping_mut) else { return };
    // `Fn::ForEach::...` and `Fn::Transform` stand among the resources and are none.
    let is_untyped = |id: &str, resource: &Node| !id.starts_with("Fn::") && look::given(resource, "Type").is_none();
    let untyped: Vec<(String, Span)> = resources
        .iter_with_spans()
        .filter(|(id, _, resource)| is_untyped(id, resource))
        .map(|(id, span, _)| (id.to_owned(), span))
        .collect();
    for (id, span) in untyped {
        resources.remove(&id);
        diagnostics.push(missing(&id, span, events, &registry::NOT_EMITTED, "`resources.Resources` has no type for"));
    }
}

fn missing(id: &str, span: Span, events: Events, code: &'static sealform_diagnostic::Code, what: &str) -> Diagnostic {
    let message = format!("{what} `{id}`, which Sealform does not generate");
    let diagnostic = match naming::DEPLOYMENT_BUCKET.contains(&id) || events == Events::Skip {
        true => Diagnostic::warning(code, message).help("It is left out."),
        false => Diagnostic::error(code, message),
    };
    diagnostic.at(span, "")
}
