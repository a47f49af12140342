//! The whole conversion of one service, as far as it goes without I/O: it names the files it needs and is called again.

use std::collections::HashSet;

use sealform_diagnostic::{Diagnostic, FileId, Span, registry};
use sealform_resolve::Dialect;
use sealform_secret::forms::FormName;
use sealform_secret::{Answers, Step};

use crate::changes::{Changes, Converted};
use crate::elsewhere;
use crate::environment::Environments;
use crate::found::{Candidate, Finder};
use crate::left::{Left, Reason};
use crate::options::Options;
use crate::permit::Permitter;
use crate::project::Project;
use crate::rewrite::{Rewriter, Rewritten};
use crate::select::select;
use crate::uses::Uses;
use crate::way::Way;

/// A service on its way to a safe one.
#[derive(Debug)]
pub struct Converter {
    project: Project,
    options: Options,
    diagnostics: Vec<Diagnostic>,
}

/// What became of a service.
#[derive(Debug)]
pub struct Conversion {
    /// The files that change.
    pub files: Vec<Converted>,
    /// What is left for a person, and what was taken for granted.
    pub diagnostics: Vec<Diagnostic>,
    /// Places that hold a clear text, which no message and no diff may show.
    pub masks: Vec<Span>,
}

impl Converter {
    /// Reads the service file `text`, whose name ends as its format does.
    ///
    /// # Errors
    /// All that is wrong with its syntax.
    pub fn read(file: FileId, name: &str, text: &str, options: Options) -> Result<Self, Vec<Diagnostic>> {
        let (project, diagnostics) = Project::read(file, name, text, options.dialect)?;
        Ok(Self { project, options, diagnostics })
    }

    /// The dialect that the service is read in.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.project.dialect
    }

    /// Converts, or names the files that are needed first.
    ///
    /// # Errors
    /// SF708 where the edited files would not mean what was meant: nothing may be written then.
    pub fn convert(&mut self, answers: &Answers) -> Result<Step<Conversion>, Vec<Diagnostic>> {
        match self.project.include(answers) {
            Step::Done(()) => {}
            Step::Needs(asked) => return Ok(Step::Needs(asked)),
        }
        self.finish().map(Step::Done)
    }

    fn finish(&self) -> Result<Conversion, Vec<Diagnostic>> {
        let project = &self.project;
        let finder = Finder { project, policy: &self.options.policy };
        let environments = Environments::of(project);
        let uses = Uses::of(project);
        let selection = select(&finder, &environments, &uses, self.options.form);
        let way = Way::of(project, self.options.target.unwrap_or(project.dialect), self.options.kms_key.as_deref());
        let mut changes = Changes::of(project);
        let candidates = &selection.candidates;
        let rewriter = Rewriter { project, environments: &environments, uses: &uses, candidates, way: &way, form: self.options.form };
        let rewritten = rewriter.run(&mut changes);
        let permitted = Permitter { project, environments: &environments, way: &way }.run(&rewritten.grants, &mut changes);
        let done: HashSet<_> = candidates.iter().map(|candidate| candidate.definition).collect();
        let mut left = selection.left;
        left.extend(rewritten.left.iter().cloned());
        left.extend(elsewhere::left(&finder, &environments, &uses, &done));
        left.sort_by_key(|left| (left.span.file, left.span.start));
        let masks = left.iter().filter(|left| matches!(left.reason, Reason::Literal { .. })).map(|left| left.span).collect();
        let mut diagnostics = self.diagnostics.clone();
        diagnostics.extend(permitted);
        diagnostics.extend(self.taken_for_granted(candidates, &rewritten, &way));
        diagnostics.extend(left.iter().map(Left::diagnostic));
        match changes.make(project) {
            Ok(files) => Ok(Conversion { files, diagnostics, masks }),
            Err(refused) => {
                let error =
                    Diagnostic::error(&registry::CONVERSION_REFUSED, format!("nothing is converted: {refused}")).at(refused.span(), "");
                diagnostics.push(error.help("Please report it, with the lines around this place and without any secret."));
                Err(diagnostics)
            }
        }
    }

    /// What nobody checked: tier and key of the parameters (SF702); and what v2 does all the same (SF704).
    fn taken_for_granted(&self, candidates: &[Candidate], rewritten: &Rewritten, way: &Way) -> Vec<Diagnostic> {
        let done = |candidate: &&Candidate| {
            let key = crate::unit::Place { node: candidate.key, ..candidate.mapping };
            rewritten.keys.contains(&key) && !way.exact.contains_key(&candidate.reference.parameter)
        };
        let spans: Vec<Span> = candidates.iter().filter(done).map(|candidate| candidate.reference.span).collect();
        let Some(&first) = spans.first() else { return Vec::new() };
        let many = |diagnostic: Diagnostic| spans[1..].iter().fold(diagnostic, |diagnostic, &span| diagnostic.label(span, ""));
        let unchecked = "tier and key of the converted parameters were not checked";
        let help = match self.options.form {
            FormName::Ciphertext => {
                "Give `--resolve` to have them asked: the ciphertext form needs the Standard tier and a customer managed key."
            }
            FormName::RuntimePath => {
                "Give `--resolve` to have them asked, or `--kms-key` to name the key: the statements then name it alone."
            }
        };
        let mut diagnostics = vec![many(Diagnostic::warning(&registry::CONVERSION_UNCHECKED, unchecked).at(first, "").help(help))];
        if self.options.form == FormName::Ciphertext && way.dialect == Dialect::V2Legacy {
            let message = "v2 fetches these parameters in clear text although the file asks for the ciphertext";
            let help =
                "Set `variablesResolutionMode: 20210326` with 2.69 or later, move to v3 (`--target v3`), or take `--form runtime-path`.";
            diagnostics.push(many(Diagnostic::warning(&registry::FETCHED_DECRYPTED, message).at(first, "").help(help)));
        }
        diagnostics
    }
}
