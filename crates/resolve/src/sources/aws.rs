//! `${aws:accountId}` and `${aws:region}`: whose credentials they are, and the Region of the service. v4 asks other services through it too.

use sealform_secret::policy::Asking;
use sealform_secret::{Answer, Origin, Plaintext, Public, Question};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::evaluate::{public, unasked};
use crate::inputs::Dialect;
use crate::source_row::SourceRow;
use crate::value::{Outcome, value_of};

pub(crate) struct Aws;

const ROW: SourceRow = SourceRow {
    name: "aws",
    dialects: "v2 (new engine), v3, v4; read in all",
    address: "`${aws:accountId}`, `${aws:region}`; v4: `${aws:partition}`, `${aws:ssm:/path}`, `${aws:cf:...}`, `${aws:s3:...}`",
    asks: "STS GetCallerIdentity for the account",
    judged: "public",
};

impl Source for Aws {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        const HELP: &str =
            "write `${aws:accountId}` or `${aws:region}`; a variable of IAM is escaped with a backslash: `\\${aws:username}`";
        let v4 = context.state.inputs.dialect == Dialect::V4;
        if let Some((service, address)) = call.address.as_deref().filter(|_| v4).and_then(|address| address.split_once(':')) {
            return through(call, service, address, context)
                .unwrap_or_else(|| context.bad_address(call, "v4 reaches `ssm`, `cf` and `s3` through `aws`, nothing else", HELP));
        }
        value_of!(context.refuse_in_settings(call));
        let offline = context.classifier.policy().asking == Asking::Offline;
        match call.address.as_deref() {
            Some("accountId" | "region") if offline => Outcome::Value(unasked(call)),
            Some("partition") if offline && v4 => Outcome::Value(unasked(call)),
            Some("region") => Outcome::Value(value_of!(context.region_value()).through(call.span())),
            Some("partition") if v4 => Outcome::Value(public(call, Public::fixed(value_of!(context.region()).partition()))),
            Some("accountId") => match context.ask(Question::Account, call.span()) {
                None => Outcome::Pending,
                Some(Answer::Account(account)) => {
                    let text = Plaintext::new(account.to_string(), "aws:accountId");
                    Outcome::Value(context.outside(call, &text, Origin::Named, &["accountId"]))
                }
                Some(_) => Outcome::Missing,
            },
            Some(_) => context.bad_address(call, "`aws` has no such address", HELP),
            None => context.bad_address(call, "`aws` needs an address", HELP),
        }
    }
}

/// `${aws:ssm:/path}` is `${ssm:/path}` (run with v4 4.41, 2026-11-23). `None` for a service that is no source of its own.
fn through(call: &Call<'_>, service: &str, address: &str, context: &mut Context<'_>) -> Option<Outcome> {
    if !matches!(service, "ssm" | "cf" | "s3") {
        return None;
    }
    let (source, _) = super::find(service)?;
    let call = Call { params: call.params.clone(), address: Some(address.into()), ..*call };
    Some(source.resolve(&call, context))
}
