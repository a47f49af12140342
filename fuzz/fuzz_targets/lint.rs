//! Every rule and every format of findings over services and templates: no panic, no hang, and no literal that a finding calls secret in any output.
//!
//! The seeds are the rules' own examples and the fixtures (`fuzz/seed-lint` collects them); a first byte of `j` makes the text a JSON file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_diagnostic::Sources;
use sealform_lint::{Config, Files, Included, Outcome, lint};
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Policy, Strictness};
use sealform_show::{Coloring, FindingsFormat, Linted, findings};

/// A token of no vendor that decides by its form and its length: whoever shows it shows a secret.
const CANARY: &str = "ghp_7bQ3xZ9kL2mW8vT4nR6pD1cF5gH0jS7bQ3xZ";

fuzz_target!(|data: &str| {
    let (name, text) = match data.strip_prefix('j') {
        Some(text) => ("template.json", text),
        None => ("serverless.yml", data),
    };
    // The canary stands wherever the seeds have a token; what the mutations made of it is not hunted.
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    let included = sources.add("included.yml", "dev:\n  apiSecret: ghp_7bQ3xZ9kL2mW8vT4nR6pD1cF5gH0jS7bQ3xZ\n");
    let mut files = Files::new();
    let found = loop {
        match lint(file, &sources, &files, &config()) {
            Outcome::Done(found) => break found,
            Outcome::NotForUs => return,
            Outcome::Needs(paths) => {
                assert!(!paths.is_empty(), "nothing is needed, and it is not done");
                for path in paths {
                    assert!(files.get(&path).is_none(), "the same file again");
                    let known = if path.ends_with(".yml") { Included::Read(included) } else { Included::Unknown };
                    files.insert(path, known);
                }
            }
        }
    };
    let linted = [Linted::new(sources, found)];
    for &format in FindingsFormat::ALL {
        for coloring in [Coloring::Plain, Coloring::Colored] {
            let text = findings(format, &linted, coloring);
            assert!(!text.contains(CANARY), "{format:?} shows a secret");
        }
    }
});

fn config() -> Config {
    let policy = Policy {
        form: FormName::Ciphertext,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Usual,
        names: DeclaredNames::default(),
        asking: Asking::Offline,
    };
    Config { policy, dialect: None }
}
