//! What the environment and the shared configuration files change, each case in a process of its own.

use std::net::TcpListener;
use std::process::Command;
use std::time::{Duration, Instant};

use sealform_aws::{Aws, Options};

use crate::played::{ask_key, ask_parameter, region};

const CHILD: &str = "SEALFORM_TEST_CHILD";
const ATTEMPTS: &str = "SEALFORM_TEST_ATTEMPTS";

/// In the process that [`asked_with`] starts: asks, and prints code and message of what comes back.
#[tokio::test]
async fn child() {
    let Some(profile) = std::env::var_os(CHILD) else { return };
    let profile = Some(profile.into_string().unwrap()).filter(|profile| !profile.is_empty());
    let attempts = std::env::var_os(ATTEMPTS).map_or(Options::ATTEMPTS, |attempts| attempts.into_string().unwrap().parse().unwrap());
    let aws = Aws::new(Options { profile, attempts, ..Options::new(region("eu-central-1")) });
    for (_, answer) in aws.answer(&[ask_parameter("/a"), ask_key("alias/app")]).await {
        match answer {
            Ok(answer) => println!("\n> {answer:?}"),
            Err(failure) => println!("\n> {} {}", failure.code.id(), failure.message),
        }
    }
}

/// The lines that a child prints with nothing of AWS in its environment but `variables`, and a configuration file of this text.
fn asked_with(variables: &[(&str, &str)], profile: &str, configuration: &str) -> Vec<String> {
    let folder = std::env::temp_dir().join(format!("sealform-aws-{}-{:p}", std::process::id(), &raw const configuration));
    std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
    let file = folder.join("config");
    #[expect(clippy::disallowed_methods, reason = "a file of the test's own")]
    std::fs::write(&file, configuration).expect("a temporary file can be written");
    let mut command = Command::new(std::env::current_exe().expect("a test knows its program"));
    command.args(["environment::child", "--exact", "--nocapture"]).env_clear().env(CHILD, profile).env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("AWS_CONFIG_FILE", &file).env("AWS_SHARED_CREDENTIALS_FILE", folder.join("none")).envs(variables.iter().copied());
    let output = command.output().expect("the test starts itself");
    assert!(output.status.success(), "{output:?}");
    std::fs::remove_dir_all(folder).expect("the folder is ours");
    String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| line.strip_prefix("> ")).map(str::to_owned).collect()
}

const CREDENTIALS: &[(&str, &str)] = &[("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")];

#[test]
fn without_credentials_each_question_gets_one_line() {
    assert_eq!(asked_with(&[], "", ""), ["SF602 there are no usable AWS credentials"; 2]);
    assert_eq!(
        asked_with(&[], "work", "[profile work]\nregion = us-east-1\n"),
        ["SF602 there are no usable AWS credentials for profile `work`"; 2]
    );
}

#[test]
fn plain_http_from_the_environment_is_refused() {
    for variable in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_KMS", "AWS_ENDPOINT_URL_STS"] {
        let variables = [CREDENTIALS, &[(variable, "http://192.0.2.1")]].concat();
        let refused = format!("SF608 {variable}: the endpoint http://192.0.2.1 would carry secrets unencrypted");
        assert_eq!(asked_with(&variables, "", ""), [refused.clone(), refused]);
    }
}

#[test]
fn plain_http_from_a_profile_is_refused() {
    let refused = "SF608 the endpoint http://192.0.2.1 would carry secrets unencrypted".to_owned();
    assert_eq!(asked_with(CREDENTIALS, "", "[default]\nendpoint_url = http://192.0.2.1\n"), [refused.clone(), refused.clone()]);
    // Parameter Store is this machine, KMS is not: each request is looked at by itself.
    let port = unused_port();
    let services = format!(
        "[default]\nservices = here\n[services here]\nssm =\n  endpoint_url = http://127.0.0.1:{port}\nkms =\n  endpoint_url = http://192.0.2.1\n"
    );
    let lines = asked_with(&[CREDENTIALS, &[(ATTEMPTS, "1")]].concat(), "", &services);
    assert!(lines[0].starts_with("SF604 "), "{lines:?}");
    assert_eq!(lines[1], refused);
}

#[test]
fn a_dead_endpoint_on_this_machine_is_given_up_soon() {
    let endpoint = format!("http://127.0.0.1:{}", unused_port());
    let start = Instant::now();
    let lines = asked_with(&[CREDENTIALS, &[("AWS_ENDPOINT_URL", endpoint.as_str())]].concat(), "", "");
    assert_eq!(
        lines[0],
        "SF604 AWS could not be reached for ssm:GetParameters on parameter `/a` in eu-central-1: the connection was refused"
    );
    assert_eq!(
        lines[1],
        "SF604 AWS could not be reached for kms:DescribeKey on key `alias/app` in eu-central-1: the connection was refused"
    );
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn the_number_of_attempts_is_the_users() {
    let refused = "SF052 AWS_MAX_ATTEMPTS is no number of attempts".to_owned();
    for no_number in ["0", "many", "-1"] {
        assert_eq!(asked_with(&[CREDENTIALS, &[("AWS_MAX_ATTEMPTS", no_number)]].concat(), "", ""), [refused.clone(), refused.clone()]);
    }
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("it is bound"));
    let connections = std::thread::spawn(move || listener.incoming().take(4).filter(Result::is_ok).count());
    let lines = asked_with(&[CREDENTIALS, &[("AWS_ENDPOINT_URL", &endpoint), ("AWS_MAX_ATTEMPTS", "2")]].concat(), "", "");
    assert!(lines.iter().all(|line| line.starts_with("SF604 ")), "{lines:?}");
    assert_eq!(connections.join().expect("each was closed without an answer"), 4, "two calls, two attempts each");
}

fn unused_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("the loopback has a free port").port()
}
