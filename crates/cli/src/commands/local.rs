//! `sealform local`: the embedded AWS served on loopback, and entries put, got and listed, in its file or in a running server.
//!
//! Values come from standard input and go to standard output; no message and no list shows one.

use std::io::{self, Read, Write};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, Sources, registry};
use sealform_local::store::{self, Entry, Kind, Listed};
use sealform_local::{Client, ClientError, Local, LocalError, ParameterType, Tier};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use zeroize::Zeroizing;

use crate::args::{self, Color, EntryKind, LocalCommand, MessageFormat, Messages, Place};
use crate::{connect, exit, report, world, write};

/// Secrets Manager keeps at most this many bytes, Parameter Store fewer (botocore secretsmanager and ssm models, read 2026-11-23).
const VALUE_LIMIT_BYTES: usize = 65_536;

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &args::Local) -> u8 {
    let done = match &arguments.command {
        LocalCommand::Serve { local, port } => serve(local.as_deref(), *port),
        LocalCommand::Put { name, kind, key, advanced, place } => {
            if let Some(misfit) = misfit(*kind, key.is_some(), *advanced) {
                let _ = writeln!(io::stderr(), "error: {misfit}");
                return exit::USAGE;
            }
            Entries::open(place).and_then(|entries| entries.put(&entry(name, *kind, key.clone(), *advanced, value()?)))
        }
        LocalCommand::Get { name, place } => Entries::open(place).and_then(|entries| print(&get(&entries, name)?)),
        LocalCommand::List { place } => Entries::open(place).and_then(|entries| print(&table(&entries.list()?))),
    };
    let diagnostics: Vec<Diagnostic> = done.err().into_iter().collect();
    report::report(&diagnostics, &Sources::new(), Messages { message_format: MessageFormat::Human, color: Color::Auto });
    exit::code(&diagnostics)
}

/// Serves until a signal; the URL is printed once signals and requests are both heard.
fn serve(file: Option<&Path>, port: u16) -> Result<(), Diagnostic> {
    let local = file.map_or_else(|| Ok(Local::empty()), connect::embedded)?;
    let failed = |error: io::Error| {
        Diagnostic::error(&registry::UNREACHABLE, format!("cannot serve on port {port} of 127.0.0.1: {}", error.kind()))
            .help("Another program may hold it. Give another --port, or leave it out for a free one.")
    };
    runtime()?.block_on(async {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let stop = stopped().map_err(failed)?;
        print(&format!("http://{address}\n"))?;
        sealform_local::serve(Arc::new(local), listener, stop).await.map_err(failed)
    })
}

/// Done on SIGINT or SIGTERM, which are caught from now on.
#[cfg(unix)]
fn stopped() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Done on Ctrl-C.
#[cfg(not(unix))]
fn stopped() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where Ctrl-C cannot be caught, it ends the process by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    })
}

fn runtime() -> Result<Runtime, Diagnostic> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Diagnostic::error(&registry::UNREACHABLE, format!("the asynchronous runtime did not start: {}", error.kind())))
}

/// Where the entries are.
enum Entries {
    File { path: PathBuf, text: Zeroizing<String> },
    Server { client: Client, runtime: Runtime },
}

impl Entries {
    fn open(place: &Place) -> Result<Self, Diagnostic> {
        match &place.local {
            Some(path) => Ok(Self::File { path: path.clone(), text: Zeroizing::new(read(path)?) }),
            None => {
                // The argument parser demands one of the two.
                let client = Client::new(place.endpoint_url.as_deref().unwrap_or_default()).map_err(|error| refused(&error))?;
                Ok(Self::Server { client, runtime: runtime()? })
            }
        }
    }

    fn put(&self, entry: &Entry) -> Result<(), Diagnostic> {
        match self {
            Self::File { path, text } => {
                let text = Zeroizing::new(store::put(text, entry).map_err(|error| unusable(path, &error))?);
                write::stage(path, &text)?.commit()
            }
            Self::Server { client, runtime } => runtime.block_on(client.put(entry)).map_err(|error| refused(&error)),
        }
    }

    fn get(&self, kind: Kind, name: &str) -> Result<Option<Zeroizing<String>>, Diagnostic> {
        match self {
            Self::File { path, text } => store::get(text, kind, name, None).map_err(|error| unusable(path, &error)),
            Self::Server { client, runtime } => runtime.block_on(client.get(kind, name)).map_err(|error| refused(&error)),
        }
    }

    fn list(&self) -> Result<Vec<Listed>, Diagnostic> {
        match self {
            Self::File { path, text } => store::list(text).map_err(|error| unusable(path, &error)),
            Self::Server { client, runtime } => runtime.block_on(client.list()).map_err(|error| refused(&error)),
        }
    }
}

fn read(path: &Path) -> Result<String, Diagnostic> {
    let is_there = path.try_exists().unwrap_or(true);
    world::read_text(path).map_err(|diagnostic| match is_there {
        true => diagnostic,
        false => diagnostic.help("Make the file first. It needs these two lines:\naccount: \"123456789012\"\nregion: us-east-1"),
    })
}

/// The value of the parameter of that name, else of the secret, and a line feed.
fn get(entries: &Entries, name: &str) -> Result<Zeroizing<String>, Diagnostic> {
    let found = match entries.get(Kind::Parameter, name)? {
        None => entries.get(Kind::Secret, name)?,
        found => found,
    };
    match found {
        Some(value) => Ok(Zeroizing::new(format!("{}\n", *value))),
        None => Err(Diagnostic::error(&registry::MISSING_VALUE, format!("there is neither a parameter nor a secret named `{name}`"))
            .help("`sealform local list` shows what there is.")),
    }
}

/// Why the flags of `put` do not fit together.
fn misfit(kind: EntryKind, has_key: bool, advanced: bool) -> Option<&'static str> {
    match kind {
        EntryKind::String | EntryKind::StringList if has_key => Some("--key is for entries that are encrypted, not for this --kind"),
        EntryKind::Secret if advanced => Some("--advanced is for parameters, not for a secret"),
        _ => None,
    }
}

fn entry(name: &str, kind: EntryKind, key: Option<String>, advanced: bool, value: Zeroizing<String>) -> Entry {
    let name = name.to_owned();
    let kind = match kind {
        EntryKind::Secret => return Entry::Secret { name, key, region: None, value },
        EntryKind::String => ParameterType::String,
        EntryKind::StringList => ParameterType::StringList,
        EntryKind::SecureString => ParameterType::SecureString,
    };
    let tier = if advanced { Tier::Advanced } else { Tier::Standard };
    Entry::Parameter { name, kind, tier, key, region: None, value }
}

/// Standard input without one trailing line end.
fn value() -> Result<Zeroizing<String>, Diagnostic> {
    let mut bytes = Zeroizing::new(Vec::new());
    // One byte more than the limit, and a line end, are enough to know that it is too long.
    io::stdin()
        .lock()
        .take(VALUE_LIMIT_BYTES as u64 + 3)
        .read_to_end(&mut bytes)
        .map_err(|error| Diagnostic::error(&registry::UNREADABLE_FILE, format!("cannot read standard input: {}", error.kind())))?;
    let bytes = bytes.strip_suffix(b"\n").map_or(&**bytes, |bytes| bytes.strip_suffix(b"\r").unwrap_or(bytes));
    if bytes.is_empty() {
        return Err(Diagnostic::error(&registry::EMPTY_SECRET, "standard input is empty")
            .help("Pipe the value in; one trailing line end is dropped."));
    }
    if bytes.len() > VALUE_LIMIT_BYTES {
        return Err(Diagnostic::error(
            &registry::TOO_LARGE,
            format!("the value is longer than {VALUE_LIMIT_BYTES} bytes, which no parameter and no secret holds"),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Diagnostic::error(&registry::NOT_UTF8, "the value is not UTF-8 text"))?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Type, name, key, tier and Region in aligned columns; `-` where an entry has no such thing.
fn table(listed: &[Listed]) -> String {
    let rows: Vec<[String; 5]> = listed.iter().map(row).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let [kind, name, key, tier] = [width(0), width(1), width(2), width(3)];
    rows.iter().map(|[a, b, c, d, region]| format!("{a:kind$}  {b:name$}  {c:key$}  {d:tier$}  {region}\n")).collect()
}

fn row(entry: &Listed) -> [String; 5] {
    let default_key = match entry.parameter_type {
        None => "alias/aws/secretsmanager",
        Some(ParameterType::SecureString) => "alias/aws/ssm",
        Some(_) => "-",
    };
    let cells = [
        entry.parameter_type.map_or("Secret", ParameterType::as_str),
        &entry.name,
        entry.key.as_deref().unwrap_or(default_key),
        entry.tier.map_or("-", Tier::as_str),
        &entry.region,
    ];
    // A name in a file may hold what would move a terminal's cursor.
    cells.map(|cell| cell.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect())
}

/// To standard output, at once: whoever reads it may act on the line while this process runs on.
fn print(text: &str) -> Result<(), Diagnostic> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
        .map_err(|error| Diagnostic::error(&registry::UNWRITABLE_FILE, format!("cannot write to standard output: {}", error.kind())))
}

fn unusable(path: &Path, error: &LocalError) -> Diagnostic {
    Diagnostic::error(&registry::BAD_SETTINGS, format!("{}: {error}", path.display()))
        .help("The file is as it was. See docs/embedded-aws.md.")
}

fn refused(error: &ClientError) -> Diagnostic {
    let code = match error {
        ClientError::NotLoopback => &registry::PLAIN_HTTP,
        ClientError::Unreachable { .. } => &registry::UNREACHABLE,
        ClientError::Malformed { .. } => &registry::MALFORMED_ANSWER,
        ClientError::Refused { code, .. } => match code.as_str() {
            "AccessDeniedException" => &registry::ACCESS_DENIED,
            "ExpiredTokenException" => &registry::NO_CREDENTIALS,
            "ThrottlingException" => &registry::THROTTLED,
            "InvalidKeyId" => &registry::KEY_NOT_FOUND,
            "DecryptionFailure" | "EncryptionFailure" => &registry::UNUSABLE_KEY,
            "HierarchyLevelLimitExceededException"
            | "HierarchyTypeMismatchException"
            | "InvalidParameterException"
            | "ValidationException" => &registry::BAD_PARAMS,
            _ => &registry::AWS_ERROR,
        },
        _ => &registry::BAD_PARAMS,
    };
    let diagnostic = Diagnostic::error(code, error.to_string());
    match error {
        ClientError::NotLoopback => diagnostic.help("Give the URL that `sealform local serve` printed."),
        ClientError::Unreachable { .. } => {
            diagnostic.help("Check that `sealform local serve` is running, and that this is the URL it printed.")
        }
        _ => diagnostic,
    }
}
