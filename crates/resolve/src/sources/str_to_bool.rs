//! `${strToBool(text)}`: `true`, `false`, `1` or `0` as a flag.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::Public;

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::evaluate::public;
use crate::inputs::Dialect;
use crate::source_row::SourceRow;
use crate::value::Outcome;

pub(crate) struct StrToBool;

const ROW: SourceRow = SourceRow {
    name: "strToBool",
    dialects: "all; v1 takes lower case only",
    address: "`${strToBool(${opt:flag})}`; from v2's new engine to v3 `0` and `false` stand in quotes",
    asks: "nothing",
    judged: "public; a secret in it is refused",
};

impl Source for StrToBool {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        let dialect = context.state.inputs.dialect;
        let text = match call.params.as_slice() {
            [Some(text)] => text.trim().to_owned(),
            // The new engine drops a bare `0` or `false`, and then misses its input; the old one, which v2 asks next, takes it.
            [None] if dialect == Dialect::V2Legacy && !call.is_angle() => "false".to_owned(),
            [None] => {
                let message = format!("a bare `0` or `false` is dropped in {}, so `strToBool` has no input", dialect.name());
                return refuse(call, context, message, "put it in quotes: `${strToBool('false')}`, or write false itself");
            }
            _ => return refuse(call, context, "`strToBool` needs one text".to_owned(), "write `${strToBool(${opt:flag})}`"),
        };
        // v1 compares without folding the case (`lib/classes/Variables.js`, 1.83.3; from 2.26 `sources/str-to-bool.js`, read 2026-11-23).
        let folded = if dialect == Dialect::V1 && !call.is_angle() { text } else { text.to_lowercase() };
        match folded.as_str() {
            "true" | "1" => Outcome::Value(public(call, Public::flag(true))),
            "false" | "0" => Outcome::Value(public(call, Public::flag(false))),
            _ => refuse(call, context, "`strToBool` takes true, false, 1 and 0 only".to_owned(), "mend the value that it is given"),
        }
    }
}

fn refuse(call: &Call<'_>, context: &mut Context<'_>, message: String, help: &str) -> Outcome {
    context.report(Diagnostic::error(&registry::BAD_PARAMS, message).at(call.source_span(), "").help(help));
    Outcome::Failed
}
