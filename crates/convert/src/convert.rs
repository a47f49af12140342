//! The whole conversion of one service, as far as it goes without I/O: it names the files it needs and is called again.

use std::collections::HashSet;

use sealform_diagnostic::{Diagnostic, FileId, Span, registry};
use sealform_resolve::{Dialect, DialectFlag};
use sealform_secret::forms::FormName;
use sealform_secret::{Answers, Step};
use sealform_yaml::edit::Refused;

use crate::back::Back;
use crate::changes::{Changes, Converted};
use crate::complete::Completer;
use crate::elsewhere;
use crate::environment::Environments;
use crate::facts::Known;
use crate::found::{Candidate, Finder};
use crate::left::{Left, Reason};
use crate::moves::{Mover, rank};
use crate::named;
use crate::options::Options;
use crate::permit::Permitter;
use crate::project::Project;
use crate::rewrite::{Rewriter, Rewritten};
use crate::select::select;
use crate::stored;
use crate::uses::Uses;
use crate::way::Way;

/// How many places a warning about all converted parameters shows.
const SHOWN: usize = 5;

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
        let mut diagnostics = self.diagnostics.clone();
        let Some(target) = self.target()? else {
            let mut conversion = self.secrets(&self.project, &|span| span)?;
            diagnostics.append(&mut conversion.diagnostics);
            return Ok(Conversion { diagnostics, ..conversion });
        };
        // A file that means the same under the later version, in two passes, and the conversion of that.
        let mut changes = Changes::of(&self.project);
        diagnostics.extend(Mover::new(&self.project, target).run(&mut changes));
        let moved = changes.make(&self.project).map_err(|refused| vec![refusal(refused)])?;
        let project = self.project.moved(&moved, target)?;
        let mut changes = Changes::of(&project);
        let named = Mover::new(&project, target).run_again(&mut changes);
        let joined = changes.make(&project).map_err(|refused| vec![refusal(refused)])?;
        let (first, second) = (Back::of(&moved), Back::of(&joined));
        let back = |span| first.span(second.span(span));
        diagnostics.extend(named.into_iter().map(|diagnostic| first.diagnostic(diagnostic)));
        let mut conversion = self.secrets(&project.moved(&joined, target)?, &back)?;
        let told = conversion.diagnostics.drain(..).map(|diagnostic| first.diagnostic(second.diagnostic(diagnostic)));
        diagnostics.extend(told);
        conversion.masks.iter_mut().for_each(|span| *span = back(*span));
        let moved = together(moved, joined);
        let files = together(moved, std::mem::take(&mut conversion.files));
        Ok(Conversion { files, diagnostics, ..conversion })
    }

    /// The version to move to; `None` where the file stays in its own.
    fn target(&self) -> Result<Option<Dialect>, Vec<Diagnostic>> {
        let from = self.project.dialect;
        let to = match self.options.target {
            None => return Ok(None),
            Some(DialectFlag::V1) => Dialect::V1,
            // What runs under v1 runs under the old engine of v2.
            Some(DialectFlag::V2) if rank(from) <= rank(Dialect::V2Legacy) => Dialect::V2Legacy,
            Some(DialectFlag::V2) => Dialect::V2,
            Some(DialectFlag::V3) => Dialect::V3,
            Some(DialectFlag::V4) => Dialect::V4,
        };
        if rank(to) < rank(from) {
            let message = format!("the file is written for {}, and moves go to later versions only", from.name());
            return Err(vec![Diagnostic::error(&registry::MOVE_LEFT, message).help("Give a later `--target`, or none.")]);
        }
        Ok((to != from).then_some(to))
    }

    /// The conversion of a project. `written` is where the user wrote what stands at a place of it.
    fn secrets(&self, project: &Project, written: &dyn Fn(Span) -> Span) -> Result<Conversion, Vec<Diagnostic>> {
        let under = self.options.store_under.as_ref();
        if under.is_some_and(|under| !under.is_read(project)) {
            return Err(vec![unread_path()]);
        }
        let mut way = Way::of(project, self.options.kms_key.as_deref());
        let key = way.key.clone();
        let finder = Finder { project, policy: &self.options.policy, under, key: &key, form: self.options.form };
        let environments = Environments::of(project);
        let uses = Uses::of(project);
        let known = Known { facts: self.options.facts.as_ref(), written };
        let selection = select(&finder, &environments, &uses, self.options.form, &known);
        way.know(known.exact(selection.candidates.iter().map(|candidate| &candidate.reference)));
        let mut changes = Changes::of(project);
        let candidates = &selection.candidates;
        let rewriter = Rewriter { project, environments: &environments, uses: &uses, candidates, way: &way, form: self.options.form };
        let rewritten = rewriter.run(&mut changes);
        let kept = Completer { project, environments: &environments, way: &way }.run(&mut changes);
        let mut diagnostics = Permitter { project, environments: &environments, way: &way }.run(&rewritten.grants, &kept, &mut changes);
        let done: HashSet<_> = candidates.iter().map(|candidate| candidate.definition).collect();
        let mut left = selection.left;
        left.extend(rewritten.left.iter().cloned());
        left.extend(elsewhere::left(&finder, &environments, &uses, &done));
        left.sort_by_key(|left| (left.span.file, left.span.start));
        let literals = left.iter().filter(|left| matches!(left.reason, Reason::Literal { .. })).map(|left| left.span);
        let masks = literals.chain(stored::literals(project, candidates)).chain(named::literals(project)).collect();
        diagnostics.extend(self.taken_for_granted(candidates, &rewritten, &way, &known));
        diagnostics.extend(stored::to_put(project, candidates, &rewritten, &finder, &known));
        diagnostics.extend(left.iter().map(Left::diagnostic));
        let files = changes.make(project).map_err(|refused| vec![refusal(refused)])?;
        Ok(Conversion { files, diagnostics, masks })
    }

    /// What nobody checked: tier and key of the parameters (SF702); and what v2 does all the same (SF704).
    fn taken_for_granted(&self, candidates: &[Candidate], rewritten: &Rewritten, way: &Way, known: &Known<'_>) -> Vec<Diagnostic> {
        let done = |candidate: &&Candidate| {
            let key = crate::unit::Place { node: candidate.key, ..candidate.mapping };
            rewritten.keys.contains(&key)
        };
        let spans = |wanted: &dyn Fn(&Candidate) -> bool| -> Vec<Span> {
            let mut spans: Vec<Span> =
                candidates.iter().filter(done).filter(|candidate| wanted(candidate)).map(|candidate| candidate.reference.span).collect();
            spans.dedup();
            spans
        };
        let at = |code, message: &str, spans: &[Span]| {
            let mut spans = spans.iter();
            let first = Diagnostic::warning(code, message);
            let first = spans.next().map_or(first.clone(), |&span| first.at(span, ""));
            spans.take(SHOWN - 1).fold(first, |diagnostic, &span| diagnostic.label(span, ""))
        };
        let mut diagnostics = Vec::new();
        let unchecked = spans(&|candidate| !known.is_checked(&candidate.reference));
        let message = match unchecked.len() {
            0..=SHOWN => "tier and key of the converted parameters were not checked".to_owned(),
            count => format!("tier and key of {count} converted parameters were not checked; the first are"),
        };
        let help = match self.options.form {
            FormName::Ciphertext => {
                "Give `--resolve` to have them asked: the ciphertext form needs the Standard tier and a customer managed key."
            }
            FormName::RuntimePath => {
                "Give `--resolve` to have them asked, or `--kms-key` to name the key: the statements then name it alone."
            }
        };
        if !unchecked.is_empty() {
            diagnostics.push(at(&registry::CONVERSION_UNCHECKED, &message, &unchecked).help(help));
        }
        let fetched = spans(&|candidate| candidate.reference.parameter.managed().is_none());
        if !fetched.is_empty() && self.options.form == FormName::Ciphertext && way.dialect == Dialect::V2Legacy {
            let message = "v2 fetches these parameters in clear text although the file asks for the ciphertext";
            let help =
                "Set `variablesResolutionMode: 20210326` with 2.69 or later, move to v3 (`--target v3`), or take `--form runtime-path`.";
            diagnostics.push(at(&registry::FETCHED_DECRYPTED, message, &fetched).help(help));
        }
        diagnostics
    }
}

/// The files of both passes; what only the first one changed stays as that left it.
fn together(moved: Vec<Converted>, mut converted: Vec<Converted>) -> Vec<Converted> {
    let mut files = Vec::new();
    for mut file in moved {
        if let Some(index) = converted.iter().position(|other| other.file == file.file) {
            let second = converted.remove(index);
            file.text = second.text;
            file.passes.extend(second.passes);
        }
        files.push(file);
    }
    files.extend(converted);
    files
}

/// SF708 for a path whose variables would stay text.
fn unread_path() -> Diagnostic {
    let message = "nothing is converted: the version of this file does not read the variables of `--store-under`";
    Diagnostic::error(&registry::CONVERSION_REFUSED, message)
        .help("Write it with variables of this version, such as `${self:provider.stage}` in v1, or with none.")
}

fn refusal(refused: Refused) -> Diagnostic {
    Diagnostic::error(&registry::CONVERSION_REFUSED, format!("nothing is converted: {refused}"))
        .at(refused.span(), "")
        .help("Please report it, with the lines around this place and without any secret.")
}
