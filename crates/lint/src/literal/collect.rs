//! Finds the written secrets of a unit, each once: the most precise thing that can be said of a place wins.

use std::collections::HashMap;

use sealform_diagnostic::{FileId, Span};
use sealform_secret::heuristics::{FormKind, Likelihood, is_digest, literal};

use super::found::{Fact, Found};
use super::names::Names;
use super::pieces::around_holes;
use super::scan::{Hit, Language, Scanned, scan, without_holes};
use super::written::named;
use super::{comments, fallback, pieces};
use crate::place::PlaceId;
use crate::unit::Unit;

/// The written secrets of a unit, in the order they were found.
#[derive(Debug, Default)]
pub(crate) struct Literals {
    list: Vec<Found>,
}

impl Literals {
    pub(crate) fn new(unit: &Unit<'_>) -> Self {
        let mut collector = Collector { unit, names: Names::new(unit), list: Vec::new(), taken: HashMap::new() };
        for place in unit.index().scalars().take_while(|&place| unit.is_own(place)) {
            collector.scalar(place);
        }
        fallback::add(&mut collector);
        pieces::add(&mut collector);
        comments::add(&mut collector);
        Self { list: collector.list }
    }

    pub(crate) fn of(&self, fact: Fact) -> impl Iterator<Item = &Found> {
        self.list.iter().filter(move |found| found.fact == fact)
    }
}

pub(super) struct Collector<'u, 'd> {
    pub(super) unit: &'u Unit<'d>,
    pub(super) names: Names<'u, 'd>,
    list: Vec<Found>,
    /// By where its clear text begins.
    taken: HashMap<(FileId, u32), usize>,
}

impl Collector<'_, '_> {
    /// Whether something was found that begins where `span` does.
    pub(super) fn is_taken(&self, span: Span) -> bool {
        self.taken.contains_key(&(span.file, span.start))
    }

    /// Adds `found`, unless something was found there; what is reached by an alias then gets a label.
    pub(super) fn add(&mut self, found: Found) {
        /// So many further places are shown.
        const MOST: usize = 12;
        let Some(first) = found.secrets.first() else { return };
        let key = (first.file, first.start);
        if let Some(&index) = self.taken.get(&key) {
            let alias = found.place.map(|place| self.unit.span(place));
            let before = &mut self.list[index];
            if let Some(alias) = alias.filter(|alias| !alias.contains(*first) && before.labels.len() < MOST)
                && !before.labels.iter().any(|(span, _)| *span == alias)
            {
                before.labels.push((alias, "used again here".to_owned()));
            }
            return;
        }
        self.taken.insert(key, self.list.len());
        self.list.push(found);
    }

    /// What `hit` is, in words.
    pub(super) fn what(&self, hit: &Hit) -> String {
        match hit {
            Hit::Form(FormKind::PrivateKey) => "a private key".to_owned(),
            Hit::Form(FormKind::Token(vendor)) => format!("a key or token of {vendor}"),
            Hit::Form(FormKind::JsonWebToken) => "a signed JSON web token".to_owned(),
            Hit::Form(FormKind::UrlPassword) => "the password in a URL".to_owned(),
            Hit::Form(FormKind::CommandLine) => "a password on a command line".to_owned(),
            Hit::Form(FormKind::Authorization) => "what an `Authorization` header carries".to_owned(),
            Hit::Form(FormKind::AwsSecretKey) => "what looks like a secret access key of AWS".to_owned(),
            Hit::Form(FormKind::Assigned | FormKind::Encoded) | Hit::Encoded => "a secret under base64".to_owned(),
            Hit::Assigned(name) => format!("the value of `{name}`"),
        }
    }

    fn scalar(&mut self, place: PlaceId) {
        /// Shorter ones are neither forms nor passwords.
        const SHORTEST: usize = 4;
        let unit = self.unit;
        let Some(text) = unit.scalar(place).map(|scalar| &*scalar.text).filter(|text| text.len() >= SHORTEST) else { return };
        let blotted = without_holes(text);
        let code = text.len() > 64 && unit.key(place).is_some_and(|key| matches!(key, "ZipFile" | "InlineCode" | "FunctionCode" | "Code"));
        let hits = scan(&self.names, &blotted, if code { Language::Code } else { Language::Any });
        let name = || named(unit, &self.names, place).filter(|named| !is_digest(named.name, text));
        // Forty mixed characters may be anybody's: a name says more.
        let unsure = matches!(hits.as_slice(), [Scanned { hit: Hit::Form(FormKind::AwsSecretKey), .. }]);
        let named = if hits.is_empty() || unsure { name() } else { None };
        for hit in hits.iter().filter(|_| named.is_none()) {
            let fact = match hit.hit {
                Hit::Form(FormKind::PrivateKey) => Fact::PrivateKey,
                Hit::Form(FormKind::UrlPassword) => Fact::UrlPassword,
                Hit::Form(FormKind::Authorization) => Fact::Authorization,
                Hit::Assigned(_) | Hit::Form(FormKind::CommandLine) => Fact::InText,
                Hit::Form(_) => Fact::Token,
                Hit::Encoded => Fact::Encoded,
            };
            let span = unit.span_in(place, hit.range.clone());
            let what = self.what(&hit.hit);
            self.add(Found { fact, span, secrets: vec![span], place: Some(place), what, likelihood: hit.likelihood, labels: Vec::new() });
        }
        let Some(named) = named else { return };
        let (range, likelihood) = if blotted == *text {
            let Some(likelihood) = literal(named.promise.kind, text, named.written) else { return };
            (0..text.len(), likelihood)
        } else {
            let Some(range) = around_holes(named.promise.kind, &blotted) else { return };
            (range, Likelihood::Likely)
        };
        let span = unit.span_in(place, range);
        let fact = if named.default { Fact::Default } else { Fact::Named };
        let what = format!("the value of `{}`", named.name);
        self.add(Found { fact, span, secrets: vec![span], place: Some(place), what, likelihood, labels: Vec::new() });
    }
}
