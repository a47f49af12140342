//! Every labelled case of the examples: each leak is found on its line, and no clean case is flagged at warning or above.

#![expect(clippy::disallowed_methods, reason = "tests read fixtures")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

#[expect(dead_code, reason = "the files of these cases are on the disk")]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use sealform_diagnostic::{FileId, Severity, Sources};
use sealform_lint::{Files, Finding, Included, Outcome, lint};
use support::config;

/// One row of the manifest.
struct Case {
    id: String,
    path: PathBuf,
    /// Where the finding belongs; `None` for a clean case.
    line: Option<usize>,
}

/// Unpacks the examples with the system's tar; `None`, with a message, where they are not beside this checkout.
fn cases() -> Option<Vec<Case>> {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/examples/lint-cases.tar.gz");
    if !archive.is_file() {
        eprintln!("skipped: {} is not there", archive.display());
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("lint-cases");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    let status = Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(&folder).status().expect("tar runs");
    assert!(status.success(), "tar unpacks the examples");
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).expect("there is a manifest");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&manifest).expect("the manifest is a list");
    let case = |row: &serde_json::Value| {
        let text = |key: &str| row[key].as_str().unwrap_or_else(|| panic!("{key} in {row}")).to_owned();
        let line = (text("truth") == "leak").then(|| row["line"].as_u64().expect("a leak has a line"));
        Case {
            id: text("id"),
            path: folder.join("cases").join(text("path")),
            line: line.map(|line| usize::try_from(line).expect("a line number")),
        }
    };
    Some(rows.iter().map(case).collect())
}

/// Lints the file at `path`, reading what it includes from beside it.
fn findings(path: &Path) -> (FileId, Sources, Vec<Finding>) {
    let mut sources = Sources::new();
    let name = path.file_name().expect("it is a file").to_string_lossy();
    let file = sources.add(&*name, std::fs::read_to_string(path).expect("it can be read"));
    let mut files = Files::new();
    loop {
        match lint(file, &sources, &files, &config()) {
            Outcome::Done(findings) => return (file, sources, findings),
            Outcome::Needs(paths) => {
                for wanted in paths {
                    let included = match std::fs::read_to_string(path.with_file_name(&wanted)) {
                        Ok(text) => Included::Read(sources.add(&*wanted, text)),
                        Err(_) => Included::Unknown,
                    };
                    files.insert(wanted, included);
                }
            }
            Outcome::NotForUs => panic!("{} is a service or a template", path.display()),
        }
    }
}

#[test]
fn every_leak_is_found_on_its_line_and_no_clean_case_is_flagged() {
    let Some(cases) = cases() else { return };
    let mut wrong = Vec::new();
    for case in &cases {
        let (file, sources, findings) = findings(&case.path);
        let loud = findings.iter().filter(|finding| finding.diagnostic.severity > Severity::Note);
        let lines: Vec<_> = loud
            .filter_map(|finding| finding.diagnostic.primary.as_ref().map(|label| (label.span, finding.diagnostic.code)))
            .map(|(span, code)| {
                assert_eq!(span.file, file, "{}: a finding belongs to the linted file", case.id);
                let source = sources.get(file).expect("it was added");
                (source.line_column(span.start as usize).line, code.id())
            })
            .collect();
        let right = match case.line {
            Some(line) => lines.iter().any(|(found, _)| *found == line),
            None => lines.is_empty(),
        };
        if !right {
            wrong.push(format!("{}: expected {:?}, found {lines:?}", case.id, case.line));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
