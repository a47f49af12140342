//! The screens of docs/linting.md are what the binary prints: each is run again, and with `UPDATE_DOCS` set it is written again.

#![expect(clippy::disallowed_methods, reason = "a test reads the page that it holds to account")]

use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// What `command` prints, in the repository.
fn screen(command: &str) -> String {
    let arguments = command.strip_prefix("sealform ").expect("a screen is Sealform's").split(' ');
    let mut run = Command::new(env!("CARGO_BIN_EXE_sealform"));
    let output = run.current_dir(root()).env_clear().args(arguments).output().expect("the binary runs");
    assert!(output.stderr.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The page with each screen as it is now.
fn made(page: &str) -> String {
    let mut made = String::new();
    let mut rest = page;
    while let Some((before, behind)) = rest.split_once("```console\n$ ") {
        let (block, after) = behind.split_once("```\n").expect("a block ends");
        let command = block.lines().next().expect("a command");
        made.push_str(&format!("{before}```console\n$ {command}\n{}\n```\n", screen(command).trim_end()));
        rest = after;
    }
    made + rest
}

#[test]
fn screens_are_what_is_printed() {
    let path = root().join("docs/linting.md");
    let page = std::fs::read_to_string(&path).expect("there is the page");
    let made = made(&page);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &made).expect("writable");
    } else {
        assert_eq!(page, made, "run `just docs`");
    }
    assert!(made.matches("```console").count() > 3);
    assert!(!made.contains("7cVq-92hTzp-Lw4"), "a screen shows a secret");
}
