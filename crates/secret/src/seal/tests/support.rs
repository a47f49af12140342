//! Seals a service written as YAML in the world of the tests, and looks for clear text in all that comes out.

use sealform_diagnostic::{Diagnostic, Sources, has_errors};
use sealform_model::{DocumentKind, Expression, Tree, read};
use sealform_reference::Grammar;

use super::resolve::resolve;
use super::world::{CANARY, Denied, answer, region};
use crate::forms::FormName;
use crate::policy::{Asking, DeclaredNames, Policy, Strictness};
use crate::seal::{SealedService, Sealing, seal};
use crate::{Answers, Asked, Classified, Classifier, Question, SealedLeaf, Step};

/// How a service is sealed.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) policy: Policy,
    pub(super) denied: Vec<Denied>,
}

/// What came out.
pub(super) struct Outcome {
    pub(super) service: Option<SealedService>,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) asked: Vec<Vec<Asked>>,
    sources: Sources,
}

impl Setting {
    /// The ciphertext form, no key, online.
    pub(super) fn usual() -> Self {
        let policy = Policy {
            form: FormName::Ciphertext,
            fallback: None,
            kms_key: None,
            strictness: Strictness::Usual,
            names: DeclaredNames::default(),
            asking: Asking::Online,
        };
        Self { policy, denied: Vec::new() }
    }

    pub(super) fn with_key(key: &str) -> Self {
        Self::usual().key(key)
    }

    pub(super) fn key(mut self, key: &str) -> Self {
        self.policy.kms_key = Some(key.into());
        self
    }

    pub(super) fn form(mut self, form: FormName) -> Self {
        self.policy.form = form;
        self
    }

    pub(super) fn fallback(mut self, form: FormName) -> Self {
        self.policy.fallback = Some(form);
        self
    }

    pub(super) fn offline(mut self) -> Self {
        self.policy.asking = Asking::Offline;
        self
    }

    pub(super) fn denied(mut self, denied: Denied) -> Self {
        self.denied.push(denied);
        self
    }

    /// Declares names in `sealform.toml`.
    pub(super) fn declared(mut self, public: &[&str], secret: &[&str]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        self.policy.names = DeclaredNames::new(&owned(public), &owned(secret)).expect("the globs compile");
        self
    }

    /// Seals a whole service.
    pub(super) fn seal(&self, yaml: &str) -> Outcome {
        self.seal_resolved(yaml, resolve)
    }

    /// Seals a whole service that `resolve` made of what is written.
    pub(super) fn seal_resolved(&self, yaml: &str, resolve: fn(&Tree<Expression>, &Classifier) -> Tree<Classified>) -> Outcome {
        let mut sources = Sources::new();
        let file = sources.add("serverless.yml", yaml);
        let document = sealform_yaml::parse(file, yaml).expect("the test's YAML is well formed");
        // What is broken stands in the tree as such; `resolve` refuses it.
        let (tree, _) = read(&document, yaml, Grammar::Modern);
        let classifier = Classifier::new(self.policy.clone());
        let tree = resolve(&tree, &classifier);
        let (records, document) = (crate::seal::Records::Whole, DocumentKind::of(&document));
        let sealing = Sealing { classifier: &classifier, region: &region(), service: "shop", stage: "dev", records, document };
        let mut answers = Answers::new();
        let mut asked = Vec::new();
        for _ in 0..6 {
            match seal(&tree, &sealing, &answers) {
                (Some(Step::Needs(needs)), diagnostics) => {
                    assert_eq!(diagnostics, [], "reports come with the last pass");
                    for ask in &needs {
                        assert!(answers.get(&ask.question).is_none(), "asked again: {:?}", ask.question);
                        answers.insert(ask.question.clone(), answer(&ask.question, &self.denied));
                    }
                    asked.push(needs);
                }
                (Some(Step::Done(service)), diagnostics) => {
                    assert!(!has_errors(&diagnostics), "{diagnostics:?}");
                    return Outcome { service: Some(service), diagnostics, asked, sources }.without_clear_text();
                }
                (None, diagnostics) => {
                    assert!(has_errors(&diagnostics), "a refusal has its reason");
                    return Outcome { service: None, diagnostics, asked, sources }.without_clear_text();
                }
            }
        }
        panic!("sealing asks without end");
    }

    /// Seals a service with one function `app` that has this environment.
    pub(super) fn environment(&self, variables: &[&str]) -> Outcome {
        let variables: String = variables.iter().map(|line| format!("      {line}\n")).collect();
        self.seal(&format!("service: shop\nfunctions:\n  app:\n    environment:\n{variables}"))
    }
}

impl Outcome {
    /// Invariants 2 and 6: a decrypted value is neither emitted nor quoted.
    fn without_clear_text(self) -> Self {
        let reports = format!("{:?} {:?}", self.diagnostics, self.asked);
        assert!(!reports.contains(CANARY), "a report quotes a clear text: {reports}");
        if let Some(service) = &self.service {
            let everything = format!("{service:?}");
            assert!(!everything.contains(CANARY), "a clear text came out: {everything}");
        }
        self
    }

    /// The codes of all reports, in order, without repetitions of one code.
    pub(super) fn codes(&self) -> Vec<String> {
        let mut codes: Vec<String> =
            self.diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.code.id(), diagnostic.severity.word())).collect();
        codes.dedup();
        codes
    }

    /// Asserts the codes, `"SF301 error"`.
    #[track_caller]
    pub(super) fn expect(&self, codes: &[&str]) -> &Self {
        assert_eq!(self.codes(), codes, "{}", self.report());
        self
    }

    /// The sealed service.
    #[track_caller]
    pub(super) fn service(&self) -> &SealedService {
        match &self.service {
            Some(service) => service,
            None => panic!("refused: {}", self.report()),
        }
    }

    /// `NAME=value` of each variable of the function `app`, an intrinsic function as `NAME=...`.
    #[track_caller]
    pub(super) fn variables(&self) -> Vec<String> {
        let environment = self.service().functions["app"].environment.as_ref().expect("it has an environment");
        lines(environment)
    }

    /// The names of the function's variables, in order.
    #[track_caller]
    pub(super) fn names(&self) -> Vec<String> {
        self.variables().into_iter().map(|line| line.split('=').next().unwrap_or_default().to_owned()).collect()
    }

    /// The grants of the function `app`, printed.
    #[track_caller]
    pub(super) fn grants(&self) -> String {
        format!("{:?}", self.service().functions["app"].grants)
    }

    /// The questions of all rounds by kind: `Key`, `Encrypt`.
    pub(super) fn questions(&self) -> Vec<Vec<&'static str>> {
        let kind = |question: &Question| match question {
            Question::Account => "Account",
            Question::Parameter(_) => "Parameter",
            Question::ParameterMetadata(_) => "ParameterMetadata",
            Question::Key(_) => "Key",
            Question::SecretMetadata(_) => "SecretMetadata",
            Question::Encrypt(_) => "Encrypt",
            other => panic!("sealing needs no such thing: {other:?}"),
        };
        self.asked.iter().map(|round| round.iter().map(|ask| kind(&ask.question)).collect()).collect()
    }

    /// Every report with its places, as text.
    pub(super) fn report(&self) -> String {
        let mut text = String::new();
        for diagnostic in &self.diagnostics {
            text.push_str(&format!("{} {}: {}\n", diagnostic.code.id(), diagnostic.severity.word(), diagnostic.message));
            for label in diagnostic.primary.iter().chain(&diagnostic.labels) {
                let source = self.sources.get(label.span.file).expect("the file is known");
                let place = source.line_column(label.span.start as usize);
                let written = &source.text()[label.span.start as usize..label.span.end as usize];
                text.push_str(&format!(
                    "  {}:{} `{}` {}\n",
                    place.line,
                    place.column,
                    written.lines().next().unwrap_or_default(),
                    label.text
                ));
            }
            if let Some(help) = &diagnostic.help {
                text.push_str(&format!("  help: {help}\n"));
            }
        }
        text
    }
}

/// `key=value` of each entry of a map.
pub(super) fn lines(tree: &Tree<SealedLeaf>) -> Vec<String> {
    let mapping = tree.as_mapping().expect("an environment is a map");
    let value = |tree: &Tree<SealedLeaf>| match tree.as_leaf() {
        Some(SealedLeaf::Public(public)) => public.to_text(),
        Some(SealedLeaf::Sealed(sealed)) => sealed.as_str().to_owned(),
        None => "...".to_owned(),
    };
    mapping.iter().map(|(name, tree)| format!("{name}={}", value(tree))).collect()
}
