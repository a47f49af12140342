//! What `sealform.toml` decides about findings: how bad a code is, and what is ignored by path and by address.

use std::sync::atomic::{AtomicBool, Ordering};

use globset::{GlobBuilder, GlobMatcher};
use sealform_diagnostic::{Code, Diagnostic, Severity, Span, registry};

use crate::finding::{Confidence, Finding};

/// How bad a code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is not reported.
    Off,
    /// As bad as this.
    At(Severity),
}

/// One `[[lint.ignore]]`.
#[derive(Debug)]
pub struct Ignore {
    code: &'static Code,
    path: Option<GlobMatcher>,
    address: Option<GlobMatcher>,
    span: Span,
    /// Whether a file was linted that it speaks of.
    met: AtomicBool,
    used: AtomicBool,
}

impl Ignore {
    /// Ignores `code` in the files whose path matches `path`, at the addresses that match `address`; where one is missing, in all. It is written
    /// at `span`.
    ///
    /// In a path `*` stays within a folder and `**` does not; in an address `*` stands for anything. `None` where there is no such code, or a
    /// pattern is malformed.
    #[must_use]
    pub fn new(code: &str, path: Option<&str>, address: Option<&str>, span: Span) -> Option<Self> {
        let glob = |pattern: &str, separated| {
            GlobBuilder::new(pattern).literal_separator(separated).backslash_escape(true).build().ok().map(|glob| glob.compile_matcher())
        };
        let pattern = |pattern: Option<&str>, separated| match pattern {
            None => Some(None),
            Some(pattern) => glob(pattern, separated).map(Some),
        };
        Some(Self {
            code: super::code(code)?,
            path: pattern(path, true)?,
            address: pattern(address, false)?,
            span,
            met: AtomicBool::new(false),
            used: AtomicBool::new(false),
        })
    }

    fn covers(&self, finding: &Finding) -> bool {
        self.code == finding.diagnostic.code && self.address.as_ref().is_none_or(|address| address.is_match(&finding.address))
    }
}

/// All decisions of one `sealform.toml`.
#[derive(Debug, Default)]
pub struct Decisions {
    levels: Vec<(&'static Code, Level)>,
    ignores: Vec<Ignore>,
}

impl Decisions {
    /// No decision.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says how bad the code that is written as `id` is. `false` where there is none such.
    #[must_use]
    pub fn set_level(&mut self, id: &str, level: Level) -> bool {
        super::code(id).map(|code| self.levels.push((code, level))).is_some()
    }

    /// Adds what is ignored.
    pub fn ignore(&mut self, ignore: Ignore) {
        self.ignores.push(ignore);
    }

    /// The findings of the file at `path` (relative to the settings' folder, with forward slashes) that are left, as bad as was decided.
    #[must_use]
    pub fn settle(&self, path: &str, mut findings: Vec<Finding>) -> Vec<Finding> {
        let here: Vec<&Ignore> =
            self.ignores.iter().filter(|ignore| ignore.path.as_ref().is_none_or(|pattern| pattern.is_match(path))).collect();
        here.iter().for_each(|ignore| ignore.met.store(true, Ordering::Relaxed));
        findings.retain_mut(|finding| {
            match self.levels.iter().find(|(code, _)| *code == finding.diagnostic.code) {
                Some((_, Level::Off)) => return false,
                Some((_, Level::At(severity))) => finding.diagnostic.severity = *severity,
                None => {}
            }
            let mut kept = true;
            for ignore in here.iter().filter(|ignore| ignore.covers(finding)) {
                ignore.used.store(true, Ordering::Relaxed);
                kept = false;
            }
            kept
        });
        findings
    }

    /// What was ignored in vain, as far as files were linted that it speaks of.
    #[must_use]
    pub fn unused(&self) -> Vec<Finding> {
        let is_unused = |ignore: &&Ignore| ignore.met.load(Ordering::Relaxed) && !ignore.used.load(Ordering::Relaxed);
        let finding = |ignore: &Ignore| {
            let message = format!("{} is ignored by the settings, but nothing is found", ignore.code.id());
            let diagnostic = Diagnostic::warning(&registry::UNUSED_SUPPRESSION, message)
                .at(ignore.span, "ignores nothing")
                .help("Remove it: it would hide what somebody writes later.");
            Finding::from_diagnostic(diagnostic, Confidence::High)
        };
        self.ignores.iter().filter(is_unused).map(finding).collect()
    }
}
