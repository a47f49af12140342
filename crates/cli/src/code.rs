//! Where the functions' code is, as seen from the template, and what must not be uploaded with it.
//!
//! `aws cloudformation package` reads a local path relative to the template's folder, and zips every file of a folder (AWS CLI 1.46
//! `customizations/cloudformation/artifact_exporter.py`, `zip_folder`, read 2026-11-23): what lies there goes to the bucket, whatever
//! .gitignore or package.patterns say.

use std::path::{Component, Path, PathBuf};

use sealform_diagnostic::{Diagnostic, registry};

use crate::{settings, world};

/// The way from the folder of the file `output` (the working directory where there is none) to `target`. Empty where they are the same.
///
/// # Errors
/// SF606 where one of them does not exist.
pub(crate) fn from_template(output: Option<&Path>, target: &Path) -> Result<PathBuf, Diagnostic> {
    let folder = output.and_then(Path::parent).unwrap_or_else(|| Path::new(""));
    let absolute = |path: &Path| {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        std::fs::canonicalize(path).map_err(|error| world::unreadable(path, &error))
    };
    Ok(relative(&absolute(folder)?, &absolute(target)?))
}

/// The way from one absolute path to another.
fn relative(from: &Path, to: &Path) -> PathBuf {
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) = (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n(Component::ParentDir, from.len() - common);
    up.chain(to.into_iter().skip(common)).collect()
}

/// Refuses code that cannot be uploaded as it is: a folder that holds `.env*`, `.git`, `sealform.toml` or the file of the embedded AWS.
///
/// `node_modules` is not searched: what a package ships is public already.
///
/// # Errors
/// SF502 that names up to ten of them; SF606 for a path that cannot be read.
pub(crate) fn check(code: &Path, local: Option<&Path>) -> Result<(), Diagnostic> {
    let code = if code.as_os_str().is_empty() { Path::new(".") } else { code };
    let metadata = std::fs::metadata(code).map_err(|error| world::unreadable(code, &error))?;
    if !metadata.is_dir() {
        return Ok(());
    }
    let local = local.and_then(|path| std::fs::canonicalize(path).ok());
    let mut found = Vec::new();
    let mut folders = vec![code.to_owned()];
    while let Some(here) = folders.pop() {
        let entries = std::fs::read_dir(&here).map_err(|error| world::unreadable(&here, &error))?;
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
    if found.is_empty() { Ok(()) } else { Err(refusal(code, &found)) }
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
    Diagnostic::error(
        &registry::CODE_FOLDER,
        format!("the code folder {} holds what must not be uploaded: {}", folder.display(), names.join(", ")),
    )
    .help(
        "`aws cloudformation package` zips every file of the folder. Build an artifact and name it in `package.artifact` or `--code FILE.zip`, \
         or name a folder that holds code only with `--code DIR`.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_seen_from_the_template() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to)).display().to_string();
        assert_eq!(way("/a", "/a"), "");
        assert_eq!(way("/a", "/a/b/c"), "b/c");
        assert_eq!(way("/a/out", "/a/b"), "../b");
        assert_eq!(way("/x/y", "/a"), "../../a");
    }

    #[test]
    fn what_must_not_be_uploaded_is_named() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write = |name: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("writable");
            std::fs::File::create(path).expect("writable");
        };
        write("handler.py");
        write("node_modules/a/.env");
        assert!(check(folder.path(), None).is_ok());
        ["sub/.env.dev", ".git/config", "sealform.toml", "aws.yml"].into_iter().for_each(write);
        let refused = check(folder.path(), Some(&folder.path().join("aws.yml"))).expect_err("it holds four of them");
        assert!(refused.message.ends_with(": .git, aws.yml, sealform.toml, sub/.env.dev"), "{}", refused.message);
        assert!(check(&folder.path().join("handler.py"), None).is_ok(), "an archive is uploaded as it is");
    }
}
