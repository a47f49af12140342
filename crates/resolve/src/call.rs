//! One source of one variable with its params and address resolved: what a [`crate::sources::Source`] is given.

use std::borrow::Cow;

use sealform_diagnostic::Span;
use sealform_model::Interpolated;
use sealform_reference::{Delimiter, Source, Variable};

/// What a source is asked for.
pub(crate) struct Call<'v> {
    /// The text that the variable stands in.
    pub(crate) text: &'v Interpolated,
    /// The variable.
    pub(crate) variable: &'v Variable,
    /// The alternative of it that is tried.
    pub(crate) source: &'v Source,
    /// What stands behind the dot of the source's name: the Region of `${ssm.eu-west-1:...}`.
    pub(crate) suffix: Option<&'v str>,
    /// The params; `None` for one that is empty. No parentheses: no params.
    pub(crate) params: Vec<Option<Cow<'v, str>>>,
    /// The address; `None` where there is none, or where it is a variable whose value is null.
    pub(crate) address: Option<Cow<'v, str>>,
    /// Whether another alternative follows.
    pub(crate) has_fallback: bool,
}

impl Call<'_> {
    /// Where the whole variable is written.
    pub(crate) fn span(&self) -> Span {
        self.text.span(self.variable.range.clone())
    }

    /// Where this source of the variable is written.
    pub(crate) fn source_span(&self) -> Span {
        self.text.span(self.source.range.clone())
    }

    /// Where the address is written; the source where there is none.
    pub(crate) fn address_span(&self) -> Span {
        self.source.address.as_ref().map_or_else(|| self.source_span(), |address| self.text.span(address.range.clone()))
    }

    /// Where param number `index` is written; the source where there is none.
    pub(crate) fn param_span(&self, index: usize) -> Span {
        let param = self.source.params.as_ref().and_then(|params| params.get(index));
        param.map_or_else(|| self.source_span(), |param| self.text.span(param.range.clone()))
    }

    /// The variable as it is written.
    pub(crate) fn written(&self) -> &str {
        self.text.text().get(self.variable.range.clone()).unwrap_or_default()
    }

    /// Whether it is `$<...>`, whose meaning is the same in every dialect.
    pub(crate) fn is_angle(&self) -> bool {
        self.variable.delimiter == Delimiter::Angle
    }
}
