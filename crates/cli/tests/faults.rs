//! The world fails: the binary against the embedded AWS behind a socket, with faults. Each run ends in the right diagnostic and exit
//! code 3, prints nothing, and ends soon; what passes is survived.

#![expect(clippy::disallowed_methods, reason = "a test makes its own files")]

mod served;

use std::fmt::Write as _;
use std::time::Duration;

use served::{Run, Server, cut_short, run};

/// The embedded AWS: 25 SecureStrings and one of everything else that variables ask for.
fn aws(faults: &str) -> String {
    let mut text = String::from(
        "account: \"123456789012\"\nregion: us-west-2\nkeys: [{alias: alias/demo, id: 11111111-2222-3333-4444-555555555555}]\n\
         secrets: [{name: managed, key: alias/demo, value: fault-Managed-7h2k}]\n\
         stacks: [{name: network, outputs: {VpcId: vpc-1}}]\nobjects: [{bucket: settings, key: size, value: large}]\nparameters:\n",
    );
    for index in 0..25 {
        let _ = writeln!(text, "  - {{name: /app/{index}, type: SecureString, key: alias/demo, value: fault-Parameter-{index}}}");
    }
    let _ = writeln!(text, "faults: [{faults}]");
    text
}

/// A service with one function that has these lines in its environment.
fn service(environment: &[String]) -> String {
    let lines: String = environment.iter().map(|line| format!("      {line}\n")).collect();
    format!(
        "service: shop\nprovider: {{name: aws, runtime: python3.13, region: us-west-2}}\npackage: {{artifact: code.zip}}\nfunctions:\n  one:\n    handler: a.b\n    environment:\n{lines}"
    )
}

fn parameters() -> String {
    service(&(0..25).map(|index| format!("V{index}: ${{ssm:/app/{index}}}")).collect::<Vec<_>>())
}

/// The operations that a render calls, and a line that makes it call them.
const OPERATIONS: &[(&str, &str)] = &[
    ("ssm:GetParameters", "VALUE: ${ssm:/app/1}"),
    ("ssm:DescribeParameters", "VALUE: ${ssm:/app/1}"),
    ("kms:DescribeKey", "VALUE: ${ssm:/app/1}"),
    ("kms:Encrypt", "VALUE: $<env:CLEAR>"),
    ("secretsmanager:DescribeSecret", "VALUE: ${ssm:/aws/reference/secretsmanager/managed}"),
    ("cloudformation:DescribeStacks", "VALUE: ${cf:network.VpcId}"),
    ("s3:GetObject", "VALUE: ${s3:settings/size}"),
    ("sts:GetCallerIdentity", "VALUE: ${aws:accountId}"),
];

/// What must come of a fault that never ends.
const ENDLESS: &[(&str, &str)] =
    &[("throttle", "throttled"), ("reset", "unreachable"), ("malformed", "malformed-answer"), ("expired", "no-credentials")];

/// Attempts on this machine wait 0.2 s at most, ten of them.
const SOON: Duration = Duration::from_secs(15);

fn assert_failed(run: &Run, name: &str, case: &str) {
    assert_eq!(run.exit, 3, "{case}: {}", run.stderr);
    assert_eq!(run.stdout, "", "{case}");
    let errors: Vec<&str> = run.stderr.lines().filter(|line| line.contains("\"severity\":\"error\"")).collect();
    assert!(!errors.is_empty() && errors.iter().all(|line| line.contains(&format!("\"name\":\"{name}\""))), "{case}: {}", run.stderr);
    assert!(run.took < SOON, "{case} took {:?}", run.took);
    assert!(!run.stderr.contains("fault-"), "{case} shows a value");
}

/// Runs the cases side by side: they wait more than they work.
fn side_by_side<T: Sync>(cases: &[T], check: impl Fn(&T) + Sync) {
    std::thread::scope(|scope| {
        let threads: Vec<_> = cases.iter().map(|case| scope.spawn(|| check(case))).collect();
        for thread in threads {
            thread.join().expect("the case holds");
        }
    });
}

#[test]
fn what_never_ends_is_reported_whatever_is_asked() {
    let cases: Vec<_> = OPERATIONS.iter().flat_map(|operation| ENDLESS.iter().map(move |fault| (operation, fault))).collect();
    side_by_side(&cases, |((operation, line), (kind, name))| {
        let server = Server::start(&aws(&format!("{{operation: '{operation}', kind: {kind}}}")));
        let run = run(&["render", "--kms-key", "alias/demo"], &service(&[(*line).to_owned()]), &server.url, &[]);
        assert_failed(&run, name, &format!("{operation} {kind}"));
        assert!(run.stderr.contains(operation), "{operation} {kind}: {}", run.stderr);
    });
}

#[test]
fn a_few_throttled_answers_and_nine_to_one_call_are_survived() {
    let cases: Vec<_> = OPERATIONS.iter().flat_map(|operation| ["throttle", "reset"].map(|kind| (operation, kind))).collect();
    side_by_side(&cases, |((operation, line), kind)| {
        for times in [3, 9] {
            let server = Server::start(&aws(&format!("{{operation: '{operation}', kind: {kind}, times: {times}}}")));
            let run = run(&["render", "--kms-key", "alias/demo"], &service(&[(*line).to_owned()]), &server.url, &[]);
            assert_eq!(run.exit, 0, "{operation} {kind} {times} times: {}", run.stderr);
            assert!(run.stdout.contains("AWS::Lambda::Function"), "{operation} {kind} {times} times");
            assert!(run.took < SOON, "{operation} {kind} {times} times took {:?}", run.took);
        }
    });
}

#[test]
fn one_denied_parameter_among_25_is_named() {
    let server = Server::start(&aws("{operation: 'ssm:GetParameters', kind: deny, names: [/app/13]}"));
    for command in [&["render"] as &[&str], &["print"]] {
        let run = run(command, &parameters(), &server.url, &[]);
        assert_failed(&run, "access-denied", "one denied");
        assert_eq!(run.stderr.matches("access-denied\"").count(), 1, "{}", run.stderr);
        assert!(run.stderr.contains("`/app/13`") && run.stderr.contains("\"line\":21,"), "it is named and shown: {}", run.stderr);
        for other in (0..25).filter(|index| *index != 13) {
            assert!(!run.stderr.contains(&format!("/app/{other}`")), "{other} is not denied: {}", run.stderr);
        }
    }
}

#[test]
fn a_denied_value_is_not_missing() {
    let server = Server::start(&aws("{operation: 'ssm:GetParameters', kind: deny}"));
    let run = run(&["render"], &service(&["VALUE: ${ssm:/app/1, 'fallback'}".to_owned()]), &server.url, &[]);
    assert_failed(&run, "access-denied", "denied, with a fallback");
}

#[test]
fn no_answer_ends_in_time() {
    let server = Server::start(&aws("{operation: 'ssm:GetParameters', kind: delay, delay_ms: 3600000}"));
    let run = run(&["render"], &parameters(), &server.url, &[("AWS_MAX_ATTEMPTS", "1")]);
    assert_failed(&run, "unreachable", "no answer");
    assert!(run.stderr.contains("no answer in time"), "{}", run.stderr);
}

#[test]
fn an_answer_that_comes_late_is_taken() {
    let server = Server::start(&aws("{operation: 'ssm:GetParameters', kind: delay, delay_ms: 300}"));
    let run = run(&["render", "--form", "runtime-path"], &parameters(), &server.url, &[]);
    assert_eq!(run.exit, 0, "{}", run.stderr);
}

#[test]
fn an_answer_that_is_cut_short_is_asked_for_again_and_then_reported() {
    let whole = Server::start(&aws(""));
    let (url, answers) = cut_short(&whole.url, usize::MAX);
    let failed = run(&["render"], &parameters(), &url, &[]);
    assert_failed(&failed, "unreachable", "cut short");
    assert!(answers() >= 10, "it was asked for again");
    assert_eq!(failed.stderr.lines().count(), 3, "one diagnostic a call: {}", failed.stderr);

    let (url, _) = cut_short(&whole.url, 3);
    let survived = run(&["render", "--form", "runtime-path"], &parameters(), &url, &[]);
    assert_eq!(survived.exit, 0, "{}", survived.stderr);
}

#[test]
fn nobody_at_home_is_reported() {
    let run = run(&["render"], &parameters(), "http://127.0.0.1:9", &[]);
    assert_failed(&run, "unreachable", "nobody");
    assert!(run.stderr.contains("the connection was refused"), "{}", run.stderr);
}

#[test]
fn files_stay_as_they_were() {
    let server = Server::start(&aws("{operation: 'ssm:GetParameters', kind: throttle}"));
    let run = run(&["render", "--output", "serverless.yml.out"], &parameters(), &server.url, &[]);
    assert_failed(&run, "throttled", "to a file");
    assert!(run.stderr.contains("each of 10 attempts"), "{}", run.stderr);
    assert_eq!(run.files, ["serverless.yml"]);
}
