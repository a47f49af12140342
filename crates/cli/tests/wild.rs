//! What lint finds in 176 services that others wrote and in the templates that Serverless made of them: each finding has been read, and the table in
//! docs/linting.md says what they are. Where the services are not at hand, this says so and ends.

#![expect(clippy::disallowed_methods, reason = "a test reads the page that it holds to account")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files, and what is found in them at warning or above, by code.
fn found(oracle: &Path) -> (usize, BTreeMap<String, usize>) {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(oracle).expect("readable") {
        let folder = entry.expect("readable").path();
        files.extend(["service.yml", "template.json"].map(|name| folder.join(name)).into_iter().filter(|file| file.exists()));
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealform"));
    command.current_dir(root()).env_clear().args(["lint", "--output-format", "json", "--fail-on", "never"]);
    let output = command.args(&files).output().expect("the binary runs");
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let mut counts = BTreeMap::new();
    for finding in document["findings"].as_array().expect("a list").iter().filter(|finding| finding["severity"] != "note") {
        *counts.entry(finding["code"].as_str().expect("text").to_owned()).or_insert(0) += 1;
    }
    (files.len(), counts)
}

/// The rows `| SF223 | 7 | 1 | ... |` of the page: code, how many there were.
fn told() -> BTreeMap<String, usize> {
    let page = std::fs::read_to_string(root().join("docs/linting.md")).expect("there is the page");
    let section = page.split("## In the wild").nth(1).expect("there is the section");
    let rows = section.lines().filter(|line| line.starts_with("| SF"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        (cells[1].to_owned(), cells[2].parse().expect("a number"))
    })
    .collect()
}

#[test]
fn every_finding_has_been_read() {
    let oracle = root().join("../shared/oracle");
    if !oracle.is_dir() {
        println!("skipped: ../shared/oracle is not here");
        return;
    }
    let (files, counts) = found(&oracle);
    assert_eq!(files, 352);
    assert_eq!(counts, told(), "read what is new and what is gone, then mend the rule or the table");
}
