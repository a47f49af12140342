//! Sources that are refused on purpose, and what to use instead.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::{Expression, Interpolated, Scalar};
use sealform_reference::Source;

use crate::arena::Kind;
use crate::context::Context;
use crate::inputs::Dialect;
use crate::plugins;
use crate::source_row::SourceRow;
use crate::value::Outcome;

/// A source that is refused.
struct Refused {
    row: SourceRow,
    /// Why, as the end of "the source `x` is not supported: ...".
    reason: &'static str,
    /// What to use instead.
    instead: &'static str,
}

const NEVER: &str = "refused";
const NOTHING: &str = "nothing";
const IN_PARAMETER_STORE: &str = "keep the secret in Parameter Store as a SecureString and use `${ssm:...}`";

const REFUSED: &[Refused] = &[
    Refused {
        row: SourceRow { name: "doppler", dialects: "v4", address: "`${doppler:KEY}`", asks: NOTHING, judged: NEVER },
        reason: "Doppler gives secrets out in clear",
        instead: IN_PARAMETER_STORE,
    },
    Refused {
        row: SourceRow { name: "output", dialects: "v1, v2, v3, v4", address: "`${output:service.key}`", asks: NOTHING, judged: NEVER },
        reason: "the Serverless dashboard is not asked",
        instead: "read the stack's output with `${cf:stack.Output}`, or pass the value with --param and `${param:...}`",
    },
    Refused {
        row: SourceRow { name: "terraform", dialects: "v4", address: "`${terraform:outputs.key}`", asks: NOTHING, judged: NEVER },
        reason: "a Terraform state holds secrets in clear",
        instead: "write the output to Parameter Store and use `${ssm:...}`; a state file in the service's folder is read by `${file(x.tfstate):outputs.key.value}`",
    },
    Refused {
        row: SourceRow { name: "vault", dialects: "v4", address: "`${vault:path.key}`", asks: NOTHING, judged: NEVER },
        reason: "Vault gives secrets out in clear",
        instead: IN_PARAMETER_STORE,
    },
];

/// The rows of the refused sources.
pub(crate) fn rows() -> impl Iterator<Item = &'static SourceRow> {
    REFUSED.iter().map(|refused| &refused.row)
}

impl Context<'_> {
    /// Reports a source that cannot be asked. A fallback behind it is not used, as in the Serverless Framework from v2's new engine on.
    pub(crate) fn refuse_source(&mut self, text: &Interpolated, source: &Source) {
        let (name, _) = source.name.split_once('.').unwrap_or((&source.name, ""));
        let span = text.span(source.range.clone());
        let kind = self.resolver_type(name);
        let known = REFUSED.iter().find(|refused| refused.row.name == kind.as_deref().unwrap_or(name));
        let (message, help) = match (known, kind) {
            (Some(refused), None) => (format!("the source `{name}` is not supported: {}", refused.reason), refused.instead.to_owned()),
            (Some(refused), Some(_)) => (format!("the resolver `{name}` is not supported: {}", refused.reason), refused.instead.to_owned()),
            (None, Some(kind)) => {
                let help = "Sealform asks AWS with its own credentials: write `${ssm:...}`, `${cf:...}` or `${s3:...}`";
                (format!("the resolver `{name}` of type `{kind}` is not supported"), help.to_owned())
            }
            (None, None) => (format!("`{}` is not a source of variables", source.name), self.help_for_unknown()),
        };
        self.report(Diagnostic::error(&registry::UNKNOWN_SOURCE, message).at(span, "").help(help));
    }

    fn help_for_unknown(&mut self) -> String {
        const ESCAPE: &str = "text for CloudFormation or IAM is escaped with a backslash: `\\${...}`";
        let plugins = match self.plugins() {
            Outcome::Value(names) => names,
            _ => Vec::new(),
        };
        let unknown: Vec<String> = plugins.iter().filter(|plugin| !plugins::is_known(plugin)).map(|plugin| format!("`{plugin}`")).collect();
        if unknown.is_empty() {
            return format!("sources of plugins are not supported; {ESCAPE}");
        }
        format!(
            "if the plugin {} brings it in: sources of plugins are not supported, pass the value with --param and `${{param:...}}`; {ESCAPE}",
            unknown.join(" or ")
        )
    }

    /// The type that v4's `stages.<stage>.resolvers` gives to a name (its manual, "Variables", read 2026-11-23).
    fn resolver_type(&self, name: &str) -> Option<String> {
        if self.state.inputs.dialect != Dialect::V4 {
            return None;
        }
        let arena = &self.state.arena;
        let stages = arena.child(self.state.root, "stages")?;
        let mut found = (0..arena.child_count(stages)).filter_map(|index| {
            let (_, stage) = arena.child_at(stages, index)?;
            let kind = arena.child(arena.child(arena.child(stage, "resolvers")?, name)?, "type")?;
            match &arena.node(kind).kind {
                Kind::Leaf(Expression::Scalar(Scalar::Text(kind))) => Some(kind.clone()),
                _ => None,
            }
        });
        found.next()
    }
}
