//! The canary: known secrets go in by every way, and are hunted through everything that comes out.

#![expect(clippy::disallowed_methods, reason = "a test reads the files that it holds to account")]

mod encodings;
mod support;

use support::{Case, LOCAL_FILE, Run, SECRETS, run};

/// Every way in that works, and every way that is refused, with the exit code that it must end with.
const CASES: &[Case] = &[
    Case { name: "env, with a key", environment: "VALUE: ${env:CANARY_SECRET_TOKEN}", arguments: &["--kms-key", "alias/demo"], exit: 0 },
    Case { name: "env, without a key", environment: "VALUE: ${env:CANARY_SECRET_TOKEN}", arguments: &[], exit: 1 },
    Case { name: "env by its form", environment: "VALUE: ${env:CANARY_URL}", arguments: &[], exit: 1 },
    Case { name: "env by the name it lands in", environment: "DB_PASSWORD: ${env:CANARY_PLAIN}", arguments: &[], exit: 1 },
    Case { name: "env under --strict", environment: "VALUE: ${env:CANARY_PLAIN}", arguments: &["--strict"], exit: 1 },
    Case { name: "env in our own delimiter", environment: "VALUE: $<env:CANARY_PLAIN>", arguments: &[], exit: 1 },
    Case { name: "env, unknown key", environment: "VALUE: ${env:CANARY_SECRET_TOKEN}", arguments: &["--kms-key", "alias/nobody"], exit: 1 },
    Case {
        name: "env, AWS managed key",
        environment: "VALUE: ${env:CANARY_SECRET_TOKEN}",
        arguments: &["--kms-key", "alias/aws/ssm"],
        exit: 1,
    },
    Case {
        name: "env in a longer text",
        environment: "VALUE: postgres://me:${env:CANARY_SECRET_TOKEN}@db",
        arguments: &["--kms-key", "alias/demo"],
        exit: 0,
    },
    Case { name: "literal by its name", environment: "DB_PASSWORD: canary-Literal-4k2j9x", arguments: &[], exit: 1 },
    Case { name: "literal fallback", environment: "VALUE: ${env:NO_SUCH_PASSWORD, 'canary-Literal-4k2j9x'}", arguments: &[], exit: 1 },
    Case { name: "param", environment: "VALUE: ${param:api_token}", arguments: &["--param", "api_token=canary-Param-83hx01"], exit: 1 },
    Case { name: "param without a value", environment: "VALUE: b", arguments: &["--param", "canary-Param-83hx01"], exit: 2 },
    Case { name: "file", environment: "VALUE: ${file(secrets.yml):password}", arguments: &[], exit: 1 },
    Case { name: "file that is broken", environment: "VALUE: ${file(broken.yml):password}", arguments: &[], exit: 1 },
    Case { name: "file as JSON that is broken", environment: "VALUE: ${file(broken.json):password}", arguments: &[], exit: 1 },
    Case { name: "SecureString, ciphertext", environment: "VALUE: ${ssm:/canary/cmk}", arguments: &[], exit: 0 },
    Case { name: "SecureString, runtime path", environment: "VALUE: ${ssm:/canary/cmk}", arguments: &["--form", "runtime-path"], exit: 0 },
    Case { name: "SecureString, default key", environment: "VALUE: ${ssm:/canary/default}", arguments: &[], exit: 1 },
    Case { name: "SecureString, Advanced", environment: "VALUE: ${ssm:/canary/advanced}", arguments: &[], exit: 1 },
    Case { name: "SecureString in a longer text", environment: "VALUE: x-${ssm:/canary/cmk}", arguments: &[], exit: 1 },
    Case { name: "SecureString in an address", environment: "VALUE: ${file(${ssm:/canary/cmk}.yml)}", arguments: &[], exit: 1 },
    Case {
        name: "SecureString, missing, literal fallback",
        environment: "A_TOKEN: ${ssm:/canary/none, 'canary-Literal-4k2j9x'}",
        arguments: &[],
        exit: 1,
    },
    Case { name: "SecureString, offline", environment: "VALUE: ${ssm:/canary/cmk}", arguments: &["--offline"], exit: 1 },
    Case { name: "no Region in the params", environment: "VALUE: ${ssm(${env:CANARY_PLAIN}):/p}", arguments: &[], exit: 1 },
    Case { name: "String that is a secret", environment: "VALUE: ${ssm:/canary/db/password}", arguments: &[], exit: 1 },
    Case { name: "Secrets Manager", environment: "VALUE: ${ssm:/aws/reference/secretsmanager/canary/managed}", arguments: &[], exit: 0 },
    Case { name: "one key of a JSON secret", environment: "VALUE: ${self:custom.json.key}", arguments: &[], exit: 0 },
    Case { name: "ciphertext that is none", environment: "ENCRYPTED_A_TOKEN: canary-Literal-4k2j9x", arguments: &[], exit: 1 },
    Case {
        name: "broken syntax beside a secret",
        environment: "VALUE: ${env:CANARY_SECRET_TOKEN, 'canary-Literal-4k2j9x', x}",
        arguments: &[],
        exit: 1,
    },
    Case { name: "broken YAML beside a secret", environment: "DB_PASSWORD: [canary-Literal-4k2j9x", arguments: &[], exit: 1 },
    Case { name: "denied", environment: "VALUE: ${ssm:/canary/cmk}", arguments: &["--local", "denied.yml"], exit: 3 },
    Case { name: "throttled out", environment: "VALUE: ${ssm:/canary/cmk}", arguments: &["--local", "throttled.yml"], exit: 3 },
    Case { name: "malformed answer", environment: "VALUE: ${ssm:/canary/cmk}", arguments: &["--local", "malformed.yml"], exit: 3 },
    Case {
        name: "KMS fails on a clear text",
        environment: "VALUE: ${env:CANARY_SECRET_TOKEN}",
        arguments: &["--kms-key", "alias/demo", "--local", "kms-malformed.yml"],
        exit: 3,
    },
];

#[test]
fn no_secret_in_any_output() {
    for case in CASES {
        for format in ["human", "json"] {
            let Run { exit, stdout, stderr, explain, .. } = run(case, &["--message-format", format, "--color", "always"], "trace");
            assert_eq!(exit, case.exit, "{}: {stderr}", case.name);
            for secret in SECRETS {
                for form in encodings::of(secret) {
                    for (place, text) in [("stdout", &stdout), ("stderr", &stderr), ("--explain", &explain)] {
                        assert!(!text.contains(&form), "{}: a secret stands in {place}", case.name);
                    }
                }
            }
        }
    }
}

#[test]
fn no_secret_in_what_is_printed_and_listed() {
    for case in CASES {
        for (command, more) in [
            ("print", &["--format", "yaml"] as &[&str]),
            ("print", &["--format", "json", "--message-format", "json"]),
            ("print", &["--path", "functions.one.environment"]),
            ("convert", &[]),
            ("convert", &["--form", "ciphertext", "--message-format", "json"]),
            ("convert", &["--target", "v4", "--color", "always"]),
            ("references", &["--output-format", "table"]),
            ("references", &["--output-format", "json", "--message-format", "json"]),
        ] {
            let Run { exit, stdout, stderr, .. } = support::look(command, case, more, "trace");
            assert!(matches!(exit, 0..=3), "{}: {command} ends with {exit}: {stderr}", case.name);
            assert!(command != "print" || stdout.is_empty() == (exit != 0), "{}: {command} prints all or nothing", case.name);
            for form in SECRETS.iter().flat_map(|secret| encodings::of(secret)) {
                assert!(!stdout.contains(&form) && !stderr.contains(&form), "{}: {command} shows a secret", case.name);
            }
        }
    }
}

#[test]
fn nothing_is_written_on_an_error() {
    for case in CASES.iter().filter(|case| case.exit != 0) {
        let run = run(case, &[], "off");
        assert_eq!(run.stdout, "", "{}", case.name);
        assert_eq!(run.explain, support::UNTOUCHED, "{}", case.name);
        let run = support::run_to_file(case);
        assert_eq!(run.output, support::UNTOUCHED, "{}", case.name);
        assert!(!run.stderr.is_empty(), "{} says why", case.name);
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for case in CASES.iter().filter(|case| case.exit == 0 && !case.arguments.contains(&"--kms-key")) {
        let (once, again) = (run(case, &[], "off").stdout, run(case, &[], "off").stdout);
        assert!(once.contains("AWS::Lambda::Function"), "{}", case.name);
        assert_eq!(once, again, "{}", case.name);
    }
}

#[test]
fn every_secret_of_the_embedded_aws_is_hunted() {
    let values = LOCAL_FILE.lines().filter_map(|line| line.split_once("value: ")).map(|(_, value)| value.trim_end_matches(" }"));
    for value in values {
        assert!(SECRETS.iter().any(|secret| value.contains(secret)), "a value of the file is not among the hunted");
    }
}

#[test]
fn no_code_outside_the_embedded_aws_decrypts() {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut folders: Vec<_> =
        std::fs::read_dir(crates).expect("there is crates/").map(|entry| entry.expect("readable").path().join("src")).collect();
    folders.retain(|folder| !folder.ends_with("local/src"));
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("UTF-8");
            read += 1;
            for call in [
                "with_decryption(true)",
                ".decrypt()",
                ".get_secret_value()",
                ".get_parameter()",
                ".re_encrypt()",
                ".batch_get_secret_value()",
            ] {
                assert!(!text.contains(call), "{} calls {call}", path.display());
            }
        }
    }
    assert!(read > 50, "the sources were not found");
}
