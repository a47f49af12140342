//! The files that spans point into, with their line starts.

use crate::{FileId, Span};

/// A place as people count it: both from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// One file: its path as it is shown, its text, and the parts of it that no excerpt may show.
#[derive(Clone, Debug)]
pub struct Source {
    path: String,
    text: String,
    line_starts: Vec<usize>,
    masks: Vec<Span>,
}

impl Source {
    /// The path as it is shown.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parts that hold, or may hold, a secret: an excerpt shows them masked.
    #[must_use]
    pub fn masks(&self) -> &[Span] {
        &self.masks
    }

    /// The line, from 0, that holds the byte at `offset`. Offsets past the end give the last line.
    #[must_use]
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// The text of line `index`, from 0, without its line end; empty past the last line.
    #[must_use]
    pub fn line(&self, index: usize) -> &str {
        let Some(&start) = self.line_starts.get(index) else { return "" };
        let end = self.line_starts.get(index + 1).copied().unwrap_or(self.text.len());
        self.text[start..end].trim_end_matches(['\n', '\r'])
    }

    /// The offset of the first byte of line `index`, from 0; the length of the text past the last line.
    #[must_use]
    pub fn line_start(&self, index: usize) -> usize {
        self.line_starts.get(index).copied().unwrap_or(self.text.len())
    }

    /// How many lines there are, at least 1.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// Line and column of the byte at `offset`, which is clamped to the text and to a character boundary.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let column = self.text[self.line_starts[line]..offset].chars().count();
        LineColumn { line: line + 1, column: column + 1 }
    }
}

/// All files of one run. A file is added once and never changes.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// No file yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file under the path that messages show.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(memchr_lines(&text)).collect();
        self.files.push(Source { path: path.into(), text, line_starts, masks: Vec::new() });
        FileId::new(u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX))
    }

    /// The file, or `None` for an id of another `Sources`.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&Source> {
        self.files.get(file.index())
    }

    /// Keeps `span` out of every excerpt.
    pub fn mask(&mut self, span: Span) {
        if let Some(source) = self.files.get_mut(span.file.index()) {
            source.masks.push(span);
        }
    }

    /// All files in the order they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(index, source)| (FileId::new(u32::try_from(index).unwrap_or(u32::MAX)), source))
    }
}

/// The offset behind every line feed.
fn memchr_lines(text: &str) -> impl Iterator<Item = usize> {
    text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(index, _)| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let mut sources = Sources::new();
        let file = sources.add("a.yml", "é: 1\r\nb: ü2\n");
        let source = sources.get(file).expect("it was just added");
        assert_eq!(source.line_column(0), LineColumn { line: 1, column: 1 });
        assert_eq!(source.line_column(3), LineColumn { line: 1, column: 3 });
        assert_eq!(source.line_column(7), LineColumn { line: 2, column: 1 });
        assert_eq!(source.line_column(12), LineColumn { line: 2, column: 5 });
        assert_eq!(source.line_column(11), LineColumn { line: 2, column: 4 }, "inside a character: its start");
        assert_eq!(source.line_column(999), LineColumn { line: 3, column: 1 });
        assert_eq!(source.line(1), "b: ü2");
        assert_eq!(source.line(0), "é: 1", "without the carriage return");
    }
}
