//! The README shows what the binary really prints: its screens are compared with a run of the fixture.

#![expect(clippy::disallowed_methods, reason = "a test reads its data")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The code blocks behind the mark `<!-- MARK -->`.
fn screens(mark: &str) -> Vec<String> {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("there is a README");
    let mark_line = format!("<!-- {mark} -->\n");
    let blocks = readme.split(&mark_line).skip(1);
    let screens: Vec<String> = blocks
        .filter_map(|rest| rest.split("```").nth(1))
        .filter_map(|block| block.split_once('\n'))
        .map(|(_, text)| text.to_owned())
        .collect();
    assert!(!screens.is_empty(), "the README has no screen marked {mark_line}");
    screens
}

fn render(more: &[&str]) -> Output {
    let service = ["render", "fixtures/services/seven-functions/serverless.yml", "--local", "fixtures/aws/seven-functions.yml"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealform"));
    command.current_dir(root()).env_clear().env("SECRETKEY", "made-up").args(service).args(more).output().expect("the binary runs")
}

#[test]
fn the_rendered_screens_are_in_the_template() {
    let output = render(&["--kms-key", "alias/seven-functions-dev"]);
    assert!(output.status.success());
    let template = String::from_utf8(output.stdout).expect("UTF-8");
    for screen in screens("rendered") {
        let mut lines = template.lines();
        for wanted in screen.lines() {
            // A ciphertext is shortened there; `lines` goes on behind the line that was found, so the order counts too.
            let wanted = wanted.strip_suffix("...").unwrap_or(wanted);
            assert!(lines.any(|line| line.starts_with(wanted)), "the template has no further line {wanted:?}");
        }
    }
}

#[test]
fn the_refusal_is_what_is_printed() {
    let output = render(&["--color", "never"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let stderr = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(!stderr.contains("made-up"));
    for screen in screens("refused") {
        assert!(stderr.contains(screen.trim_end()), "the README shows another refusal than\n{stderr}");
    }
    assert_eq!(stderr.matches("×").count(), 1, "one leak, one error:\n{stderr}");
}
