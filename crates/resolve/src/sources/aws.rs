//! `${aws:accountId}` and `${aws:region}`: whose credentials they are, and the Region of the service.

use sealform_secret::policy::Asking;
use sealform_secret::{Answer, Origin, Plaintext, Question};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::evaluate::unasked;
use crate::value::{Outcome, value_of};

pub(crate) struct Aws;

impl Source for Aws {
    fn name(&self) -> &'static str {
        "aws"
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        const HELP: &str =
            "write `${aws:accountId}` or `${aws:region}`; a variable of IAM is escaped with a backslash: `\\${aws:username}`";
        value_of!(context.refuse_in_settings(call));
        let offline = context.classifier.policy().asking == Asking::Offline;
        match call.address.as_deref() {
            Some("accountId" | "region") if offline => Outcome::Value(unasked(call)),
            Some("region") => Outcome::Value(value_of!(context.region_value()).through(call.span())),
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
