//! One round of resolving: the nodes, the answers so far, the questions that are missing, and what went wrong.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use sealform_diagnostic::{Diagnostic, Span};
use sealform_reference::Grammar;
use sealform_secret::{Answer, Answers, Asked, Classifier, Question, Region, ScriptRequest};

use crate::arena::{Arena, NodeId};
use crate::dotenv::Dotenv;
use crate::include::Included;
use crate::inputs::Inputs;
use crate::value::Value;

/// What a resolver keeps from round to round.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) arena: Arena,
    pub(crate) root: NodeId,
    pub(crate) inputs: Inputs,
    /// The grammar of the service and of the files it includes.
    pub(crate) grammar: Grammar,
    /// The files that were included, by path.
    pub(crate) files: HashMap<Box<str>, Included>,
    /// What the files gave that were run.
    pub(crate) scripts: HashMap<ScriptRequest, Included>,
    /// The service's `.env` files.
    pub(crate) dotenv: Dotenv,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What was reported: code, place, message. A setting that is wrong is met in every round.
    pub(crate) reported: HashSet<(u16, Option<Span>, String)>,
    /// The values that a report of a circle named.
    pub(crate) circled: HashSet<NodeId>,
    pub(crate) round: u32,
    /// The stage with the way it came, once it is known: most services name it more often than anything else.
    pub(crate) stage: Option<Value>,
    /// The Region of the service, once it is known.
    pub(crate) region: Option<Region>,
    /// The plugins of the service, once they are known.
    pub(crate) plugins: Option<Vec<Box<str>>>,
    /// Whether the shape of the service was looked at.
    pub(crate) shape_checked: bool,
}

/// A round over the state of a resolver.
pub(crate) struct Context<'r> {
    pub(crate) state: &'r mut State,
    pub(crate) answers: &'r Answers,
    pub(crate) classifier: &'r Classifier,
    asked: IndexMap<Question, Option<Span>>,
    /// The nodes that are being resolved, outermost first.
    pub(crate) trail: Vec<NodeId>,
    /// How many references deep the resolving is.
    pub(crate) hops: usize,
    /// How many settings are being resolved on which everything else depends.
    pub(crate) settings_depth: usize,
    /// How many settings are being resolved that say which `.env` files there are.
    pub(crate) before_dotenv: usize,
}

impl<'r> Context<'r> {
    /// Begins a round.
    pub(crate) fn new(state: &'r mut State, answers: &'r Answers, classifier: &'r Classifier) -> Self {
        state.round += 1;
        Self { state, answers, classifier, asked: IndexMap::new(), trail: Vec::new(), hops: 0, settings_depth: 0, before_dotenv: 0 }
    }

    /// The answer to a question. Where there is none yet the question is noted, and the caller returns [`crate::value::Outcome::Pending`].
    pub(crate) fn ask(&mut self, question: Question, span: Span) -> Option<&'r Answer> {
        let answer = self.answers.get(&question);
        self.known(answer, || question, span)
    }

    /// The same where the answer was looked for already, so that a question is made only to be asked.
    pub(crate) fn known(&mut self, answer: Option<&'r Answer>, question: impl FnOnce() -> Question, span: Span) -> Option<&'r Answer> {
        if answer.is_none() {
            self.asked.entry(question()).or_insert(Some(span));
        }
        answer
    }

    /// Reports something, once.
    pub(crate) fn report(&mut self, diagnostic: Diagnostic) {
        let place = diagnostic.primary.as_ref().map(|label| label.span);
        if self.state.reported.insert((diagnostic.code.number, place, diagnostic.message.clone())) {
            self.state.diagnostics.push(diagnostic);
        }
    }

    /// The questions of this round, in the order they came up.
    pub(crate) fn into_asked(self) -> Vec<Asked> {
        self.asked.into_iter().map(|(question, span)| Asked { question, span }).collect()
    }
}
