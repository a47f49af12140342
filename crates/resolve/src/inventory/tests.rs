//! What the inventory says of small files.

use sealform_diagnostic::FileId;
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Policy, Strictness};

use super::{Entry, Part, Sensitivity, inventory};
use crate::inputs::Dialect;

fn policy() -> Policy {
    Policy {
        form: FormName::Ciphertext,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Usual,
        names: DeclaredNames::default(),
        asking: Asking::Online,
    }
}

fn entries(text: &str) -> Vec<Entry> {
    let document = sealform_yaml::parse(FileId::new(0), text).expect("it is YAML");
    let (tree, _) = sealform_model::read(&document, text, Dialect::V3.grammar());
    inventory(&tree, Dialect::V3, &policy())
}

fn sensitivities(text: &str) -> Vec<Sensitivity> {
    entries(text).into_iter().map(|entry| entry.sensitivity).collect()
}

#[test]
fn parts_and_places_are_told() {
    let text = "functions:\n  a:\n    environment:\n      X: 'é ${ssm(eu-west-1, raw):/a/${opt:stage, ''dev''}/b, \"y\"}'\n";
    let entries = entries(text);
    let [entry] = entries.as_slice() else { panic!("one entry: {entries:?}") };
    assert_eq!(&text[entry.span.start as usize..entry.span.end as usize], "${ssm(eu-west-1, raw):/a/${opt:stage, ''dev''}/b, \"y\"}");
    assert_eq!(&*entry.at, "functions.a.environment.X");
    assert_eq!(entry.text, "${ssm(eu-west-1, raw):/a/${opt:stage, 'dev'}/b, ***}");
    assert_eq!(
        entry.sources,
        [
            Part::Source {
                name: "ssm".into(),
                params: vec!["eu-west-1".into(), "raw".into()],
                address: Some("/a/${opt:stage, 'dev'}/b".into())
            },
            Part::Literal("***".into()),
        ]
    );
    assert_eq!((entry.sensitivity, entry.sink.word(), entry.decrypts), (Sensitivity::Secret, "lambda-environment", true));
    let [nested] = entry.nested.as_slice() else { panic!("one nested") };
    assert_eq!((&*nested.text, nested.sink.word(), nested.sensitivity), ("${opt:stage, 'dev'}", "address", Sensitivity::Public));
}

#[test]
fn foreign_and_escaped_text_is_not_listed() {
    assert_eq!(entries("a: ${AWS::Region} ${Table} \\${env:X} $<name> $${foo}\n"), []);
}

#[test]
fn broken_references_do_not_hide_others() {
    let entries = entries("a: ${env:X\nb: ${env:Y}\n");
    assert_eq!(entries.iter().map(|entry| &*entry.text).collect::<Vec<_>>(), ["${env:Y}"]);
}

#[test]
fn sources_and_names_tell_secrets() {
    use Sensitivity::{Public, Secret, Unknown};
    for (text, expected) in [
        ("a: ${ssm:/any}", Secret),
        ("a: ${ssm:/aws/service/ami-amazon-linux-latest/x}", Public),
        ("a: ${env:REGION}", Public),
        ("a: ${env:DB_PASSWORD}", Secret),
        ("a: $<env:REGION>", Secret),
        ("a: ${vault:x}", Secret),
        ("a: ${cf:stack.Url}", Public),
        ("a: ${file(x.yml):password}", Secret),
        ("a: ${foo:bar}", Unknown),
        ("a: ${opt:a, foo:b}", Unknown),
        ("functions: {a: {environment: {DB_PASSWORD: '${opt:x}'}}}", Secret),
        ("resources: {Resources: {Db: {Properties: {MasterUserPassword: '${opt:x}', Port: 1}}}}", Secret),
        ("custom: {stage: '${opt:stage}'}", Public),
    ] {
        assert_eq!(sensitivities(text), [expected], "{text}");
    }
}

#[test]
fn what_refers_to_a_secret_is_one() {
    use Sensitivity::{Public, Secret, Unknown};
    let text = "custom:
  db: ${ssm:/db}
  all: {key: '${foo:x}', plain: '${opt:y}'}
a: ${self:custom.db}
b: ${self:custom.db.host}
c: ${self:a}
d: ${self:custom.all}
e: ${self:custom.all.plain}
f: ${self:custom}
";
    assert_eq!(sensitivities(text), [Secret, Unknown, Public, Secret, Secret, Secret, Unknown, Public, Secret]);
}

#[test]
fn long_chains_are_followed_without_recursion() {
    let mut text = "custom:\n  v0: ${ssm:/p}\n".to_owned();
    for index in 1..5_000 {
        text.push_str(&format!("  v{index}: ${{self:custom.v{}}}\n", index - 1));
    }
    assert!(sensitivities(&text).iter().all(|sensitivity| *sensitivity == Sensitivity::Secret));
}

#[test]
fn literals_beside_what_may_be_secret_are_masked() {
    for (text, shown) in [
        ("a: ${env:DB_PASSWORD, 'x1'}", "${env:DB_PASSWORD, ***}"),
        ("a: ${env:DB_PASSWORD, ''}", "${env:DB_PASSWORD, ''}"),
        ("a: ${foo:x, 'x1'}", "${foo:x, ***}"),
        ("a: ${opt:stage, 'dev'}", "${opt:stage, 'dev'}"),
        ("a: ${opt:url, 'postgres://u:hunter2@db/x'}", "${opt:url, ***}"),
        ("a: ${file(a/${env:A_TOKEN, 'x1'}.yml):b}", "${file(a/${env:A_TOKEN, ***}.yml):b}"),
    ] {
        let entries = entries(text);
        assert_eq!(entries[0].text, shown);
        assert!(!format!("{entries:?}").contains("x1") && !format!("{entries:?}").contains("hunter2"), "{text}");
    }
}

#[test]
fn deep_nesting_is_listed_level_by_level() {
    let entries = entries(&format!("a: {}x{}\n", "${env:A".repeat(60), "}".repeat(60)));
    assert_eq!(std::iter::successors(entries.first(), |entry| entry.nested.first()).count(), 60);
}
