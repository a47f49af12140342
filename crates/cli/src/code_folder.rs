//! What must not be uploaded with the functions' code.
//!
//! `aws cloudformation package` zips every file of a folder (AWS CLI 1.46 `customizations/cloudformation/artifact_exporter.py`, `zip_folder`,
//! read 2026-11-23): what lies there goes to the bucket, whatever .gitignore or package.patterns say.

use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, registry};

use crate::settings;

/// Refuses a code folder that holds `.env*`, `.git`, `sealform.toml` or the file of the embedded AWS.
///
/// `node_modules` is not searched: what a package ships is public already.
///
/// # Errors
/// SF502 that names up to ten of them; SF606 for a folder that cannot be read.
pub(crate) fn check(folder: &Path, local: Option<&Path>) -> Result<(), Diagnostic> {
    let local = local.and_then(|path| std::fs::canonicalize(path).ok());
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        let entries = std::fs::read_dir(&here).map_err(|error| crate::world::unreadable(&here, &error))?;
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let path = entry.path();
            if name.starts_with(".env") || name == ".git" || name == settings::FILE_NAME || is(&path, local.as_deref()) {
                found.push(path);
            } else if name != "node_modules" && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            }
        }
    }
    found.sort();
    if found.is_empty() { Ok(()) } else { Err(refusal(folder, &found)) }
}

fn is(path: &Path, local: Option<&Path>) -> bool {
    local.is_some_and(|local| path.file_name() == local.file_name() && std::fs::canonicalize(path).is_ok_and(|path| path == local))
}

fn refusal(folder: &Path, found: &[PathBuf]) -> Diagnostic {
    let mut names: Vec<String> =
        found.iter().take(10).map(|path| path.strip_prefix(folder).unwrap_or(path).display().to_string()).collect();
    if found.len() > names.len() {
        names.push(format!("{} more", found.len() - names.len()));
    }
    Diagnostic::error(&registry::CODE_FOLDER, format!("the code folder {} holds what must not be uploaded: {}", folder.display(), names.join(", "))).help(
        "`aws cloudformation package` zips every file of the folder. Build an artifact and name it in `package.artifact` or `--code FILE.zip`, or name a folder that holds code only with `--code DIR`.",
    )
}
