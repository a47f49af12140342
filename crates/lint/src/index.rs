//! What rules look for, found in one walk over all places, so that a rule need not walk again.

use sealform_diagnostic::Diagnostic;
use sealform_model::Interpolated;
use sealform_yaml::NodeKind;

use crate::kind::Kind;
use crate::place::PlaceId;
use crate::unit::Unit;

/// Places by what stands in them, each list in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Index {
    scalars: Vec<PlaceId>,
    braces: Vec<PlaceId>,
    functions: Vec<PlaceId>,
    variables: Vec<(PlaceId, Interpolated)>,
    broken: Vec<Diagnostic>,
}

impl Index {
    pub(crate) fn new(unit: &Unit<'_>) -> Self {
        let mut index = Self::default();
        for place in unit.places().ids() {
            if let NodeKind::Scalar(scalar) = &unit.node(place).kind {
                index.scalars.push(place);
                if scalar.text.contains("{{") {
                    index.braces.push(place);
                }
                index.add_variables(unit, place, &scalar.text);
            }
            if unit.function(place).is_some() {
                index.functions.push(place);
            }
        }
        index
    }

    /// Adds the variables of `text`, or what is wrong with them. In a template `${...}` is CloudFormation's: only `$<...>` is ours there.
    fn add_variables(&mut self, unit: &Unit<'_>, place: PlaceId, text: &str) {
        let wanted = match unit.kind() {
            Kind::Service => unit.grammar().may_find_variable(text),
            Kind::Template => text.contains("$<"),
        };
        if !wanted {
            return;
        }
        let map = unit.text_map(place);
        match sealform_reference::parse(text, unit.grammar()) {
            Ok(segments) => {
                if segments.iter().any(|segment| matches!(segment, sealform_reference::Segment::Variable(_))) {
                    self.variables.push((place, Interpolated::new(text, segments, map)));
                }
            }
            Err(errors) => self.broken.extend(errors.into_iter().map(|error| {
                let diagnostic = Diagnostic::error(error.code, error.message).at(map.span(error.range), "");
                Diagnostic { help: error.help, ..diagnostic }
            })),
        }
    }

    /// Texts with variables in them, in the order of the files.
    pub(crate) fn variables(&self) -> &[(PlaceId, Interpolated)] {
        &self.variables
    }

    /// The text at `place`, if it has variables.
    pub(crate) fn variables_at(&self, place: PlaceId) -> Option<&Interpolated> {
        let found = self.variables.binary_search_by_key(&place, |(place, _)| *place).ok()?;
        self.variables.get(found).map(|(_, text)| text)
    }

    /// What is wrong with variables.
    pub(crate) fn broken(&self) -> &[Diagnostic] {
        &self.broken
    }

    /// Every scalar.
    pub(crate) fn scalars(&self) -> impl Iterator<Item = PlaceId> {
        self.scalars.iter().copied()
    }

    /// Scalars with `{{` in them: dynamic references, and what was meant to be one.
    pub(crate) fn braces(&self) -> impl Iterator<Item = PlaceId> {
        self.braces.iter().copied()
    }

    /// Calls of intrinsic functions.
    pub(crate) fn functions(&self) -> impl Iterator<Item = PlaceId> {
        self.functions.iter().copied()
    }
}
