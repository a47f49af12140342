//! `sealform render`: a service in, a CloudFormation template or a service file without secrets out; or a template in, the same template out.

use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, FileId, has_errors};
use sealform_emit::{Events, ForeignRole, Format, SealedBy, TemplateOptions};
use sealform_model::DocumentKind;
use sealform_resolve::{Demand, Inputs};
use sealform_secret::policy::Policy;
use sealform_secret::{Answers, Classifier};

use crate::args::{Render, Target, TemplateFormat};
use crate::settings::Settings;
use crate::world::World;
use crate::{code, connect, exit, explain, session, template, write};
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
        Ok(diagnostics) | Err(Stopped::Refused(diagnostics)) => diagnostics,
        Err(Stopped::Misused(message)) => {
            session::say(&format!("error: {message}\n"));
            return exit::USAGE;
        }
    };
    session::finish(&diagnostics, &world, arguments.messages)
}

/// Why nothing is written.
enum Stopped {
    /// For these reasons.
    Refused(Vec<Diagnostic>),
    /// The flags do not fit what is rendered.
    Misused(&'static str),
}

impl From<Vec<Diagnostic>> for Stopped {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self::Refused(diagnostics)
    }
}

/// The run up to the written template; warnings come back either way.
fn render(arguments: &Render, inputs: Inputs, file: &Path, world: &mut World) -> Result<Vec<Diagnostic>, Stopped> {
    let settings = session::settings(&arguments.reading, world).map_err(|diagnostic| vec![diagnostic])?;
    let file = session::read(file, world).map_err(|diagnostic| vec![diagnostic])?;
    let classifier = Classifier::new(policy(arguments, settings));
    let (rendered, mut diagnostics) = {
        let result = drive(arguments, inputs, file, &classifier, world);
        classifier.held_spans().into_iter().for_each(|span| world.sources_mut().mask(span));
        result?
    };
    let Finished { template, settings, foreign_roles } = &rendered;
    let explained = |path| (path, explain::explain(&template.service, settings, foreign_roles.as_deref(), world.sources()));
    let explanation = arguments.explain.as_deref().map(explained);
    let makes_template = arguments.to == Target::Cloudformation && foreign_roles.is_none();
    let checked = if makes_template { check_code(arguments, template, world.folder()) } else { Ok(()) };
    if let Err(diagnostic) = checked.and_then(|()| write_all(arguments, &template.text, explanation)) {
        diagnostics.push(diagnostic);
        return Err(diagnostics.into());
    }
    Ok(diagnostics)
}

struct Finished {
    template: Rendered,
    settings: sealform_resolve::Settings,
    /// Of a template, whose roles are all the author's; `None` for a service.
    foreign_roles: Option<Vec<ForeignRole>>,
}

/// Asks and answers until the template is there.
fn drive(
    arguments: &Render,
    inputs: Inputs,
    file: FileId,
    classifier: &Classifier,
    world: &mut World,
) -> Result<(Finished, Vec<Diagnostic>), Stopped> {
    let source = world.sources().get(file).cloned();
    let Some(source) = source else { return Err(Vec::new().into()) };
    let again = inputs.clone();
    let mut pipeline = Pipeline::read_any(file, &source, arguments.reading.dialect.map(session::dialect), inputs, classifier)?;
    let is_template = pipeline.kind() == DocumentKind::Template;
    if let Some(message) = template::misused(arguments, source.path(), source.text()).filter(|_| is_template) {
        return Err(Stopped::Misused(message));
    }
    if arguments.explain.is_none() && arguments.to == Target::Cloudformation && !is_template {
        pipeline.record_forms();
    }
    let mut answers = Answers::new();
    let settings = session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.settings(answers))?;
    let aws = connect::connect(&arguments.aws, settings.region.clone()).map_err(|diagnostic| vec![diagnostic])?;
    world.connect(aws);
    if is_template {
        let (rendered, service) = template::sealed(arguments, &mut pipeline, &mut answers, file, &settings.region, world)?;
        let mut diagnostics = pipeline.take_diagnostics();
        diagnostics.extend(rendered.diagnostics);
        let template = Rendered { text: rendered.text, service };
        return Ok((Finished { template, settings, foreign_roles: Some(rendered.foreign_roles) }, diagnostics));
    }
    if arguments.to == Target::Serverless {
        let run = Run { inputs: again, classifier, answers, file };
        let (template, diagnostics) = service_file(arguments, pipeline, run, &settings, world)?;
        return Ok((Finished { template, settings, foreign_roles: None }, diagnostics));
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
    Ok((Finished { template, settings, foreign_roles: None }, pipeline.take_diagnostics()))
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
            diagnostics.extend(session::other_folder(arguments.output.as_deref(), world.folder()));
            (text, diagnostics)
        }
        Err(diagnostics) => (String::new(), diagnostics),
    };
    let refused = has_errors(&diagnostics);
    pipeline.report(diagnostics);
    if refused { Err(pipeline.take_diagnostics()) } else { Ok(Rendered { text, service }) }
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
