//! The settings of each linted file: the nearest `sealform.toml` from its folder upward, within the repository.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use sealform_diagnostic::Diagnostic;
use sealform_lint::{Config, Decisions};
use sealform_secret::Policy;
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, Strictness};
use sealform_show::Linted;

use super::file::repository;
use crate::args::Lint;
use crate::session;
use crate::settings::{self, Settings};
use crate::world::World;

/// What one settings file decides, or the defaults.
pub(crate) struct Project {
    /// The folder that its paths are relative to.
    folder: PathBuf,
    /// How the rules judge.
    pub(crate) config: Config,
    /// What becomes of their findings.
    decisions: Decisions,
}

impl Project {
    fn new(folder: PathBuf, settings: Settings, arguments: &Lint) -> Self {
        let policy = Policy {
            form: settings.form.unwrap_or(FormName::Ciphertext),
            fallback: settings.fallback,
            kms_key: settings.kms_key.map(Into::into),
            strictness: if arguments.strict { Strictness::Strict } else { Strictness::Usual },
            names: settings.names,
            asking: Asking::Offline,
        };
        let config = Config { policy, dialect: arguments.dialect.map(session::dialect) };
        Self { folder, config, decisions: settings.lint }
    }

    /// Leaves of the file's findings what the settings leave.
    pub(crate) fn settle(&self, file: &Path, linted: &mut Linted) {
        linted.findings = self.decisions.settle(&relative(file, &self.folder), std::mem::take(&mut linted.findings));
    }
}

/// All settings that a run meets.
pub(crate) struct Projects {
    list: Vec<Project>,
    of_folder: HashMap<PathBuf, usize>,
}

impl Projects {
    /// Looks for the settings of `files`. The files that were read are `world`'s.
    ///
    /// # Errors
    /// SF606 where the named settings cannot be read, SF052 where some make no sense.
    pub(crate) fn load(files: &[PathBuf], arguments: &Lint, world: &mut World) -> Result<Self, Diagnostic> {
        let here = absolute(Path::new("."));
        let mut projects = Self { list: Vec::new(), of_folder: HashMap::new() };
        if let Some(path) = &arguments.config {
            let settings = read(path, world)?;
            projects.list.push(Project::new(absolute(path).parent().unwrap_or(&here).to_owned(), settings, arguments));
            return Ok(projects);
        }
        projects.list.push(Project::new(here.clone(), Settings::default(), arguments));
        let mut known: HashMap<PathBuf, usize> = HashMap::new();
        for file in files {
            let folder = absolute(file).parent().unwrap_or(&here).to_owned();
            if projects.of_folder.contains_key(&folder) {
                continue;
            }
            let number = match nearest(&folder, &here) {
                None => 0,
                Some(found) => match known.get(&found) {
                    Some(&number) => number,
                    None => {
                        let settings = read(&found.join(settings::FILE_NAME), world)?;
                        projects.list.push(Project::new(found.clone(), settings, arguments));
                        known.insert(found, projects.list.len() - 1);
                        projects.list.len() - 1
                    }
                },
            };
            projects.of_folder.insert(folder, number);
        }
        Ok(projects)
    }

    /// The settings of `file`.
    pub(crate) fn of(&self, file: &Path) -> &Project {
        let path = absolute(file);
        let number = path.parent().and_then(|folder| self.of_folder.get(folder)).copied().unwrap_or(0);
        &self.list[number]
    }

    /// What the settings ignored in vain.
    pub(crate) fn unused(&self, world: &World) -> Option<Linted> {
        let findings: Vec<_> = self.list.iter().flat_map(|project| project.decisions.unused()).collect();
        (!findings.is_empty()).then(|| Linted::new(world.sources().clone(), findings))
    }
}

/// The nearest folder with settings from `folder` upward. It is not looked for outside the repository, nor, where there is none, outside the working
/// directory.
fn nearest(folder: &Path, here: &Path) -> Option<PathBuf> {
    let top = repository(folder);
    let top = if top == folder && folder.starts_with(here) && !top.join(".git").exists() { here.to_owned() } else { top };
    let mut inside = folder.ancestors().take_while(|ancestor| ancestor.starts_with(&top));
    inside.find(|ancestor| ancestor.join(settings::FILE_NAME).is_file()).map(Path::to_owned)
}

fn read(path: &Path, world: &mut World) -> Result<Settings, Diagnostic> {
    let file = world.read(&shown(path))?;
    let text = world.sources().get(file).map(|source| source.text().to_owned()).unwrap_or_default();
    Settings::parse(file, &text)
}

/// The path as people write it from here.
fn shown(path: &Path) -> PathBuf {
    path.strip_prefix(absolute(Path::new("."))).map_or_else(|_| path.to_owned(), Path::to_owned)
}

/// `path` from the root, without `.` and `..`; links are not followed.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

/// `path` as it is seen from `folder`, with forward slashes; the whole path without the first slash where it is not below.
pub(super) fn relative(path: &Path, folder: &Path) -> String {
    let path = absolute(path);
    let below = path.strip_prefix(folder).unwrap_or(&path);
    let names: Vec<_> = below.components().filter(|component| matches!(component, Component::Normal(_))).collect();
    names.iter().map(|name| name.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_settings() {
        assert_eq!(relative(Path::new("/a/b/../c/d.yml"), Path::new("/a")), "c/d.yml");
        assert_eq!(relative(Path::new("/x/d.yml"), Path::new("/a")), "x/d.yml");
        assert_eq!(relative(Path::new("./d.yml"), &absolute(Path::new("."))), "d.yml");
    }
}
