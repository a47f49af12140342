//! Runs the binary on a small service in a folder of its own, with nothing of the developer's environment.

#![expect(clippy::disallowed_methods, reason = "a test makes its own files")]

use std::path::Path;
use std::process::Command;

/// What the hunted files hold before a run.
pub(crate) const UNTOUCHED: &str = "untouched";

/// Every clear text that the cases handle.
pub(crate) const SECRETS: &[&str] = &[
    "canary-Env-7f3k9q2m",
    "canary-Url-5t8w1z0p",
    "canary-Plain-2b6n4v8c",
    "canary-Literal-4k2j9x",
    "canary-Param-83hx01",
    "canary-File-9d1s6g3h",
    "canary-Cmk-1q5w8e2r",
    "canary-Default-6y3u7i1o",
    "canary-Advanced-4p9a2s5d",
    "canary-String-8f1g6h3j",
    "canary-Managed-3k7l2z9x",
];

/// The embedded AWS of the cases.
pub(crate) const LOCAL_FILE: &str = r#"account: "123456789012"
region: us-west-2
keys: [{ alias: alias/demo, id: 11111111-2222-3333-4444-555555555555 }]
parameters:
  - { name: /canary/cmk, type: SecureString, key: alias/demo, value: canary-Cmk-1q5w8e2r }
  - { name: /canary/default, type: SecureString, value: canary-Default-6y3u7i1o }
  - { name: /canary/advanced, type: SecureString, tier: Advanced, key: alias/demo, value: canary-Advanced-4p9a2s5d }
  - { name: /canary/db/password, type: String, value: canary-String-8f1g6h3j }
secrets:
  - { name: canary/managed, key: alias/demo, value: canary-Managed-3k7l2z9x }
"#;

/// One service with one function.
pub(crate) struct Case {
    /// For messages of failing tests.
    pub(crate) name: &'static str,
    /// The one line of the function's environment.
    pub(crate) environment: &'static str,
    /// Further arguments.
    pub(crate) arguments: &'static [&'static str],
    /// The exit code that the run must end with.
    pub(crate) exit: i32,
}

/// What a run left behind.
pub(crate) struct Run {
    pub(crate) exit: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) explain: String,
    pub(crate) output: String,
}

/// Renders the case's service to standard output.
pub(crate) fn run(case: &Case, more: &[&str], log: &str) -> Run {
    render(case, more, log)
}

/// Renders the case's service to a file that is there already.
pub(crate) fn run_to_file(case: &Case) -> Run {
    render(case, &["--output", "out.yml"], "off")
}

/// Runs a command that only looks at the case's service, without the flags that only rendering has.
pub(crate) fn look(command: &str, case: &Case, more: &[&str], log: &str) -> Run {
    let mut arguments = case.arguments.iter();
    let mut kept = vec![command];
    while let Some(argument) = arguments.next() {
        if matches!(*argument, "--kms-key" | "--form") {
            arguments.next();
        } else {
            kept.push(argument);
        }
    }
    run_command(&kept, case, more, log)
}

fn render(case: &Case, more: &[&str], log: &str) -> Run {
    let arguments: Vec<&str> = ["render", "--explain", "explain.json"].iter().chain(case.arguments).copied().collect();
    run_command(&arguments, case, more, log)
}

fn run_command(arguments: &[&str], case: &Case, more: &[&str], log: &str) -> Run {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let here = folder.path();
    write(here, case);
    let mut command = Command::new(env!("CARGO_BIN_EXE_sealform"));
    command.current_dir(here).env_clear().envs([
        ("CANARY_SECRET_TOKEN", "canary-Env-7f3k9q2m"),
        ("CANARY_URL", "https://user:canary-Url-5t8w1z0p@example.com/"),
        ("CANARY_PLAIN", "canary-Plain-2b6n4v8c"),
        ("SEALFORM_LOG", log),
        ("RUST_BACKTRACE", "full"),
    ]);
    command.args(arguments).args(more);
    if !case.arguments.contains(&"--local") && !case.arguments.contains(&"--offline") {
        command.args(["--local", "aws.yml"]);
    }
    let output = command.output().expect("the binary runs");
    let read = |name: &str| std::fs::read_to_string(here.join(name)).expect("it was there");
    Run {
        exit: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        explain: read("explain.json"),
        output: read("out.yml"),
    }
}

fn write(here: &Path, case: &Case) {
    let write = |name: &str, text: &str| std::fs::write(here.join(name), text).expect("writable");
    let service = format!(
        "service: canary\nprovider:\n  name: aws\n  runtime: python3.13\n  region: us-west-2\npackage:\n  artifact: code.zip\ncustom:\n  json: ${{ssm:/canary/cmk}}\nfunctions:\n  one:\n    handler: a.b\n    environment:\n      {}\n",
        case.environment
    );
    write("serverless.yml", &service);
    write("secrets.yml", "password: canary-File-9d1s6g3h\n");
    write("broken.yml", "password: [canary-File-9d1s6g3h\n");
    write("broken.json", "{\"password\": canary-File-9d1s6g3h}");
    write("aws.yml", LOCAL_FILE);
    let faults = [
        ("denied.yml", "GetParameters", "deny"),
        ("throttled.yml", "GetParameters", "throttle"),
        ("malformed.yml", "GetParameters", "malformed"),
        ("kms-malformed.yml", "Encrypt", "malformed"),
    ];
    for (name, operation, kind) in faults {
        write(name, &format!("{LOCAL_FILE}faults: [{{ operation: {operation}, kind: {kind} }}]\n"));
    }
    write("explain.json", UNTOUCHED);
    write("out.yml", UNTOUCHED);
}
