//! Which clear texts stand in an output, and whose fault that is.

use std::cell::LazyCell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use sealform_model::{Tree, Value};

use super::encodings::{Needle, needles};
use super::search::search;
use crate::{Plaintext, Public, SealedKind, SealedLeaf};

/// A clear text in the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// Where the clear text came from: [`Plaintext::origin`].
    pub origin: Box<str>,
    /// How it is written there, in words: `as it is`, `in base64`.
    pub how: &'static str,
    /// Whose fault it is.
    pub kind: LeakKind,
}

/// Why a clear text stands in the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeakKind {
    /// The very same text came in from outside under a name that is public (SF201).
    SamePublicText,
    /// Nothing explains it: a fault of Sealform.
    Bug,
}

/// The length in bytes from which a text is looked for anywhere; a shorter one is found too often by chance, so only as a whole scalar.
const ANYWHERE_BYTES: usize = 8;

/// Looks in `output`, written from `sealed`, for each of `held`: as it is, in base64 at each of three alignments, in hexadecimal,
/// URL-, JSON- and YAML-escaped. Texts under 8 bytes are looked for among the scalars of `sealed` only.
///
/// What the author wrote publicly too (a value, a key, a part of the name of a sealed secret) is no leak. One leak for each origin,
/// in the order of `held`.
#[must_use]
pub fn scan(output: &str, sealed: &Tree<SealedLeaf>, held: &[Arc<Plaintext>]) -> Vec<Leak> {
    if held.is_empty() {
        return Vec::new();
    }
    let needles: Vec<Vec<Needle>> =
        held.iter().map(|secret| if secret.len_bytes() < ANYWHERE_BYTES { Vec::new() } else { needles(secret.text()) }).collect();
    let found = search(output, &needles);
    let texts = LazyCell::new(|| Texts::of(sealed));
    let mut leaks: Vec<Leak> = Vec::new();
    for (at, secret) in held.iter().enumerate() {
        let anywhere = found.range((at, 0)..(at + 1, 0)).filter_map(|&(_, needle)| {
            let needle = &needles[at][needle];
            Some((needle.how, texts.explain(&needle.text, secret.text())?))
        });
        let whole = (1..ANYWHERE_BYTES).contains(&secret.len_bytes()).then(|| texts.whole(secret.text())).flatten();
        let worst = anywhere.chain(whole.map(|kind| ("as a whole value", kind))).min_by_key(|(_, kind)| Reverse(*kind));
        if let Some((how, kind)) = worst
            && !leaks.iter().any(|known| *known.origin == *secret.origin())
        {
            leaks.push(Leak { origin: secret.origin().into(), how, kind });
        }
    }
    leaks
}

/// The texts of a sealed tree, by who is answerable for them.
struct Texts<'t> {
    /// The author's: values, and keys.
    authored: BTreeSet<&'t str>,
    /// From outside: values that classification found public.
    outside: BTreeSet<&'t str>,
    /// Names of things, in sealed values and in ARNs.
    names: BTreeSet<&'t str>,
}

impl<'t> Texts<'t> {
    fn of(tree: &'t Tree<SealedLeaf>) -> Self {
        let mut texts = Self { authored: BTreeSet::new(), outside: BTreeSet::new(), names: BTreeSet::new() };
        texts.add(tree);
        texts
    }

    fn add(&mut self, tree: &'t Tree<SealedLeaf>) {
        match &tree.value {
            Value::Leaf(SealedLeaf::Public(public)) => self.add_public(public),
            Value::Leaf(SealedLeaf::Sealed(sealed)) => match sealed.kind() {
                SealedKind::Ciphertext => {}
                SealedKind::CompanionArn | SealedKind::RuntimePath | SealedKind::DynamicReference => {
                    self.names.insert(sealed.as_str());
                }
            },
            Value::Sequence(items) => items.iter().for_each(|item| self.add(item)),
            Value::Mapping(mapping) => {
                for (key, value) in mapping.iter() {
                    self.authored.insert(key);
                    self.add(value);
                }
            }
        }
    }

    fn add_public(&mut self, public: &'t Public) {
        let Some(text) = public.as_str() else { return };
        if public.is_authored() {
            self.authored.insert(text);
        } else if text.starts_with("arn:") {
            self.names.insert(text);
        } else {
            self.outside.insert(text);
        }
    }

    /// `None`: the author wrote `needle` or the text that it encodes publicly too, or it is a part of a name.
    fn explain(&self, needle: &str, secret: &str) -> Option<LeakKind> {
        let holds = |texts: &BTreeSet<&str>| texts.iter().any(|text| text.contains(needle) || text.contains(secret));
        let named = self.names.iter().any(|name| *name != secret && (name.contains(needle) || name.contains(secret)));
        if holds(&self.authored) || named {
            None
        } else if holds(&self.outside) {
            Some(LeakKind::SamePublicText)
        } else {
            Some(LeakKind::Bug)
        }
    }

    /// Whether the short text `secret` is a whole value.
    fn whole(&self, secret: &str) -> Option<LeakKind> {
        if self.names.contains(secret) {
            Some(LeakKind::Bug)
        } else if self.outside.contains(secret) && !self.authored.contains(secret) {
            Some(LeakKind::SamePublicText)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use sealform_diagnostic::{FileId, Span};
    use sealform_model::{Mapping, Scalar, Tree};

    use super::{Leak, LeakKind, scan};
    use crate::{ParameterArn, Plaintext, Public, Sealed, SealedLeaf};

    const SECRET: &str = "hunter2-hunter2";

    fn held(text: &str) -> Vec<Arc<Plaintext>> {
        vec![Plaintext::new(text.to_owned(), "env:DB_PASSWORD")]
    }

    fn leaf(leaf: impl Into<SealedLeaf>) -> Tree<SealedLeaf> {
        let mut mapping = Mapping::new();
        let span = Span::start_of(FileId::new(0));
        mapping.insert("Key", span, Tree::leaf(span, leaf.into()));
        Tree::mapping(span, mapping)
    }

    fn authored(text: &str) -> Tree<SealedLeaf> {
        leaf(Public::authored(Scalar::Text(text.to_owned())))
    }

    fn outside(text: &str) -> Tree<SealedLeaf> {
        leaf(Public::outside(Scalar::Text(text.to_owned())))
    }

    fn kinds(output: &str, sealed: &Tree<SealedLeaf>, secret: &str) -> Vec<LeakKind> {
        scan(output, sealed, &held(secret)).into_iter().map(|leak| leak.kind).collect()
    }

    #[test]
    fn a_leak_says_whence_and_how_and_never_what() {
        let leaks = scan(&format!("X: {}", STANDARD.encode(SECRET)), &authored("x"), &held(SECRET));
        assert_eq!(leaks, [Leak { origin: "env:DB_PASSWORD".into(), how: "in base64", kind: LeakKind::Bug }]);
        assert!(!format!("{leaks:?}").contains(SECRET));
    }

    #[test]
    fn what_the_author_wrote_publicly_too_is_no_leak() {
        assert_eq!(kinds(SECRET, &authored(SECRET), SECRET), []);
        assert_eq!(kinds(SECRET, &authored(&format!("a {SECRET} b")), SECRET), []);
        assert_eq!(kinds("MasterUserPassword", &authored("x"), "MasterUserPassword"), [LeakKind::Bug]);
        let span = Span::start_of(FileId::new(0));
        let mut mapping = Mapping::new();
        mapping.insert("MasterUserPassword", span, authored("x"));
        assert_eq!(kinds("MasterUserPassword", &Tree::mapping(span, mapping), "MasterUserPassword"), []);
        assert_eq!(kinds(&STANDARD.encode(SECRET), &authored(SECRET), SECRET), []);
    }

    #[test]
    fn the_same_text_under_a_public_name_is_the_users_matter() {
        assert_eq!(kinds(SECRET, &outside(SECRET), SECRET), [LeakKind::SamePublicText]);
        assert_eq!(kinds(SECRET, &outside(&format!("https://{SECRET}/")), SECRET), [LeakKind::SamePublicText]);
        assert_eq!(kinds(SECRET, &outside("hunter"), SECRET), [LeakKind::Bug]);
    }

    #[test]
    fn names_of_secrets_hold_common_words() {
        let arn = ParameterArn::parse("arn:aws:ssm:eu-west-1:123456789012:parameter/prod/password").unwrap();
        for sealed in [
            leaf(SealedLeaf::Sealed(Sealed::companion_arn(&arn))),
            outside(arn.as_str()),
            leaf(SealedLeaf::Sealed(Sealed::runtime_path("/prod/password"))),
        ] {
            assert_eq!(kinds("parameter/prod/password", &sealed, "password"), []);
        }
        assert_eq!(
            kinds("/prod/password", &leaf(SealedLeaf::Sealed(Sealed::runtime_path("/prod/password"))), "/prod/password"),
            [LeakKind::Bug]
        );
    }

    #[test]
    fn short_texts_are_looked_for_as_whole_values_only() {
        assert_eq!(kinds("a: admin", &outside("admin"), "admin"), [LeakKind::SamePublicText]);
        assert_eq!(kinds("a: administrator", &outside("administrator"), "admin"), []);
        assert_eq!(kinds("a: admin", &authored("admin"), "admin"), []);
        assert_eq!(kinds("", &outside(""), ""), []);
        assert_eq!(kinds("/a", &leaf(SealedLeaf::Sealed(Sealed::runtime_path("/a"))), "/a"), [LeakKind::Bug]);
    }

    #[test]
    fn a_private_key_in_a_block_scalar_is_found_by_its_lines() {
        let key =
            "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n";
        let block = key.lines().map(|line| format!("      {line}\n")).collect::<String>();
        assert_eq!(scan(&format!("X: |\n{block}"), &authored("x"), &held(key))[0].how, "line by line");
    }

    #[test]
    fn each_origin_is_told_once_in_order() {
        let all = vec![Plaintext::new(SECRET.into(), "b"), Plaintext::new("other-secret".into(), "a"), Plaintext::new(SECRET.into(), "b")];
        let origins: Vec<_> = scan(&format!("{SECRET} other-secret"), &authored("x"), &all).into_iter().map(|leak| leak.origin).collect();
        assert_eq!(origins, ["b".into(), "a".into()] as [Box<str>; 2]);
    }

    /// The encodings, written by other means than those that are tested.
    fn encoded(secret: &str, way: usize, before: &str) -> String {
        match way {
            0 => secret.to_owned(),
            1 => STANDARD.encode(format!("{before}{secret}{before}")),
            2 => URL_SAFE_NO_PAD.encode(format!("{before}{secret}{before}")),
            3 => secret.bytes().map(|byte| format!("{byte:02x}")).collect(),
            4 => secret.bytes().map(|byte| format!("{byte:02X}")).collect(),
            5 => secret
                .bytes()
                .map(|byte| {
                    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                        char::from(byte).to_string()
                    } else {
                        format!("%{byte:02X}")
                    }
                })
                .collect(),
            6 => format!("{secret:?}"),
            _ => format!("'{}'", secret.replace('\'', "''")),
        }
    }

    proptest! {
        #[test]
        fn no_encoding_at_any_place_is_overlooked(
            secret in "[!-~]{8,40}", way in 0_usize..8, before in "[a-z]{0,5}", start in "[ -~\n]{0,200}", end in "[ -~\n]{0,60}",
        ) {
            let output = format!("{start}{}{end}", encoded(&secret, way, &before));
            prop_assert_eq!(kinds(&output, &authored("x"), &secret), [LeakKind::Bug]);
        }

        #[test]
        fn any_text_as_it_is_is_found_beside_others(secrets in proptest::collection::vec("\\PC{8,20}", 1..8), which in any::<proptest::sample::Index>()) {
            let all: Vec<_> = secrets.iter().enumerate().map(|(at, text)| Plaintext::new(text.clone(), at.to_string())).collect();
            let at = which.index(all.len());
            let origin = all[at].origin().to_owned();
            let leaks = scan(&format!("é{}é", secrets[at]), &authored(""), &all);
            prop_assert!(leaks.iter().any(|leak| *leak.origin == *origin));
        }

        #[test]
        fn what_does_not_stand_there_is_not_found(secret in "[A-M]{8,40}", output in "[N-Z0-9 ]{0,300}") {
            prop_assert_eq!(kinds(&output, &authored("x"), &secret), []);
        }
    }
}
