//! `${self:path}`: another part of the service, through references on the way.

use sealform_secret::Public;

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::evaluate::public;
use crate::inputs::Dialect;
use crate::source_row::SourceRow;
use crate::value::{Outcome, Value, value_of};

pub(crate) struct SelfSource;

const ROW: SourceRow =
    SourceRow { name: "self", dialects: "all", address: "`${self:key.key.0}`", asks: "nothing", judged: "as what it leads to" };

impl Source for SelfSource {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        let Some(path) = call.address.as_deref().filter(|path| !path.is_empty()) else {
            return context.bad_address(
                call,
                "`self` without a path is the whole service, this variable included",
                "name a part: `${self:custom.x}`",
            );
        };
        let dialect = context.state.inputs.dialect;
        let root = context.state.root;
        // The old engine skips empty keys (`lib/classes/Variables.js` getDeeperValue, 1.83.3, read 2026-11-23).
        let keys = path.split('.').filter(|key| !dialect.is_legacy() || !key.is_empty());
        match (context.walk(root, keys), path) {
            (Outcome::Value(value), _) if !value.is_null() => Outcome::Value(value.through(call.span())),
            // Both engines of v1 and v2 write the default stage into the service before they resolve it.
            (Outcome::Missing | Outcome::Value(_), "provider.stage") if dialect.is_legacy() => {
                Outcome::Value(public(call, Public::fixed("dev")))
            }
            // v1 reads `service: name` as a map with that name.
            (Outcome::Missing, "service.name") if dialect == Dialect::V1 => match value_of!(context.walk(root, ["service"])) {
                Value::Leaf(leaf) => Outcome::Value(Value::Leaf(leaf).through(call.span())),
                Value::Node(..) => Outcome::Missing,
            },
            (Outcome::Value(_), _) => Outcome::Missing,
            (outcome, _) => outcome,
        }
    }
}
