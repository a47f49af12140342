//! What is said of a variable that found no value.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::Interpolated;
use sealform_reference::{Alternative, Source, Variable};

use crate::context::Context;

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
        "cf" => "create the stack or the output in this Region and account, or write a fallback".to_owned(),
        "s3" => "put the object into the bucket, or write a fallback".to_owned(),
        "git" => "make the first commit of a repository in the service's folder, set what is asked for, or write a fallback".to_owned(),
        "file" => "create the file (its path is relative to the service's folder), mend the address in it, or write a fallback".to_owned(),
        _ => "mend the address, or write a fallback behind a comma".to_owned(),
    }
}
