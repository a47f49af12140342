//! The driver's hands: reads files and environment variables, and asks AWS, so that the core need not.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sealform_aws::{Aws, Failure};
use sealform_diagnostic::{Diagnostic, FileId, Label, Sources, Span, registry};
use sealform_secret::{Answer, Answers, Asked, FileText, Plaintext, Question};

use tokio::runtime::Runtime;

use crate::{git, progress, script};

/// Everything outside that a run may look at.
pub(crate) struct World {
    folder: PathBuf,
    sources: Sources,
    aws: Option<Aws>,
    environment: Environment,
    // One for the whole run, so that connections live from one round of questions to the next.
    runtime: Option<Runtime>,
}

/// Where environment variables come from.
#[derive(Clone, Copy)]
enum Environment {
    /// The process.
    Real,
    /// Each is taken to be set: what it holds does not matter.
    Assumed,
}

/// A call asks for ten parameters at most; a failure of everything needs no list of everything.
const MOST_PLACES: usize = 10;

/// More than this is not read of any file; one byte more than the reader accepts (SF004), so that it says so.
pub(crate) const READ_LIMIT_BYTES: u64 = sealform_yaml::LIMIT as u64 + 1;

impl World {
    /// A world in which paths are relative to `folder` and AWS is asked through `aws`, if at all.
    pub(crate) fn new(folder: PathBuf, aws: Option<Aws>) -> Self {
        Self { folder, sources: Sources::new(), aws, environment: Environment::Real, runtime: None }
    }

    /// The folder that the service's paths are relative to.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The files that were read so far.
    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The files that were read so far.
    pub(crate) fn sources_mut(&mut self) -> &mut Sources {
        &mut self.sources
    }

    /// Sets who answers for AWS.
    pub(crate) fn connect(&mut self, aws: Option<Aws>) {
        self.aws = aws;
    }

    /// Takes every environment variable to be set, and reads none.
    pub(crate) fn assume_environment(&mut self) {
        self.environment = Environment::Assumed;
    }

    /// Reads a file of the user and adds it to the sources under the path that the user gave.
    ///
    /// # Errors
    /// SF606 where it cannot be read, SF002 to SF004 where it is no text.
    pub(crate) fn read(&mut self, path: &Path) -> Result<FileId, Diagnostic> {
        let bytes = read_bytes(path).map_err(|error| unreadable(path, &error))?;
        self.add(&path.display().to_string(), bytes)
    }

    /// Reads standard input and adds it to the sources as `<stdin>`.
    ///
    /// # Errors
    /// As [`World::read`].
    pub(crate) fn read_stdin(&mut self) -> Result<FileId, Diagnostic> {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(READ_LIMIT_BYTES).read_to_end(&mut bytes).map_err(|error| unreadable(Path::new("<stdin>"), &error))?;
        self.add("<stdin>", bytes)
    }

    fn add(&mut self, path: &str, bytes: Vec<u8>) -> Result<FileId, Diagnostic> {
        // The id that the file is about to get, so that an error in its bytes can point into it.
        let next = FileId::new(u32::try_from(self.sources.iter().count()).unwrap_or(u32::MAX));
        match sealform_yaml::decode(next, bytes) {
            Ok(text) => Ok(self.sources.add(path, text)),
            Err(diagnostic) => {
                // There is no text to show: only its name is kept for the message.
                self.sources.add(path, "");
                Err(diagnostic)
            }
        }
    }

    /// Answers every question that `asked` names. A failure becomes a diagnostic at the place that asked.
    pub(crate) fn answer(&mut self, asked: &[Asked], answers: &mut Answers) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let mut remote = Vec::new();
        for ask in asked {
            match &ask.question {
                Question::EnvironmentVariable(name) => {
                    answers.insert(ask.question.clone(), Answer::EnvironmentVariable(self.environment.variable(name)))
                }
                Question::File(path) => match self.file(path) {
                    Ok(file) => answers.insert(ask.question.clone(), Answer::File(file)),
                    Err(diagnostic) => diagnostics.push(at(diagnostic, ask)),
                },
                Question::Git(fact) => match git::answer(&self.folder, *fact) {
                    Ok(text) => answers.insert(ask.question.clone(), Answer::Git(text)),
                    Err(diagnostic) => diagnostics.push(at(diagnostic, ask)),
                },
                Question::Script(request) => match script::run(&self.folder, request) {
                    Ok(json) => {
                        let file = json.map(|json| self.text(&format!("{} (what it gives)", request.path), json));
                        answers.insert(ask.question.clone(), Answer::Script(file));
                    }
                    Err(diagnostic) => diagnostics.push(at(diagnostic, ask)),
                },
                _ => remote.push(ask),
            }
        }
        if !remote.is_empty() {
            diagnostics.extend(self.ask_aws(&remote, answers));
        }
        diagnostics
    }

    fn file(&mut self, path: &str) -> Result<Option<Arc<FileText>>, Diagnostic> {
        let full = self.folder.join(path);
        match read_bytes(&full) {
            Ok(bytes) => {
                let file = self.add(&full.display().to_string(), bytes)?;
                let text = self.sources.get(file).map(|source| source.text().into()).unwrap_or_default();
                Ok(Some(Arc::new(FileText { file, text })))
            }
            Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(unreadable(&full, &error)),
        }
    }

    /// A text that was made for this run, as a source of its own.
    fn text(&mut self, name: &str, text: String) -> Arc<FileText> {
        let boxed = text.as_str().into();
        Arc::new(FileText { file: self.sources.add(name, text), text: boxed })
    }

    fn ask_aws(&mut self, asked: &[&Asked], answers: &mut Answers) -> Vec<Diagnostic> {
        let questions: Vec<Question> = asked.iter().map(|ask| ask.question.clone()).collect();
        if self.runtime.is_none() {
            match tokio::runtime::Builder::new_current_thread().enable_all().build() {
                Ok(runtime) => self.runtime = Some(runtime),
                Err(error) => {
                    return vec![Diagnostic::error(
                        &registry::UNREACHABLE,
                        format!("the asynchronous runtime did not start: {}", error.kind()),
                    )];
                }
            }
        }
        let (Some(aws), Some(runtime)) = (&self.aws, &self.runtime) else {
            return vec![Diagnostic::error(&registry::NO_PROGRESS, "AWS was to be asked although --offline was given")];
        };
        let results = runtime.block_on(progress::after(Duration::from_secs(1), &questions, aws.answer(&questions)));
        let mut failures = Vec::new();
        for (question, result) in results {
            match result {
                Ok(answer) => answers.insert(question, answer),
                Err(failure) => failures.push((question, failure)),
            }
        }
        told_once(failures, asked)
    }
}

/// What failed for several questions, one call or all of them, is told once, with the first [`MOST_PLACES`] that asked.
fn told_once(failures: Vec<(Question, Failure)>, asked: &[&Asked]) -> Vec<Diagnostic> {
    let spans: HashMap<&Question, Option<Span>> = asked.iter().map(|ask| (&ask.question, ask.span)).collect();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut told: HashMap<String, usize> = HashMap::new();
    for (question, failure) in failures {
        let span = spans.get(&question).copied().flatten();
        let index = *told.entry(failure.message.clone()).or_insert(diagnostics.len());
        match diagnostics.get_mut(index) {
            None => {
                let diagnostic = Diagnostic { help: failure.help, ..Diagnostic::error(failure.code, failure.message) };
                diagnostics.push(match span {
                    Some(span) => diagnostic.at(span, "it is asked for here"),
                    None => diagnostic,
                });
            }
            Some(diagnostic) if diagnostic.labels.len() + 1 < MOST_PLACES => {
                diagnostic.labels.extend(span.map(|span| Label { span, text: "and here".to_owned() }));
            }
            Some(_) => {}
        }
    }
    diagnostics
}

fn at(diagnostic: Diagnostic, ask: &Asked) -> Diagnostic {
    match ask.span {
        Some(span) if diagnostic.primary.is_none() => diagnostic.at(span, "it is asked for here"),
        _ => diagnostic,
    }
}

impl Environment {
    #[expect(clippy::disallowed_methods, reason = "this is the driver that reads the environment for the core")]
    fn variable(self, name: &str) -> Option<Arc<Plaintext>> {
        let value = match self {
            Self::Real => std::env::var(name).ok()?,
            // No placeholder: one would be taken for public.
            Self::Assumed => "any-value-1".to_owned(),
        };
        Some(Plaintext::new(value, format!("env:{name}")))
    }
}

pub(crate) fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(READ_LIMIT_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text of a file that no message shows.
///
/// # Errors
/// SF606 where it cannot be read, SF002 to SF004 where it is no text.
pub(crate) fn read_text(path: &Path) -> Result<String, Diagnostic> {
    let bytes = read_bytes(path).map_err(|error| unreadable(path, &error))?;
    sealform_yaml::decode(FileId::new(0), bytes).map_err(|diagnostic| Diagnostic {
        primary: None,
        message: format!("{}: {}", path.display(), diagnostic.message),
        ..diagnostic
    })
}

/// SF606 for `path`.
pub(crate) fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(&registry::UNREADABLE_FILE, format!("cannot read {}: {}", path.display(), error.kind()))
}
