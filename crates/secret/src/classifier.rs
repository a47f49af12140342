//! Decides what is secret, and remembers every clear text that it found to be.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use sealform_diagnostic::Span;
use sealform_model::Scalar;

use crate::policy::{Declared, Policy, Strictness};
use crate::public::{Form, PublicPart};
use crate::{Plaintext, Public, heuristics};

/// Classifies texts under one policy and keeps the clear texts of the run for the last scan.
#[derive(Debug)]
pub struct Classifier {
    policy: Policy,
    held: Mutex<Held>,
    /// What was found out about names: most services use the same few again and again.
    names: Mutex<Names>,
    /// The same of names of properties.
    properties: Mutex<Names>,
}

/// Names, and what was found out about them.
type Names = HashMap<Box<str>, bool, foldhash::fast::RandomState>;

/// What the run holds that must not be seen.
#[derive(Debug, Default)]
struct Held {
    plaintexts: Vec<Arc<Plaintext>>,
    /// Where in memory those are that came in from outside.
    addresses: HashSet<usize>,
    /// Those that are written in the author's files, by place: one place may hold several texts, of a list that is split.
    literals: HashMap<Span, Vec<Arc<Plaintext>>>,
    spans: Vec<Span>,
}

/// A text from outside after classification.
#[derive(Debug)]
pub enum Text {
    /// Anybody may see it.
    Public(Public),
    /// Nobody may.
    Secret(Arc<Plaintext>),
}

/// Where a text comes from, as far as `--strict` cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// `env`, `param`, `s3`, `cf`: secret under `--strict`.
    Outside,
    /// `opt`, `file`, `git`, a String parameter: judged by name and form.
    Named,
    /// `$<env:...>`: always secret.
    Demanded,
}

/// What a text was found to be.
enum Verdict {
    Secret,
    Public(Form),
}

impl Form {
    /// Whether `text`, of which this is known, is secret by its looks.
    fn is_secret(self, text: &str) -> bool {
        self == Self::Unknown && heuristics::is_secret_form(text)
    }
}

impl Classifier {
    /// A classifier that holds nothing yet.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        Self { policy, held: Mutex::default(), names: Mutex::default(), properties: Mutex::default() }
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Judges a text from outside by where it comes from, by `names` (the variable's name, the address, the path) and by its form.
    #[must_use]
    pub fn outside(&self, text: &Arc<Plaintext>, origin: Origin, names: &[&str]) -> Text {
        let strict = self.policy.strictness == Strictness::Strict && origin == Origin::Outside;
        match self.verdict(names, text.text(), Form::Unknown) {
            Verdict::Public(form) if origin != Origin::Demanded && !strict => {
                Text::Public(Public::outside(Scalar::Text(text.text().to_owned())).with_form(form))
            }
            _ => {
                self.hold(text);
                Text::Secret(Arc::clone(text))
            }
        }
    }

    /// Judges a scalar of one of the author's files by `names` and by its form. `span` is where it is written.
    #[must_use]
    pub fn authored(&self, scalar: &Scalar, names: &[&str], span: Span) -> Text {
        let Scalar::Text(text) = scalar else { return Text::Public(Public::authored(scalar.clone())) };
        match self.verdict(names, text, Form::Unknown) {
            Verdict::Secret => Text::Secret(self.hold_literal(text, span)),
            Verdict::Public(form) => Text::Public(Public::authored(scalar.clone()).with_form(form)),
        }
    }

    /// The text that `parts` join to; `None` where one that the author wrote is secret by itself.
    #[must_use]
    pub fn joined<'p>(&self, parts: impl Iterator<Item = PublicPart<'p>> + Clone) -> Option<Public> {
        let is_secret = |part| matches!(part, PublicPart::Authored(text) if self.is_secret(&[], text));
        (!parts.clone().any(is_secret)).then(|| Public::joined(parts))
    }

    /// Takes a public text for secret after all, because of where it lands. `span` is where it is written.
    #[must_use]
    pub fn demote(&self, public: &Public, span: Span) -> Arc<Plaintext> {
        self.hold_literal(&public.to_text(), span)
    }

    /// Whether `text` is secret by one of its names or by its form. Names that the user declared decide first.
    #[must_use]
    pub fn is_secret(&self, names: &[&str], text: &str) -> bool {
        matches!(self.verdict(names, text, Form::Unknown), Verdict::Secret)
    }

    /// The same of a text that was classified under other names: its form is judged only if it was not then.
    pub(crate) fn is_secret_here(&self, names: &[&str], public: &Public, text: &str) -> bool {
        matches!(self.verdict(names, text, public.form()), Verdict::Secret)
    }

    /// A text that was joined from public ones, with what is found of its looks; `None` where it is secret by one of `names` or by its form.
    #[must_use]
    pub fn vetted(&self, public: &Public, names: &[&str]) -> Option<Public> {
        match self.verdict(names, public.as_str().unwrap_or_default(), Form::Unknown) {
            Verdict::Secret => None,
            Verdict::Public(form) => Some(public.clone().with_form(form)),
        }
    }

    fn verdict(&self, names: &[&str], text: &str, form: Form) -> Verdict {
        match names.iter().filter_map(|name| self.policy.names.declared(name)).max_by_key(|declared| *declared == Declared::Secret) {
            Some(Declared::Secret) => Verdict::Secret,
            Some(Declared::Public) => Verdict::Public(form),
            None => {
                let is_secret = form.is_secret(text)
                    || (names.iter().any(|name| known(&self.names, name, heuristics::is_secret_name))
                        && heuristics::may_be_secret_value(text));
                if is_secret { Verdict::Secret } else { Verdict::Public(Form::Harmless) }
            }
        }
    }

    /// Whether the literal `public`, whose text is `text`, is secret under the property `key`, as [`heuristics::is_secret_property`] judges it.
    pub(crate) fn is_secret_property(&self, key: &str, public: &Public, text: &str) -> bool {
        public.form().is_secret(text)
            || (known(&self.properties, key, heuristics::is_secret_property_name) && heuristics::may_be_secret_property_value(text))
    }

    /// Remembers a clear text for the last scan.
    pub fn hold(&self, text: &Arc<Plaintext>) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.addresses.insert(Arc::as_ptr(text).addr()) {
            held.plaintexts.push(Arc::clone(text));
        }
    }

    /// Every clear text that was found secret so far.
    #[must_use]
    pub fn held(&self) -> Vec<Arc<Plaintext>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).plaintexts.clone()
    }

    /// Where the author's files hold a clear text: no excerpt may show these places.
    #[must_use]
    pub fn held_spans(&self) -> Vec<Span> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).spans.clone()
    }

    /// Remembers a place of which no excerpt may show anything: a whole `.env` file, say.
    pub fn hold_span(&self, span: Span) {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).spans.push(span);
    }

    fn hold_literal(&self, text: &str, span: Span) -> Arc<Plaintext> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held.literals.get(&span).into_iter().flatten().find(|known| known.text() == text) {
            return Arc::clone(known);
        }
        let plaintext = Plaintext::new(text.to_owned(), format!("literal:{}:{}", span.file.index(), span.start));
        held.plaintexts.push(Arc::clone(&plaintext));
        held.literals.entry(span).or_default().push(Arc::clone(&plaintext));
        held.spans.push(span);
        plaintext
    }
}

/// What `judge` says of `name`, found out once.
fn known(names: &Mutex<Names>, name: &str, judge: fn(&str) -> bool) -> bool {
    let mut names = names.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = names.get(name) {
        return *known;
    }
    let judged = judge(name);
    names.insert(name.into(), judged);
    judged
}
