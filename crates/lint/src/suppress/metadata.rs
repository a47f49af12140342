//! `Metadata: {sealform: {ignore: [{code: SF243, reason: ...}]}}` of a resource, or of the whole template: JSON has no comments.

use sealform_diagnostic::Span;
use sealform_yaml::NodeKind;

use crate::place::PlaceId;
use crate::unit::Unit;

/// One item of such a list.
#[derive(Debug)]
pub(super) struct Entry {
    /// The address of what it speaks of; everything below is meant too. Empty for the whole file.
    pub(super) address: String,
    /// The code as it is written; empty where it is missing.
    pub(super) code: String,
    /// Where the code is written, or the item.
    pub(super) span: Span,
    /// Whether a reason is given.
    pub(super) has_reason: bool,
}

/// The entries of a unit's template.
pub(super) fn entries(unit: &Unit<'_>) -> Vec<Entry> {
    let mut entries = Vec::new();
    if let Some(root) = unit.root() {
        of(unit, root, "", &mut entries);
    }
    for resource in &unit.template().resources {
        of(unit, resource.place, &unit.address(resource.place), &mut entries);
    }
    entries
}

fn of(unit: &Unit<'_>, place: PlaceId, address: &str, entries: &mut Vec<Entry>) {
    let Some(list) = unit.at(place, &["Metadata", "sealform", "ignore"]) else { return };
    if !matches!(unit.node(list).kind, NodeKind::Sequence(_)) {
        return;
    }
    for item in unit.places().children(list) {
        let text = |key| unit.get(item, key).and_then(|place| Some((place, unit.scalar(place)?.text.trim())));
        let code = text("code");
        entries.push(Entry {
            address: address.to_owned(),
            code: code.map(|(_, code)| code.to_owned()).unwrap_or_default(),
            span: code.map_or_else(|| unit.span(item), |(place, _)| unit.span(place)),
            has_reason: text("reason").is_some_and(|(_, reason)| !reason.is_empty()),
        });
    }
}
