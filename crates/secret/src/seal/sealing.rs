//! The way in: a resolved service, the answers so far, and either the sealed service or the questions that are left.

use std::sync::Arc;

use sealform_diagnostic::Diagnostic;
use sealform_model::{DocumentKind, Mapping, Scalar, Tree, Value};

use super::elsewhere::{Emitted, Walk};
use super::pass::{Outcome, Pass};
use super::{SealedFunction, SealedService, functions, resources, template};
use crate::{Answers, Classified, Classifier, Public, Region, SealedLeaf, Step};

/// What sealing needs to know beside the service.
pub struct Sealing<'a> {
    /// Decides what is secret; holds the policy.
    pub classifier: &'a Classifier,
    /// The Region that is deployed to.
    pub region: &'a Region,
    /// The service's name.
    pub service: &'a str,
    /// The stage.
    pub stage: &'a str,
    /// What is recorded of each secret.
    pub records: Records,
    /// What is sealed: of a template the whole tree is what a service has under `resources`.
    pub document: DocumentKind,
}

/// What is recorded of each secret in [`SealedService::secrets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// Everything, for `--explain`.
    Whole,
    /// Its form alone: the other fields are empty.
    Forms,
}

/// Seals every secret of a resolved service. No I/O: call it again with more answers until it is done.
///
/// While answers are missing there are no diagnostics; with the last pass every one comes, each once. Where one of them is an error
/// there is no step: the service is refused. A clear text is never asked to be encrypted for a service that is refused already.
///
/// # Errors
/// SF051, SF101, SF111, SF2xx, SF3xx and SF610, as their explanations say.
#[must_use]
pub fn seal(tree: &Tree<Classified>, sealing: &Sealing<'_>, answers: &Answers) -> (Option<Step<SealedService>>, Vec<Diagnostic>) {
    let mut pass = Pass::new(sealing, answers);
    let (tree, functions, resources) = match sealing.document {
        DocumentKind::Service => service(tree, &mut pass),
        DocumentKind::Template => whole_template(tree, &mut pass),
    };
    pass.note_encrypted();
    let (outcome, diagnostics) = pass.finish();
    let step = match outcome {
        Outcome::Done(secrets, account) => {
            let setting = |text: &str| Public::authored(Scalar::Text(text.to_owned()));
            let (stage, region) = (setting(sealing.stage), setting(sealing.region.as_str()));
            Some(Step::Done(SealedService { stage, region, tree, functions, resources, secrets, account }))
        }
        Outcome::Needs(asked) => Some(Step::Needs(asked)),
        Outcome::Refused => None,
    };
    (step, diagnostics)
}

/// Settings that no template holds: what is secret in them is left out instead of refused
/// (Serverless Framework 3.40, `lib/config-schema.js`, read 2026-11-23).
const NOT_EMITTED: &[&str] = &[
    "app",
    "build",
    "configValidationMode",
    "console",
    "custom",
    "dashboard",
    "deprecationNotificationMode",
    "disabledDeprecations",
    "frameworkVersion",
    "licenseKey",
    "org",
    "params",
    "plugins",
    "projectDir",
    "stages",
    "tenant",
    "useDotenv",
    "variableSyntax",
    "variablesResolutionMode",
];

type Functions = indexmap::IndexMap<Box<str>, SealedFunction>;

fn whole_template(tree: &Tree<Classified>, pass: &mut Pass<'_>) -> (Tree<SealedLeaf>, Functions, Functions) {
    pass.no_echo = resources::no_echo(Some(tree));
    let mut functions = Functions::new();
    let sealed = template::seal(tree, &mut functions, pass);
    (sealed, Functions::new(), functions)
}

fn service(tree: &Tree<Classified>, pass: &mut Pass<'_>) -> (Tree<SealedLeaf>, Functions, Functions) {
    let (mut sealed_functions, mut sealed_resources) = (Functions::new(), Functions::new());
    let Value::Mapping(sections) = &tree.value else {
        return (Walk::new(pass, Emitted::Yes).tree(tree), sealed_functions, sealed_resources);
    };
    pass.no_echo = resources::no_echo(sections.get("resources"));
    let provider_environment = tree.at(&["provider", "environment"]);
    let mut sealed = Mapping::with_capacity(sections.len());
    for (shared, key_span, section) in sections.iter_shared() {
        let key = &**shared;
        let value = match key {
            "provider" => functions::without_environment(key, section, pass),
            "functions" => functions::seal(section, provider_environment, &mut sealed_functions, pass),
            "resources" => resources::seal(section, &mut sealed_resources, pass),
            _ => {
                let emitted = if NOT_EMITTED.contains(&key) { Emitted::No } else { Emitted::Yes };
                Walk::new(pass, emitted).below(key, section)
            }
        };
        sealed.push(Arc::clone(shared), key_span, value);
    }
    (Tree::mapping(tree.span, sealed), sealed_functions, sealed_resources)
}
