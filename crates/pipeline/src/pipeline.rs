//! The whole way of a render, without I/O: text in, questions out, answers in, template out.
//!
//! `sealform render` drives it with the world, benchmarks with answers that are there already, fuzzing with none.

use sealform_diagnostic::{Diagnostic, FileId, Source, has_errors};
use sealform_emit::{Format, TemplateOptions};
use sealform_model::Tree;
use sealform_resolve::{Demand, Dialect, DialectFlag, Inputs, Resolver, Settings};
use sealform_secret::seal::{Records, SealedService, Sealing, seal};
use sealform_secret::{Answers, Asked, Classified, Classifier, Step};

use crate::last_scan;

/// A service on its way to a template.
pub struct Pipeline<'c> {
    classifier: &'c Classifier,
    dialect: Dialect,
    resolver: Resolver<'c>,
    settings: Option<Settings>,
    resolved: Option<Tree<Classified>>,
    records: Records,
    diagnostics: Vec<Diagnostic>,
}

/// A template, and what became of the secrets in it.
pub struct Rendered {
    /// The template's text.
    pub text: String,
    /// The service that it was made from.
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
        let (dialect, mut diagnostics) = sealform_resolve::detect(&document, dialect);
        let (grammar, unread) = sealform_resolve::grammar(&document, dialect);
        diagnostics.extend(unread);
        let (tree, broken) = sealform_model::read(&document, source.text(), grammar);
        diagnostics.extend(broken);
        if has_errors(&diagnostics) {
            return Err(diagnostics);
        }
        let resolver = Resolver::new(tree, Inputs { dialect, ..inputs }, classifier);
        Ok(Self { classifier, dialect, resolver, settings: None, resolved: None, records: Records::Whole, diagnostics })
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
        let (step, diagnostics) = self.resolver.settings(answers);
        match self.checked(Some(step), diagnostics) {
            Progress::Done(settings) => {
                self.settings = Some(settings.clone());
                Progress::Done(settings)
            }
            other => other,
        }
    }

    /// Resolves what `demand` wants, and no more.
    pub fn resolve(&mut self, demand: &Demand, answers: &Answers) -> Progress<Tree<Classified>> {
        let (step, diagnostics) = self.resolver.resolve(demand, answers);
        self.checked(Some(step), diagnostics)
    }

    /// Resolves what [`Pipeline::sealed`] seals.
    pub fn prepare(&mut self, demand: &Demand, answers: &Answers) -> Progress<()> {
        if self.resolved.is_none() {
            match self.resolve(demand, answers) {
                Progress::Done(tree) => self.resolved = Some(tree),
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
        let (Some(tree), Some(settings)) = (&self.resolved, &self.settings) else { return Progress::Refused };
        let Settings { service, stage, region, .. } = settings;
        let sealing = Sealing { classifier: self.classifier, region, service, stage, records: self.records };
        let (step, diagnostics) = seal(tree, &sealing, answers);
        self.checked(step, diagnostics)
    }

    /// The service that [`Pipeline::prepare`] resolved.
    #[must_use]
    pub fn resolved(&self) -> Option<&Tree<Classified>> {
        self.resolved.as_ref()
    }

    /// What a text that was made from a sealed service would give away: SF901 and SF201.
    #[must_use]
    pub fn leaks(&self, text: &str, service: &SealedService) -> Vec<Diagnostic> {
        last_scan::scan(text, &service.tree, self.classifier)
    }

    /// Resolves, seals, emits and scans. [`Pipeline::settings`] must be done.
    pub fn template(&mut self, demand: &Demand, options: &TemplateOptions, format: Format, answers: &Answers) -> Progress<Rendered> {
        let service = match self.sealed(demand, answers) {
            Progress::Done(service) => service,
            Progress::Needs(asked) => return Progress::Needs(asked),
            Progress::Refused => return Progress::Refused,
        };
        let (template, diagnostics) = sealform_emit::template(&service, options);
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
