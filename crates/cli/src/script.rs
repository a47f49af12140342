//! Runs a JavaScript or TypeScript file of the service with Node.js, only where the user allows it.
//!
//! The child gets no credentials: no `AWS_*`, no variable whose name or value looks like a secret. What it prints is dropped.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::ScriptRequest;
use sealform_secret::heuristics::{is_secret_form, is_secret_name};

/// How long a file may run.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// More than this is not read of what a file gives.
const OUTPUT_LIMIT_BYTES: u64 = sealform_yaml::LIMIT as u64 + 4096;
/// Stands before and behind the result; JSON writes it as an escape, so it cannot stand in it.
const MARK: char = '\u{1e}';

/// What Node.js runs: it reads the request from its input and prints the result between two marks.
const WRAPPER: &str = include_str!("script.cjs");

/// What the file gives, as JSON; `None` where there is no such file or it gives nothing.
///
/// # Errors
/// SF611 where Node.js cannot be run, the file fails, or it takes longer than ten seconds.
pub(crate) fn run(folder: &Path, request: &ScriptRequest) -> Result<Option<String>, Diagnostic> {
    run_for(folder, request, TIME_LIMIT)
}

fn run_for(folder: &Path, request: &ScriptRequest, limit: Duration) -> Result<Option<String>, Diagnostic> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if !folder.join(&*request.path).is_file() {
        return Ok(None);
    }
    let mut child = start(folder).map_err(|error| {
        let message = format!("Node.js cannot be run: {}", error.kind());
        Diagnostic::error(&registry::PROGRAM_FAILED, message).help("install Node.js, or write what the file gives to a YAML or JSON file")
    })?;
    let options: serde_json::Map<String, serde_json::Value> =
        request.options.iter().map(|(name, value)| (name.to_string(), (**value).into())).collect();
    let address: Vec<&str> = request.address.iter().map(|key| &**key).collect();
    let input = serde_json::json!({"path": &*request.path, "address": address, "options": options}).to_string();
    let received = converse(&mut child, input, limit);
    // It may have started others that live on; it itself must not.
    let _ = child.kill();
    let _ = child.wait();
    match received {
        Some(output) => match result_in(&output) {
            Some(result) => Ok(Some(result.to_owned()).filter(|result| !result.is_empty())),
            None => Err(failed(request, "failed")),
        },
        None => Err(failed(request, &format!("did not end within {} seconds", limit.as_secs()))),
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the driver; it hands on what is no secret of its environment")]
fn start(folder: &Path) -> std::io::Result<Child> {
    let environment = std::env::vars().filter(|(name, value)| is_harmless(name, value));
    Command::new("node")
        .args([OsStr::new("-e"), OsStr::new(WRAPPER)])
        .current_dir(folder)
        .env_clear()
        .envs(environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
}

fn is_harmless(name: &str, value: &str) -> bool {
    !(name.to_ascii_uppercase().starts_with("AWS_") || is_secret_name(name) || is_secret_form(value))
}

/// Hands the request in and reads until the result is complete; `None` where that takes too long.
fn converse(child: &mut Child, input: String, limit: Duration) -> Option<String> {
    let (mut stdin, mut stdout) = (child.stdin.take()?, child.stdout.take()?);
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // A child that ends before it has read its input has failed, and its output says so.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let _ = (&mut stdout).take(OUTPUT_LIMIT_BYTES).read_to_end(&mut bytes);
        // Nobody listens any more after the time limit.
        let _ = sender.send(String::from_utf8_lossy(&bytes).into_owned());
    });
    receiver.recv_timeout(limit).ok()
}

/// What stands between the last two marks.
fn result_in(output: &str) -> Option<&str> {
    let (before, _) = output.rsplit_once(MARK)?;
    before.rsplit_once(MARK).map(|(_, result)| result)
}

fn failed(request: &ScriptRequest, what: &str) -> Diagnostic {
    let message = format!("the file {} {what} when it was run", request.path);
    let help = "it runs with Node.js, without AWS credentials and without variables that look like secrets; \
                run it yourself to see what it prints";
    Diagnostic::error(&registry::PROGRAM_FAILED, message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn give(text: &str, address: &[&str]) -> Result<Option<String>, String> {
        let folder = tempfile::tempdir().expect("there is room");
        std::fs::File::create(folder.path().join("a.js")).and_then(|mut file| file.write_all(text.as_bytes())).expect("writable");
        let request = ScriptRequest {
            path: "a.js".into(),
            address: address.iter().map(|&key| key.into()).collect(),
            options: vec![("stage".into(), "qa".into())],
        };
        run_for(folder.path(), &request, Duration::from_secs(5)).map_err(|diagnostic| diagnostic.message)
    }

    fn has_node() -> bool {
        Command::new("node").arg("--version").stdout(Stdio::null()).status().is_ok()
    }

    #[test]
    fn exports_functions_and_promises_give_json() {
        if !has_node() {
            println!("SKIPPED: there is no Node.js");
            return;
        }
        let rows: &[(&str, &[&str], Option<&str>)] = &[
            ("module.exports = {k: 'js'}", &["k"], Some("\"js\"")),
            ("module.exports.f = async () => ({k: [1, null]})", &["f", "k"], Some("[1,null]")),
            ("module.exports = ({options}) => options", &[], Some("{\"stage\":\"qa\"}")),
            ("module.exports.f = (sls) => sls.processedInput.options.stage", &["f"], Some("\"qa\"")),
            ("module.exports = {}", &["none", "deeper"], None),
            ("console.log('noise'); process.stdout.write('\u{1e}x\u{1e}'); module.exports = {k: 1}", &["k"], Some("1")),
            ("export default {k: 'esm'}", &["k"], Some("\"esm\"")),
        ];
        for (text, address, expected) in rows {
            assert_eq!(give(text, address), Ok(expected.map(str::to_owned)), "{text}");
        }
    }

    #[test]
    fn what_fails_or_never_ends_is_reported_without_its_output() {
        if !has_node() {
            println!("SKIPPED: there is no Node.js");
            return;
        }
        for text in
            ["throw new Error('hunter2')", "module.exports = async ({resolveVariable}) => resolveVariable('env:X')", "module.exports = {"]
        {
            assert_eq!(give(text, &[]), Err("the file a.js failed when it was run".to_owned()), "{text}");
        }
        assert_eq!(give("for (;;) {}", &[]), Err("the file a.js did not end within 5 seconds when it was run".to_owned()));
    }

    #[test]
    fn credentials_are_kept_from_the_child() {
        for name in ["AWS_PROFILE", "AWS_SESSION_TOKEN", "aws_region", "GITHUB_TOKEN", "DB_PASSWORD"] {
            assert!(!is_harmless(name, "x"), "{name}");
        }
        assert!(is_harmless("PATH", "/usr/bin:/bin") && is_harmless("HOME", "/home/ann"));
    }
}
