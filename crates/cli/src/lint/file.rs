//! One linted file with its includes, which are read inside the repository only.

use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, FileId, Sources};
use sealform_lint::{Confidence, Config, Files, Finding, Included, Outcome, lint};
use sealform_show::Linted;

use crate::world;

/// Reads and lints the file at `path`; `None` where it is neither a service nor a template. What cannot be read is a finding.
pub(crate) fn lint_file(path: &Path, config: &Config) -> Option<Linted> {
    let mut sources = Sources::new();
    match read(path, &path.display().to_string(), &mut sources) {
        Ok(file) => lint_sources(file, sources, path.parent(), config),
        Err(diagnostic) => {
            let findings = vec![Finding::from_diagnostic(diagnostic, Confidence::High)];
            Some(Linted::new(sources, findings))
        }
    }
}

/// Lints `text`, which is shown as `name`; what it includes is read from `folder`, if there is one.
pub(crate) fn lint_text(name: &str, text: Vec<u8>, folder: Option<&Path>, config: &Config) -> Option<Linted> {
    let mut sources = Sources::new();
    match add(name, text, &mut sources) {
        Ok(file) => lint_sources(file, sources, folder, config),
        Err(diagnostic) => {
            let findings = vec![Finding::from_diagnostic(diagnostic, Confidence::High)];
            Some(Linted::new(sources, findings))
        }
    }
}

fn lint_sources(file: FileId, mut sources: Sources, folder: Option<&Path>, config: &Config) -> Option<Linted> {
    let mut files = Files::new();
    loop {
        match lint(file, &sources, &files, config) {
            Outcome::Done(findings) => return Some(Linted::new(sources, findings)),
            Outcome::NotForUs => return None,
            Outcome::Needs(paths) => {
                for path in paths {
                    let included = folder.and_then(|folder| include(folder, &path, &mut sources));
                    files.insert(path, included.map_or(Included::Unknown, Included::Read));
                }
            }
        }
    }
}

/// Reads a file that a service in `folder` includes; `None` where it is not there, is no text, or lies outside the repository.
fn include(folder: &Path, path: &str, sources: &mut Sources) -> Option<FileId> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let full = folder.join(path);
    let real = std::fs::canonicalize(&full).ok()?;
    let inside = real.starts_with(repository(&std::fs::canonicalize(folder).ok()?));
    if !inside || !real.is_file() {
        return None;
    }
    read(&full, &full.display().to_string(), sources).ok()
}

/// The nearest folder with a `.git` from `folder` upward; `folder` itself where there is none.
fn repository(folder: &Path) -> PathBuf {
    folder.ancestors().find(|ancestor| ancestor.join(".git").exists()).unwrap_or(folder).to_owned()
}

fn read(path: &Path, name: &str, sources: &mut Sources) -> Result<FileId, Diagnostic> {
    add(name, world::read_bytes(path).map_err(|error| world::unreadable(path, &error))?, sources)
}

fn add(name: &str, bytes: Vec<u8>, sources: &mut Sources) -> Result<FileId, Diagnostic> {
    let next = FileId::new(u32::try_from(sources.iter().count()).unwrap_or(u32::MAX));
    match sealform_yaml::decode(next, bytes) {
        Ok(text) => Ok(sources.add(name, text)),
        Err(diagnostic) => {
            // There is no text to show: only its name is kept for the message.
            sources.add(name, "");
            Err(diagnostic)
        }
    }
}
