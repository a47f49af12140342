//! Which files are linted: those that are named, and below a named folder whatever may be a service or a template.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use sealform_diagnostic::{Diagnostic, registry};

use crate::world;

/// What the paths of the command line lead to.
#[derive(Default)]
pub(crate) struct Found {
    /// Files in a stable order, each once.
    pub(crate) files: Vec<PathBuf>,
    /// Paths that cannot be looked at.
    pub(crate) unreadable: Vec<Diagnostic>,
}

/// Looks for files. Below folders `.gitignore` is respected, links are not followed, `node_modules` and hidden folders but `.serverless` are left out.
pub(crate) fn discover(paths: &[PathBuf]) -> Found {
    let mut found = Found::default();
    for path in paths {
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, &mut found),
            Ok(_) => found.files.push(path.clone()),
            Err(error) => found.unreadable.push(world::unreadable(path, &error)),
        }
    }
    found.files.sort();
    found.files.dedup();
    found
}

fn walk(folder: &Path, found: &mut Found) {
    let named = folder.to_owned();
    let walk = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(move |entry| {
            let name = entry.file_name().to_string_lossy();
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            !is_folder || entry.path() == named || (name != "node_modules" && (!name.starts_with('.') || name == ".serverless"))
        })
        .build();
    for entry in walk {
        match entry {
            Ok(entry) => {
                if entry.file_type().is_some_and(|kind| kind.is_file()) && may_be_ours(entry.path()) {
                    found.files.push(entry.into_path());
                }
            }
            Err(error) => {
                let kind = error.io_error().map_or_else(|| "it cannot be listed".to_owned(), |error| error.kind().to_string());
                found
                    .unreadable
                    .push(Diagnostic::error(&registry::UNREADABLE_FILE, format!("cannot read below {}: {kind}", folder.display())));
            }
        }
    }
}

fn may_be_ours(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["yml", "yaml", "json", "template"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}
