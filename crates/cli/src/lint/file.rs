//! One linted file with its includes, which are read inside the repository only.

use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, FileId, Sources};
use sealform_lint::{Confidence, Config, Files, Finding, Included, Outcome, lint};
use sealform_show::Linted;

use super::Texts;
use crate::world;

/// Lints the file at `path`. `None` where it is neither a service nor a template; what cannot be read is a finding.
pub(crate) fn lint_file(path: &Path, texts: &Texts, config: &Config) -> Option<Linted> {
    let mut sources = Sources::new();
    let file = match read(path, texts, &mut sources) {
        Ok(file) => file,
        Err(diagnostic) => return Some(Linted::new(sources, vec![Finding::from_diagnostic(diagnostic, Confidence::High)])),
    };
    let mut files = Files::new();
    loop {
        match lint(file, &sources, &files, config) {
            Outcome::Done(findings) => return Some(Linted::new(sources, findings)),
            Outcome::NotForUs => return None,
            Outcome::Needs(paths) => {
                for named in paths {
                    let included = include(path, &named, texts, &mut sources);
                    files.insert(named, included.map_or(Included::Unknown, Included::Read));
                }
            }
        }
    }
}

/// Reads a file that the service at `service` includes; `None` where it is not there, is no text, or lies outside the repository.
fn include(service: &Path, named: &str, texts: &Texts, sources: &mut Sources) -> Option<FileId> {
    let folder = service.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let full = folder.join(named);
    let real = std::fs::canonicalize(&full).ok()?;
    let inside = real.starts_with(repository(&std::fs::canonicalize(folder).ok()?));
    if !inside || !real.is_file() {
        return None;
    }
    read(&full, texts, sources).ok()
}

/// The nearest folder with a `.git` from `folder` upward; `folder` itself where there is none.
pub(super) fn repository(folder: &Path) -> PathBuf {
    folder.ancestors().find(|ancestor| ancestor.join(".git").exists()).unwrap_or(folder).to_owned()
}

fn read(path: &Path, texts: &Texts, sources: &mut Sources) -> Result<FileId, Diagnostic> {
    let bytes = texts.read(path).map_err(|error| world::unreadable(path, &error))?;
    let next = FileId::new(u32::try_from(sources.iter().count()).unwrap_or(u32::MAX));
    let name = path.display().to_string();
    match sealform_yaml::decode(next, bytes) {
        Ok(text) => Ok(sources.add(name, text)),
        Err(diagnostic) => {
            // There is no text to show: only its name is kept for the message.
            sources.add(name, "");
            Err(diagnostic)
        }
    }
}
