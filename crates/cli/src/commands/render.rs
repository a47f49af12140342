//! `sealform render`: a service in, a CloudFormation template out.

use std::io::Write;
use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, FileId, has_errors, registry};
use sealform_emit::{Events, Format, SealedBy, TemplateOptions};
use sealform_resolve::{Demand, DialectFlag, Inputs};
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, Policy, Strictness};
use sealform_secret::{Answers, Asked, Classifier};

use crate::args::{self, Assignment, DialectArg, FormArg, Render, TemplateFormat};
use crate::pipeline::{Pipeline, Progress, Rendered};
use crate::settings::{self, Settings};
use crate::world::World;
use crate::{code_folder, connect, exit, explain, report, write};

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &Render) -> u8 {
    let (inputs, bad) = inputs(arguments);
    if let Some(flag) = bad {
        // The value is not repeated: it may be a secret.
        let _ = writeln!(std::io::stderr(), "error: a value of {flag} is not of the form NAME=VALUE");
        return exit::USAGE;
    }
    let (file, folder) = match service_file(arguments.file.as_deref()) {
        Ok(found) => found,
        Err(diagnostic) => return finish(vec![diagnostic], &World::new(PathBuf::new(), None), arguments),
    };
    let mut world = World::new(folder, None);
    let diagnostics = match render(arguments, inputs, &file, &mut world) {
        Ok(diagnostics) | Err(diagnostics) => diagnostics,
    };
    finish(diagnostics, &world, arguments)
}

fn finish(diagnostics: Vec<Diagnostic>, world: &World, arguments: &Render) -> u8 {
    report::report(&diagnostics, world.sources(), arguments.messages);
    exit::code(&diagnostics)
}

/// The run up to the written template; warnings come back either way.
fn render(arguments: &Render, inputs: Inputs, file: &Path, world: &mut World) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let settings = read_settings(arguments, world).map_err(|diagnostic| vec![diagnostic])?;
    let file = if file == Path::new("-") { world.read_stdin() } else { world.read(file) }.map_err(|diagnostic| vec![diagnostic])?;
    let classifier = Classifier::new(policy(arguments, settings));
    let (rendered, mut diagnostics) = {
        let result = drive(arguments, inputs, file, &classifier, world);
        classifier.held_spans().into_iter().for_each(|span| world.sources_mut().mask(span));
        result?
    };
    let explanation =
        arguments.explain.as_deref().map(|path| (path, explain::explain(&rendered.template.service, &rendered.settings, world.sources())));
    if let Err(diagnostic) = write_all(arguments, &rendered.template.text, explanation) {
        diagnostics.push(diagnostic);
        return Err(diagnostics);
    }
    Ok(diagnostics)
}

struct Finished {
    template: Rendered,
    settings: sealform_resolve::Settings,
}

/// Asks and answers until the template is there.
fn drive(
    arguments: &Render,
    inputs: Inputs,
    file: FileId,
    classifier: &Classifier,
    world: &mut World,
) -> Result<(Finished, Vec<Diagnostic>), Vec<Diagnostic>> {
    let source = world.sources().get(file).cloned();
    let Some(source) = source else { return Err(Vec::new()) };
    let mut pipeline = Pipeline::read(file, &source, arguments.reading.dialect.map(dialect), inputs, classifier)?;
    let mut answers = Answers::new();
    let settings = answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.settings(answers))?;
    let aws = connect::connect(&arguments.aws, settings.region.clone()).map_err(|diagnostic| vec![diagnostic])?;
    world.connect(aws);
    let (events, wanted) = match arguments.skip_events {
        true => (Events::Skip, sealform_resolve::Events::Skipped),
        false => (Events::Refuse, sealform_resolve::Events::Wanted),
    };
    let options = template_options(arguments, events, world.folder())?;
    let demand = Demand::render(wanted);
    let format = match arguments.format {
        TemplateFormat::Yaml => Format::Yaml,
        TemplateFormat::Json => Format::Json,
    };
    let template = answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.template(&demand, &options, format, answers))?;
    Ok((Finished { template, settings }, pipeline.take_diagnostics()))
}

/// Runs `step` until it needs no more answers.
fn answered<'c, T>(
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

/// Writes the template and the explanation: both, or none.
fn write_all(arguments: &Render, template: &str, explanation: Option<(&Path, String)>) -> Result<(), Diagnostic> {
    let explanation = explanation.map(|(path, text)| write::stage(path, &text)).transpose()?;
    match &arguments.output {
        Some(path) => write::stage(path, template)?.commit()?,
        None => print(template)?,
    }
    explanation.map_or(Ok(()), write::Staged::commit)
}

fn print(template: &str) -> Result<(), Diagnostic> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(template.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Diagnostic::error(&registry::UNWRITABLE_FILE, format!("cannot write to standard output: {}", error.kind())))
        }
        // Whoever closed the pipe has read enough.
        _ => Ok(()),
    }
}

/// The service file and its folder.
fn service_file(given: Option<&Path>) -> Result<(PathBuf, PathBuf), Diagnostic> {
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

fn read_settings(arguments: &Render, world: &mut World) -> Result<Settings, Diagnostic> {
    let path = match &arguments.reading.config {
        Some(path) => path.clone(),
        None => world.folder().join(settings::FILE_NAME),
    };
    if arguments.reading.config.is_none() && !path.exists() {
        return Ok(Settings::default());
    }
    let file = world.read(&path)?;
    let text = world.sources().get(file).map(|source| source.text().to_owned()).unwrap_or_default();
    Settings::parse(file, &text)
}

fn policy(arguments: &Render, settings: Settings) -> Policy {
    let form = arguments.form.map(|form| match form {
        FormArg::Ciphertext => FormName::Ciphertext,
        FormArg::RuntimePath => FormName::RuntimePath,
    });
    Policy {
        form: form.or(settings.form).unwrap_or(FormName::Ciphertext),
        fallback: settings.fallback,
        kms_key: arguments.kms_key.clone().or(settings.kms_key).map(Into::into),
        strictness: if arguments.reading.strict { Strictness::Strict } else { Strictness::Usual },
        names: settings.names,
        asking: if arguments.aws.offline { Asking::Offline } else { Asking::Online },
    }
}

fn template_options(arguments: &Render, events: Events, folder: &Path) -> Result<TemplateOptions, Vec<Diagnostic>> {
    let _ = (folder, code_folder::check);
    Ok(TemplateOptions {
        code: arguments.code.as_ref().map(|path| path.display().to_string()),
        events,
        sealed_by: if arguments.aws.local.is_some() { SealedBy::EmbeddedAws } else { SealedBy::Aws },
    })
}

fn dialect(flag: DialectArg) -> DialectFlag {
    match flag {
        DialectArg::V1 => DialectFlag::V1,
        DialectArg::V2 => DialectFlag::V2,
        DialectArg::V3 => DialectFlag::V3,
        DialectArg::V4 => DialectFlag::V4,
    }
}

/// What the flags say, and the flag whose value has no `=`, if there is one.
fn inputs(arguments: &Render) -> (Inputs, Option<&'static str>) {
    let pairs = |assignments: &[Assignment]| {
        assignments.iter().map(|pair| pair.split().map(|(name, value)| (name.to_owned(), value.to_owned()))).collect::<Option<_>>()
    };
    let args::Reading { stage, param, opt, .. } = &arguments.reading;
    let (params, options) = (pairs(param), pairs(opt));
    let bad = if params.is_none() {
        Some("--param")
    } else if options.is_none() {
        Some("--opt")
    } else {
        None
    };
    let inputs = Inputs {
        stage: stage.clone(),
        region: arguments.aws.region.clone(),
        params: params.unwrap_or_default(),
        options: options.unwrap_or_default(),
        ..Inputs::default()
    };
    (inputs, bad)
}
