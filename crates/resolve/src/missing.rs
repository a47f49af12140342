//! What is said of a variable that found no value, and of a source that nobody knows.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::Interpolated;
use sealform_reference::{Alternative, Source, Variable};

use crate::context::Context;

/// Sources of the Serverless Framework and of its plugins that are not read yet, and what to use instead.
const UNSUPPORTED: &[(&str, &str)] = &[
    ("cf", "stack outputs are not read yet; use `Fn::ImportValue`, or pass the value with --param and `${param:...}`"),
    ("s3", "S3 objects are not read yet; keep the value in Parameter Store and use `${ssm:...}`"),
    ("git", "git facts are not read yet; pass the value with --param and `${param:...}`"),
    ("strToBool", "strToBool is not supported yet; write true or false, or pass the value with --param"),
    ("output", "outputs of the Serverless dashboard are not read; pass the value with --param and `${param:...}`"),
    ("vault", "Vault would be read in clear; keep the secret in Parameter Store as a SecureString and use `${ssm:...}`"),
    ("doppler", "Doppler would be read in clear; keep the secret in Parameter Store as a SecureString and use `${ssm:...}`"),
    ("terraform", "Terraform state is not read; write the output to Parameter Store and use `${ssm:...}`"),
];

impl Context<'_> {
    /// Reports that no alternative of `variable` gave a value.
    pub(crate) fn missing(&mut self, text: &Interpolated, variable: &Variable) {
        let sources: Vec<&Source> = variable
            .alternatives
            .iter()
            .filter_map(|alternative| match alternative {
                Alternative::Source(source) => Some(source),
                Alternative::Literal { .. } => None,
            })
            .collect();
        let names: Vec<String> = sources.iter().map(|source| format!("`{}`", named(source))).collect();
        let message = format!("no value is found for {}", names.join(" or "));
        let help = sources.first().map(|source| help_for(source)).unwrap_or_default();
        let diagnostic = Diagnostic::error(&registry::MISSING_VALUE, message).at(text.span(variable.range.clone()), "").help(help);
        self.report(diagnostic);
    }

    /// Reports a source that cannot be asked. A fallback behind it is not used, as in the Serverless Framework from v2's new engine on.
    pub(crate) fn unknown_source(&mut self, text: &Interpolated, source: &Source) {
        let (name, _) = source.name.split_once('.').unwrap_or((&source.name, ""));
        let span = text.span(source.range.clone());
        let unsupported = UNSUPPORTED.iter().find(|(unsupported, _)| *unsupported == name);
        let diagnostic = match unsupported {
            Some((name, help)) => {
                Diagnostic::error(&registry::UNKNOWN_SOURCE, format!("the source `{name}` is not supported")).at(span, "").help(*help)
            }
            None => Diagnostic::error(&registry::UNKNOWN_SOURCE, format!("`{}` is not a source of variables", source.name))
                .at(span, "")
                .help("sources of plugins are not supported; text for CloudFormation or IAM is escaped with a backslash: `\\${...}`"),
        };
        self.report(diagnostic);
    }
}

/// The source and its address. An address with variables in it is not quoted: a literal in them may be a secret.
fn named(source: &Source) -> String {
    match source.address.as_ref().and_then(|address| address.plain()) {
        Some(address) => format!("{}:{address}", source.name),
        None => source.name.to_string(),
    }
}

fn help_for(source: &Source) -> String {
    let address = source.address.as_ref().and_then(|address| address.plain()).unwrap_or("NAME");
    let (name, _) = source.name.split_once('.').unwrap_or((&source.name, ""));
    match name {
        "env" => format!("set the environment variable {address}, or write a fallback: `${{env:{address}, 'default'}}`"),
        "opt" => format!("pass `--opt {address}=...`, or write a fallback: `${{opt:{address}, 'default'}}`"),
        "param" => format!("pass `--param {address}=...`, set it under `params`, or write a fallback"),
        "ssm" => "create the parameter in this Region and account, or write a fallback".to_owned(),
        "file" => "create the file (its path is relative to the service's folder), mend the address in it, or write a fallback".to_owned(),
        _ => "mend the address, or write a fallback behind a comma".to_owned(),
    }
}
