//! What the types of the trusted core cannot do (invariant 2: a decrypted value cannot be emitted; invariant 6: no message quotes a secret).
#![expect(clippy::unwrap_used, reason = "a test may stop where it finds what it did not expect")]

use std::borrow::Borrow;
use std::collections::HashMap;
use std::fmt::{Debug, Display};
use std::fs;
use std::hash::Hash;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sealform_secret::{
    Answer, Answers, Asked, EncryptRequest, Exposed, KeyAddress, Parameter, ParameterArn, ParameterType, Part, Plaintext, Policy, Public,
    Question, Region, Sealed, SealedLeaf, Secret, Text,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

assert_not_impl_any!(Plaintext: Clone, Copy, Default, Display, PartialEq<Plaintext>, PartialEq<str>, PartialOrd<Plaintext>, Hash);
assert_not_impl_any!(Plaintext: Deref, AsRef<str>, AsRef<[u8]>, AsRef<String>, Borrow<str>, Borrow<[u8]>, Into<String>, Into<Box<str>>, Into<Vec<u8>>);
assert_not_impl_any!(Plaintext: IntoIterator, Into<Public>, Into<SealedLeaf>, Into<Sealed>, From<String>, From<&'static str>);
assert_not_impl_any!(Arc<Plaintext>: Display, PartialEq, Hash, Into<String>, Into<Public>, Into<SealedLeaf>);
assert_not_impl_any!(Exposed<'static>: Clone, Copy, Debug, Display, Deref, AsRef<[u8]>, AsRef<str>, PartialEq, Into<Vec<u8>>, Into<Public>, Into<SealedLeaf>);
assert_not_impl_any!(Part<'static>: Debug, Display);
assert_not_impl_any!(Sealed: Default, From<String>, From<&'static str>, From<Plaintext>, From<Public>);
assert_not_impl_any!(SealedLeaf: From<String>, From<&'static str>, From<Sealed>, Default);
assert_not_impl_any!(Public: From<String>, From<&'static str>, From<Box<str>>, Default);
assert_not_impl_any!(Secret: Display, PartialEq, Into<String>);
assert_not_impl_any!(EncryptRequest: Display);
// Work may be spread over threads.
assert_impl_all!(Plaintext: Send, Sync);
assert_impl_all!(SealedLeaf: Send, Sync, Clone);

const CLEAR: &str = "hunter2-canary";

fn clear() -> Arc<Plaintext> {
    Plaintext::new(CLEAR.to_owned(), "env:DB_PASSWORD")
}

#[test]
fn debug_of_whatever_holds_a_clear_text_shows_none_of_it() {
    let region = Region::parse("eu-west-1").unwrap();
    let request =
        EncryptRequest::new(KeyAddress { region, key: "alias/a".into() }, vec![("LambdaFunctionName".into(), "a".into())], clear());
    let parameter = Arc::new(Parameter {
        arn: ParameterArn::parse("arn:aws:ssm:eu-west-1:123456789012:parameter/a").unwrap(),
        parameter_type: ParameterType::Text,
        version: 1,
        value: clear(),
    });
    let question = Question::Encrypt(request);
    let mut answers = Answers::new();
    answers.insert(question.clone(), Answer::EnvironmentVariable(Some(clear())));
    answers.insert(Question::Account, Answer::Parameter(Some(parameter)));
    let shown = [
        format!("{:?}", clear()),
        format!("{:#?}", Secret::Clear(clear())),
        format!("{:?}", Text::Secret(clear())),
        format!("{:?}", Asked { question: question.clone(), span: None }),
        format!("{answers:#?}"),
        format!("{:?}", HashMap::from([(question, clear())])),
        format!("{:?}", Plaintext::concat(&[Part::Public("a"), Part::Secret(&clear())])),
    ];
    for text in shown {
        assert!(!text.contains(CLEAR) && !text.contains("hunter2"), "{text}");
        assert!(text.contains("[REDACTED]") || !text.contains("Plaintext"), "{text}");
    }
    assert_eq!(format!("{:?}", clear()), "[REDACTED]");
    assert_eq!(format!("{:#?}", clear()), "[REDACTED]");
}

#[test]
fn an_origin_names_and_never_quotes() {
    let joined = Plaintext::concat(&[Part::Public("postgres://app:"), Part::Secret(&clear()), Part::Public("@db")]);
    assert_eq!(joined.origin(), r#""postgres://app:"+env:DB_PASSWORD+"@db""#);
    assert_eq!(joined.len_bytes(), "postgres://app:@db".len() + CLEAR.len());
}

#[test]
fn a_policy_has_nothing_to_hide() {
    assert_impl_all!(Policy: Debug);
}

/// Each program under `tests/ui/fail` must not compile, for the reason that is stored beside it; its twin under `tests/ui/pass`, one line
/// apart, must: so none fails for another reason than it should.
#[test]
fn what_must_not_compile_does_not() {
    let folder = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui").join(name);
    let failing = programs(&folder("fail"));
    assert_eq!(names(&failing), names(&programs(&folder("pass"))), "every failing program has a passing twin");
    for program in &failing {
        let name = program.file_name().unwrap();
        let [fails, passes] = [program.clone(), folder("pass").join(name)].map(|path| read(&path));
        let different = fails.lines().zip(passes.lines()).filter(|(fails, passes)| fails != passes).count();
        assert_eq!((different, fails.lines().count()), (1, passes.lines().count()), "{name:?} and its twin are one line apart");
    }
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
}

fn programs(folder: &Path) -> Vec<PathBuf> {
    let mut programs: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    programs.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    programs.sort();
    programs
}

fn names(programs: &[PathBuf]) -> Vec<&std::ffi::OsStr> {
    programs.iter().filter_map(|path| path.file_name()).collect()
}

#[expect(clippy::disallowed_methods, reason = "a test reads its own programs")]
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}
