//! A resolved service as people may see it: each secret as the reference that it is, never as its value.
//!
//! What is secret only by the name that it lands under (`DB_PASSWORD: ${opt:x}`) is hidden there and wherever else it was brought to.

use std::collections::HashSet;

use sealform_diagnostic::Span;
use sealform_model::{Mapping, Scalar, Tree, Value};

use crate::heuristics::is_secret_property;
use crate::{Classified, Classifier, Content, Provenance, Public, SealedLeaf, Secret};

/// What stands for a text that is not shown. It has no quotes, so that nobody deploys it: in a reference it is no literal at all.
pub const MASK: &str = "***";

/// A text of fewer bytes is found in references by chance.
const CHANCE_BYTES: usize = 4;

/// What the author wrote, for a value that is not shown.
#[derive(Clone, Copy, Debug)]
pub enum Asked<'p> {
    /// The reference that brought a secret, or the text that it was joined in; without their literals.
    Secret(&'p Provenance),
    /// The text of a reference that was not asked.
    Unasked(&'p Provenance),
}

/// The tree with every secret replaced by what `written` says of it, or by [`MASK`] where that says nothing, and all else as it is.
///
/// # Security
/// `written` is trusted to give text of the author's files without the literals in it. Should it ever quote the secret itself, the mask
/// takes its place. The clear texts that are hidden by name are held by `classifier`, so that [`crate::scan`] finds any that is left.
pub fn shown(tree: &Tree<Classified>, classifier: &Classifier, written: &dyn Fn(Asked<'_>) -> Option<String>) -> Tree<SealedLeaf> {
    let mut hidden = HashSet::new();
    find_hidden(tree, classifier, Place::Service, "", &mut hidden);
    show(tree, &hidden, written)
}

/// What a key means where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Keys are settings.
    Service,
    /// The next map is the provider, or a function.
    Owner,
    /// The next map is that of all functions.
    Functions,
    /// Keys are names of values.
    Named,
    /// Keys are names of properties, of a template or of the author's own.
    Properties,
}

impl Place {
    fn below(self, key: &str) -> Self {
        match (self, key) {
            (Self::Service, "params" | "stages") | (Self::Owner, "environment") | (Self::Named, _) => Self::Named,
            (Self::Service, "provider") | (Self::Functions, _) => Self::Owner,
            (Self::Service, "functions") => Self::Functions,
            (Self::Service, "resources" | "custom") | (Self::Properties, _) => Self::Properties,
            // Settings below the first level have no meaning by their names.
            _ => Self::Owner,
        }
    }
}

/// The origins of public values that are secret after all, by form or by the key that they land under.
fn find_hidden(tree: &Tree<Classified>, classifier: &Classifier, place: Place, key: &str, hidden: &mut HashSet<Span>) {
    match &tree.value {
        Value::Sequence(items) => items.iter().for_each(|item| find_hidden(item, classifier, place, key, hidden)),
        Value::Mapping(mapping) => {
            for (key, item) in mapping.iter() {
                find_hidden(item, classifier, place.below(key), key, hidden);
            }
        }
        Value::Leaf(Classified { content: Content::Public(public), provenance }) => {
            let text = match public.scalar() {
                Scalar::Text(text) => text.clone(),
                Scalar::Number(_) if place == Place::Named => public.to_text(),
                _ => return,
            };
            let secret = match place {
                // A ciphertext by its name that is none is judged by the name of what it should hold.
                Place::Named => classifier.is_secret(&[key, key.strip_prefix("ENCRYPTED_").unwrap_or(key)], &text),
                Place::Properties => classifier.is_secret(&[], &text) || is_secret_property(key, &text),
                Place::Service | Place::Owner | Place::Functions => classifier.is_secret(&[], &text),
            };
            if secret && hidden.insert(provenance.origin()) {
                // Held, which is all that is wanted of it here.
                let _held = classifier.demote(public, provenance.origin());
            }
        }
        Value::Leaf(_) => {}
    }
}

fn show(tree: &Tree<Classified>, hidden: &HashSet<Span>, written: &dyn Fn(Asked<'_>) -> Option<String>) -> Tree<SealedLeaf> {
    match &tree.value {
        Value::Sequence(items) => Tree::sequence(tree.span, items.iter().map(|item| show(item, hidden, written)).collect()),
        Value::Mapping(mapping) => {
            let mut shown = Mapping::with_capacity(mapping.len());
            for (key, key_span, item) in mapping.iter_with_spans() {
                shown.insert(key, key_span, show(item, hidden, written));
            }
            Tree::mapping(tree.span, shown)
        }
        Value::Leaf(leaf) => Tree::leaf(tree.span, SealedLeaf::Public(show_leaf(leaf, hidden, written))),
    }
}

fn show_leaf(leaf: &Classified, hidden: &HashSet<Span>, written: &dyn Fn(Asked<'_>) -> Option<String>) -> Public {
    let provenance = &leaf.provenance;
    let (text, value) = match &leaf.content {
        Content::Public(public) if *public.scalar() == Scalar::Null || !hidden.contains(&provenance.origin()) => return public.clone(),
        Content::Public(public) => (written(Asked::Secret(provenance)), Some(public.to_text())),
        Content::Secret(Secret::Clear(plaintext)) => {
            let quoted = |text: &String| plaintext.len_bytes() >= CHANCE_BYTES && text.contains(plaintext.text());
            (written(Asked::Secret(provenance)).filter(|text| !quoted(text)), None)
        }
        Content::Secret(Secret::Unasked(_)) => (written(Asked::Unasked(provenance)), None),
        Content::Secret(Secret::Parameter(_) | Secret::SecretsManager(_) | Secret::Joined(_)) => (written(Asked::Secret(provenance)), None),
    };
    let quoted = |text: &String| value.as_ref().is_some_and(|value| value.len() >= CHANCE_BYTES && text.contains(value));
    Public::authored(Scalar::Text(text.filter(|text| !quoted(text)).unwrap_or_else(|| MASK.to_owned())))
}

#[cfg(test)]
mod tests {
    use sealform_diagnostic::FileId;

    use super::*;
    use crate::forms::FormName;
    use crate::policy::{Asking, DeclaredNames, Policy, Strictness};
    use crate::{Origin, Plaintext, Text};

    fn classifier() -> Classifier {
        Classifier::new(Policy {
            form: FormName::Ciphertext,
            fallback: None,
            kms_key: None,
            strictness: Strictness::Usual,
            names: DeclaredNames::default(),
            asking: Asking::Online,
        })
    }

    /// The value of an environment variable, referred to at byte `at`.
    fn from_environment(classifier: &Classifier, name: &str, value: &str, at: usize) -> Tree<Classified> {
        let span = Span::new(FileId::new(0), at, at + 1);
        let content = match classifier.outside(&Plaintext::new(value.to_owned(), format!("env:{name}")), Origin::Outside, &[name]) {
            Text::Public(public) => Content::Public(public),
            Text::Secret(plaintext) => Content::Secret(Secret::Clear(plaintext)),
        };
        Tree::leaf(span, Classified { content, provenance: Provenance::new(span) })
    }

    fn map(entries: Vec<(&str, Tree<Classified>)>) -> Tree<Classified> {
        let span = Span::start_of(FileId::new(0));
        let mut mapping = Mapping::new();
        for (key, tree) in entries {
            mapping.insert(key, span, tree);
        }
        Tree::mapping(span, mapping)
    }

    fn texts(tree: &Tree<Classified>, classifier: &Classifier, written: &str) -> Vec<String> {
        let shown = shown(tree, classifier, &|_| Some(written.to_owned()));
        let mut texts = Vec::new();
        shown.for_each_leaf(&mut |_, leaf| texts.push(leaf.as_str().unwrap_or_default().to_owned()));
        texts
    }

    #[test]
    fn a_secret_is_shown_as_it_is_written_and_the_public_as_it_is() {
        let classifier = classifier();
        let tree = map(vec![(
            "custom",
            map(vec![("a", from_environment(&classifier, "TOKEN", "hunter2", 1)), ("b", from_environment(&classifier, "STAGE", "dev", 2))]),
        )]);
        assert_eq!(texts(&tree, &classifier, "${env:TOKEN}"), ["${env:TOKEN}", "dev"]);
    }

    #[test]
    fn what_is_secret_by_the_name_it_lands_under_is_hidden_everywhere() {
        let classifier = classifier();
        let value = |at| from_environment(&classifier, "X", "hunter2hunter2", at);
        let tree = map(vec![
            ("custom", map(vec![("x", value(1))])),
            ("provider", map(vec![("environment", map(vec![("DB_PASSWORD", value(1)), ("OTHER", value(2))]))])),
        ]);
        assert_eq!(texts(&tree, &classifier, "${env:X}"), ["${env:X}", "${env:X}", "hunter2hunter2"]);
        assert_eq!(classifier.held().len(), 1, "the last scan knows it, and finds the third");
    }

    #[test]
    fn what_quotes_the_secret_is_not_shown() {
        let classifier = classifier();
        let tree = map(vec![("custom", map(vec![("a", from_environment(&classifier, "TOKEN", "hunter2", 1))]))]);
        assert_eq!(texts(&tree, &classifier, "${env:TOKEN, 'hunter2'}"), [MASK]);
    }

    #[test]
    fn a_ciphertext_by_its_name_that_is_none_is_hidden() {
        let classifier = classifier();
        let literal = Tree::leaf(
            Span::new(FileId::new(0), 1, 2),
            Classified::public(Public::authored(Scalar::Text("hunter2".into())), Provenance::new(Span::new(FileId::new(0), 1, 2))),
        );
        let tree = map(vec![("provider", map(vec![("environment", map(vec![("ENCRYPTED_DB_PASSWORD", literal)]))]))]);
        assert_eq!(texts(&tree, &classifier, MASK), [MASK]);
    }
}
