//! One function's environment: which variables are emitted, in which order, under which names.

use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::{Keyed, Mapping, Tree};

use super::companion::{Comparison, compare};
use super::pass::Pass;
use super::variable::{self, Fate};
use super::{Hop, SecretRecord, companion, variable_name};
use crate::access::Grant;
use crate::forms::{Companion, Pieces};
use crate::{Classified, ParameterArn, SealedKind, SealedLeaf};

/// A variable as it is written.
#[derive(Clone, Copy)]
pub(super) struct Entry<'t> {
    pub(super) name: &'t Arc<str>,
    pub(super) key_span: Span,
    pub(super) tree: &'t Tree<Classified>,
}

/// The function that an environment belongs to.
pub(super) struct Owner<'o> {
    /// Its key under `functions`, or its logical ID.
    pub(super) key: &'o str,
    /// The dotted path of the environment.
    pub(super) path: String,
    /// `FunctionName`, where it is known at render time.
    pub(super) name: Option<&'o str>,
    /// Where it is written.
    pub(super) kind: OwnerKind,
}

/// Where a function is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OwnerKind {
    /// Under `functions`: numbers and flags become text, as the Serverless Framework's schema coerces them (3.40,
    /// `lib/classes/config-schema-handler/resolve-ajv-validate.js`, read 2026-11-23).
    Generated,
    /// In a template: they stay what they are.
    Authored,
    /// It is no function, but what SAM gives to all of a template.
    Globals,
}

/// What Lambda allows for all names and values together, in bytes (AWS Lambda Developer Guide, "Lambda quotas", read 2023-10).
const MAX_BYTES: usize = 4096;

/// Seals the variables of one function. What a variable becomes stands where the variable stood, companions right behind it.
pub(super) fn seal(entries: &[Entry<'_>], span: Span, owner: &Owner<'_>, pass: &mut Pass<'_>) -> (Tree<SealedLeaf>, Vec<Grant>) {
    let entries: Vec<Entry<'_>> = entries.iter().copied().filter(|entry| !variable::is_null(entry.tree)).collect();
    let fates: Vec<Fate> = entries.iter().map(|entry| variable::seal(entry, owner, pass)).collect();
    let mut written = Keyed::with_capacity(entries.len());
    for (entry, fate) in entries.iter().zip(&fates) {
        written.push(Arc::clone(entry.name), entry.key_span, (*entry, matches!(fate, Fate::Kept(_))));
    }
    // A sealed variable may bring one more.
    let mut layout =
        Layout { written, emitted: Mapping::with_capacity(2 * entries.len()), forbidden: Vec::new(), grants: Vec::new(), pass };
    for (entry, fate) in entries.iter().zip(fates) {
        layout.place(entry, fate, owner);
    }
    layout.finish(span, owner)
}

struct Layout<'t, 'p, 'a> {
    /// What is written under each name, and whether it stays as it is.
    written: Keyed<(Entry<'t>, bool)>,
    emitted: Mapping<SealedLeaf>,
    /// Names that must not be emitted, and the variable that forbids them.
    forbidden: Vec<(Box<str>, Entry<'t>)>,
    grants: Vec<Grant>,
    pass: &'p mut Pass<'a>,
}

impl<'t> Layout<'t, '_, '_> {
    fn place(&mut self, entry: &Entry<'t>, fate: Fate, owner: &Owner<'_>) {
        variable_name::check(entry.name, entry.key_span, self.pass);
        match fate {
            Fate::Kept(tree) => self.emit(Arc::clone(entry.name), entry, tree),
            Fate::Sealed(pieces, source) => self.place_sealed(entry, pieces, source, owner),
            Fate::Unfinished => {
                self.pass.placeholder();
            }
        }
    }

    fn place_sealed(&mut self, entry: &Entry<'t>, pieces: Pieces, source: String, owner: &Owner<'_>) {
        let companions = || pieces.companions.iter().flatten().map(|companion| &companion.name);
        self.pass.record(pieces.form, || SecretRecord {
            function: Some(owner.key.into()),
            at: [&owner.path, ".", entry.name].concat().into(),
            source: source.into(),
            hops: hops(entry.tree),
            form: pieces.form,
            names: std::iter::once(&pieces.name).chain(companions()).cloned().collect(),
            grants: pieces.grant.iter().cloned().collect(),
        });
        self.emit(pieces.name, entry, Tree::leaf(entry.tree.span, pieces.value));
        for companion in pieces.companions.into_iter().flatten() {
            match self.written.get(&companion.name) {
                Some(&(other, true)) => self.compare(&companion, entry, &other),
                Some(&(other, false)) => self.taken(&companion.name, entry, other.key_span),
                None => self.emit(companion.name, entry, Tree::leaf(entry.tree.span, companion.value)),
            }
        }
        self.forbidden.extend(pieces.forbidden.map(|name| (name, *entry)));
        if let Some(grant) = pieces.grant.filter(|grant| !self.grants.contains(grant)) {
            self.grants.push(grant);
        }
    }

    fn emit(&mut self, name: Arc<str>, entry: &Entry<'_>, tree: Tree<SealedLeaf>) {
        if let Some(other) = self.emitted.key_span(&name) {
            self.taken(&name, entry, other);
            return;
        }
        if name != *entry.name {
            variable_name::check(&name, entry.key_span, self.pass);
        }
        self.emitted.push(name, entry.key_span, tree);
    }

    /// Leaves a companion that the author wrote where it stands, if it says what it must.
    fn compare(&mut self, companion: &Companion, entry: &Entry<'_>, written: &Entry<'_>) {
        let region = self.pass.region();
        let arn = match &companion.value {
            SealedLeaf::Sealed(sealed) if sealed.kind() == SealedKind::CompanionArn => ParameterArn::parse(sealed.as_str()),
            _ => None,
        };
        let Some(arn) = arn else {
            if companion::text(written.tree, region, None).as_deref() != companion.value.as_str() {
                self.taken(&companion.name, entry, written.key_span);
            }
            return;
        };
        match compare(written.tree, &arn, region) {
            Comparison::Same => {}
            Comparison::Differs(part) => self.pass.report(
                Diagnostic::error(
                    &registry::COMPANION_MISMATCH,
                    format!("`{}` is not the ARN of the parameter in `{}`: {part} differs", companion.name, entry.name),
                )
                .at(written.tree.span, "this ARN")
                .label(entry.tree.span, "the ciphertext comes from here")
                .help(format!(
                    "KMS opens the ciphertext only with `{}`. Leave `{}` out: Sealform adds it.",
                    arn.as_str(),
                    companion.name
                )),
            ),
            Comparison::Unknown => self.pass.report(
                Diagnostic::warning(
                    &registry::COMPANION_UNCHECKED,
                    format!("`{}` is known at deploy time only, so it is not checked", companion.name),
                )
                .at(written.tree.span, "kept as it is written")
                .help(format!("Leave it out: Sealform adds `{}`.", arn.as_str())),
            ),
        }
    }

    fn taken(&mut self, name: &str, entry: &Entry<'_>, other: Span) {
        let diagnostic = Diagnostic::error(&registry::NAME_TAKEN, format!("`{}` needs the name `{name}`, which is taken", entry.name))
            .at(entry.key_span, "");
        let diagnostic = if other == entry.key_span { diagnostic } else { diagnostic.label(other, "it is taken here") };
        self.pass.report(diagnostic.help("Rename one of the two, or remove the one that Sealform makes."));
    }

    fn finish(self, span: Span, owner: &Owner<'_>) -> (Tree<SealedLeaf>, Vec<Grant>) {
        for (name, entry) in &self.forbidden {
            if let Some(other) = self.emitted.key_span(name) {
                let message = format!("`{}` is encrypted for the function's name, and `{name}` beside it says otherwise", entry.name);
                self.pass.report(
                    Diagnostic::error(&registry::NAME_TAKEN, message)
                        .at(entry.key_span, "")
                        .label(other, "the function would take this for the encryption context")
                        .help("Rename one of the two."),
                );
            }
        }
        // What an intrinsic function makes is not known here, and counts as nothing.
        let value_bytes = |tree: &Tree<SealedLeaf>| {
            tree.as_leaf()
                .map_or(0, |leaf| leaf.as_public().map_or_else(|| leaf.as_str().map_or(0, str::len), |public| public.to_text().len()))
        };
        let bytes: usize = self.emitted.iter().map(|(name, tree)| name.len() + value_bytes(tree)).sum();
        if bytes > MAX_BYTES {
            let message = format!("the environment of `{}` has {bytes} bytes, and Lambda allows {MAX_BYTES}", owner.key);
            self.pass.report(
                Diagnostic::error(&registry::ENVIRONMENT_TOO_LARGE, message)
                    .at(span, "")
                    .help("A ciphertext with its ARN costs about 300 bytes, a path about 40: `--form runtime-path`."),
            );
        }
        (Tree::mapping(span, self.emitted), self.grants)
    }
}

/// The way of a value, the place where it lands last.
pub(super) fn hops(tree: &Tree<Classified>) -> Vec<Hop> {
    let mut spans = Vec::new();
    if let Some(leaf) = tree.as_leaf() {
        spans.push(leaf.provenance.origin());
        spans.extend(leaf.provenance.hops());
    }
    spans.push(tree.span);
    spans.dedup();
    spans.into_iter().map(|span| Hop { span }).collect()
}
