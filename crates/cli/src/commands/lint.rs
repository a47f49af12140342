//! `sealform lint`: what would leak, in service files and templates. Neither AWS nor the environment is asked.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use sealform_diagnostic::{Applicability, Blame, Diagnostic, Severity, Sources};
use sealform_lint::{Confidence, Finding};
use sealform_show::{Coloring, Linted};

use crate::args::{FailOn, Lint, MessageFormat};
use crate::lint::{Baseline, Fixing, Projects, Texts, discover, fix, lint_file, run as lint_all};
use crate::world::{self, World};
use crate::{diff, exit, report, session, write};

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &Lint) -> u8 {
    if let Some(message) = misuse(arguments) {
        let _ = writeln!(std::io::stderr(), "error: {message}");
        return exit::USAGE;
    }
    let mut world = World::new(PathBuf::new(), None);
    lint(arguments, &mut world).unwrap_or_else(|diagnostic| session::finish(&[diagnostic], &world, arguments.messages))
}

/// What makes no sense together.
fn misuse(arguments: &Lint) -> Option<&'static str> {
    let stdin = arguments.paths.iter().any(|path| path == Path::new("-"));
    if stdin && arguments.paths.len() > 1 {
        Some("standard input is linted alone: give `-` or paths")
    } else if stdin && arguments.fix && !arguments.diff {
        Some("standard input cannot be mended in place: use --diff")
    } else if arguments.unsafe_fixes && !arguments.fix && !arguments.diff {
        Some("--unsafe-fixes says which fixes --fix and --diff are about: give one of them")
    } else if arguments.stdin_filename.is_some() && !stdin {
        Some("--stdin-filename names standard input: give `-` as the path")
    } else {
        None
    }
}

fn lint(arguments: &Lint, world: &mut World) -> Result<u8, Diagnostic> {
    let Input { files, texts, unreadable, by_folder } = input(arguments)?;
    let projects = Projects::load(&files, arguments, world)?;
    let baseline = arguments.baseline.as_deref().map(Baseline::read).transpose()?;
    let look = |path: &Path, texts: &Texts| {
        let project = projects.of(path);
        let mut linted = lint_file(path, texts, &project.config)?;
        project.settle(path, &mut linted);
        baseline.iter().for_each(|baseline| baseline.settle(&mut linted));
        Some(linted)
    };
    let mut linted;
    if arguments.fix || arguments.diff {
        let boldest = if arguments.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
        let fixing = fix(&files, texts, boldest, look);
        if arguments.diff {
            session::print(&shown(&fixing, arguments))?;
            return Ok(code(arguments.fail_on, &fixing.found));
        }
        made(&fixing, arguments)?;
        linted = fixing.left;
    } else {
        linted = lint_all(&files, |path| look(path, &texts));
    }
    linted.extend(unreadable);
    if let Some(path) = &arguments.write_baseline {
        let count = Baseline::new(path)?.write(&linted)?;
        say(arguments, &format!("{count} finding{} written to {}", if count == 1 { "" } else { "s" }, path.display()));
        return Ok(exit::DONE);
    }
    if by_folder {
        linted.extend(projects.unused(world));
        linted.extend(baseline.and_then(|baseline| baseline.stale(&files)));
    }
    let coloring = report::coloring(arguments.messages.color, &std::io::stdout());
    session::print(&sealform_show::findings(arguments.output_format, &linted, coloring))?;
    Ok(code(arguments.fail_on, &linted))
}

/// What is linted.
struct Input {
    files: Vec<PathBuf>,
    texts: Texts,
    unreadable: Option<Linted>,
    /// Whether a folder was looked through: only then it is known that something is nowhere.
    by_folder: bool,
}

fn input(arguments: &Lint) -> Result<Input, Diagnostic> {
    let mut texts = Texts::new();
    if arguments.paths == [Path::new("-")] {
        let mut text = Vec::new();
        let stdin = std::io::stdin().lock().take(world::READ_LIMIT_BYTES).read_to_end(&mut text);
        stdin.map_err(|error| world::unreadable(Path::new("<stdin>"), &error))?;
        let name = arguments.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("<stdin>"));
        texts.set(&name, text);
        return Ok(Input { files: vec![name], texts, unreadable: None, by_folder: false });
    }
    let here = [PathBuf::from(".")];
    let paths = if arguments.paths.is_empty() { &here } else { arguments.paths.as_slice() };
    let found = discover(paths);
    let unreadable: Vec<_> =
        found.unreadable.into_iter().map(|diagnostic| Finding::from_diagnostic(diagnostic, Confidence::High)).collect();
    let unreadable = (!unreadable.is_empty()).then(|| Linted::new(Sources::new(), unreadable));
    Ok(Input { files: found.files, texts, unreadable, by_folder: paths.iter().any(|path| path.is_dir()) })
}

/// The fixes as a diff.
fn shown(fixing: &Fixing, arguments: &Lint) -> String {
    let colored = report::coloring(arguments.messages.color, &std::io::stdout()) == Coloring::Colored;
    fixing.changed.values().map(|(old, new)| diff::between(old, new, colored)).collect()
}

/// Writes what the fixes changed: all files or none.
fn made(fixing: &Fixing, arguments: &Lint) -> Result<(), Diagnostic> {
    let staged = fixing.changed.iter().map(|(path, (_, new))| write::stage(path, new.text()));
    let staged: Vec<write::Staged> = staged.collect::<Result<_, _>>()?;
    staged.into_iter().try_for_each(write::Staged::commit)?;
    if fixing.count > 0 {
        let (fixes, files) = (if fixing.count == 1 { "fix" } else { "fixes" }, if fixing.changed.len() == 1 { "file" } else { "files" });
        say(arguments, &format!("{} {fixes} made in {} {files}", fixing.count, fixing.changed.len()));
    }
    Ok(())
}

/// Says what was done; scripts that read JSON are told by the exit code.
fn say(arguments: &Lint, text: &str) {
    if arguments.messages.message_format == MessageFormat::Human {
        let _ = writeln!(std::io::stderr(), "{text}");
    }
}

/// 1 for findings as bad as asked for; 3 where nothing but unreadable input was found.
fn code(fail_on: FailOn, linted: &[Linted]) -> u8 {
    let least = match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Note => Some(Severity::Note),
        FailOn::Never => None,
    };
    let findings = || linted.iter().flat_map(|linted| &linted.findings);
    let is_world = |finding: &&Finding| finding.diagnostic.code.blame == Blame::World;
    if findings().filter(|finding| !is_world(finding)).any(|finding| least.is_some_and(|least| finding.diagnostic.severity >= least)) {
        exit::REFUSED
    } else if findings().any(|finding| is_world(&finding)) {
        exit::WORLD
    } else {
        exit::DONE
    }
}
