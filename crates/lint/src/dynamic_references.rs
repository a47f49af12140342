//! The dynamic references of a unit: `{{resolve:...}}` in any scalar, or put together by `Fn::Join`.

use sealform_diagnostic::Span;
use sealform_reference::DynamicReference;

use crate::flat_text::flat_text;
use crate::place::PlaceId;
use crate::unit::Unit;

/// One dynamic reference.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The scalar that it stands in, or the call that makes it.
    pub(crate) place: PlaceId,
    /// Where it is written, or where it begins.
    pub(crate) span: Span,
    pub(crate) reference: DynamicReference,
}

/// Every dynamic reference, in the order of the files.
pub(crate) fn dynamic_references<'u>(unit: &'u Unit<'_>) -> impl Iterator<Item = Found> + 'u {
    unit.index().braces().flat_map(move |place| of(unit, place))
}

fn of(unit: &Unit<'_>, place: PlaceId) -> Vec<Found> {
    const OPENER: &str = "{{resolve:";
    let text = unit.scalar(place).map(|scalar| &*scalar.text).unwrap_or_default();
    let whole = sealform_reference::dynamic_references(text);
    if whole.len() == text.matches(OPENER).count() {
        let found = |reference: DynamicReference| Found { place, span: unit.span_in(place, reference.range.clone()), reference };
        return whole.into_iter().map(found).collect();
    }
    // It goes on in the next piece of a text that is joined.
    let Some(call) = unit.places().ancestors(place).find(|&call| unit.function(call).is_some_and(|function| function.name == "Fn::Join"))
    else {
        return Vec::new();
    };
    let found = |reference| Found { place: call, span: unit.span(place), reference };
    sealform_reference::dynamic_references(&flat_text(unit, call)).into_iter().map(found).collect()
}
