//! `sealform lint`: what would leak, in service files and templates. Neither AWS nor the environment is asked.

use std::io::Read;
use std::path::{Path, PathBuf};

use sealform_diagnostic::{Diagnostic, Severity};
use sealform_lint::{Confidence, Config, Finding};
use sealform_secret::Policy;
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, Strictness};
use sealform_show::Linted;

use crate::args::{FailOn, Lint};
use crate::lint::{discover, lint_file, lint_text, run as lint_all};
use crate::settings::{self, Settings};
use crate::world::{self, World};
use crate::{exit, report, session};

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &Lint) -> u8 {
    let mut world = World::new(PathBuf::new(), None);
    let settings = match settings(arguments, &mut world) {
        Ok(settings) => settings,
        Err(diagnostic) => return session::finish(&[diagnostic], &world, arguments.messages),
    };
    let config = config(arguments, settings);
    let linted = match all(arguments, &config) {
        Ok(linted) => linted,
        Err(diagnostic) => return session::finish(&[diagnostic], &world, arguments.messages),
    };
    let text = sealform_show::findings(arguments.output_format, &linted, report::coloring(arguments.messages.color, &std::io::stdout()));
    match session::print(&text) {
        Ok(()) => code(arguments.fail_on, &linted),
        Err(diagnostic) => session::finish(&[diagnostic], &world, arguments.messages),
    }
}

fn settings(arguments: &Lint, world: &mut World) -> Result<Settings, Diagnostic> {
    let path = arguments.config.clone().unwrap_or_else(|| PathBuf::from(settings::FILE_NAME));
    if arguments.config.is_none() && !path.exists() {
        return Ok(Settings::default());
    }
    let file = world.read(&path)?;
    let text = world.sources().get(file).map(|source| source.text().to_owned()).unwrap_or_default();
    Settings::parse(file, &text)
}

fn config(arguments: &Lint, settings: Settings) -> Config {
    let policy = Policy {
        form: settings.form.unwrap_or(FormName::Ciphertext),
        fallback: settings.fallback,
        kms_key: settings.kms_key.map(Into::into),
        strictness: if arguments.strict { Strictness::Strict } else { Strictness::Usual },
        names: settings.names,
        asking: Asking::Offline,
    };
    Config { policy, dialect: arguments.dialect.map(session::dialect) }
}

fn all(arguments: &Lint, config: &Config) -> Result<Vec<Linted>, Diagnostic> {
    if let [path] = arguments.paths.as_slice()
        && path == Path::new("-")
    {
        let mut text = Vec::new();
        let stdin = std::io::stdin().lock().take(world::READ_LIMIT_BYTES).read_to_end(&mut text);
        stdin.map_err(|error| world::unreadable(Path::new("<stdin>"), &error))?;
        let name = arguments.stdin_filename.clone().unwrap_or_else(|| PathBuf::from("<stdin>"));
        let folder = arguments.stdin_filename.as_deref().and_then(Path::parent);
        return Ok(lint_text(&name.display().to_string(), text, folder, config).into_iter().collect());
    }
    let here = [PathBuf::from(".")];
    let found = discover(if arguments.paths.is_empty() { &here } else { &arguments.paths });
    let unreadable = found.unreadable.into_iter().map(|diagnostic| Finding::from_diagnostic(diagnostic, Confidence::High));
    let unreadable = Linted::new(sealform_diagnostic::Sources::new(), unreadable.collect());
    let mut linted = lint_all(&found.files, |path| lint_file(path, config));
    if !unreadable.findings.is_empty() {
        linted.push(unreadable);
    }
    Ok(linted)
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
    let is_world = |finding: &&Finding| finding.diagnostic.code.blame == sealform_diagnostic::Blame::World;
    if findings().filter(|finding| !is_world(finding)).any(|finding| least.is_some_and(|least| finding.diagnostic.severity >= least)) {
        exit::REFUSED
    } else if findings().any(|finding| is_world(&finding)) {
        exit::WORLD
    } else {
        exit::DONE
    }
}
