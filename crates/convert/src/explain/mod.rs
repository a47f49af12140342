//! The lines with which handlers read the variables that conversion writes: `convert --explain-code`.
//!
//! The numbers are those of the well-known clients (Powertools for AWS Lambda, AWS Parameters and Secrets Lambda Extension, read 2026-11-23):
//! 300 seconds to live, five attempts, the old value for twice the time. The texts beside this file are driven by `tests/interop/test_reader.py`.

use sealform_diagnostic::{Diagnostic, FileId};
use sealform_resolve::DialectFlag;

use crate::environment::{Environments, Owner};
use crate::project::Project;
use crate::unit::Place;

/// What handlers are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Python with boto3.
    Python,
    /// JavaScript modules on Node, with version 3 of the AWS SDK.
    Node,
}

/// The reader, and for each function of the service `text` the lines that use it.
///
/// # Errors
/// All that is wrong with the syntax.
pub fn explain(file: FileId, name: &str, text: &str, dialect: Option<DialectFlag>, language: Language) -> Result<String, Vec<Diagnostic>> {
    let (project, _) = Project::read(file, name, text, dialect)?;
    let (reader, mark) = match language {
        Language::Python => (include_str!("secrets.py"), "#"),
        Language::Node => (include_str!("secrets.mjs"), "//"),
    };
    let mut code = reader.to_owned();
    for (function, secrets) in functions(&project) {
        code.push_str(&format!("\n{mark} In the handler of `{function}`:\n"));
        let import = match language {
            Language::Python => "from secrets_of_function import secret".to_owned(),
            Language::Node => "import { secret } from './secrets-of-function.mjs';".to_owned(),
        };
        code.push_str(&format!("{mark}   {import}\n"));
        for secret in secrets {
            let line = match language {
                Language::Python => format!("{} = secret(\"{secret}\")", local(&secret)),
                Language::Node => format!("const {} = await secret('{secret}');", local(&secret)),
            };
            code.push_str(&format!("{mark}   {line}\n"));
        }
    }
    Ok(code)
}

/// Names of variables that a handler cannot give to what it reads: `secret` is the reader itself, and the others are words of one of the
/// languages (Python 3.13, keyword.kwlist; ECMA-262, "Keywords and Reserved Words", read 2026-11-25) that could name a secret.
const TAKEN: [&str; 10] = ["secret", "pass", "class", "import", "from", "global", "private", "public", "default", "new"];

/// The handler's own name for a secret.
fn local(secret: &str) -> String {
    let name = secret.to_lowercase();
    if TAKEN.contains(&name.as_str()) { format!("{name}_value") } else { name }
}

/// The functions that get a secret, and the names of their secrets, those of the provider first.
fn functions(project: &Project) -> Vec<(String, Vec<String>)> {
    let environments = Environments::of(project);
    let of = |owner: Owner| environments.mappings.iter().filter(move |(_, owners)| owners.contains(&owner)).map(|(&mapping, _)| mapping);
    let mut found = Vec::new();
    for (index, function) in environments.functions.iter().enumerate() {
        let own = Owner::Function(index);
        let shared = environments.gets_shared(own).then(|| of(Owner::Provider)).into_iter().flatten();
        let mut names: Vec<String> = Vec::new();
        for name in shared.chain(of(own)).flat_map(|mapping| secrets(project, mapping)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if !names.is_empty() {
            found.push((function.name.clone(), names));
        }
    }
    found
}

/// `X` of each `ENCRYPTED_X` and `SSM_PATH_TO_X`.
fn secrets(project: &Project, environment: Place) -> Vec<String> {
    let entries = project.unit(environment).document.entries(environment.node);
    let name = |key: &str| key.strip_prefix("ENCRYPTED_").or_else(|| key.strip_prefix("SSM_PATH_TO_")).map(str::to_owned);
    entries.filter_map(|entry| name(entry.key)).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_handler_takes_the_readers_name_or_a_keyword() {
        let text =
            "service: s\nprovider:\n  environment:\n    SSM_PATH_TO_SECRET: /s\n    ENCRYPTED_PASS: a\nfunctions: {f: {handler: a.b}}\n";
        for (language, lines) in [
            (Language::Python, ["secret_value = secret(\"SECRET\")", "pass_value = secret(\"PASS\")"]),
            (Language::Node, ["const secret_value = await secret('SECRET');", "const pass_value = await secret('PASS');"]),
        ] {
            let code = explain(FileId::new(0), "serverless.yml", text, None, language).expect("it is right");
            assert!(lines.iter().all(|line| code.contains(line)), "{code}");
        }
    }
}
