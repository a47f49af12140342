//! `${opt:name}`: an option of the command line.

use sealform_secret::{Origin, Plaintext};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::source_row::SourceRow;
use crate::value::Outcome;

pub(crate) struct Opt;

const ROW: SourceRow = SourceRow { name: "opt", dialects: "all", address: "`${opt:name}`", asks: "nothing", judged: "by name and form" };

impl Source for Opt {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        let Some(name) = call.address.as_deref() else {
            return context.bad_address(
                call,
                "`opt` needs the name of an option",
                "write `${opt:name}`; all options at once are not given out",
            );
        };
        let Some(text) = context.state.inputs.option(name) else { return Outcome::Missing };
        let text = Plaintext::new(text.to_owned(), format!("opt:{name}"));
        Outcome::Value(context.outside(call, &text, Origin::Named, &[name]))
    }
}
