//! Makes the fixes of findings, in memory: each is held against the tree of its file, and one that would change anything else is dropped.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use sealform_diagnostic::{Applicability, Edit, FileId, Fix, Source};
use sealform_lint::Finding;
use sealform_show::Linted;
use sealform_yaml::edit::{Format, apply};

use super::Texts;

/// A fix may make room for another, but they must come to an end.
const MOST_ROUNDS: usize = 10;

/// What became of the files.
#[derive(Default)]
pub(crate) struct Fixing {
    /// What was found at first.
    pub(crate) found: Vec<Linted>,
    /// What is left.
    pub(crate) left: Vec<Linted>,
    /// The files that are other now: by their path, as they were and as they are.
    pub(crate) changed: BTreeMap<PathBuf, (Source, Source)>,
    /// How many fixes were made.
    pub(crate) count: usize,
}

/// Makes the fixes of `files` that are at most as bold as `boldest`; `lint` looks at a file as the texts have it.
pub(crate) fn fix(files: &[PathBuf], mut texts: Texts, boldest: Applicability, lint: impl Fn(&Path, &Texts) -> Option<Linted>) -> Fixing {
    let mut fixing = Fixing::default();
    for file in files {
        let Some(mut linted) = lint(file, &texts) else { continue };
        let mut first = Some(());
        let mut made = HashSet::new();
        for _ in 0..MOST_ROUNDS {
            let changes = changes(&linted, boldest, &mut made);
            if changes.is_empty() {
                break;
            }
            for (source, text, count) in changes {
                let path = PathBuf::from(source.path());
                texts.set(&path, text.into_bytes());
                let kept = source.clone();
                fixing.changed.entry(path).or_insert_with(|| (kept.clone(), kept));
                fixing.count += count;
            }
            let Some(again) = lint(file, &texts) else { break };
            let before = std::mem::replace(&mut linted, again);
            if first.take().is_some() {
                fixing.found.push(before);
            }
            for (_, source) in linted.sources.iter() {
                if let Some((_, now)) = fixing.changed.get_mut(Path::new(source.path())) {
                    *now = source.clone();
                }
            }
        }
        if first.is_some() {
            fixing.found.push(Linted { sources: linted.sources.clone(), findings: linted.findings.clone() });
        }
        fixing.left.push(linted);
    }
    fixing
}

/// What names a fix in all rounds: the rule, the place and what it does.
type Name = (u16, String, String);

/// The files that the fixes of one round change, with their new texts and how many fixes those are.
fn changes<'l>(linted: &'l Linted, boldest: Applicability, made: &mut HashSet<Name>) -> Vec<(&'l Source, String, usize)> {
    let mut wanted: BTreeMap<FileId, Vec<(Name, &Fix)>> = BTreeMap::new();
    for finding in &linted.findings {
        let Some(fix) = finding.fixes.iter().find(|fix| fix.applicability <= boldest) else { continue };
        if let Some(file) = one_file(&fix.edits)
            && !made.contains(&name(finding, fix))
        {
            wanted.entry(file).or_default().push((name(finding, fix), fix));
        }
    }
    let mut changes = Vec::new();
    for (file, fixes) in wanted {
        let Some(source) = linted.sources.get(file) else { continue };
        if let Some((text, taken)) = made_in(source, file, &fixes) {
            changes.push((source, text, taken.len()));
            made.extend(taken);
        }
    }
    changes
}

fn name(finding: &Finding, fix: &Fix) -> Name {
    (finding.diagnostic.code.number, finding.address.clone(), fix.title.clone())
}

/// The one file that all edits are in.
fn one_file(edits: &[Edit]) -> Option<FileId> {
    let file = edits.first()?.span.file;
    edits.iter().all(|edit| edit.span.file == file).then_some(file)
}

/// The text of `source` with as many of the fixes as go together and change nothing else.
fn made_in(source: &Source, file: FileId, fixes: &[(Name, &Fix)]) -> Option<(String, Vec<Name>)> {
    let is_json = source.path().ends_with(".json");
    let format = if is_json { Format::Json } else { Format::Yaml };
    let parse = if is_json { sealform_yaml::parse_json } else { sealform_yaml::parse };
    let document = parse(file, source.text()).ok()?;
    let made = |edits: &[Edit]| apply(source.text(), &document, format, edits).ok().map(|edited| edited.text);
    // Two findings may ask for the same edit: it mends both.
    let new = |edits: &[Edit], fix: &Fix| fix.edits.iter().filter(|edit| !edits.contains(edit)).cloned().collect::<Vec<_>>();
    let mut all = Vec::new();
    fixes.iter().for_each(|(_, fix)| all.extend(new(&all, fix)));
    if let Some(text) = made(&all) {
        return Some((text, fixes.iter().map(|(name, _)| name.clone()).collect()));
    }
    // One of them overlaps another, or would change more than it should: each is asked for by itself.
    let (mut edits, mut taken, mut last) = (Vec::new(), Vec::new(), None);
    for (name, fix) in fixes {
        let mut together = edits.clone();
        together.extend(new(&edits, fix));
        if let (Some(_), Some(text)) = (made(&fix.edits), made(&together)) {
            (edits, last) = (together, Some(text));
            taken.push(name.clone());
        }
    }
    last.map(|text| (text, taken))
}
