//! Which Region a call to CloudFormation or S3 names: in params, behind a dot of the source's name, or not at all.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::Region;

use crate::call::Call;
use crate::context::Context;
use crate::value::{Outcome, value_of};

impl Context<'_> {
    /// The Region of `call`: `(eu-west-1)`, `.eu-west-1`, else the service's.
    pub(crate) fn region_of(&mut self, call: &Call<'_>) -> Outcome<Region> {
        let mut named = None;
        if let Some(suffix) = call.suffix {
            let dialect = self.state.inputs.dialect;
            let span = call.text.span(call.source.name_range.clone());
            if !(call.is_angle() || dialect.is_legacy()) {
                let (name, _) = call.source.name.split_once('.').unwrap_or_default();
                let message = format!("`{name}.REGION` is not known in {}", dialect.name());
                let help = format!("write `${{{name}({suffix}):...}}`");
                self.report(Diagnostic::error(&registry::WRONG_DIALECT_FLAG, message).at(span, "").help(help));
                return Outcome::Failed;
            }
            named = Some(value_of!(self.parse_region(suffix, span)));
        }
        for (index, param) in call.params.iter().enumerate() {
            let Some(param) = param.as_deref() else { continue };
            let span = call.param_span(index);
            if named.is_some() {
                let diagnostic = Diagnostic::error(&registry::BAD_PARAMS, "one Region is expected, and nothing else").at(span, "");
                self.report(diagnostic.help(format!("write `${{{}(eu-west-1):...}}`", call.source.name)));
                return Outcome::Failed;
            }
            named = Some(value_of!(self.parse_region(param, span)));
        }
        match named {
            Some(region) => Outcome::Value(region),
            None => self.region(),
        }
    }

    fn parse_region(&mut self, text: &str, span: sealform_diagnostic::Span) -> Outcome<Region> {
        match Region::parse(text) {
            Some(region) => Outcome::Value(region),
            None => {
                let diagnostic = Diagnostic::error(&registry::BAD_PARAMS, "a param in parentheses is not the name of an AWS Region");
                self.report(diagnostic.at(span, "").help("write it as AWS does: eu-central-1"));
                Outcome::Failed
            }
        }
    }
}
