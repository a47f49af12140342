//! `${env:NAME}`: an environment variable of the process, else of a `.env` file.

use std::sync::Arc;

use sealform_secret::{Answer, Origin, Question};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::inputs::Dialect;
use crate::source_row::SourceRow;
use crate::value::{Outcome, value_of};

pub(crate) struct Env;

const ROW: SourceRow = SourceRow {
    name: "env",
    dialects: "all",
    address: "`${env:NAME}`",
    asks: "the environment of the process, then `.env` files",
    judged: "by name and form; secret under `--strict`; `$<env:NAME>` is always secret",
};

impl Source for Env {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        let Some(name) = call.address.as_deref() else {
            return context.bad_address(call, "`env` needs the name of a variable", "write `${env:NAME}`");
        };
        let text = match context.ask(Question::EnvironmentVariable(name.into()), call.span()) {
            None => return Outcome::Pending,
            Some(Answer::EnvironmentVariable(Some(text))) => Arc::clone(text),
            Some(_) => value_of!(context.dotenv(name, call.span())),
        };
        // An empty variable counts as missing in v2 and up to 3.26, and as present before and since.
        if text.is_empty() && is_second(context.state.inputs.dialect) {
            return Outcome::Missing;
        }
        let origin = if call.is_angle() { Origin::Demanded } else { Origin::Outside };
        Outcome::Value(context.outside(call, &text, origin, &[name]))
    }
}

fn is_second(dialect: Dialect) -> bool {
    matches!(dialect, Dialect::V2Legacy | Dialect::V2)
}
