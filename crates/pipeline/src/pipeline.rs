//! The whole way of a render, without I/O: text in, questions out, answers in, template out.
//!
//! `sealform render` drives it with the world, benchmarks with answers that are there already, fuzzing with none.

use sealform_diagnostic::{Diagnostic, FileId, Source, has_errors};
use sealform_emit::{Format, TemplateOptions};
use sealform_model::{DocumentKind, Expression, Tree};
use sealform_reference::Grammar;
use sealform_resolve::{Demand, Dialect, DialectFlag, Inputs, Resolver, Settings};
use sealform_secret::seal::{Records, SealedService, Sealing, seal};
use sealform_secret::{Answers, Asked, Classified, Classifier, Step};

use sealform_yaml::Document;
use sealform_yaml::edit::Format as Written;

use crate::last_scan;

/// A service or a template on its way to what is deployed.
pub struct Pipeline<'c> {
    classifier: &'c Classifier,
    kind: DocumentKind,
    dialect: Dialect,
    stage: Stage<'c>,
    settings: Option<Settings>,
    records: Records,
    diagnostics: Vec<Diagnostic>,
}

/// How far a service has come. What is behind it is given up: its memory is needed for what lies ahead.
enum Stage<'c> {
    Resolving(Box<Resolver<'c>>),
    Resolved(Tree<Classified>),
    /// The template is made of it.
    Spent,
}

/// A template, and what became of the secrets in it.
pub struct Rendered {
    /// The template's text.
    pub text: String,
    /// The service that it was made from; the environments of its functions stand in the template alone.
    pub service: SealedService,
}

/// Where a run stands.
pub enum Progress<T> {
    /// It is finished.
    Done(T),
    /// These answers are needed first.
    Needs(Vec<Asked>),
    /// It is refused; the diagnostics say why.
    Refused,
}

impl<'c> Pipeline<'c> {
    /// Reads a service file. `dialect` is what the user said, if anything.
    ///
    /// # Errors
    /// Everything that is wrong with its syntax (SF0xx).
    pub fn read(
        file: FileId,
        source: &Source,
        dialect: Option<DialectFlag>,
        inputs: Inputs,
        classifier: &'c Classifier,
    ) -> Result<Self, Vec<Diagnostic>> {
        let parse = if source.path().ends_with(".json") { sealform_yaml::parse_json } else { sealform_yaml::parse };
        let document = parse(file, source.text())?;
        Self::of(&document, source, dialect, inputs, classifier)
    }

    /// Reads a service file or a template, whichever it is.
    ///
    /// # Errors
    /// As [`Pipeline::read`].
    pub fn read_any(
        file: FileId,
        source: &Source,
        dialect: Option<DialectFlag>,
        inputs: Inputs,
        classifier: &'c Classifier,
    ) -> Result<Self, Vec<Diagnostic>> {
        let document = Written::of(source.path(), source.text()).parse(file, source.text())?;
        match DocumentKind::of(&document) {
            DocumentKind::Service => Self::of(&document, source, dialect, inputs, classifier),
            kind @ DocumentKind::Template => {
                let (tree, diagnostics) = sealform_model::read(&document, source.text(), Grammar::Template);
                if has_errors(&diagnostics) {
                    return Err(diagnostics);
                }
                Ok(Self::new(tree, kind, inputs, classifier, diagnostics))
            }
        }
    }

    fn of(
        document: &Document,
        source: &Source,
        dialect: Option<DialectFlag>,
        inputs: Inputs,
        classifier: &'c Classifier,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (dialect, mut diagnostics) = sealform_resolve::detect(document, dialect);
        let (grammar, unread) = sealform_resolve::grammar(document, dialect);
        diagnostics.extend(unread);
        let (tree, broken) = sealform_model::read(document, source.text(), grammar);
        diagnostics.extend(broken);
        if has_errors(&diagnostics) {
            return Err(diagnostics);
        }
        Ok(Self::new(tree, DocumentKind::Service, Inputs { dialect, ..inputs }, classifier, diagnostics))
    }

    fn new(tree: Tree<Expression>, kind: DocumentKind, inputs: Inputs, classifier: &'c Classifier, diagnostics: Vec<Diagnostic>) -> Self {
        let dialect = inputs.dialect;
        let resolver = Resolver::new(tree, Inputs { document: kind, ..inputs }, classifier);
        let stage = Stage::Resolving(Box::new(resolver));
        Self { classifier, kind, dialect, stage, settings: None, records: Records::Whole, diagnostics }
    }

    /// What is read.
    #[must_use]
    pub fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// Records of each secret its form alone: what a render needs that explains nothing.
    pub fn record_forms(&mut self) {
        self.records = Records::Forms;
    }

    /// The diagnostics so far; they are handed out once.
    pub fn take_diagnostics(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.diagnostics)
    }

    /// Adds what there is to say about what was made of the service.
    pub fn report(&mut self, diagnostics: Vec<Diagnostic>) {
        self.diagnostics.extend(diagnostics);
    }

    /// The dialect that the service is read in.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Resolves what decides how everything else is read: service, stage, Region.
    pub fn settings(&mut self, answers: &Answers) -> Progress<Settings> {
        let Stage::Resolving(resolver) = &mut self.stage else { return self.settings.clone().map_or(Progress::Refused, Progress::Done) };
        let (step, diagnostics) = resolver.settings(answers);
        match self.checked(Some(step), diagnostics) {
            Progress::Done(settings) => {
                self.settings = Some(settings.clone());
                Progress::Done(settings)
            }
            other => other,
        }
    }

    /// Resolves what `demand` wants, and no more. Not after [`Pipeline::prepare`], which has resolved the service itself.
    pub fn resolve(&mut self, demand: &Demand, answers: &Answers) -> Progress<Tree<Classified>> {
        let Stage::Resolving(resolver) = &mut self.stage else { return Progress::Refused };
        let (step, diagnostics) = resolver.resolve(demand, answers);
        self.checked(Some(step), diagnostics)
    }

    /// Resolves what [`Pipeline::sealed`] seals.
    pub fn prepare(&mut self, demand: &Demand, answers: &Answers) -> Progress<()> {
        if let Stage::Resolving(_) = self.stage {
            match self.resolve(demand, answers) {
                Progress::Done(tree) => self.stage = Stage::Resolved(tree),
                Progress::Needs(asked) => return Progress::Needs(asked),
                Progress::Refused => return Progress::Refused,
            }
        }
        Progress::Done(())
    }

    /// Resolves and seals. [`Pipeline::settings`] must be done.
    pub fn sealed(&mut self, demand: &Demand, answers: &Answers) -> Progress<SealedService> {
        match self.prepare(demand, answers) {
            Progress::Done(()) => {}
            Progress::Needs(asked) => return Progress::Needs(asked),
            Progress::Refused => return Progress::Refused,
        }
        let (Stage::Resolved(tree), Some(settings)) = (&self.stage, &self.settings) else { return Progress::Refused };
        let Settings { service, stage, region, .. } = settings;
        let sealing = Sealing { classifier: self.classifier, region, service, stage, records: self.records, document: self.kind };
        let (step, diagnostics) = seal(tree, &sealing, answers);
        self.checked(step, diagnostics)
    }

    /// The service that [`Pipeline::prepare`] resolved.
    #[must_use]
    pub fn resolved(&self) -> Option<&Tree<Classified>> {
        if let Stage::Resolved(tree) = &self.stage { Some(tree) } else { None }
    }

    /// What a text that was made from a sealed service would give away: SF901 and SF201.
    #[must_use]
    pub fn leaks(&self, text: &str, service: &SealedService) -> Vec<Diagnostic> {
        last_scan::scan(text, &service.tree, self.classifier)
    }

    /// Resolves, seals, emits and scans. [`Pipeline::settings`] must be done.
    pub fn template(&mut self, demand: &Demand, options: &TemplateOptions, format: Format, answers: &Answers) -> Progress<Rendered> {
        let mut service = match self.sealed(demand, answers) {
            Progress::Done(service) => service,
            Progress::Needs(asked) => return Progress::Needs(asked),
            Progress::Refused => return Progress::Refused,
        };
        self.stage = Stage::Spent;
        let (template, diagnostics) = sealform_emit::template(&mut service, options);
        self.diagnostics.extend(diagnostics);
        let Some(template) = template else { return Progress::Refused };
        let text = sealform_emit::write(&template, format);
        self.diagnostics.extend(sealform_emit::check_size(&text));
        let leaks = last_scan::scan(&text, &template, self.classifier);
        self.diagnostics.extend(leaks);
        if has_errors(&self.diagnostics) { Progress::Refused } else { Progress::Done(Rendered { text, service }) }
    }

    /// Keeps the diagnostics of a step; an error refuses the run, but only once nothing more can be learnt about other errors.
    fn checked<T>(&mut self, step: Option<Step<T>>, diagnostics: Vec<Diagnostic>) -> Progress<T> {
        self.diagnostics.extend(diagnostics);
        match step {
            Some(Step::Needs(asked)) => Progress::Needs(asked),
            Some(Step::Done(done)) if !has_errors(&self.diagnostics) => Progress::Done(done),
            _ => Progress::Refused,
        }
    }
}
