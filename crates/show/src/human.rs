//! A diagnostic as text for people, drawn by miette.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, Severity as MietteSeverity, SourceCode};
use sealform_diagnostic::{Diagnostic, FileId, Label, Severity};

use super::excerpt::{Excerpt, Excerpts, printable};

/// Columns that a report is wrapped to; fixed, so that the same run prints the same text everywhere.
const WIDTH: usize = 120;

/// Appends `diagnostic` to `out`.
pub(crate) fn render(diagnostic: &Diagnostic, excerpts: &Excerpts<'_>, colored: bool, out: &mut String) {
    let theme = if colored { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let handler = GraphicalReportHandler::new_themed(theme).with_width(WIDTH).with_context_lines(0).with_links(false);
    let report = Report::new(diagnostic, excerpts);
    // Writing to a String does not fail.
    let _ = handler.render_report(out, &report);
    out.push('\n');
}

/// One diagnostic as miette wants it: one excerpt for the file of the primary label, one related report for each further file.
struct Report<'e> {
    heading: String,
    message: String,
    severity: MietteSeverity,
    help: Option<String>,
    excerpt: Option<&'e Excerpt<'e>>,
    labels: Vec<LabeledSpan>,
    related: Vec<Self>,
}

impl<'e> Report<'e> {
    fn new(diagnostic: &Diagnostic, excerpts: &'e Excerpts<'_>) -> Self {
        let mut labels: Vec<(bool, &Label)> = diagnostic.primary.iter().map(|label| (true, label)).collect();
        labels.extend(diagnostic.labels.iter().map(|label| (false, label)));
        let mut files: Vec<FileId> = Vec::new();
        for (_, label) in &labels {
            if !files.contains(&label.span.file) {
                files.push(label.span.file);
            }
        }
        let mut parts = files.iter().filter_map(|&file| Self::part(file, &labels, excerpts));
        let first = parts.next();
        let related = parts.collect();
        let (excerpt, labels) = first.map_or((None, Vec::new()), |part| (part.excerpt, part.labels));
        Self {
            heading: format!("{} {}", diagnostic.code.id(), diagnostic.code.name),
            message: printable(&diagnostic.message).into_owned(),
            severity: severity(diagnostic.severity),
            help: diagnostic.help.as_deref().map(|help| printable(help).into_owned()),
            excerpt,
            labels,
            related,
        }
    }

    fn part(file: FileId, labels: &[(bool, &Label)], excerpts: &'e Excerpts<'_>) -> Option<Self> {
        let excerpt = excerpts.get(file)?;
        let labels = labels
            .iter()
            .filter(|(_, label)| label.span.file == file)
            .map(|(primary, label)| {
                let text = (!label.text.is_empty()).then(|| printable(&label.text).into_owned());
                let span = excerpt.clamp(label.span);
                if *primary { LabeledSpan::new_primary_with_span(text, span) } else { LabeledSpan::new_with_span(text, span) }
            })
            .collect();
        Some(Self {
            heading: String::new(),
            message: format!("in {}", excerpt.path()),
            severity: MietteSeverity::Advice,
            help: None,
            excerpt: Some(excerpt),
            labels,
            related: Vec::new(),
        })
    }
}

fn severity(severity: Severity) -> MietteSeverity {
    match severity {
        Severity::Error => MietteSeverity::Error,
        Severity::Warning => MietteSeverity::Warning,
        Severity::Note => MietteSeverity::Advice,
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl fmt::Debug for Report<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Report<'_> {}

impl miette::Diagnostic for Report<'_> {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.heading.is_empty()).then(|| Box::new(&self.heading) as Box<dyn fmt::Display>)
    }

    fn severity(&self) -> Option<MietteSeverity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        (!self.labels.is_empty()).then(|| Box::new(self.labels.iter().cloned()) as Box<dyn Iterator<Item = LabeledSpan>>)
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        (!self.related.is_empty())
            .then(|| Box::new(self.related.iter().map(|report| report as &dyn miette::Diagnostic)) as Box<dyn Iterator<Item = _>>)
    }
}
