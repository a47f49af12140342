//! `sealform seal`: a clear text in, a ciphertext blob out, for those who write `ENCRYPTED_X` by hand.

use std::io::{Read, Write};

use sealform_diagnostic::{Diagnostic, has_errors, registry};
use sealform_secret::{Answer, Answers, Asked, EncryptRequest, KeyAddress, Plaintext, Question, Region};
use zeroize::Zeroizing;

use crate::args::{Assignment, Seal};
use crate::world::World;
use crate::{connect, exit, report};

/// KMS encrypts at most this many bytes in one call (botocore kms model, read 2026-11-23).
const KMS_LIMIT_BYTES: usize = 4096;

/// Runs the command and gives its exit code.
pub(crate) fn run(arguments: &Seal) -> u8 {
    let context: Option<Vec<(Box<str>, Box<str>)>> =
        arguments.context.iter().map(Assignment::split).map(|pair| pair.map(|(key, value)| (key.into(), value.into()))).collect();
    let Some(context) = context else {
        let _ = writeln!(std::io::stderr(), "error: a value of --context is not of the form KEY=VALUE");
        return exit::USAGE;
    };
    let mut world = World::new(Default::default(), None);
    let diagnostics = match seal(arguments, context, &mut world) {
        Ok(blob) => {
            let _ = writeln!(std::io::stdout(), "{blob}");
            Vec::new()
        }
        Err(diagnostics) => diagnostics,
    };
    report::report(&diagnostics, world.sources(), arguments.messages);
    exit::code(&diagnostics)
}

fn seal(arguments: &Seal, context: Vec<(Box<str>, Box<str>)>, world: &mut World) -> Result<String, Vec<Diagnostic>> {
    let plaintext = clear_text().map_err(|diagnostic| vec![diagnostic])?;
    if arguments.aws.offline {
        let refusal =
            Diagnostic::error(&registry::UNSEALED_OFFLINE, "only KMS can encrypt, and --offline asks nobody").help("Leave --offline out.");
        return Err(vec![refusal]);
    }
    let region = region(arguments).map_err(|diagnostic| vec![diagnostic])?;
    let aws = connect::connect(&arguments.aws, region.clone()).map_err(|diagnostic| vec![diagnostic])?;
    world.connect(aws);
    let key = KeyAddress { region, key: arguments.kms_key.as_str().into() };
    let question = Question::Encrypt(EncryptRequest::new(key, context, plaintext));
    let mut answers = Answers::new();
    let diagnostics = world.answer(&[Asked { question: question.clone(), span: None }], &mut answers);
    if has_errors(&diagnostics) {
        return Err(diagnostics);
    }
    match answers.get(&question) {
        Some(Answer::Encrypt(blob)) => Ok(blob.as_base64().to_owned()),
        _ => Err(vec![Diagnostic::error(&registry::NO_PROGRESS, "KMS was asked and did not answer")]),
    }
}

/// Standard input without one trailing line end.
fn clear_text() -> Result<std::sync::Arc<Plaintext>, Diagnostic> {
    let mut text = Zeroizing::new(String::new());
    // One byte more than KMS takes, and a line end, are enough to know that it is too long.
    std::io::stdin().lock().take(KMS_LIMIT_BYTES as u64 + 3).read_to_string(&mut text).map_err(|error| {
        Diagnostic::error(&registry::UNREADABLE_FILE, format!("cannot read standard input: {}", error.kind()))
            .help("The clear text must be UTF-8.")
    })?;
    let clear = text.strip_suffix('\n').map_or(&**text, |text| text.strip_suffix('\r').unwrap_or(text));
    if clear.is_empty() {
        return Err(Diagnostic::error(&registry::EMPTY_SECRET, "standard input is empty")
            .help("Pipe the clear text in; one trailing line end is dropped."));
    }
    if clear.len() > KMS_LIMIT_BYTES {
        return Err(Diagnostic::error(
            &registry::TOO_LONG_FOR_KMS,
            format!("the clear text is longer than the {KMS_LIMIT_BYTES} bytes that KMS encrypts"),
        ));
    }
    Ok(Plaintext::new(clear.to_owned(), "stdin"))
}

/// The Region: `--region`, the key's ARN, the file of the embedded AWS, the environment.
#[expect(clippy::disallowed_methods, reason = "the command line is where the environment is read")]
fn region(arguments: &Seal) -> Result<Region, Diagnostic> {
    let from_arn = arguments.kms_key.starts_with("arn:").then(|| arguments.kms_key.split(':').nth(3).map(str::to_owned)).flatten();
    let from_local = match (&arguments.aws.region, &arguments.aws.local) {
        (None, Some(path)) => Some(connect::embedded(path)?.region().to_owned()),
        _ => None,
    };
    let environment =
        || ["AWS_REGION", "AWS_DEFAULT_REGION"].into_iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    let name = arguments.aws.region.clone().or(from_arn).or(from_local).or_else(environment);
    name.as_deref().and_then(Region::parse).ok_or_else(|| {
        Diagnostic::error(&registry::BAD_PARAMS, "it is not clear which Region the key is in").help("Give --region, or the key's ARN.")
    })
}
