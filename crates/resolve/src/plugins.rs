//! Which plugins Sealform emulates, which add nothing to a template, and the warning for all others.

use sealform_diagnostic::{Diagnostic, Severity, Span, registry};
use sealform_secret::policy::Strictness;

/// Plugins whose part of the template, or whose variables, Sealform makes itself.
const EMULATED: &[&str] = &["serverless-iam-roles-per-function", "serverless-plugin-git-variables", "serverless-pseudo-parameters"];

/// Plugins that only add commands, run things on the developer's machine or change how code is packaged: the template is the same without them.
const HARMLESS: &[&str] = &[
    "serverless-bundle",
    "serverless-dynamodb-local",
    "serverless-esbuild",
    "serverless-export-env",
    "serverless-kms-secrets",
    "serverless-offline",
    "serverless-offline-sns",
    "serverless-offline-sqs",
    "serverless-offline-ssm",
    "serverless-plugin-include-dependencies",
    "serverless-plugin-optimize",
    "serverless-plugin-typescript",
    "serverless-prune-plugin",
    "serverless-rust",
    "serverless-webpack",
];

/// Whether Sealform knows what the plugin does to a service.
pub(crate) fn is_known(plugin: &str) -> bool {
    EMULATED.contains(&plugin) || HARMLESS.contains(&plugin)
}

/// The one report on plugins that are not emulated: `plugins` are their names and where they are written.
pub(crate) fn check(plugins: &[(Box<str>, Span)], strictness: Strictness) -> Option<Diagnostic> {
    let unknown: Vec<&(Box<str>, Span)> = plugins.iter().filter(|(name, _)| !is_known(name)).collect();
    let (_, first) = unknown.first()?;
    let names: Vec<String> = unknown.iter().map(|(name, _)| format!("`{name}`")).collect();
    let message = match names.len() {
        1 => format!("the plugin {} is not emulated", names[0]),
        _ => format!("the plugins {} are not emulated", names.join(", ")),
    };
    let mut diagnostic = Diagnostic::warning(&registry::UNKNOWN_PLUGIN, message).at(*first, "");
    for (_, span) in &unknown[1..] {
        diagnostic = diagnostic.label(*span, "");
    }
    if strictness == Strictness::Strict {
        diagnostic.severity = Severity::Error;
    }
    Some(diagnostic.help("what they add to the template or to variables is missing from what Sealform writes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sealform_diagnostic::FileId;

    fn named(names: &[&str]) -> Vec<(Box<str>, Span)> {
        names.iter().map(|&name| (name.into(), Span::start_of(FileId::new(0)))).collect()
    }

    #[test]
    fn one_report_names_all_plugins_that_are_not_emulated() {
        assert_eq!(
            check(&named(&["serverless-kms-secrets", "serverless-offline", "serverless-pseudo-parameters"]), Strictness::Strict),
            None
        );
        let plugins = named(&["serverless-dotenv-plugin", "serverless-offline", "./mine"]);
        let diagnostic = check(&plugins, Strictness::Usual).expect("two are unknown");
        assert_eq!(diagnostic.message, "the plugins `serverless-dotenv-plugin`, `./mine` are not emulated");
        assert_eq!(diagnostic.severity, Severity::Warning);
        assert_eq!(check(&plugins, Strictness::Strict).expect("they are still unknown").severity, Severity::Error);
    }
}
