//! Asks git what `${git:...}` stands for. It changes nothing in the repository.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::{GitFact, Plaintext};

/// What git says of `folder`; `None` where it is in no repository, or the repository does not know.
///
/// The questions are those of serverless-plugin-git-variables (lib/index.js, 5.2, read 2026-11-23), but for `isDirty`, which v4 gets wrong.
///
/// # Errors
/// SF611 where git cannot be run.
pub(crate) fn answer(folder: &Path, fact: GitFact) -> Result<Option<Arc<Plaintext>>, Diagnostic> {
    let git = Git { folder };
    let text = match fact {
        GitFact::Describe => git.says(&["describe", "--always"])?,
        GitFact::DescribeLight => git.says(&["describe", "--always", "--tags"])?,
        GitFact::Sha1 => git.says(&["rev-parse", "--short", "HEAD"])?,
        GitFact::Commit => git.says(&["rev-parse", "HEAD"])?,
        GitFact::Branch => git.says(&["rev-parse", "--abbrev-ref", "HEAD"])?,
        GitFact::Message => git.says(&["log", "-1", "--pretty=%B"])?,
        GitFact::MessageSubject => git.says(&["log", "-1", "--pretty=%s"])?,
        GitFact::MessageBody => git.says(&["log", "-1", "--pretty=%b"])?,
        GitFact::User => git.says(&["config", "user.name"])?,
        GitFact::Email => git.says(&["config", "user.email"])?,
        GitFact::IsDirty => git.says(&["diff-files", "--name-only"])?.map(|files| (!files.is_empty()).to_string()),
        GitFact::Repository => {
            git.says(&["rev-parse", "--show-toplevel"])?.map(|path| path.rsplit('/').next().unwrap_or_default().to_owned())
        }
        GitFact::Tags => match git.says(&["tag", "--points-at", "HEAD"])? {
            Some(tags) if tags.is_empty() => git.says(&["rev-parse", "--short", "HEAD"])?,
            tags => tags.map(|tags| tags.lines().collect::<Vec<_>>().join("::")),
        },
    };
    Ok(text.map(|text| Plaintext::new(text, format!("git:{fact:?}"))))
}

struct Git<'f> {
    folder: &'f Path,
}

impl Git<'_> {
    /// What git prints, without white space at its ends; `None` where it fails.
    fn says(&self, arguments: &[&str]) -> Result<Option<String>, Diagnostic> {
        let folder = if self.folder.as_os_str().is_empty() { Path::new(".") } else { self.folder };
        let mut command = Command::new("git");
        // A repository's own settings can name programs to run; none of these questions needs one.
        command.args(["-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-C"]).arg(folder).arg("--no-pager").args(arguments);
        command.env("GIT_OPTIONAL_LOCKS", "0").stdin(Stdio::null()).stderr(Stdio::null());
        let output = command.output().map_err(|error| {
            let message = format!("git cannot be run: {}", error.kind());
            Diagnostic::error(&registry::PROGRAM_FAILED, message).help("install git, or pass the value with --param and `${param:...}`")
        })?;
        Ok(output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(folder: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", "-c", "init.defaultBranch=main"];
        let mut git = Command::new("git");
        git.arg("-C").arg(folder).args(identity).args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(git.status().expect("git is there").success(), "{arguments:?}");
    }

    #[test]
    fn a_repository_says_what_it_is() {
        let folder = tempfile::tempdir().expect("there is room");
        let length = |fact| answer(folder.path(), fact).expect("git is there").map(|text| text.len_bytes());
        run(folder.path(), &["init"]);
        assert_eq!(length(GitFact::Commit), None, "there is no commit");
        std::fs::File::create(folder.path().join("a")).expect("writable");
        run(folder.path(), &["add", "a"]);
        run(folder.path(), &["commit", "-m", "subject", "-m", "body"]);
        assert_eq!(length(GitFact::Commit), Some(40));
        assert_eq!(length(GitFact::Branch), Some("main".len()));
        assert_eq!(length(GitFact::Message), Some("subject\n\nbody".len()));
        assert_eq!(length(GitFact::MessageBody), Some("body".len()));
        assert_eq!(length(GitFact::Tags), length(GitFact::Sha1));
        assert_eq!(length(GitFact::IsDirty), Some("false".len()));
        run(folder.path(), &["tag", "v1"]);
        run(folder.path(), &["tag", "v2"]);
        assert_eq!(length(GitFact::Tags), Some("v1::v2".len()));
        std::fs::File::create(folder.path().join("a")).and_then(|mut file| std::io::Write::write_all(&mut file, b"x")).expect("writable");
        assert_eq!(length(GitFact::IsDirty), Some("true".len()));
    }
}
