//! `sealform convert`: service files rewritten in place, or the diff of that.

use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use sealform_convert::{Conversion, Converted, Converter, Options};
use sealform_diagnostic::{Diagnostic, has_errors, registry};
use sealform_resolve::Inputs;
use sealform_secret::forms::FormName;
use sealform_secret::{Answers, Step};

use crate::args::{Color, Convert, FormArg, Language, MessageFormat};
use crate::summary::{Telling, summary};
use crate::world::World;
use crate::{diff, exit, facts, session, write};

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &Convert) -> u8 {
    if let Some(key) = arguments.kms_key.as_deref().filter(|key| !is_key(key)) {
        let message = format!("error: --kms-key takes the ARN or the id of a key, not an alias: IAM resolves none ({key})\n");
        let _ = std::io::Write::write_all(&mut std::io::stderr(), message.as_bytes());
        return exit::USAGE;
    }
    let inputs = match session::inputs(&arguments.reading, &arguments.aws) {
        Ok(inputs) => inputs,
        Err(code) => return code,
    };
    let given: Vec<Option<&Path>> =
        if arguments.files.is_empty() { vec![None] } else { arguments.files.iter().map(|file| Some(file.as_path())).collect() };
    let mut services = Vec::new();
    for file in given {
        match session::service_file(file) {
            Ok((file, folder)) => services.push(Service::convert(arguments, inputs.clone(), &file, folder)),
            Err(diagnostic) => return session::finish(&[diagnostic], &World::new(PathBuf::new(), None), arguments.messages),
        }
    }
    // All files are written, or none.
    let outcome = if services.iter().any(Service::is_refused) { Ok(()) } else { give(arguments, &mut services) };
    if let (Err(diagnostic), Some(first)) = (outcome, services.first_mut()) {
        first.diagnostics.push(diagnostic);
    }
    let finish = |service: &Service| {
        let code = session::finish(&service.diagnostics, &service.world, arguments.messages);
        if arguments.messages.message_format == MessageFormat::Human && !arguments.mode.check {
            session::say(service.summary.as_deref().unwrap_or_default());
        }
        code
    };
    services.iter().map(finish).max().unwrap_or(exit::DONE)
}

/// One service on its way.
struct Service {
    file: PathBuf,
    world: World,
    converted: Vec<Converted>,
    diagnostics: Vec<Diagnostic>,
    /// The ways of its secrets before and after.
    summary: Option<String>,
}

impl Service {
    fn convert(arguments: &Convert, inputs: Inputs, file: &Path, folder: PathBuf) -> Self {
        let mut world = World::new(folder, None);
        let (converted, diagnostics, summary) = match converted(arguments, inputs, file, &mut world) {
            Ok((conversion, summary)) => {
                conversion.masks.iter().for_each(|&span| world.sources_mut().mask(span));
                (conversion.files, conversion.diagnostics, summary)
            }
            Err(diagnostics) => (Vec::new(), diagnostics, None),
        };
        Self { file: file.to_owned(), world, converted, diagnostics, summary }
    }

    fn is_refused(&self) -> bool {
        has_errors(&self.diagnostics)
    }

    /// The path of a converted file on this machine.
    fn path(&self, converted: &Converted) -> PathBuf {
        if converted.path.is_empty() { self.file.clone() } else { self.world.folder().join(&converted.path) }
    }
}

/// Converts one service, and sums it up.
fn converted(arguments: &Convert, inputs: Inputs, file: &Path, world: &mut World) -> Result<(Conversion, Option<String>), Vec<Diagnostic>> {
    let one = |diagnostic| vec![diagnostic];
    let settings = session::settings(&arguments.reading, world).map_err(one)?;
    let form = arguments.form.map(|form| match form {
        FormArg::Ciphertext => FormName::Ciphertext,
        FormArg::RuntimePath => FormName::RuntimePath,
    });
    let form = form.or(settings.form).unwrap_or(FormName::RuntimePath);
    let kms_key = arguments.kms_key.clone().or_else(|| settings.kms_key.clone().filter(|key| is_key(key)));
    let policy = session::policy(settings, &arguments.reading, &arguments.aws);
    let dialect = arguments.reading.dialect.map(session::dialect);
    let target = arguments.target.map(session::dialect);
    let file = session::read(file, world).map_err(one)?;
    let Some(source) = world.sources().get(file).cloned() else { return Err(Vec::new()) };
    let mut answers = Answers::new();
    let facts = match arguments.resolve {
        true => Some(facts::ask(arguments, inputs.clone(), file, policy.clone(), world, &mut answers)?),
        false => None,
    };
    let telling = Telling { inputs, policy: policy.clone(), dialects: [dialect, target.or(dialect)], facts: facts.clone() };
    let options = Options { form, dialect, target, kms_key, store_under: arguments.store_under.clone(), facts, policy };
    let mut converter = Converter::read(file, source.path(), source.text(), options)?;
    loop {
        match converter.convert(&answers)? {
            Step::Done(conversion) => {
                let wanted = !arguments.mode.check && arguments.messages.message_format == MessageFormat::Human;
                let summary = if wanted { summary(&telling, file, &conversion.files, world) } else { None };
                return Ok((conversion, summary));
            }
            Step::Needs(asked) => {
                let diagnostics = world.answer(&asked, &mut answers);
                if has_errors(&diagnostics) {
                    return Err(diagnostics);
                }
            }
        }
    }
}

/// Prints, writes or checks.
fn give(arguments: &Convert, services: &mut [Service]) -> Result<(), Diagnostic> {
    let mode = arguments.mode;
    if mode.check {
        services.iter_mut().for_each(check);
        return Ok(());
    }
    let code = arguments.explain_code.map(|language| explained(services, arguments, language)).transpose()?;
    if mode.write {
        let mut texts: BTreeMap<PathBuf, &str> = BTreeMap::new();
        for service in services.iter() {
            for converted in &service.converted {
                let path = service.path(converted);
                if texts.insert(path.clone(), &converted.text).is_some_and(|text| text != converted.text) {
                    return Err(shared(&path));
                }
            }
        }
        texts.remove(Path::new("-"));
        let staged: Vec<write::Staged> = texts.iter().map(|(path, text)| write::stage(path, text)).collect::<Result<_, _>>()?;
        staged.into_iter().try_for_each(write::Staged::commit)?;
        if let Some(code) = code {
            return session::print(&code);
        }
        return services.iter().filter(|service| service.file == Path::new("-")).try_for_each(|service| {
            let main = service.converted.iter().find(|converted| converted.path.is_empty());
            let text = main.map_or_else(|| original(service), |converted| converted.text.clone());
            session::print(&text)
        });
    }
    if let Some(code) = code {
        return session::print(&code);
    }
    let colored = match arguments.messages.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => std::io::stdout().is_terminal() && anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never,
    };
    let mut text = String::new();
    for service in services.iter() {
        for converted in &service.converted {
            if let Some(source) = service.world.sources().get(converted.file) {
                text.push_str(&diff::unified(source, &converted.text, &converted.passes, colored));
            }
        }
    }
    session::print(&text)
}

/// SF708 for a file that two services want to be different.
fn shared(path: &Path) -> Diagnostic {
    let message = format!("{} is included by several services, and each would convert it otherwise", path.display());
    Diagnostic::error(&registry::CONVERSION_REFUSED, message)
        .help("Nothing was written. Convert the services one by one, and look at the diff between.")
}

/// The lines with which the handlers of all services read what they get once they are converted.
fn explained(services: &[Service], arguments: &Convert, language: Language) -> Result<String, Diagnostic> {
    let language = match language {
        Language::Python => sealform_convert::explain::Language::Python,
        Language::Node => sealform_convert::explain::Language::Node,
    };
    let dialect = arguments.target.or(arguments.reading.dialect).map(session::dialect);
    let mut code = String::new();
    for service in services {
        let Some((file, source)) = service.world.sources().iter().find(|(_, source)| is_file(source.path(), &service.file)) else {
            continue;
        };
        let converted = service.converted.iter().find(|converted| converted.path.is_empty());
        let text = converted.map_or(source.text(), |converted| &converted.text);
        let explained = sealform_convert::explain::explain(file, source.path(), text, dialect, language);
        code.push_str(&explained.map_err(|mut wrong| wrong.remove(0))?);
    }
    Ok(code)
}

/// Whether a source is the service file itself.
fn is_file(source: &str, file: &Path) -> bool {
    Path::new(source) == file || (file == Path::new("-") && source == "<stdin>")
}

/// The text of a service that was read from standard input and does not change.
fn original(service: &Service) -> String {
    let source = service.world.sources().iter().find(|(_, source)| source.path() == "<stdin>");
    source.map(|(_, source)| source.text().to_owned()).unwrap_or_default()
}

/// SF705 for each file with edits to be made.
fn check(service: &mut Service) {
    for converted in &service.converted {
        let name = service.path(converted).display().to_string();
        let count = converted.edit_count();
        let (noun, verb) = if count == 1 { ("edit", "is") } else { ("edits", "are") };
        let message = format!("{name}: {count} {noun} {verb} to be made");
        service.diagnostics.push(
            Diagnostic::error(&registry::EDITS_POSSIBLE, message)
                .help("Run `sealform convert` to see them, and with `--write` to make them."),
        );
    }
}

/// Whether it is the ARN or the id of a key.
fn is_key(key: &str) -> bool {
    if key.starts_with("arn:") { key.contains(":key/") } else { !key.starts_with("alias/") && !key.contains('/') }
}
