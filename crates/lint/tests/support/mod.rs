//! Lints files that say themselves what must be found in them.

use sealform_diagnostic::{FileId, Severity, Sources};
use sealform_lint::{Config, Files, Finding, Included, Outcome, lint};
use sealform_secret::Policy;
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Strictness};

/// What a user has who decided nothing.
pub(crate) fn config() -> Config {
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

/// Lints `text`; `more` are further files, each behind a line `--- path`.
pub(crate) fn findings(text: &str, more: &str) -> (Sources, Vec<Finding>) {
    let mut sources = Sources::new();
    let file = sources.add("serverless.yml", text);
    let more: Vec<(&str, &str)> = more.split("--- ").skip(1).filter_map(|file| file.split_once('\n')).collect();
    let mut files = Files::new();
    for _ in 0..100 {
        match lint(file, &sources, &files, &config()) {
            Outcome::Done(findings) => return (sources, findings),
            Outcome::Needs(paths) => {
                for path in paths {
                    let found = more.iter().find(|(name, _)| *name == path.trim_start_matches("./"));
                    let included = found.map_or(Included::Unknown, |(name, text)| Included::Read(sources.add(*name, *text)));
                    files.insert(path, included);
                }
            }
            Outcome::NotForUs => panic!("it is a service or a template:\n{text}"),
        }
    }
    panic!("it asks for files without end:\n{text}")
}

/// Each line of `text` that ends in `# <- SFnnn` has that finding, and no other line has one at warning or above.
pub(crate) fn check(text: &str) {
    check_with(text, "");
}

/// As [`check`], over `text` and the files of `more`.
pub(crate) fn check_with(text: &str, more: &str) {
    let (sources, findings) = findings(text, more);
    let mut found: Vec<(String, usize, String)> = findings
        .iter()
        .filter(|finding| finding.diagnostic.severity > Severity::Note)
        .map(|finding| {
            let span = finding.diagnostic.primary.as_ref().expect("a finding has a place").span;
            let source = sources.get(span.file).expect("it was added");
            (source.path().to_owned(), source.line_column(span.start as usize).line, finding.diagnostic.code.id())
        })
        .collect();
    found.sort();
    found.dedup();
    let mut expected = Vec::new();
    for file in (0..).map(FileId::new).map_while(|id| sources.get(id)) {
        for (number, line) in (1..).zip(file.text().lines()) {
            if let Some((_, code)) = line.split_once("# <- ") {
                expected.push((file.path().to_owned(), number, code.trim().to_owned()));
            }
        }
    }
    expected.sort();
    assert_eq!(found, expected, "\n{text}{more}\n{findings:#?}");
}
