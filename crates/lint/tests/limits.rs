//! Large and hostile services: time grows with the text, and no text of a secret gets into a finding.

#[expect(dead_code, reason = "what is found is looked at here, not only where")]
mod support;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_assert, prop_oneof, proptest};
use support::findings;

const HEAD: &str = "service: orders\nframeworkVersion: '3'\nprovider: {name: aws}\n";

/// Far above what a machine under load needs, and far below what a square would.
const SOON: Duration = Duration::from_secs(20);

fn count(text: &str, code: &str) -> usize {
    let start = Instant::now();
    let (_, findings) = findings(text, "");
    assert!(start.elapsed() < SOON, "{:?}", start.elapsed());
    findings.iter().filter(|finding| finding.diagnostic.code.id() == code).count()
}

#[test]
fn ten_thousand_references_to_one_value_are_one_finding() {
    let mut text = format!("{HEAD}custom: {{pw: '${{ssm:/orders/db/password}}'}}\nfunctions:\n");
    for number in 0..100 {
        writeln!(text, "  f{number}:\n    environment:").expect("a text takes all");
        (0..100).for_each(|variable| writeln!(text, "      V{variable}: ${{self:custom.pw}}").expect("a text takes all"));
    }
    assert_eq!(count(&text, "SF220"), 1);
    let (_, findings) = findings(&text, "");
    let labels = findings.iter().map(|finding| finding.diagnostic.labels.len()).max();
    assert!(labels <= Some(12), "{labels:?}");
}

#[test]
fn ten_thousand_values_are_followed() {
    let mut text = format!("{HEAD}custom:\n");
    (0..10_000).for_each(|number| writeln!(text, "  v{number}: ${{env:A_TOKEN_{number}}}").expect("a text takes all"));
    text.push_str("functions:\n  f:\n    environment:\n");
    (0..10_000).for_each(|number| writeln!(text, "      V{number}: ${{self:custom.v{number}}}").expect("a text takes all"));
    assert_eq!(count(&text, "SF223"), 10_000);
}

#[test]
fn chains_of_a_thousand_are_followed_to_their_end() {
    let mut text = format!("{HEAD}custom:\n  v0: ${{ssm:/orders/db/password}}\n");
    (1..1_000).for_each(|number| writeln!(text, "  v{number}: ${{self:custom.v{}}}", number - 1).expect("a text takes all"));
    text.push_str("functions:\n  f:\n    environment:\n");
    (0..1_000).for_each(|number| writeln!(text, "      V{number}: ${{self:custom.v{number}}}").expect("a text takes all"));
    assert_eq!(count(&text, "SF220"), 1);
}

#[test]
fn unknown_steps_and_maps_of_references_do_not_multiply() {
    let mut text = format!("{HEAD}custom:\n");
    (0..2_000).for_each(|number| writeln!(text, "  v{number}: {{x: '${{self:custom.${{opt:s}}.y}}', y: 1}}").expect("a text takes all"));
    text.push_str("functions:\n  f:\n    environment:\n");
    (0..200).for_each(|number| writeln!(text, "      V{number}: ${{self:custom.${{opt:a}}.x}}").expect("a text takes all"));
    assert_eq!(count(&text, "SF220"), 0);
    let mut text = format!("{HEAD}custom:\n  m0: {{a: '${{ssm:/db/password}}'}}\n");
    (1..40).for_each(|number| {
        let before = number - 1;
        writeln!(text, "  m{number}: {{a: '${{self:custom.m{before}}}', b: '${{self:custom.m{before}}}'}}").expect("a text takes all");
    });
    text.push_str("functions: {f: {environment: '${self:custom.m39}'}}\n");
    count(&text, "SF220");
}

#[test]
fn templates_of_thousands_of_uses_are_followed() {
    let mut text = "AWSTemplateFormatVersion: '2010-09-09'\nParameters: {P: {Type: String, NoEcho: true}}\nOutputs:\n".to_owned();
    (0..5_000).for_each(|number| writeln!(text, "  O{number}: {{Value: !Sub 'x${{P}}'}}").expect("a text takes all"));
    assert_eq!(count(&text, "SF225"), 5_000);
}

const CANARY: &str = "Zq7canaryXw4Lm9";

/// A value that holds the canary in some form, or a reference beside it.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(format!("'{CANARY}'")),
        Just(format!("${{env:DB_PASSWORD, '{CANARY}'}}")),
        Just(format!("${{ssm:/a/${{opt:x, '{CANARY}'}}/password}}")),
        Just(format!("${{file(a/${{opt:x, '{CANARY}'}}.yml):db.password}}")),
        Just("${self:custom.a}".to_owned()),
        Just("${self:custom.b.c}".to_owned()),
        Just("${file(s.yml):password}".to_owned()),
        Just("${file(s.yml)}".to_owned()),
        Just("${file(s.txt)}".to_owned()),
        Just(format!("postgres://app:{CANARY}@${{self:custom.a}}/db")),
        Just(format!("!Sub 'x${{P}}{CANARY}'")),
        Just(format!("!Join ['', ['{{{{resolve:secretsmanager:', '{CANARY}', ':SecretString:password}}}}']]")),
        Just(format!("{{Name: X, Value: '${{env:TOKEN, ''{CANARY}''}}'}}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_finding_quotes_a_value(values in proptest::collection::vec(value(), 8), named in any::<bool>()) {
        let name = if named { "DB_PASSWORD" } else { "X" };
        let text = format!(
            "{HEAD}custom:\n  a: {}\n  b: {{c: {}}}\n  password: {}\nparams: {{prod: {{token: {}}}}}\nfunctions:\n  f:\n    description: {}\n    environment:\n      {name}: {}\n      Y: ${{param:token}}\n      Z: {}\n  g: {{environment: '${{self:custom.b}}'}}\nresources:\n  Parameters: {{P: {{Type: String, NoEcho: true, Default: {CANARY}}}}}\n  Outputs: {{O: {{Value: {}}}}}\n",
            yaml(&values[0]), yaml(&values[1]), yaml(&values[2]), yaml(&values[3]), yaml(&values[4]), yaml(&values[5]), yaml(&values[6]), yaml(&values[7])
        );
        let more = format!("--- s.yml\npassword: {CANARY}\nother: ${{env:A_TOKEN, '{CANARY}'}}\n--- s.txt\n{CANARY}\n");
        let (_, findings) = findings(&text, &more);
        for finding in &findings {
            let said = format!("{:?} {:?} {:?} {}", finding.diagnostic, finding.fixes.iter().map(|fix| &fix.title).collect::<Vec<_>>(), finding.confidence, finding.address);
            prop_assert!(!said.contains(CANARY), "{said}\n{text}");
        }
    }
}

/// `value` so that it can stand in a flow mapping.
fn yaml(value: &str) -> String {
    if value.starts_with(['!', '{', '\'']) { value.to_owned() } else { format!("\"{value}\"") }
}
