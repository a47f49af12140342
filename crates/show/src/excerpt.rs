//! The lines of a source that a message shows, with everything masked that may be a secret.
//!
//! miette's own `NamedSource` searches from the first byte for every label, panics past the end, and shows what it finds; this one
//! has the line index, clamps, and masks.

use std::borrow::Cow;
use std::cell::OnceCell;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use sealform_diagnostic::{FileId, Source, Sources, Span};

use crate::mask;

/// The excerpts of all files, each made once and only when a message shows it.
pub(crate) struct Excerpts<'s> {
    sources: &'s Sources,
    excerpts: Vec<OnceCell<Excerpt<'s>>>,
}

impl<'s> Excerpts<'s> {
    /// No excerpt made yet.
    pub(crate) fn new(sources: &'s Sources) -> Self {
        Self { sources, excerpts: sources.iter().map(|_| OnceCell::new()).collect() }
    }

    /// The excerpt of `file`.
    pub(crate) fn get(&self, file: FileId) -> Option<&Excerpt<'s>> {
        let source = self.sources.get(file)?;
        Some(self.excerpts.get(file.index())?.get_or_init(|| Excerpt::new(source)))
    }
}

/// One file as miette reads it.
pub(crate) struct Excerpt<'s> {
    source: &'s Source,
    text: String,
    line_starts: Vec<usize>,
}

impl<'s> Excerpt<'s> {
    /// `source` with its masks, and what looks like a secret, blotted out byte for byte.
    fn new(source: &'s Source) -> Self {
        let line_starts = (0..source.line_count()).map(|line| source.line_start(line)).collect();
        Self { source, text: mask::masked(source), line_starts }
    }

    /// The path as it is shown.
    pub(crate) fn path(&self) -> &str {
        self.source.path()
    }

    /// `span` as miette counts, clamped to the text and to whole characters, and never empty unless the file is.
    pub(crate) fn clamp(&self, span: Span) -> SourceSpan {
        let (mut start, end) = (self.boundary(span.start as usize), self.boundary(span.end as usize));
        if start == self.text.len() && start > 0 {
            start = self.boundary(start - 1);
        }
        (start, end.saturating_sub(start)).into()
    }

    /// The last place between two characters that is not behind `offset`.
    fn boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }
}

/// How much of a line is shown on either side of what a message points at.
const MARGIN_BYTES: usize = 400;

impl SourceCode for Excerpt<'_> {
    fn read_span<'a>(&'a self, span: &SourceSpan, before: usize, after: usize) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let (start, end) = (span.offset().min(self.text.len()), (span.offset() + span.len()).min(self.text.len()));
        let first = self.line_of(start).saturating_sub(before);
        let last = (self.line_of(end.saturating_sub(usize::from(end > start))) + after).min(self.line_starts.len() - 1);
        let from = self.line_starts[first];
        let to = self.line_starts.get(last + 1).copied().unwrap_or(self.text.len());
        // A star stands for a byte: only the text itself tells how many characters there are.
        let column = if before == 0 { self.source.line_column(start).column - 1 } else { 0 };
        // Of a very long line only what stands around the span: a thousand messages must not show it a thousand times.
        let from = from.max(self.boundary(start.saturating_sub(MARGIN_BYTES)));
        let to = to.min(self.boundary(end + MARGIN_BYTES));
        let contents = MietteSpanContents::new_named(
            self.path().to_owned(),
            &self.text.as_bytes()[from..to],
            (from, to - from).into(),
            first,
            column,
            last - first + 1,
        );
        Ok(Box::new(contents))
    }
}

/// `text` without the control characters that would move a terminal's cursor.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(|character| character.is_control() && character != '\n' && character != '\t') {
        Cow::Owned(
            text.chars()
                .map(|character| if character.is_control() && character != '\n' && character != '\t' { '\u{fffd}' } else { character })
                .collect(),
        )
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use sealform_diagnostic::{Diagnostic, Sources, Span, registry};

    use crate::{Coloring, for_people};

    #[test]
    fn a_masked_letter_of_two_bytes_is_one_column() {
        let mut sources = Sources::new();
        let text = "a: {PASSWORD: ééé, b: x}\n";
        let file = sources.add("serverless.yml", text);
        let start = text.find("b:").expect("it stands there");
        let diagnostic = Diagnostic::error(&registry::YAML_SYNTAX, "wrong").at(Span::new(file, start, start + 1), "here");
        let text = for_people([&diagnostic], &sources, Coloring::Plain);
        assert!(text.contains("serverless.yml:1:20") && !text.contains('é'), "{text}");
    }

    #[test]
    fn of_a_very_long_line_a_message_shows_what_stands_around_the_place() {
        let mut sources = Sources::new();
        let line = "a: '".to_owned() + &"e${opt:x, y} ".repeat(2_000) + "'\n";
        let file = sources.add("serverless.yml", format!("service: s\n{line}"));
        let diagnostics: Vec<Diagnostic> = (0..2_000)
            .map(|index| 15 + index * 13)
            .map(|start| Diagnostic::error(&registry::YAML_SYNTAX, "wrong").at(Span::new(file, start, start + 5), "here"))
            .collect();
        let text = for_people(&diagnostics, &sources, Coloring::Plain);
        assert!(text.contains("serverless.yml:2:5"), "{}", &text[..2_000]);
        assert!(text.contains("serverless.yml:2:25992"), "columns count from the beginning of the line");
        assert!(text.len() < 2_000 * 2_500, "{} bytes", text.len());
    }
}
