//! `sealform report`: the way of each secret to its function, now and once sealed. AWS is not asked, the environment not read.

use std::path::{Path, PathBuf};

use sealform_diagnostic::Diagnostic;
use sealform_pipeline::{Pipeline, report};
use sealform_resolve::{Demand, Inputs};
use sealform_secret::policy::{Asking, Policy};
use sealform_secret::{Answers, Classifier};

use crate::args::{InventoryFormat, Report};
use crate::world::World;
use crate::{output, session};

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &Report) -> u8 {
    let inputs = match session::inputs(&arguments.reading, &arguments.aws) {
        Ok(inputs) => inputs,
        Err(code) => return code,
    };
    let (file, folder) = match session::service_file(arguments.file.as_deref()) {
        Ok(found) => found,
        Err(diagnostic) => return session::finish(&[diagnostic], &World::new(PathBuf::new(), None), arguments.messages),
    };
    let mut world = World::new(folder, None);
    world.assume_environment();
    let diagnostics = match show(arguments, inputs, &file, &mut world) {
        Ok(diagnostics) | Err(diagnostics) => diagnostics,
    };
    session::finish(&diagnostics, &world, arguments.messages)
}

/// The run up to the printed report; warnings come back either way.
fn show(arguments: &Report, inputs: Inputs, file: &Path, world: &mut World) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let settings = session::settings(&arguments.reading, world).map_err(one)?;
    let policy = session::policy(settings, &arguments.reading, &arguments.aws);
    let form = arguments.form.map_or(policy.form, session::form);
    let classifier = Classifier::new(Policy { form, asking: Asking::Offline, ..policy });
    let file = session::read(file, world).map_err(one)?;
    let Some(source) = world.sources().get(file).cloned() else { return Err(Vec::new()) };
    let mut pipeline = Pipeline::read(file, &source, arguments.reading.dialect.map(session::dialect), inputs, &classifier)?;
    let mut answers = Answers::new();
    session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.settings(answers))?;
    let demand = Demand::environments();
    let tree = session::answered(&mut pipeline, &mut answers, world, |pipeline, answers| pipeline.resolve(&demand, answers));
    classifier.held_spans().into_iter().for_each(|span| world.sources_mut().mask(span));
    let report = report::report(&tree?, world.sources(), pipeline.dialect(), classifier.policy());
    let text = match arguments.output_format {
        InventoryFormat::Table => output::ways_table(&report),
        InventoryFormat::Json => output::ways_json(&report, world.sources()),
    };
    session::print(&text).map_err(one)?;
    Ok(pipeline.take_diagnostics())
}
