//! An intrinsic function in a function's environment: its structure passes, a secret in it does not.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_model::{Mapping, Tree, Value};
use sealform_reference::{SubSegment, sub};

use super::environment::Entry;
use super::pass::Pass;
use super::variable::decrypting_reference;
use crate::{CiphertextBlob, Classified, Content, Public, Sealed, SealedLeaf, Secret, heuristics};

/// The intrinsic function that a map calls, and its argument: `{"Fn::Sub": argument}`.
pub(super) fn call<L>(mapping: &Mapping<L>) -> Option<(&str, &Tree<L>)> {
    let (name, argument) = mapping.iter().next()?;
    (mapping.len() == 1 && (name == "Ref" || name.starts_with("Fn::"))).then_some((name, argument))
}

/// The name of the intrinsic function that a map calls.
pub(super) fn name<L>(mapping: &Mapping<L>) -> Option<&str> {
    call(mapping).map(|(name, _)| name)
}

/// Lets an intrinsic function through; whatever secret is in it is reported.
pub(super) fn pass_through(entry: &Entry<'_>, pass: &mut Pass<'_>) -> Tree<SealedLeaf> {
    Argument { entry, pass }.tree(entry.tree, Judged::ByForm)
}

/// How the text of a leaf is judged.
#[derive(Clone, Copy)]
enum Judged {
    /// By its form only: it is part of something, or the name of something.
    ByForm,
    /// As if it stood under the variable itself: a branch of `Fn::If` does, and the text of an `Fn::Sub` that puts nothing in.
    AsTheVariable,
}

/// How the argument of a function is judged that makes a text of one.
fn judged_as(function: &str, argument: &Tree<Classified>) -> Judged {
    let text = argument.as_leaf().and_then(Classified::as_public).and_then(Public::as_str);
    let is_literal = |text: &str| !sub(text).iter().any(|segment| matches!(segment, SubSegment::Name { .. }));
    match (function, text) {
        ("Fn::Sub", Some(text)) if is_literal(text) => Judged::AsTheVariable,
        ("Fn::Base64", Some(_)) => Judged::AsTheVariable,
        _ => Judged::ByForm,
    }
}

struct Argument<'e, 't, 'p, 'a> {
    entry: &'e Entry<'t>,
    pass: &'p mut Pass<'a>,
}

impl Argument<'_, '_, '_, '_> {
    fn tree(&mut self, tree: &Tree<Classified>, judged: Judged) -> Tree<SealedLeaf> {
        match &tree.value {
            Value::Leaf(leaf) => Tree::leaf(tree.span, self.leaf(tree, leaf, judged)),
            Value::Sequence(items) => Tree::sequence(tree.span, items.iter().map(|item| self.tree(item, Judged::ByForm)).collect()),
            Value::Mapping(mapping) => {
                let mut sealed = Mapping::with_capacity(mapping.len());
                for (key, key_span, value) in mapping.iter_with_spans() {
                    self.no_echo(key, value);
                    let value = match (key, &value.value) {
                        ("Fn::If", Value::Sequence(items)) => {
                            let judged = |index| if index == 0 { Judged::ByForm } else { Judged::AsTheVariable };
                            Tree::sequence(
                                value.span,
                                items.iter().enumerate().map(|(index, item)| self.tree(item, judged(index))).collect(),
                            )
                        }
                        _ => self.tree(value, judged_as(key, value)),
                    };
                    sealed.insert(key, key_span, value);
                }
                Tree::mapping(tree.span, sealed)
            }
        }
    }

    fn leaf(&mut self, tree: &Tree<Classified>, leaf: &Classified, judged: Judged) -> SealedLeaf {
        let name = self.entry.name;
        let diagnostic = match &leaf.content {
            Content::Public(public) => match self.public(public, leaf, judged) {
                None => return SealedLeaf::Public(public.clone()),
                Some(diagnostic) => diagnostic,
            },
            Content::Secret(Secret::Clear(plaintext)) => match CiphertextBlob::parse(plaintext.text()) {
                Ok(blob) => return SealedLeaf::Sealed(Sealed::ciphertext(&blob)),
                Err(_) => in_text("a clear text", name),
            },
            Content::Secret(Secret::Unasked(_)) => {
                Diagnostic::error(&registry::UNSEALED_OFFLINE, format!("`{name}` cannot be sealed without asking AWS"))
                    .help("Leave out `--offline`.")
            }
            Content::Secret(secret) => in_text(secret.describe(), name),
        };
        self.pass.report(leaf.provenance.explain(diagnostic, "it comes from here", tree.span, &format!("it becomes part of `{name}`")));
        self.pass.placeholder()
    }

    /// What is wrong with a public text here, if anything is.
    fn public(&mut self, public: &Public, leaf: &Classified, judged: Judged) -> Option<Diagnostic> {
        let text = public.as_str()?;
        let name = self.entry.name;
        if let Some(diagnostic) = decrypting_reference(name, text, self.pass) {
            return Some(diagnostic);
        }
        let is_secret = match judged {
            Judged::ByForm => heuristics::is_secret_form(text),
            Judged::AsTheVariable => self.pass.classifier().is_secret(&[name], text),
        };
        is_secret.then(|| {
            self.pass.demote(public, &leaf.provenance);
            Diagnostic::error(&registry::CLEAR_TEXT, format!("an intrinsic function would carry a clear text into `{name}`"))
                .help("What an intrinsic function makes cannot be encrypted at render time. Choose the value with a variable of the service, or keep it in Parameter Store.")
        })
    }

    /// Warns where a parameter that CloudFormation hides reaches the function's configuration (SF207).
    fn no_echo(&mut self, key: &str, argument: &Tree<Classified>) {
        let template = match &argument.value {
            Value::Sequence(items) => items.first(),
            _ => Some(argument),
        };
        let Some(text) = template.and_then(Tree::as_leaf).and_then(Classified::as_public).and_then(Public::as_str) else { return };
        let names: Vec<Box<str>> = match key {
            "Ref" => vec![text.into()],
            "Fn::Sub" => sub(text)
                .into_iter()
                .filter_map(|segment| match segment {
                    SubSegment::Name { name, .. } => Some(name),
                    SubSegment::Literal { .. } => None,
                })
                .collect(),
            _ => return,
        };
        for parameter in names.iter().filter(|name| self.pass.no_echo.contains(*name)).cloned().collect::<Vec<_>>() {
            self.pass.report(
                Diagnostic::warning(
                    &registry::DECRYPTED_BY_CLOUDFORMATION,
                    format!("`{}` takes the clear text of the NoEcho parameter `{parameter}`", self.entry.name),
                )
                .at(argument.span, "NoEcho hides it in CloudFormation, not in the function's configuration")
                .help("Keep the secret in Parameter Store and refer to it."),
            );
        }
    }
}

fn in_text(what: &str, name: &str) -> Diagnostic {
    Diagnostic::error(&registry::SECRET_IN_TEXT, format!("{what} is part of an intrinsic function in `{name}`"))
        .help("Pass the secret in a variable of its own, and join in the function.")
}
