//! What all commands that read a service have in common: its file, the flags, the settings, the loop of questions and answers.

use std::io::Write;
use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, FileId, has_errors, registry};
use sealform_resolve::{DialectFlag, Inputs, Javascript};
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, Policy, Strictness};
use sealform_secret::{Answers, Asked};

use crate::args::{Assignment, AwsArgs, DialectArg, FormArg, Messages, Reading};
use crate::settings::{self, Settings};
use crate::world::World;
use crate::{exit, report};
use sealform_pipeline::{Pipeline, Progress};

/// What the flags say of variables.
///
/// # Errors
/// The exit code where a value has no `=`; that has been said on standard error.
pub(crate) fn inputs(reading: &Reading, aws: &AwsArgs) -> Result<Inputs, u8> {
    let pairs = |assignments: &[Assignment], flag: &str| {
        let pairs =
            assignments.iter().map(|pair| pair.split().map(|(name, value)| (name.to_owned(), value.to_owned()))).collect::<Option<_>>();
        pairs.ok_or_else(|| {
            // The value is not repeated: it may be a secret.
            let _ = writeln!(std::io::stderr(), "error: a value of {flag} is not of the form NAME=VALUE");
            exit::USAGE
        })
    };
    Ok(Inputs {
        stage: reading.stage.clone(),
        region: aws.region.clone(),
        params: pairs(&reading.param, "--param")?,
        options: pairs(&reading.opt, "--opt")?,
        javascript: if reading.allow_js { Javascript::Allow } else { Javascript::Refuse },
        ..Inputs::default()
    })
}

/// The dialect that `--dialect` names.
pub(crate) fn dialect(flag: DialectArg) -> DialectFlag {
    match flag {
        DialectArg::V1 => DialectFlag::V1,
        DialectArg::V2 => DialectFlag::V2,
        DialectArg::V3 => DialectFlag::V3,
        DialectArg::V4 => DialectFlag::V4,
    }
}

/// The form that `--form` names.
pub(crate) fn form(argument: FormArg) -> FormName {
    match argument {
        FormArg::Ciphertext => FormName::Ciphertext,
        FormArg::RuntimePath => FormName::RuntimePath,
    }
}

/// The service file and the folder that its paths are relative to.
///
/// # Errors
/// SF606 where none is named and none is here.
pub(crate) fn service_file(given: Option<&Path>) -> Result<(PathBuf, PathBuf), Diagnostic> {
    match given {
        Some(path) if path == Path::new("-") => Ok((path.to_owned(), PathBuf::new())),
        Some(path) => Ok((path.to_owned(), path.parent().unwrap_or_else(|| Path::new("")).to_owned())),
        None => ["serverless.yml", "serverless.yaml", "serverless.json"]
            .iter()
            .map(PathBuf::from)
            .find(|path| path.is_file())
            .map(|path| (path, PathBuf::new()))
            .ok_or_else(|| {
                Diagnostic::error(&registry::UNREADABLE_FILE, "there is no serverless.yml, serverless.yaml or serverless.json here")
                    .help("Name the service file, or `-` for standard input.")
            }),
    }
}

/// Reads the file that [`service_file`] found.
///
/// # Errors
/// As [`World::read`].
pub(crate) fn read(file: &Path, world: &mut World) -> Result<FileId, Diagnostic> {
    if file == Path::new("-") { world.read_stdin() } else { world.read(file) }
}

/// What `sealform.toml` says: the named one must be there, the one beside the service file may be.
///
/// # Errors
/// SF606 where it cannot be read, SF052 where it makes no sense.
pub(crate) fn settings(reading: &Reading, world: &mut World) -> Result<Settings, Diagnostic> {
    let path = match &reading.config {
        Some(path) => path.clone(),
        None => world.folder().join(settings::FILE_NAME),
    };
    if reading.config.is_none() && !path.exists() {
        return Ok(Settings::default());
    }
    let file = world.read(&path)?;
    let text = world.sources().get(file).map(|source| source.text().to_owned()).unwrap_or_default();
    Settings::parse(file, &text)
}

/// The decisions of `settings` and of the flags that all commands have.
pub(crate) fn policy(settings: Settings, reading: &Reading, aws: &AwsArgs) -> Policy {
    Policy {
        form: settings.form.unwrap_or(FormName::Ciphertext),
        fallback: settings.fallback,
        kms_key: settings.kms_key.map(Into::into),
        strictness: if reading.strict { Strictness::Strict } else { Strictness::Usual },
        names: settings.names,
        asking: if aws.offline { Asking::Offline } else { Asking::Online },
    }
}

/// Runs `step` until it needs no more answers.
///
/// # Errors
/// All that is wrong, warnings included.
pub(crate) fn answered<'c, T>(
    pipeline: &mut Pipeline<'c>,
    answers: &mut Answers,
    world: &mut World,
    mut step: impl FnMut(&mut Pipeline<'c>, &Answers) -> Progress<T>,
) -> Result<T, Vec<Diagnostic>> {
    loop {
        match step(pipeline, answers) {
            Progress::Done(done) => return Ok(done),
            Progress::Refused => return Err(pipeline.take_diagnostics()),
            Progress::Needs(asked) => {
                let mut diagnostics = progress_guard(&asked, answers);
                if diagnostics.is_empty() {
                    diagnostics = world.answer(&asked, answers);
                }
                if has_errors(&diagnostics) {
                    let mut all = pipeline.take_diagnostics();
                    all.extend(diagnostics);
                    return Err(all);
                }
            }
        }
    }
}

/// A question that is answered already must not be asked again.
fn progress_guard(asked: &[Asked], answers: &Answers) -> Vec<Diagnostic> {
    if asked.iter().any(|ask| answers.get(&ask.question).is_none()) {
        return Vec::new();
    }
    vec![
        Diagnostic::error(&registry::NO_PROGRESS, "the same questions were asked again")
            .help("This is a bug in Sealform: please report it."),
    ]
}

/// SF710 where what is written lies elsewhere than `folder`: whoever reads it takes the paths in it from its own folder.
pub(crate) fn other_folder(output: Option<&Path>, folder: &Path) -> Option<Diagnostic> {
    let here = |path: &Path| std::fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path }).ok();
    (here(output?.parent()?) != here(folder)).then(|| {
        let message = "the relative paths of the file start from another folder than the one that is written to";
        Diagnostic::warning(&registry::OTHER_FOLDER, message).help("Write it beside the file it comes from: `-o serverless.sealed.yml`.")
    })
}

/// Writes the document to standard output.
///
/// # Errors
/// SF607, but not for a pipe that was closed: whoever closed it has read enough.
pub(crate) fn print(document: &str) -> Result<(), Diagnostic> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(document.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Diagnostic::error(&registry::UNWRITABLE_FILE, format!("cannot write to standard output: {}", error.kind())))
        }
        _ => Ok(()),
    }
}

/// Writes what goes along with the diagnostics to standard error.
pub(crate) fn say(text: &str) {
    // A closed standard error is nobody's loss.
    let _ = std::io::stderr().write_all(text.as_bytes());
}

/// Reports everything that is to be said, and gives the exit code.
pub(crate) fn finish(diagnostics: &[Diagnostic], world: &World, messages: Messages) -> u8 {
    report::report(diagnostics, world.sources(), messages);
    exit::code(diagnostics)
}
