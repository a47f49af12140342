//! What one pass over the service gathers: the answers it lacks, the reports, the records. It decides nothing.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;
use sealform_diagnostic::{Diagnostic, Span, has_errors, registry};

use sealform_model::DocumentKind;

use super::{Records, Sealing, SecretRecord};
use crate::policy::{Asking, Policy};
use crate::{
    Answer, Answers, Asked, CiphertextBlob, Classifier, EncryptRequest, KeyAddress, KeyMetadata, Learnt, Parameter, ParameterAddress,
    ParameterMetadata, Plaintext, Provenance, Public, Question, Region, SealedLeaf, SecretAddress, SecretMetadata,
};

/// One pass over the service with the answers so far. Passes are repeated from the start until no answer is missing.
pub(crate) struct Pass<'a> {
    sealing: &'a Sealing<'a>,
    answers: &'a Answers,
    asked: IndexMap<Question, Span>,
    diagnostics: Vec<Diagnostic>,
    /// Code, places and message of each report so far.
    reported: HashSet<(u16, Vec<Span>, String), foldhash::fast::RandomState>,
    records: Vec<SecretRecord>,
    /// The names that [`Self::name`] made, by what stands before and behind.
    names: Vec<((&'static str, &'static str), Names)>,
    unfinished: bool,
    /// The template's parameters that CloudFormation hides.
    pub(super) no_echo: HashSet<Box<str>>,
}

/// Names, each with what was put before and behind it.
type Names = HashMap<Box<str>, Arc<str>, foldhash::fast::RandomState>;

/// How a pass ended.
pub(super) enum Outcome {
    /// Nothing is missing and nothing is wrong.
    Done(Vec<SecretRecord>, Option<Box<str>>),
    /// These answers are missing.
    Needs(Vec<Asked>),
    /// Something is wrong.
    Refused,
}

impl<'a> Pass<'a> {
    pub(super) fn new(sealing: &'a Sealing<'a>, answers: &'a Answers) -> Self {
        Self {
            sealing,
            answers,
            asked: IndexMap::new(),
            diagnostics: Vec::new(),
            reported: HashSet::default(),
            records: Vec::new(),
            names: Vec::new(),
            unfinished: false,
            no_echo: HashSet::new(),
        }
    }

    pub(crate) fn classifier(&self) -> &'a Classifier {
        self.sealing.classifier
    }

    pub(crate) fn policy(&self) -> &'a Policy {
        self.sealing.classifier.policy()
    }

    /// The Region that is deployed to.
    pub(crate) fn region(&self) -> &'a Region {
        self.sealing.region
    }

    /// Whether a template is sealed, not a service.
    pub(super) fn is_template(&self) -> bool {
        self.sealing.document == DocumentKind::Template
    }

    pub(super) fn sealing(&self) -> &'a Sealing<'a> {
        self.sealing
    }

    /// Takes a public text for secret because of where it lands: from now on no excerpt shows it, and the last scan looks for it.
    pub(super) fn demote(&self, public: &Public, provenance: &Provenance) -> Arc<Plaintext> {
        self.sealing.classifier.demote(public, provenance.origin())
    }

    /// Reports once: the same report of a second function adds nothing.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let places = diagnostic.primary.iter().chain(&diagnostic.labels).map(|label| label.span).collect();
        if self.reported.insert((diagnostic.code.number, places, diagnostic.message.clone())) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether records hold more than the form.
    pub(super) fn records_all(&self) -> bool {
        self.sealing.records == Records::Whole
    }

    /// Records a secret of that form; the whole is made only where it is wanted.
    pub(super) fn record(&mut self, form: &'static str, whole: impl FnOnce() -> SecretRecord) {
        let record = if self.records_all() { whole() } else { SecretRecord::of_form(form) };
        self.records.push(record);
    }

    /// `before`, `name` and `behind` as one name, made once a run: functions have most names in common.
    pub(crate) fn name(&mut self, before: &'static str, name: &str, behind: &'static str) -> Arc<str> {
        // By where in the program they stand: the same text from two places costs no more than being made twice.
        let is_known = |known: &(&str, &str)| std::ptr::eq(known.0, before) && std::ptr::eq(known.1, behind);
        let place = self.names.iter().position(|(known, _)| is_known(known)).unwrap_or(self.names.len());
        if place == self.names.len() {
            self.names.push(((before, behind), HashMap::default()));
        }
        let known = &mut self.names[place].1;
        match known.get(name) {
            Some(whole) => Arc::clone(whole),
            None => {
                let whole: Arc<str> = [before, name, behind].concat().into();
                known.insert(name.into(), Arc::clone(&whole));
                whole
            }
        }
    }

    /// What stands in the tree for a leaf that is refused or lacks an answer; a tree that holds one is never handed out.
    pub(super) fn placeholder(&mut self) -> SealedLeaf {
        self.unfinished = true;
        SealedLeaf::Public(Public::null())
    }

    pub(crate) fn parameter(&mut self, address: &ParameterAddress, span: Span) -> Option<Option<&'a Arc<Parameter>>> {
        let answer = self.answers.parameter(address);
        self.known(
            answer,
            || Question::Parameter(address.clone()),
            span,
            |answer| match answer {
                Answer::Parameter(parameter) => Some(parameter.as_ref()),
                _ => None,
            },
        )
    }

    pub(crate) fn parameter_metadata(&mut self, address: &ParameterAddress, span: Span) -> Option<&'a Learnt<ParameterMetadata>> {
        // Tier and key are the parameter's, whatever its version.
        let latest = || ParameterAddress { selector: None, ..address.clone() };
        let answer = match address.selector {
            None => self.answers.parameter_metadata(address),
            Some(_) => self.answers.parameter_metadata(&latest()),
        };
        self.known(
            answer,
            || Question::ParameterMetadata(latest()),
            span,
            |answer| match answer {
                Answer::ParameterMetadata(learnt) => Some(learnt),
                _ => None,
            },
        )
    }

    pub(crate) fn key(&mut self, address: &KeyAddress, span: Span) -> Option<&'a Learnt<KeyMetadata>> {
        let answer = self.answers.key(address);
        self.known(
            answer,
            || Question::Key(address.clone()),
            span,
            |answer| match answer {
                Answer::Key(learnt) => Some(learnt),
                _ => None,
            },
        )
    }

    pub(crate) fn secret_metadata(&mut self, address: &SecretAddress, span: Span) -> Option<&'a Learnt<SecretMetadata>> {
        let answer = self.answers.secret_metadata(address);
        self.known(
            answer,
            || Question::SecretMetadata(address.clone()),
            span,
            |answer| match answer {
                Answer::SecretMetadata(learnt) => Some(learnt),
                _ => None,
            },
        )
    }

    pub(crate) fn account(&mut self, span: Span) -> Option<Box<str>> {
        let question = Question::Account;
        let answer = self.answers.get(&question);
        self.known(
            answer,
            || question,
            span,
            |answer| match answer {
                Answer::Account(account) => Some(account.clone()),
                _ => None,
            },
        )
    }

    pub(crate) fn encrypt(&mut self, request: EncryptRequest, span: Span) -> Option<&'a CiphertextBlob> {
        let question = Question::Encrypt(request);
        let answer = self.answers.get(&question);
        self.known(
            answer,
            || question,
            span,
            |answer| match answer {
                Answer::Encrypt(blob) => Some(blob),
                _ => None,
            },
        )
    }

    /// What `pick` takes of the answer; where there is none, `question` is asked, and offline refused (SF312).
    fn known<T>(
        &mut self,
        answer: Option<&'a Answer>,
        question: impl FnOnce() -> Question,
        span: Span,
        pick: impl FnOnce(&'a Answer) -> Option<T>,
    ) -> Option<T> {
        let Some(answer) = answer else {
            if self.policy().asking == Asking::Offline {
                let diagnostic = Diagnostic::error(&registry::UNSEALED_OFFLINE, "this cannot be sealed without asking AWS").at(span, "");
                self.report(diagnostic.help("Leave out `--offline`."));
            } else {
                self.asked.entry(question()).or_insert(span);
            }
            return None;
        };
        let picked = pick(answer);
        if picked.is_none() {
            self.report(Diagnostic::error(&registry::NO_PROGRESS, "a question was given the answer to another").at(span, ""));
        }
        picked
    }

    pub(super) fn finish(mut self) -> (Outcome, Vec<Diagnostic>) {
        let refused = has_errors(&self.diagnostics);
        // No clear text travels for a render that is refused; everything else is asked, to find every error in one run.
        let in_vain = refused && self.asked.keys().all(|question| matches!(question, Question::Encrypt(_)));
        if !self.asked.is_empty() && !in_vain {
            let asked = self.asked.into_iter().map(|(question, span)| Asked { question, span: Some(span) }).collect();
            return (Outcome::Needs(asked), Vec::new());
        }
        if refused {
            return (Outcome::Refused, self.diagnostics);
        }
        if self.unfinished {
            self.report(Diagnostic::error(&registry::NO_PROGRESS, "sealing ended without a result and without a reason"));
            return (Outcome::Refused, self.diagnostics);
        }
        let account = match self.answers.get(&Question::Account) {
            Some(Answer::Account(account)) => Some(account.clone()),
            _ => None,
        };
        (Outcome::Done(self.records, account), self.diagnostics)
    }

    /// Says once how many clear texts are encrypted anew.
    pub(super) fn note_encrypted(&mut self) {
        let count = self.records.iter().filter(|record| record.form == crate::forms::encrypted::NAME).count();
        if count > 0 {
            let what = if count == 1 { "1 variable is".to_owned() } else { format!("{count} variables are") };
            self.report(
                Diagnostic::note(
                    &registry::ENCRYPTED_ANEW,
                    format!("{what} encrypted anew at each render, so each deployment updates the function"),
                )
                .help("Keep secrets in Parameter Store to have the same template for the same input."),
            );
        }
    }
}
