//! `${sls:stage}`: the stage. `${sls:instanceId}` is another text in each run, so it is refused.

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::source_row::SourceRow;
use crate::value::{Outcome, value_of};

pub(crate) struct Sls;

const ROW: SourceRow = SourceRow {
    name: "sls",
    dialects: "v2, v3, v4; read in all",
    address: "`${sls:stage}`; `${sls:instanceId}` is refused",
    asks: "nothing",
    judged: "as the stage",
};

impl Source for Sls {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        match call.address.as_deref() {
            Some("stage") => Outcome::Value(value_of!(context.stage_value()).through(call.span())),
            Some("instanceId") => {
                let help = "use `${sls:stage}`, or pass a text of your own with --param and `${param:...}`";
                context.bad_address(
                    call,
                    "`sls:instanceId` is another text in each run, and the same input must give the same output",
                    help,
                )
            }
            Some(_) => context.bad_address(call, "`sls` has no such address", "write `${sls:stage}`"),
            None => context.bad_address(call, "`sls` needs an address", "write `${sls:stage}`"),
        }
    }
}
