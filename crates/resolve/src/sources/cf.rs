//! `${cf:stack.Output}`: an output of a CloudFormation stack.

use sealform_secret::policy::Asking;
use sealform_secret::{Answer, Origin, Question, StackAddress};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::evaluate::unasked;
use crate::inputs::Dialect;
use crate::source_row::SourceRow;
use crate::value::{Outcome, value_of};

pub(crate) struct Cf;

const ROW: SourceRow = SourceRow {
    name: "cf",
    dialects: "all",
    address: "`${cf:stack.Output}`, `${cf(REGION):stack.Output}`; v1 and v2: `${cf.REGION:stack.Output}`",
    asks: "CloudFormation DescribeStacks, once a stack",
    judged: "by the output's name and form; secret under `--strict`",
};

impl Source for Cf {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        value_of!(context.refuse_in_settings(call));
        let dialect = context.state.inputs.dialect;
        let Some((stack, output)) = call.address.as_deref().and_then(|address| parts(address, dialect)) else {
            return context.bad_address(call, "`cf` needs the names of a stack and of an output", "write `${cf:stack.Output}`");
        };
        if context.classifier.policy().asking == Asking::Offline {
            return Outcome::Value(unasked(call));
        }
        let region = value_of!(context.region_of(call));
        let question = Question::StackOutputs(StackAddress { region, name: stack.into() });
        match context.ask(question, call.span()) {
            None => Outcome::Pending,
            Some(Answer::StackOutputs(Some(outputs))) => match outputs.get(output) {
                Some(text) => {
                    let name = format!("{stack}.{output}");
                    Outcome::Value(context.outside(call, text, Origin::Outside, &[&name, output]))
                }
                None => Outcome::Missing,
            },
            Some(_) => Outcome::Missing,
        }
    }
}

/// The stack and the output: what stands before and behind the first dot; in v4 the output ends at the next one (run 2026-11-23).
fn parts(address: &str, dialect: Dialect) -> Option<(&str, &str)> {
    let (stack, output) = address.split_once('.')?;
    let output = match dialect {
        Dialect::V4 => output.split('.').next()?,
        _ => output,
    };
    (!stack.is_empty() && !output.is_empty()).then_some((stack, output))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stack_and_output_are_parted_at_the_first_dot() {
        assert_eq!(parts("stk.a.b", Dialect::V3), Some(("stk", "a.b")));
        assert_eq!(parts("stk.a.b", Dialect::V4), Some(("stk", "a")));
        for wrong in ["stk", "stk.", ".a", ""] {
            assert_eq!(parts(wrong, Dialect::V3), None, "{wrong}");
        }
    }
}
