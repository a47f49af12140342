//! Files are written all or nothing: aside first, then renamed.

use std::io::Write;
use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, registry};
use tempfile::NamedTempFile;

/// A file whose new text lies beside it, complete, until it is renamed over it. Dropped without that, nothing has happened.
pub(crate) struct Staged {
    file: NamedTempFile,
    target: PathBuf,
}

/// Writes `text` aside of `path`, with the permissions that the file has.
///
/// # Errors
/// SF607 with the kind of the system's error.
pub(crate) fn stage(path: &Path, text: &str) -> Result<Staged, Diagnostic> {
    // A link is written through, not replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let staged = NamedTempFile::new_in(folder).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        let permissions = match std::fs::metadata(&target) {
            Ok(metadata) => metadata.permissions(),
            Err(_) => default_permissions(file.as_file())?,
        };
        file.as_file().set_permissions(permissions)?;
        Ok(file)
    });
    staged.map(|file| Staged { file, target }).map_err(|error| unwritable(path, &error))
}

impl Staged {
    /// Renames it over the file.
    ///
    /// # Errors
    /// SF607; the file is then as it was.
    pub(crate) fn commit(self) -> Result<(), Diagnostic> {
        let Self { file, target } = self;
        file.persist(&target).map(|_| ()).map_err(|error| unwritable(&target, &error.error))
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::error(&registry::UNWRITABLE_FILE, format!("cannot write {}: {}", path.display(), error.kind()))
        .help("Nothing was written. Check that the folder exists and may be written to.")
}

/// What a new file gets: readable by others, as the documents of a build usually are. Nothing that Sealform writes holds a secret.
#[cfg(unix)]
fn default_permissions(_: &std::fs::File) -> std::io::Result<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn default_permissions(file: &std::fs::File) -> std::io::Result<std::fs::Permissions> {
    Ok(file.metadata()?.permissions())
}
