//! Writes a syntax tree as text again, in the new engine's syntax: `parse(print(x))` is `x` but for the ranges.
//!
//! Canonical: one blank behind a comma, none elsewhere; text in single quotes unless it holds one.

use std::fmt::{self, Display, Formatter, Write};

use crate::grammar::Grammar;
use crate::syntax::{Address, Alternative, Delimiter, Literal, Param, ParamValue, Segment, Source, Variable};
use crate::variable::opens;

/// Writes a whole text, with the backslashes that keep its plain parts plain in that grammar.
///
/// What v1 and v4 would read as a variable cannot be kept from them: they know no escapes but ours, `\$<`.
#[must_use]
pub fn print(segments: &[Segment], grammar: Grammar) -> String {
    let mut writer = TextWriter::new(segments, grammar);
    for segment in segments {
        match segment {
            Segment::Text { value, .. } => writer.text(value),
            Segment::Variable(variable) => writer.variable(variable),
        }
    }
    writer.out
}

impl Display for Variable {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.delimiter.opener())?;
        for (index, alternative) in self.alternatives.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            match alternative {
                Alternative::Source(source) => write_source(source, self.delimiter, f)?,
                Alternative::Literal { value, .. } => value.fmt(f)?,
            }
        }
        f.write_str(self.delimiter.closing())
    }
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write_source(self, Delimiter::Dollar, f)
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Number(number) if number.is_infinite() => f.write_str(if *number > 0.0 { "Infinity" } else { "-Infinity" }),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => write_quoted(text, f),
        }
    }
}

fn write_source(source: &Source, delimiter: Delimiter, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(&source.name)?;
    if let Some(params) = &source.params {
        f.write_char('(')?;
        for (index, Param { quoted, value, .. }) in params.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            match value {
                ParamValue::Literal(literal) => literal.fmt(f)?,
                ParamValue::Text(segments) => write_segments(segments, *quoted, delimiter, f)?,
            }
        }
        f.write_char(')')?;
    }
    match &source.address {
        Some(Address { quoted, segments, .. }) => {
            f.write_char(':')?;
            write_segments(segments, *quoted, delimiter, f)
        }
        None if source.params.is_none() => f.write_char(':'),
        None => Ok(()),
    }
}

fn write_segments(segments: &[Segment], quoted: bool, delimiter: Delimiter, f: &mut Formatter<'_>) -> fmt::Result {
    if quoted {
        let text = |segment: &Segment| match segment {
            Segment::Text { value, .. } => value.to_string(),
            Segment::Variable(variable) => variable.to_string(),
        };
        return write_quoted(&segments.iter().map(text).collect::<String>(), f);
    }
    // A tab is trimmed, and keeps what follows it from being read as a quote or as `::`.
    match segments.first() {
        None => f.write_char('\t')?,
        Some(Segment::Text { value, .. }) if value.starts_with(['\'', '"', ':']) => f.write_char('\t')?,
        Some(_) => {}
    }
    for segment in segments {
        match segment {
            Segment::Text { value, .. } => f.write_str(value)?,
            Segment::Variable(variable) => variable.fmt(f)?,
        }
    }
    // A `$` makes the character behind it plain, were it the closing one.
    match segments.last() {
        Some(Segment::Text { value, .. }) if value.ends_with('$') && delimiter == Delimiter::Dollar => f.write_char(' '),
        _ => Ok(()),
    }
}

fn write_quoted(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    if text.contains('\'') { f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?) } else { write!(f, "'{text}'") }
}

/// Follows the states that the new engine will be in while it reads what is written (see `modern.rs`).
struct TextWriter {
    out: String,
    grammar: Grammar,
    /// Some text would be read as a variable, so every `${` of the text is escaped: within a foreign one none could be.
    escape_all: bool,
    /// The backslashes just written that the engine counts.
    backslashes: usize,
    /// A `$` has just been written that makes the next character plain.
    dollar: bool,
    open_foreign: usize,
}

impl TextWriter {
    fn new(segments: &[Segment], grammar: Grammar) -> Self {
        let is_live = |text: &str| text.match_indices('$').any(|(at, _)| text[at + 1..].starts_with(['{', '<']) && opens(&text[at + 2..]));
        let escape_all = segments.iter().any(|segment| matches!(segment, Segment::Text { value, .. } if is_live(value)));
        Self { out: String::new(), grammar, escape_all, backslashes: 0, dollar: false, open_foreign: 0 }
    }

    fn text(&mut self, text: &str) {
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let opening = if c == '$' { rest[1..].chars().next().filter(|next| matches!(next, '{' | '<')) } else { None };
            match opening {
                Some('{') if has_escapes(self.grammar) => self.opening("${"),
                Some('<') if opens(&rest[2..]) => self.opening("$<"),
                _ => {
                    self.plain(c);
                    rest = &rest[c.len_utf8()..];
                    continue;
                }
            }
            rest = &rest[2..];
        }
    }

    /// Writes `${` or `$<` that is text.
    fn opening(&mut self, opener: &str) {
        let foreign = opener == "${" && (self.dollar || self.open_foreign > 0 || !self.escape_all);
        if self.open_foreign == 0 && !self.dollar {
            self.out.extend(std::iter::repeat_n('\\', self.backslashes + usize::from(!foreign)));
        }
        self.out.push_str(opener);
        self.open_foreign += usize::from(foreign);
        (self.backslashes, self.dollar) = (0, false);
    }

    fn plain(&mut self, c: char) {
        self.out.push(c);
        if !has_escapes(self.grammar) {
            self.backslashes = if c == '\\' { self.backslashes + 1 } else { 0 };
            return;
        }
        if self.dollar {
            self.dollar = c == '$';
            return;
        }
        match c {
            '\\' if self.open_foreign == 0 => self.backslashes += 1,
            '$' => {
                self.dollar = self.backslashes.is_multiple_of(2);
                self.backslashes = 0;
            }
            '}' => {
                self.open_foreign = self.open_foreign.saturating_sub(1);
                self.backslashes = 0;
            }
            _ => self.backslashes = 0,
        }
    }

    fn variable(&mut self, variable: &Variable) {
        let counted = variable.delimiter == Delimiter::Angle || has_escapes(self.grammar);
        if counted && self.open_foreign == 0 {
            self.out.extend(std::iter::repeat_n('\\', self.backslashes));
        }
        // Writing to a String cannot fail.
        let _ = write!(self.out, "{variable}");
        (self.backslashes, self.dollar) = (0, false);
    }
}

/// Whether a backslash keeps a `${` plain.
fn has_escapes(grammar: Grammar) -> bool {
    matches!(grammar, Grammar::Modern | Grammar::V2)
}
