//! The documents are true: paths exist, the reference of codes is what the code says, every dependency is accounted for.

#![expect(clippy::disallowed_methods, reason = "a test reads the files that it holds to account")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sealform_diagnostic::registry;
use sealform_lint::{RULES, explain};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn pages() -> Vec<String> {
    let mut pages: Vec<String> = ["README.md", "CHANGELOG.md"].map(str::to_owned).into();
    let docs = std::fs::read_dir(root().join("docs")).expect("there is docs/");
    pages.extend(
        docs.map(|entry| format!("docs/{}", entry.expect("readable").file_name().to_string_lossy())).filter(|page| page.ends_with(".md")),
    );
    pages.sort();
    pages
}

#[test]
fn the_reference_of_codes_is_made_from_the_registry() {
    let mut text = String::from(
        "# Diagnostics\n\nMade from `crates/diagnostic/src/codes.rs` by `just docs`; `sealform rules CODE` prints the same.\nExit codes: 1 for what can be mended in files and flags, 3 where the world failed, 70 for a bug of Sealform.\n",
    );
    for code in registry::ALL {
        let exit = match code.blame {
            sealform_diagnostic::Blame::Input => 1,
            sealform_diagnostic::Blame::World => 3,
            sealform_diagnostic::Blame::Bug => 70,
        };
        let _ = write!(text, "\n## {}\n\n`{}`, exit {exit} when it is an error\n\n", code.id(), code.name);
        for line in code.explanation.lines() {
            let _ = writeln!(text, "{}", line.trim());
        }
    }
    assert_made("docs/diagnostics.md", &text);
}

#[test]
fn the_pages_of_rules_are_made_from_their_doc_comments() {
    let mut index = String::from(
        "# Rules of lint\n\nMade from the doc comments in `crates/lint/src/rules` by `just docs`; `sealform rules CODE` prints the same. Severity says how bad a finding usually is,\nconfidence how likely it is right. [docs/linting.md](../linting.md) says how to run lint and how to ignore a finding.\n\n| code | name | group | severity | confidence | what it finds |\n|---|---|---|---|---|---|\n",
    );
    let mut expected = vec!["README.md".to_owned()];
    for rule in RULES {
        let (code, group) = (rule.code, rule.group.word());
        let (severity, confidence) = (rule.severity.word(), rule.confidence.word());
        let page = explain(code);
        let first = page.lines().next().unwrap_or_default();
        let _ = writeln!(index, "| [{0}]({0}.md) | `{1}` | {group} | {severity} | {confidence} | {first} |", code.id(), code.name);
        let how = format!("group {group}, severity {severity}, confidence {confidence}");
        let text = format!("# {} {}\n\n{how}\n\n{}\n", code.id(), code.name, page.trim_end());
        assert_made(&format!("docs/rules/{}.md", code.id()), &text);
        expected.push(format!("{}.md", code.id()));
    }
    assert_made("docs/rules/README.md", &index);
    let folder = std::fs::read_dir(root().join("docs/rules")).expect("there is docs/rules/");
    for entry in folder {
        let name = entry.expect("readable").file_name().to_string_lossy().into_owned();
        assert!(expected.contains(&name), "docs/rules/{name} is no rule's page");
    }
}

#[test]
fn the_table_of_sources_is_made_from_the_registry() {
    let mut text = String::from(
        "# Variable sources\n\nMade from the rows in `crates/resolve/src/sources` by `just docs`. A source that the dialect of a file lacks is read all the same where\nits row says so. What is refused is refused with what to use instead; sources of plugins are refused with the plugin's name.\n\n",
    );
    text.push_str("| source | dialects | how it is written | what is asked | what makes it secret |\n|---|---|---|---|---|\n");
    for row in sealform_resolve::source_rows() {
        let _ = writeln!(text, "| `{}` | {} | {} | {} | {} |", row.name, row.dialects, row.address, row.asks, row.judged);
    }
    assert_made("docs/sources.md", &text);
}

/// That the page at `path` is `text`; with `UPDATE_DOCS` set it is made so.
fn assert_made(path: &str, text: &str) {
    let path = root().join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().expect("a page is in a folder")).expect("writable");
        std::fs::write(&path, text).expect("writable");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "run `just docs`");
}

#[test]
fn paths_that_documents_name_exist() {
    let begins = ["crates/", "docs/", "fixtures/", "fuzz/", "tests/", ".ci/", "Cargo.", "deny.toml", "justfile"];
    for page in pages() {
        for quoted in read(&page).split('`').skip(1).step_by(2) {
            let path = quoted.split([' ', ':']).next().unwrap_or_default();
            let is_path =
                begins.iter().any(|begin| path.starts_with(begin)) && !path.contains("NAME") && !path.contains('*') && !path.contains('<');
            assert!(!is_path || root().join(path).exists(), "{page} names {path}, which does not exist");
        }
    }
}

#[test]
fn every_dependency_has_its_line() {
    let page = read("docs/dependencies.md");
    let manifest = read("Cargo.toml");
    let section = manifest.split("[workspace.dependencies]").nth(1).and_then(|rest| rest.split("\n[").next()).expect("there is a section");
    let names: Vec<&str> = section
        .lines()
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name))
        .filter(|name| !name.starts_with("sealform"))
        .collect();
    assert!(names.len() > 20);
    for name in &names {
        assert!(page.contains(&format!("`{name}`")), "docs/dependencies.md has no line for {name}");
    }
}

#[test]
fn every_invariant_names_a_test_that_exists() {
    let page = read("docs/architecture.md");
    let section = page.split("## Invariants").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("there is a section");
    let canary = read("crates/cli/tests/canary.rs");
    for name in section
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|quoted| quoted.contains('_') && quoted.chars().all(|character| character.is_ascii_lowercase() || character == '_'))
    {
        assert!(canary.contains(&format!("fn {name}(")), "there is no test {name}");
    }
}
