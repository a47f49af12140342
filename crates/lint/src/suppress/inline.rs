//! What a file itself ignores, by comments and by `Metadata`; and what it means to ignore in vain.

use std::cell::Cell;

use sealform_diagnostic::{Applicability, Code, Edit, FileId, Fix, Severity, Source, Span, registry};

use super::comment::{self, Comment};
use super::enclosing::{Enclosing, enclosing};
use super::metadata;
use crate::finding::{Confidence, Finding};
use crate::unit::{Unit, UnitFile};

/// One code that is ignored somewhere.
struct Suppression {
    code: &'static Code,
    /// Where the code is written.
    span: Span,
    scope: Scope,
    used: Cell<bool>,
}

enum Scope {
    /// A line of a file, from 0, and the value that begins on it.
    Line(FileId, usize),
    /// An address and everything below it.
    Address(String),
}

impl Suppression {
    fn covers(&self, finding: &Finding, place: Option<(FileId, usize, Option<usize>)>) -> bool {
        if self.code != finding.diagnostic.code {
            return false;
        }
        match &self.scope {
            Scope::Line(file, line) => {
                place.is_some_and(|(own, at, entry)| own == *file && (at == *line || entry.is_some_and(|entry| entry == *line)))
            }
            Scope::Address(address) => {
                let rest = finding.address.strip_prefix(&**address);
                address.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            }
        }
    }
}

/// `findings` without those that the unit's files ignore, and with what is wrong with how they do.
pub(crate) fn without_ignored(unit: &Unit<'_>, mut findings: Vec<Finding>) -> Vec<Finding> {
    let speaking = |file: &&UnitFile<'_>| comment::may_hold(file.source.text());
    let with_comments: Vec<&UnitFile<'_>> = unit.files().iter().filter(speaking).filter(|file| !is_json(file.source)).collect();
    let has_metadata = unit.files().iter().any(|file| file.source.text().contains("sealform") && file.source.text().contains("Metadata"));
    if with_comments.is_empty() && !has_metadata {
        return findings;
    }
    let (mut suppressions, mut wrong) = (Vec::new(), Vec::new());
    let mut comments = Vec::new();
    for file in &with_comments {
        for comment in comment::comments(file.source.text()) {
            let first = suppressions.len();
            read_comment(file, &comment, &mut suppressions, &mut wrong);
            comments.push((*file, comment, first..suppressions.len()));
        }
    }
    if has_metadata {
        read_metadata(unit, &mut suppressions, &mut wrong);
    }
    findings.retain(|finding| {
        let place = finding.diagnostic.primary.as_ref().and_then(|label| place(&with_comments, label.span));
        let covering: Vec<&Suppression> = suppressions.iter().filter(|suppression| suppression.covers(finding, place)).collect();
        covering.iter().for_each(|suppression| suppression.used.set(true));
        covering.is_empty()
    });
    for (index, suppression) in suppressions.iter().enumerate().filter(|(_, suppression)| !suppression.used.get()) {
        let comment = comments.iter().find(|(_, _, range)| range.contains(&index));
        let all_unused = comment.is_some_and(|(_, _, range)| suppressions[range.clone()].iter().all(|other| !other.used.get()));
        let fix = comment.filter(|(_, _, range)| all_unused && range.start == index).and_then(|(file, comment, _)| removal(file, comment));
        wrong.push(unused(suppression, fix));
    }
    findings.extend(wrong);
    findings
}

fn is_json(source: &Source) -> bool {
    source.path().ends_with(".json")
}

/// File, line and the line of the entry around; `None` for a file without comments.
fn place(files: &[&UnitFile<'_>], span: Span) -> Option<(FileId, usize, Option<usize>)> {
    let file = files.iter().find(|file| file.document.file() == span.file)?;
    let Enclosing { line, .. } = enclosing(file.document, file.source, span.start);
    Some((span.file, file.source.line_of(span.start as usize), line))
}

fn read_comment(file: &UnitFile<'_>, comment: &Comment, suppressions: &mut Vec<Suppression>, wrong: &mut Vec<Finding>) {
    let id = file.document.file();
    let whole = Span::new(id, comment.range.start, comment.range.end);
    if comment.codes.is_empty() {
        wrong.push(bad(whole, "this comment names no code, so it ignores nothing"));
        return;
    }
    if !comment.has_reason {
        wrong.push(bad(whole, "this comment gives no reason, so it ignores nothing"));
        return;
    }
    for (written, range) in &comment.codes {
        let span = Span::new(id, range.start, range.end);
        match super::code(written) {
            Some(code) => {
                suppressions.push(Suppression { code, span, scope: Scope::Line(id, comment.line), used: Cell::new(false) });
            }
            None => wrong.push(bad(span, "this is no code, so it ignores nothing")),
        }
    }
}

fn read_metadata(unit: &Unit<'_>, suppressions: &mut Vec<Suppression>, wrong: &mut Vec<Finding>) {
    for entry in metadata::entries(unit) {
        match super::code(&entry.code) {
            _ if !entry.has_reason => wrong.push(bad(entry.span, "no reason is given, so this ignores nothing")),
            None => wrong.push(bad(entry.span, "this names no code, so it ignores nothing")),
            Some(code) => {
                suppressions.push(Suppression { code, span: entry.span, scope: Scope::Address(entry.address), used: Cell::new(false) });
            }
        }
    }
}

fn bad(span: Span, message: &str) -> Finding {
    let diagnostic = sealform_diagnostic::Diagnostic::warning(&registry::BAD_SUPPRESSION, message)
        .at(span, "")
        .help("Write `# sealform: ignore[SF243] reason`, or `{code: SF243, reason: ...}` in `Metadata`. `sealform rules` lists the codes.");
    Finding::from_diagnostic(diagnostic, Confidence::High)
}

fn unused(suppression: &Suppression, fix: Option<Fix>) -> Finding {
    let message = format!("{} is ignored here, but nothing is found", suppression.code.id());
    let diagnostic = sealform_diagnostic::Diagnostic::warning(&registry::UNUSED_SUPPRESSION, message)
        .at(suppression.span, "ignores nothing")
        .help("Remove it: it would hide what somebody writes here later.");
    let finding = Finding::from_diagnostic(diagnostic, Confidence::High).severity(Severity::Warning);
    fix.into_iter().fold(finding, Finding::fix)
}

/// Removes a comment, unless it is part of a text.
fn removal(file: &UnitFile<'_>, comment: &Comment) -> Option<Fix> {
    let text = file.source.text();
    let start = comment.range.start;
    if enclosing(file.document, file.source, u32::try_from(start).ok()?).in_scalar {
        return None;
    }
    let line = file.source.line_of(start);
    let (from, to) = if comment.alone {
        (file.source.line_start(line), file.source.line_start(line + 1))
    } else {
        (text[..start].trim_end_matches([' ', '\t']).len(), comment.range.end)
    };
    let edit = Edit { span: Span::new(file.document.file(), from, to), text: String::new() };
    Some(Fix { title: "Remove the comment".to_owned(), applicability: Applicability::Safe, edits: vec![edit] })
}
