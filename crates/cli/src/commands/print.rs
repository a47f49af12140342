//! `sealform print`: the resolved service, secrets as the references they are.

use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, FileId};
use sealform_emit::Format;
use sealform_resolve::{Inputs, Settings};
use sealform_secret::{Answers, Classified, Classifier};

use crate::args::{Print, TemplateFormat};
use crate::world::World;
use crate::{connect, session};
use sealform_pipeline::Pipeline;
use sealform_pipeline::document::{self, Printing};

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &Print) -> u8 {
    let inputs = match session::inputs(&arguments.reading, &arguments.aws) {
        Ok(inputs) => inputs,
        Err(code) => return code,
    };
    let (file, folder) = match session::service_file(arguments.file.as_deref()) {
        Ok(found) => found,
        Err(diagnostic) => return session::finish(&[diagnostic], &World::new(PathBuf::new(), None), arguments.messages),
    };
    let mut world = World::new(folder, None);
    let diagnostics = match print(arguments, inputs, &file, &mut world) {
        Ok(diagnostics) | Err(diagnostics) => diagnostics,
    };
    session::finish(&diagnostics, &world, arguments.messages)
}

/// The run up to the printed document; warnings come back either way.
fn print(arguments: &Print, inputs: Inputs, file: &Path, world: &mut World) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let settings = session::settings(&arguments.reading, world).map_err(one)?;
    let classifier = Classifier::new(session::policy(settings, &arguments.reading, &arguments.aws));
    let file = session::read(file, world).map_err(one)?;
    let result =
        drive(arguments, inputs, file, &classifier, world).and_then(|resolved| show(arguments, resolved, file, &classifier, world));
    classifier.held_spans().into_iter().for_each(|span| world.sources_mut().mask(span));
    let (text, mut diagnostics) = result?;
    if let Err(diagnostic) = session::print(&text) {
        diagnostics.push(diagnostic);
        return Err(diagnostics);
    }
    Ok(diagnostics)
}

struct Resolved {
    tree: sealform_model::Tree<Classified>,
    settings: Settings,
    dialect: sealform_resolve::Dialect,
    diagnostics: Vec<Diagnostic>,
}

/// Asks and answers until what is wanted is resolved.
fn drive(arguments: &Print, inputs: Inputs, file: FileId, classifier: &Classifier, world: &mut World) -> Result<Resolved, Vec<Diagnostic>> {
    let Some(source) = world.sources().get(file).cloned() else { return Err(Vec::new()) };
    let mut pipeline = Pipeline::read(file, &source, arguments.reading.dialect.map(session::dialect), inputs, classifier)?;
    let mut answers = Answers::new();
    let settings = session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.settings(answers))?;
    let aws = connect::connect(&arguments.aws, settings.region.clone()).map_err(|diagnostic| vec![diagnostic])?;
    world.connect(aws);
    let demand = document::demand(arguments.path.as_deref());
    let tree = session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.resolve(&demand, answers))?;
    Ok(Resolved { tree, settings, dialect: pipeline.dialect(), diagnostics: pipeline.take_diagnostics() })
}

fn show(
    arguments: &Print,
    resolved: Resolved,
    service: FileId,
    classifier: &Classifier,
    world: &World,
) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
    let Resolved { tree, settings, dialect, mut diagnostics } = resolved;
    let format = match arguments.format {
        TemplateFormat::Yaml => Format::Yaml,
        TemplateFormat::Json => Format::Json,
    };
    let path = arguments.path.as_deref();
    let printing = Printing { sources: world.sources(), service, dialect, settings: &settings, classifier, path, format };
    match document::document(tree, &printing) {
        Ok(text) => Ok((text, diagnostics)),
        Err(refusals) => {
            diagnostics.extend(refusals);
            Err(diagnostics)
        }
    }
}
