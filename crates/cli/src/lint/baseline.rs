//! Findings that were there when lint was introduced: known by rule, file, address and a keyed hash of what is written, never by line.
//!
//! The hash tells a secret that was replaced from the old one. It is an HMAC under the file's own random key, so that no table of hashed secrets
//! finds it; who guesses the secret can check the guess, so a baseline is as confidential as the repository that it describes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::hmac;
use sealform_diagnostic::{Blame, Diagnostic, Severity, Sources, Span, registry};
use sealform_lint::{Confidence, Finding};
use sealform_show::Linted;
use serde::{Deserialize, Serialize};

use super::projects::{absolute, relative};
use crate::{world, write};

/// Bytes of the key.
const KEY_BYTES: usize = 32;

/// Bytes of a hash that are kept.
const HASH_BYTES: usize = 8;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    key: String,
    findings: Vec<Entry>,
}

/// A finding that is known.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    address: String,
    hash: String,
}

/// A baseline that was read, or a new one.
pub(crate) struct Baseline {
    path: PathBuf,
    folder: PathBuf,
    key: [u8; KEY_BYTES],
    /// Each with whether it was found again.
    known: HashMap<Entry, AtomicBool>,
}

impl Baseline {
    /// Reads the baseline at `path`.
    ///
    /// # Errors
    /// SF606 where it cannot be read, SF055 where it is none.
    pub(crate) fn read(path: &Path) -> Result<Self, Diagnostic> {
        let text = world::read_text(path)?;
        let bad = || {
            Diagnostic::error(&registry::BAD_BASELINE, format!("{} is no baseline", path.display()))
                .help("Make it anew: `sealform lint --write-baseline FILE`.")
        };
        let document: Document = serde_json::from_str(&text).map_err(|_| bad())?;
        let key = bytes(&document.key).filter(|_| document.version == 1).ok_or_else(bad)?;
        let known = document.findings.into_iter().map(|entry| (entry, AtomicBool::new(false))).collect();
        Ok(Self { path: path.to_owned(), folder: folder(path), key, known })
    }

    /// A baseline without findings: with the key of the one at `path`, if there is one, so that writing it again changes little.
    ///
    /// # Errors
    /// SF055 where there is something else at `path`.
    pub(crate) fn new(path: &Path) -> Result<Self, Diagnostic> {
        let key = if path.exists() { Self::read(path)?.key } else { random_key()? };
        Ok(Self { path: path.to_owned(), folder: folder(path), key, known: HashMap::new() })
    }

    /// Takes out of `linted` what is known.
    pub(crate) fn settle(&self, linted: &mut Linted) {
        let Linted { sources, findings } = linted;
        findings.retain(|finding| {
            let known = self.entry(finding, sources).and_then(|entry| self.known.get(&entry));
            known.inspect(|found| found.store(true, Ordering::Relaxed)).is_none()
        });
    }

    /// A note where something that is known is no longer found in files that were looked at.
    pub(crate) fn stale(&self, files: &[PathBuf]) -> Option<Linted> {
        let looked_at: Vec<String> = files.iter().map(|file| relative(file, &self.folder)).collect();
        let gone = |(entry, found): &(&Entry, &AtomicBool)| looked_at.contains(&entry.path) && !found.load(Ordering::Relaxed);
        let count = self.known.iter().filter(gone).count();
        if count == 0 {
            return None;
        }
        let (noun, verb) = if count == 1 { ("finding", "is") } else { ("findings", "are") };
        let message = format!("{count} {noun} of the baseline {verb} no longer there");
        let mut sources = Sources::new();
        let file = sources.add(self.path.display().to_string(), "");
        let diagnostic = Diagnostic::note(&registry::UNUSED_SUPPRESSION, message)
            .at(Span::start_of(file), "")
            .help("Write it again with `--write-baseline`: what is mended should not come back unseen.");
        Some(Linted::new(sources, vec![Finding::from_diagnostic(diagnostic, Confidence::High).severity(Severity::Note)]))
    }

    /// Writes the findings of `linted` as the baseline, and gives how many they are.
    ///
    /// # Errors
    /// SF607 where it cannot be written.
    pub(crate) fn write(&self, linted: &[Linted]) -> Result<usize, Diagnostic> {
        let all = linted.iter().flat_map(|linted| linted.findings.iter().filter_map(|finding| self.entry(finding, &linted.sources)));
        let mut entries: Vec<Entry> = all.collect();
        entries.sort();
        entries.dedup();
        let lines: Vec<String> =
            entries.iter().filter_map(|entry| serde_json::to_string(entry).ok()).map(|entry| format!("    {entry}")).collect();
        let text =
            format!("{{\n  \"version\": 1,\n  \"key\": \"{}\",\n  \"findings\": [\n{}\n  ]\n}}\n", hex(&self.key), lines.join(",\n"));
        write::stage(&self.path, &text)?.commit()?;
        Ok(entries.len())
    }

    /// How `finding` is known; `None` for one that has no place.
    fn entry(&self, finding: &Finding, sources: &Sources) -> Option<Entry> {
        let Finding { diagnostic, address, secrets, .. } = finding;
        let primary = diagnostic.primary.as_ref().filter(|_| diagnostic.code.blame == Blame::Input)?;
        let spans = if secrets.is_empty() { vec![primary.span] } else { secrets.clone() };
        let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.key));
        for span in spans {
            let text = sources.get(span.file).and_then(|source| source.text().get(span.start as usize..span.end as usize));
            context.update(text.unwrap_or_default().as_bytes());
            context.update(&[0]);
        }
        Some(Entry {
            path: relative(Path::new(sources.get(primary.span.file)?.path()), &self.folder),
            rule: diagnostic.code.id(),
            address: address.clone(),
            hash: hex(&context.sign().as_ref()[..HASH_BYTES]),
        })
    }
}

fn folder(path: &Path) -> PathBuf {
    absolute(path).parent().map(Path::to_owned).unwrap_or_default()
}

fn random_key() -> Result<[u8; KEY_BYTES], Diagnostic> {
    let mut key = [0; KEY_BYTES];
    let filled = aws_lc_rs::rand::fill(&mut key);
    filled.map_err(|_| Diagnostic::error(&registry::UNWRITABLE_FILE, "cannot make a baseline: the system gives no random numbers"))?;
    Ok(key)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes(hex: &str) -> Option<[u8; KEY_BYTES]> {
    let digits: Vec<u8> = hex.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect::<Option<_>>()?;
    let pairs: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    <[u8; KEY_BYTES]>::try_from(pairs).ok().filter(|_| digits.len() == 2 * KEY_BYTES)
}
