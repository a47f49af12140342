//! What one pass over the service gathers: the answers it lacks, the reports, the records. It decides nothing.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use sealform_diagnostic::{Diagnostic, Span, has_errors, registry};

use super::{Sealing, SecretRecord};
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
    reported: HashSet<(u16, Vec<Span>, String)>,
    records: Vec<SecretRecord>,
    unfinished: bool,
    /// The template's parameters that CloudFormation hides.
    pub(super) no_echo: HashSet<Box<str>>,
}

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
            reported: HashSet::new(),
            records: Vec::new(),
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

    pub(super) fn record(&mut self, record: SecretRecord) {
        self.records.push(record);
    }

    /// What stands in the tree for a leaf that is refused or lacks an answer; a tree that holds one is never handed out.
    pub(super) fn placeholder(&mut self) -> SealedLeaf {
        self.unfinished = true;
        SealedLeaf::Public(Public::null())
    }

    pub(crate) fn parameter(&mut self, address: &ParameterAddress, span: Span) -> Option<Option<&'a Arc<Parameter>>> {
        self.ask(Question::Parameter(address.clone()), span, |answer| match answer {
            Answer::Parameter(parameter) => Some(parameter.as_ref()),
            _ => None,
        })
    }

    pub(crate) fn parameter_metadata(&mut self, address: &ParameterAddress, span: Span) -> Option<&'a Learnt<ParameterMetadata>> {
        // Tier and key are the parameter's, whatever its version.
        let address = ParameterAddress { selector: None, ..address.clone() };
        self.ask(Question::ParameterMetadata(address), span, |answer| match answer {
            Answer::ParameterMetadata(learnt) => Some(learnt),
            _ => None,
        })
    }

    pub(crate) fn key(&mut self, address: &KeyAddress, span: Span) -> Option<&'a Learnt<KeyMetadata>> {
        self.ask(Question::Key(address.clone()), span, |answer| match answer {
            Answer::Key(learnt) => Some(learnt),
            _ => None,
        })
    }

    pub(crate) fn secret_metadata(&mut self, address: &SecretAddress, span: Span) -> Option<&'a Learnt<SecretMetadata>> {
        self.ask(Question::SecretMetadata(address.clone()), span, |answer| match answer {
            Answer::SecretMetadata(learnt) => Some(learnt),
            _ => None,
        })
    }

    pub(crate) fn account(&mut self, span: Span) -> Option<Box<str>> {
        self.ask(Question::Account, span, |answer| match answer {
            Answer::Account(account) => Some(account.clone()),
            _ => None,
        })
    }

    pub(crate) fn encrypt(&mut self, request: EncryptRequest, span: Span) -> Option<&'a CiphertextBlob> {
        self.ask(Question::Encrypt(request), span, |answer| match answer {
            Answer::Encrypt(blob) => Some(blob),
            _ => None,
        })
    }

    /// The answer to `question`, or it is asked; offline it is refused (SF312).
    fn ask<T>(&mut self, question: Question, span: Span, pick: impl FnOnce(&'a Answer) -> Option<T>) -> Option<T> {
        let Some(answer) = self.answers.get(&question) else {
            if self.policy().asking == Asking::Offline {
                let diagnostic = Diagnostic::error(&registry::UNSEALED_OFFLINE, "this cannot be sealed without asking AWS").at(span, "");
                self.report(diagnostic.help("Leave out `--offline`."));
            } else {
                self.asked.entry(question).or_insert(span);
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
