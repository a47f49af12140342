//! `sealform references`: every reference of a file. Nothing is asked and no other file is read, but for the settings.

use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, FileId};
use sealform_resolve::inventory::{Entry, inventory};
use sealform_secret::policy::Policy;

use crate::args::{InventoryFormat, References};
use crate::world::World;
use crate::{output, session};

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &References) -> u8 {
    let (file, folder) = match session::service_file(arguments.file.as_deref()) {
        Ok(found) => found,
        Err(diagnostic) => return session::finish(&[diagnostic], &World::new(PathBuf::new(), None), arguments.messages),
    };
    let mut world = World::new(folder, None);
    let diagnostics = list(arguments, &file, &mut world).unwrap_or_else(|diagnostics| diagnostics);
    session::finish(&diagnostics, &world, arguments.messages)
}

/// Prints the inventory. What is broken comes back; all else is listed all the same.
fn list(arguments: &References, file: &Path, world: &mut World) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let settings = session::settings(&arguments.reading, world).map_err(one)?;
    let policy = session::policy(settings, &arguments.reading, &arguments.aws);
    let file = session::read(file, world).map_err(one)?;
    let (entries, diagnostics) = entries(arguments, file, world, &policy)?;
    let text = match arguments.output_format {
        InventoryFormat::Table => output::table(&entries, world.sources()),
        InventoryFormat::Json => output::json(&entries, world.sources()),
    };
    session::print(&text).map_err(one)?;
    Ok(diagnostics)
}

type Listed = (Vec<Entry>, Vec<Diagnostic>);

fn entries(arguments: &References, file: FileId, world: &World, policy: &Policy) -> Result<Listed, Vec<Diagnostic>> {
    let Some(source) = world.sources().get(file) else { return Err(Vec::new()) };
    let parse = if source.path().ends_with(".json") { sealform_yaml::parse_json } else { sealform_yaml::parse };
    let document = parse(file, source.text())?;
    let (dialect, mut diagnostics) = sealform_resolve::detect(&document, arguments.reading.dialect.map(session::dialect));
    let (grammar, unread) = sealform_resolve::grammar(&document, dialect);
    diagnostics.extend(unread);
    let (tree, broken) = sealform_model::read_leniently(&document, source.text(), grammar);
    diagnostics.extend(broken);
    Ok((inventory(&tree, dialect, policy), diagnostics))
}
