//! Duplicate keys and merge keys (`<<`), by the rules of js-yaml 4 (`lib/loader.js`, `storeMappingPair`, 4.3.2, read 2026-11-23).

use std::collections::HashMap;

use sealform_diagnostic::{Diagnostic, registry};

use crate::document::{Document, NodeKind, Pair, Style};
use crate::name::quoted;
use crate::reports::Reports;
use crate::{Node, NodeId};

/// Below this many pairs a look at each is faster than hashing.
const FEW: usize = 16;

/// Whether the pair is a merge: its key is an unquoted `<<`.
pub(crate) fn is_merge(document: &Document, pair: &Pair) -> bool {
    match &document.node(pair.key).kind {
        NodeKind::Scalar(key) => key.typed && key.style == Style::Plain && &*key.text == "<<",
        NodeKind::Sequence(_) | NodeKind::Mapping(_) => false,
    }
}

/// Reports each key of `pairs` that stands there before (SF007). A merge key may stand there twice.
pub(crate) fn check_duplicates(document: &Document, pairs: &[Pair], reports: &mut Reports) {
    let keys = pairs.iter().filter(|pair| !is_merge(document, pair));
    if pairs.len() <= FEW {
        for (count, second) in keys.clone().enumerate() {
            let key = document.key_text(second);
            if let Some(first) = keys.clone().take(count).find(|first| document.key_text(first) == key) {
                reports.add(|| duplicate(document, first, second));
            }
        }
    } else {
        let mut seen: HashMap<&str, &Pair> = HashMap::with_capacity(pairs.len());
        for second in keys {
            if let Some(first) = seen.get(document.key_text(second)) {
                reports.add(|| duplicate(document, first, second));
            } else {
                seen.insert(document.key_text(second), second);
            }
        }
    }
}

fn duplicate(document: &Document, first: &Pair, second: &Pair) -> Diagnostic {
    let key = quoted(document.key_text(second));
    Diagnostic::error(&registry::DUPLICATE_KEY, format!("the key {key} stands twice in one mapping"))
        .at(document.span(second.key), "again here")
        .label(document.span(first.key), "first here")
        .help("remove or rename one of them")
}

/// The pairs that `written` gives once its merge keys are applied, or `None` where it has none.
///
/// The work is bounded by the number of nodes that the aliases expand to, which the builder has checked.
pub(crate) fn merged(document: &Document, written: &[Pair], reports: &mut Reports) -> Option<Vec<Pair>> {
    if !written.iter().any(|pair| is_merge(document, pair)) {
        return None;
    }
    let mut result: Vec<Pair> = Vec::with_capacity(written.len());
    let mut positions: HashMap<&str, usize> = HashMap::new();
    for pair in written {
        if is_merge(document, pair) {
            for source in sources(document, pair.value, reports) {
                for pair in source {
                    positions.entry(document.key_text(pair)).or_insert_with(|| {
                        result.push(pair.clone());
                        result.len() - 1
                    });
                }
            }
        } else if let Some(&position) = positions.get(document.key_text(pair)) {
            result[position] = pair.clone();
        } else {
            positions.insert(document.key_text(pair), result.len());
            result.push(pair.clone());
        }
    }
    Some(result)
}

/// The pairs of each mapping that a merge key is given.
fn sources<'d>(document: &'d Document, value: NodeId, reports: &mut Reports) -> Vec<&'d [Pair]> {
    let nodes: &[NodeId] = match &document.node(value) {
        Node { kind: NodeKind::Sequence(items), tag, .. } if tag.is_none_or(|tag| tag.intrinsic().is_none()) => items,
        _ => &[value],
    };
    let mut sources = Vec::with_capacity(nodes.len());
    for &id in nodes {
        match document.node(id) {
            Node { kind: NodeKind::Mapping(mapping), tag, .. } if tag.is_none_or(|tag| tag.intrinsic().is_none()) => {
                sources.push(mapping.effective());
            }
            node if is_placeholder(node) => {}
            _ => reports.add(|| {
                Diagnostic::error(&registry::MERGE_KEY, "a merge key (`<<`) takes a mapping or a list of mappings")
                    .at(document.span(id), "this is neither")
                    .help("give it an alias of a mapping (`<<: *defaults`); a `${...}` is resolved later than keys are merged")
            }),
        }
    }
    sources
}

/// Whether the node stands for an alias that has been reported: nothing else is empty and yet written.
fn is_placeholder(node: &Node) -> bool {
    matches!(&node.kind, NodeKind::Scalar(scalar) if scalar.style == Style::Plain && scalar.text.is_empty() && !node.span.is_empty())
}
