//! The dynamic references of a unit: `{{resolve:...}}` in any scalar.

use sealform_diagnostic::Span;
use sealform_reference::DynamicReference;

use crate::place::PlaceId;
use crate::unit::Unit;

/// One dynamic reference.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The scalar that it stands in.
    pub(crate) place: PlaceId,
    /// Where it is written.
    pub(crate) span: Span,
    pub(crate) reference: DynamicReference,
}

/// Every dynamic reference, in the order of the files.
pub(crate) fn dynamic_references<'u>(unit: &'u Unit<'_>) -> impl Iterator<Item = Found> + 'u {
    unit.index().braces().flat_map(move |place| {
        let text = unit.scalar(place).map(|scalar| &*scalar.text).unwrap_or_default();
        let found = sealform_reference::dynamic_references(text).into_iter();
        found.map(move |reference| Found { place, span: unit.span_in(place, reference.range.clone()), reference })
    })
}
