//! `${s3:bucket/key}`: an object of S3, as text.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::policy::Asking;
use sealform_secret::{Answer, ObjectAddress, Origin, Question};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::evaluate::unasked;
use crate::inputs::Dialect;
use crate::source_row::SourceRow;
use crate::value::{Outcome, value_of};

pub(crate) struct S3;

const ROW: SourceRow = SourceRow {
    name: "s3",
    dialects: "all",
    address: "`${s3:bucket/key}`; v4: `${s3(REGION):...}`, `s3://bucket/key` and `arn:aws:s3:::bucket/key` too",
    asks: "S3 GetObject",
    judged: "by key and form; secret under `--strict`",
};

impl Source for S3 {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        value_of!(context.refuse_in_settings(call));
        let dialect = context.state.inputs.dialect;
        let Some((bucket, key)) = call.address.as_deref().and_then(|address| parts(address, dialect)) else {
            return context.bad_address(call, "`s3` needs a bucket and a key", "write `${s3:bucket/key}`");
        };
        if dialect != Dialect::V4 && call.params.iter().any(Option::is_some) {
            let diagnostic = Diagnostic::error(&registry::BAD_PARAMS, "`s3` takes no params before v4").at(call.param_span(0), "");
            context.report(diagnostic.help("write `${s3:bucket/key}`"));
            return Outcome::Failed;
        }
        if context.classifier.policy().asking == Asking::Offline {
            return Outcome::Value(unasked(call));
        }
        let region = value_of!(context.region_of(call));
        let question = Question::Object(ObjectAddress { region, bucket: bucket.into(), key: key.into() });
        match context.ask(question, call.span()) {
            None => Outcome::Pending,
            Some(Answer::Object(Some(text))) => Outcome::Value(context.outside(call, text, Origin::Outside, &[key])),
            Some(_) => Outcome::Missing,
        }
    }
}

/// Bucket and key. v4 reads URLs and ARNs of objects too.
fn parts(address: &str, dialect: Dialect) -> Option<(&str, &str)> {
    let plain = match dialect {
        Dialect::V4 => address.strip_prefix("s3://").or_else(|| address.strip_prefix("arn:aws:s3:::")).unwrap_or(address),
        _ => address,
    };
    let (bucket, key) = plain.split_once('/')?;
    (!bucket.is_empty() && !key.is_empty()).then_some((bucket, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bucket_and_key_are_parted_at_the_first_slash() {
        assert_eq!(parts("b/k/v.txt", Dialect::V1), Some(("b", "k/v.txt")));
        assert_eq!(parts("s3://b/k", Dialect::V4), Some(("b", "k")));
        assert_eq!(parts("arn:aws:s3:::b/k", Dialect::V4), Some(("b", "k")));
        for wrong in ["b", "b/", "/k", ""] {
            assert_eq!(parts(wrong, Dialect::V3), None, "{wrong}");
        }
    }
}
