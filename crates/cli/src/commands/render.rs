//! `sealform render`: a service in, a CloudFormation template or a service file without secrets out.

use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, FileId, has_errors, registry};
use sealform_emit::{Events, Format, SealedBy, TemplateOptions};
use sealform_resolve::{Demand, Inputs};
use sealform_secret::policy::Policy;
use sealform_secret::{Answers, Classifier};

use crate::args::{Render, Target, TemplateFormat};
use crate::settings::Settings;
use crate::world::World;
use crate::{code, connect, explain, session, write};
use sealform_pipeline::{Pipeline, Rendered};

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &Render) -> u8 {
    let inputs = match session::inputs(&arguments.reading, &arguments.aws) {
        Ok(inputs) => inputs,
        Err(code) => return code,
    };
    let (file, folder) = match session::service_file(arguments.file.as_deref()) {
        Ok(found) => found,
        Err(diagnostic) => return session::finish(&[diagnostic], &World::new(PathBuf::new(), None), arguments.messages),
    };
    let mut world = World::new(folder, None);
    let diagnostics = match render(arguments, inputs, &file, &mut world) {
        Ok(diagnostics) | Err(diagnostics) => diagnostics,
    };
    session::finish(&diagnostics, &world, arguments.messages)
}

/// The run up to the written template; warnings come back either way.
fn render(arguments: &Render, inputs: Inputs, file: &Path, world: &mut World) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let settings = session::settings(&arguments.reading, world).map_err(|diagnostic| vec![diagnostic])?;
    let file = session::read(file, world).map_err(|diagnostic| vec![diagnostic])?;
    let classifier = Classifier::new(policy(arguments, settings));
    let (rendered, mut diagnostics) = {
        let result = drive(arguments, inputs, file, &classifier, world);
        classifier.held_spans().into_iter().for_each(|span| world.sources_mut().mask(span));
        result?
    };
    let explanation =
        arguments.explain.as_deref().map(|path| (path, explain::explain(&rendered.template.service, &rendered.settings, world.sources())));
    let checked = match arguments.to {
        Target::Cloudformation => check_code(arguments, &rendered.template, world.folder()),
        Target::Serverless => Ok(()),
    };
    if let Err(diagnostic) = checked.and_then(|()| write_all(arguments, &rendered.template.text, explanation)) {
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
    let again = inputs.clone();
    let mut pipeline = Pipeline::read(file, &source, arguments.reading.dialect.map(session::dialect), inputs, classifier)?;
    if arguments.explain.is_none() && arguments.to == Target::Cloudformation {
        pipeline.record_forms();
    }
    let mut answers = Answers::new();
    let settings = session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.settings(answers))?;
    let aws = connect::connect(&arguments.aws, settings.region.clone()).map_err(|diagnostic| vec![diagnostic])?;
    world.connect(aws);
    if arguments.to == Target::Serverless {
        let run = Run { inputs: again, classifier, answers, file };
        let (template, diagnostics) = service_file(arguments, pipeline, run, &settings, world)?;
        return Ok((Finished { template, settings }, diagnostics));
    }
    let (events, wanted) = match arguments.skip_events {
        true => (Events::Skip, sealform_resolve::Events::Skipped),
        false => (Events::Refuse, sealform_resolve::Events::Wanted),
    };
    let options = template_options(arguments, events, world.folder()).map_err(|diagnostic| vec![diagnostic])?;
    let demand = Demand::render(wanted);
    let format = match arguments.format {
        TemplateFormat::Yaml => Format::Yaml,
        TemplateFormat::Json => Format::Json,
    };
    let template =
        session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.template(&demand, &options, format, answers))?;
    Ok((Finished { template, settings }, pipeline.take_diagnostics()))
}

/// The service file for the Serverless Framework. All of it is resolved, as the framework will do.
fn service_file(
    arguments: &Render,
    mut pipeline: Pipeline<'_>,
    run: Run<'_>,
    settings: &sealform_resolve::Settings,
    world: &mut World,
) -> Result<(Rendered, Vec<Diagnostic>), Vec<Diagnostic>> {
    let Run { inputs, classifier, mut answers, file } = run;
    let demand = Demand::all();
    let dialect = arguments.reading.dialect.map(session::dialect);
    session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.prepare(&demand, answers))?;
    let Some(tree) = pipeline.resolved() else { return Err(pipeline.take_diagnostics()) };
    let resolved = sealform_convert::render::Resolved { sources: world.sources(), file, dialect, tree };
    let Some(inlined) = sealform_convert::render::inline(resolved)? else {
        let rendered = sealed(arguments, &mut pipeline, &mut answers, file, settings, world)?;
        return Ok((rendered, pipeline.take_diagnostics()));
    };
    // What other files hold is in the text now: that is resolved and sealed, with the answers that are there, and told of as the file.
    let name = world.sources().get(file).map(|source| source.path().to_owned()).unwrap_or_default();
    let written = world.sources_mut().add(name, inlined.text());
    let back = |diagnostics: Vec<Diagnostic>| diagnostics.into_iter().map(|diagnostic| inlined.back_in(written, diagnostic)).collect();
    let again = || -> Result<(Rendered, Vec<Diagnostic>), Vec<Diagnostic>> {
        let Some(source) = world.sources().get(written).cloned() else { return Err(Vec::new()) };
        let mut pipeline = Pipeline::read(written, &source, dialect, inputs, classifier)?;
        session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.settings(answers))?;
        let rendered = sealed(arguments, &mut pipeline, &mut answers, written, settings, world)?;
        Ok((rendered, pipeline.take_diagnostics()))
    };
    let (mut rendered, diagnostics) = again().map_err(back)?;
    for hop in rendered.service.secrets.iter_mut().flat_map(|record| &mut record.hops) {
        hop.span = inlined.back(written, hop.span);
    }
    Ok((rendered, back(diagnostics)))
}

/// What a run goes on with.
struct Run<'r> {
    inputs: Inputs,
    classifier: &'r Classifier,
    answers: Answers,
    file: FileId,
}

/// Seals a service and puts what was sealed into its file.
fn sealed(
    arguments: &Render,
    pipeline: &mut Pipeline<'_>,
    answers: &mut Answers,
    file: FileId,
    settings: &sealform_resolve::Settings,
    world: &mut World,
) -> Result<Rendered, Vec<Diagnostic>> {
    let demand = Demand::all();
    let service = session::answered(pipeline, answers, world, |pipeline, answers| pipeline.sealed(&demand, answers))?;
    let Some(resolved) = pipeline.resolved() else { return Err(pipeline.take_diagnostics()) };
    let dialect = arguments.reading.dialect.map(session::dialect);
    let sealed =
        sealform_convert::render::Sealed { sources: world.sources(), file, dialect, region: &settings.region, resolved, service: &service };
    let (text, diagnostics) = match sealform_convert::render::render(sealed) {
        Ok((text, mut diagnostics)) => {
            diagnostics.extend(pipeline.leaks(&text, &service));
            diagnostics.extend(other_folder(arguments, world.folder()));
            (text, diagnostics)
        }
        Err(diagnostics) => (String::new(), diagnostics),
    };
    let refused = has_errors(&diagnostics);
    pipeline.report(diagnostics);
    if refused { Err(pipeline.take_diagnostics()) } else { Ok(Rendered { text, service }) }
}

/// SF710: the Serverless Framework reads the paths of a file from the file's own folder.
fn other_folder(arguments: &Render, folder: &Path) -> Option<Diagnostic> {
    let here = |path: &Path| std::fs::canonicalize(if path.as_os_str().is_empty() { Path::new(".") } else { path }).ok();
    let output = arguments.output.as_deref()?.parent()?;
    (here(output) != here(folder)).then(|| {
        Diagnostic::warning(
            &registry::OTHER_FOLDER,
            "the relative paths of the service start from another folder than the one that is written to",
        )
        .help("Write it beside the service file: `-o serverless.sealed.yml`.")
    })
}

/// Writes the template and the explanation: both, or none.
fn write_all(arguments: &Render, template: &str, explanation: Option<(&Path, String)>) -> Result<(), Diagnostic> {
    let explanation = explanation.map(|(path, text)| write::stage(path, &text)).transpose()?;
    match &arguments.output {
        Some(path) => write::stage(path, template)?.commit()?,
        None => session::print(template)?,
    }
    explanation.map_or(Ok(()), write::Staged::commit)
}

fn policy(arguments: &Render, settings: Settings) -> Policy {
    let policy = session::policy(settings, &arguments.reading, &arguments.aws);
    let form = arguments.form.map_or(policy.form, session::form);
    Policy { form, kms_key: arguments.kms_key.as_deref().map(Into::into).or(policy.kms_key), ..policy }
}

fn template_options(arguments: &Render, events: Events, folder: &Path) -> Result<TemplateOptions, Diagnostic> {
    let from_template = |path: &Path| code::from_template(arguments.output.as_deref(), path);
    Ok(TemplateOptions {
        code: arguments.code.as_deref().map(from_template).transpose()?,
        service_folder: from_template(folder)?,
        events,
        sealed_by: if arguments.aws.local.is_some() { SealedBy::EmbeddedAws } else { SealedBy::Aws },
    })
}

/// Checks what `aws cloudformation package` would upload, if a function needs it.
fn check_code(arguments: &Render, rendered: &Rendered, folder: &Path) -> Result<(), Diagnostic> {
    if !sealform_emit::needs_code(&rendered.service) {
        return Ok(());
    }
    code::check(arguments.code.as_deref().unwrap_or(folder), arguments.aws.local.as_deref())
}
