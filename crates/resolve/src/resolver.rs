//! The resolver: called again and again with the answers so far, until no question is left.

use std::collections::{HashMap, HashSet};

use sealform_diagnostic::Diagnostic;
use sealform_model::{Expression, Scalar, Tree};
use sealform_secret::{Answers, Classified, Classifier, Hops, Step};

use crate::arena::Arena;
use crate::context::{Context, State};
use crate::demand::Demand;
use crate::dotenv::Dotenv;
use crate::inputs::Inputs;
use crate::normalise::normalise;
use crate::settings::Settings;
use crate::syntax;
use crate::value::Outcome;

/// Resolves the variables of one service.
///
/// What was resolved in one call is known in the next: a node is resolved once a run, however many references lead to it.
/// Each call returns the diagnostics that are new since the call before.
#[derive(Debug)]
pub struct Resolver<'c> {
    state: State,
    classifier: &'c Classifier,
}

impl<'c> Resolver<'c> {
    /// A resolver for the service `root`, read with the grammar that [`crate::grammar`] finds. `classifier` decides what is secret.
    #[must_use]
    pub fn new(root: Tree<Expression>, inputs: Inputs, classifier: &'c Classifier) -> Self {
        let grammar = match root.at(&["provider", "variableSyntax"]).and_then(Tree::as_leaf) {
            Some(Expression::Scalar(Scalar::Text(syntax))) => syntax::of(syntax, inputs.dialect),
            _ => None,
        };
        let grammar = grammar.unwrap_or_else(|| inputs.grammar());
        let mut arena = Arena::default();
        let root = arena.add_service(root);
        let state = State {
            arena,
            root,
            inputs,
            grammar,
            files: HashMap::new(),
            scripts: HashMap::new(),
            dotenv: Dotenv::default(),
            diagnostics: Vec::new(),
            circled: HashSet::new(),
            reported: HashSet::new(),
            round: 0,
            stage: None,
            region: None,
            plugins: None,
            shape_checked: false,
        };
        Self { state, classifier }
    }

    /// The settings that everything else depends on: service, stage, Region, plugins.
    ///
    /// # Errors
    /// Diagnostics: SF050 and SF051 for a file that is no service, SF115 where a setting comes from AWS, SF116 for plugins that are not
    /// emulated, and those of [`Self::resolve`]. Where they hold an error the settings are the defaults.
    pub fn settings(&mut self, answers: &Answers) -> (Step<Settings>, Vec<Diagnostic>) {
        let mut context = Context::new(&mut self.state, answers, self.classifier);
        context.prepare_dotenv();
        let outcome = context.settings();
        let asked = context.into_asked();
        let step = match outcome {
            Some(settings) if asked.is_empty() => Step::Done(settings),
            _ => Step::Needs(asked),
        };
        (step, std::mem::take(&mut self.state.diagnostics))
    }

    /// What `demand` wants of the service, every variable resolved. A value that was reported as wrong stands there as null.
    ///
    /// # Errors
    /// Diagnostics: SF101 to SF110 and SF112 to SF114 for variables, SF204 for a String parameter that holds a secret, SF005 and SF006
    /// where references expand to too much, and what [`sealform_yaml`] says of included files.
    pub fn resolve(&mut self, demand: &Demand, answers: &Answers) -> (Step<Tree<Classified>>, Vec<Diagnostic>) {
        let mut context = Context::new(&mut self.state, answers, self.classifier);
        context.prepare_dotenv();
        let root = context.state.root;
        let plugins = context.plugins();
        let forced = context.force(root, &demand.want, 0);
        let step = match (forced, plugins) {
            (Outcome::Pending, _) | (_, Outcome::Pending) => Step::Needs(context.into_asked()),
            (_, plugins) => {
                let mut tree = context.materialise(root, &demand.want, &Hops::default());
                let plugins = if let Outcome::Value(plugins) = plugins { plugins } else { Vec::new() };
                normalise(&mut tree, &plugins);
                Step::Done(tree)
            }
        };
        (step, std::mem::take(&mut self.state.diagnostics))
    }
}
