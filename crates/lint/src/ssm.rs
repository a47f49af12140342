//! The references to Parameter Store of a service, nested ones too.

use std::ops::Range;

use sealform_diagnostic::{Edit, Span};
use sealform_model::Interpolated;
use sealform_reference::{Alternative, Delimiter, Param, Segment, Source, Variable};

use crate::place::PlaceId;
use crate::unit::Unit;

/// One alternative of a variable that asks Parameter Store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SsmReference<'u> {
    /// The text that it stands in.
    pub(crate) place: PlaceId,
    text: &'u Interpolated,
    delimiter: Delimiter,
    pub(crate) source: &'u Source,
}

impl<'u> SsmReference<'u> {
    /// Whether it is Sealform's own `$<...>`, which takes the flags of every version.
    pub(crate) fn is_ours(&self) -> bool {
        self.delimiter == Delimiter::Angle
    }

    /// Whether the Serverless Framework decrypts for it.
    pub(crate) fn decrypts(&self, unit: &Unit<'_>) -> bool {
        sealform_resolve::inventory::decrypts(self.text.text(), self.source, self.delimiter, unit.dialect())
    }

    /// The Region behind the dot, as the old engine reads it: `ssm.us-east-1`.
    pub(crate) fn dotted_region(&self) -> Option<&'u str> {
        self.source.name.split_once('.').map(|(_, region)| region)
    }

    pub(crate) fn params(&self) -> &'u [Param] {
        self.source.params.as_deref().unwrap_or_default()
    }

    /// Whether `word` is one of the params.
    pub(crate) fn has_word(&self, word: &str) -> bool {
        self.params().iter().any(|param| param.plain() == Some(word))
    }

    /// Where the first `needle` of the address stands in the text, if it is written there and not brought by a nested variable.
    pub(crate) fn in_address(&self, needle: char) -> Option<usize> {
        let address = self.source.address.as_ref()?;
        address.segments.iter().find_map(|segment| match segment {
            Segment::Text { range, value } if range.len() == value.len() => value.find(needle).map(|at| range.start + at),
            Segment::Text { .. } | Segment::Variable(_) => None,
        })
    }

    /// The bytes `range` of the text.
    pub(crate) fn written(&self, range: Range<usize>) -> &'u str {
        self.text.text().get(range).unwrap_or_default()
    }

    /// Where the address ends.
    pub(crate) fn end(&self) -> usize {
        self.source.address.as_ref().map_or(self.source.range.end, |address| address.range.end)
    }

    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        self.text.span(range)
    }

    /// The bytes `range` of the text give way to `new`.
    pub(crate) fn edit(&self, range: Range<usize>, new: impl Into<String>) -> Edit {
        Edit { span: self.text.span(range), text: new.into() }
    }

    /// Where name and params stand: what gives way to other words.
    pub(crate) fn head(&self) -> Range<usize> {
        let name = self.source.name_range.clone();
        let end = match &self.source.params {
            None => name.end,
            Some(_) => {
                let behind = self.params().last().map_or(name.end + 1, |param| param.range.end);
                self.text.text().get(behind..).and_then(|rest| rest.find(')')).map_or(behind, |close| behind + close + 1)
            }
        };
        name.start..end
    }
}

/// All references to Parameter Store of a service, in the order of the files.
pub(crate) fn ssm_references<'u>(unit: &'u Unit<'_>) -> Vec<SsmReference<'u>> {
    let mut found = Vec::new();
    for (place, text) in unit.index().variables() {
        for segment in text.segments() {
            if let Segment::Variable(variable) = segment {
                of_variable(*place, text, variable, &mut found);
            }
        }
    }
    found
}

/// Variables are no deeper than the grammar allows (SF005).
fn of_variable<'u>(place: PlaceId, text: &'u Interpolated, variable: &'u Variable, found: &mut Vec<SsmReference<'u>>) {
    for alternative in &variable.alternatives {
        if let Alternative::Source(source) = alternative
            && (&*source.name == "ssm" || source.name.starts_with("ssm."))
        {
            found.push(SsmReference { place, text, delimiter: variable.delimiter, source });
        }
    }
    variable.nested().for_each(|nested| of_variable(place, text, nested, found));
}
