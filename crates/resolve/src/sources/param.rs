//! `${param:name}`: `--param`, else the params of the stage, else the default ones.

use sealform_secret::policy::Strictness;
use sealform_secret::{Origin, Plaintext};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::inputs::Dialect;
use crate::source_row::SourceRow;
use crate::value::{Outcome, value_of};

pub(crate) struct Param;

const ROW: SourceRow = SourceRow {
    name: "param",
    dialects: "v3, v4; read in all",
    address: "`${param:name}`",
    asks: "nothing",
    judged: "by name and form; secret under `--strict`",
};

impl Source for Param {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        let Some(name) = call.address.as_deref() else {
            return context.bad_address(call, "`param` needs the name of a param", "write `${param:name}`");
        };
        if let Some(text) = context.state.inputs.params.get(name) {
            let text = Plaintext::new(text.clone(), format!("param:{name}"));
            return Outcome::Value(context.outside(call, &text, Origin::Outside, &[name]));
        }
        let stage = value_of!(context.stage());
        let root = context.state.root;
        // v4 reads `stages` too, the stage before the default (its docs, "Parameters", read 2026-11-23).
        let v4 = context.state.inputs.dialect == Dialect::V4;
        let places: [(bool, &[&str]); 4] = [
            (v4, &["stages", &stage, "params", name]),
            (true, &["params", &stage, name]),
            (v4, &["stages", "default", "params", name]),
            (true, &["params", "default", name]),
        ];
        for (_, path) in places.into_iter().filter(|(read, _)| *read) {
            let value = match context.walk(root, path.iter().copied()) {
                Outcome::Missing => continue,
                outcome => value_of!(outcome),
            };
            let value = value.through(call.span());
            let strict = context.classifier.policy().strictness == Strictness::Strict;
            return Outcome::Value(if strict { context.demoted(value) } else { value });
        }
        Outcome::Missing
    }
}
