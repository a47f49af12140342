//! Feeds the builder from granit-parser: the only file, with `syntax.rs`, that knows it.
//!
//! What it evens out (granit-parser 2.2.0): a value that is not written arrives as a plain `~` with an empty span before its colon, the span
//! of a block collection is empty and may begin behind its first dash, and that of a block scalar runs into the indentation of what follows.

use granit_parser::{Event, Parser, ScalarStyle, options};
use sealform_diagnostic::{Diagnostic, FileId, Span, registry};

use crate::builder::{Builder, Collection, Properties, Stop};
use crate::decode::check_text;
use crate::name::quoted;
use crate::tag::known_tags;
use crate::{Document, Style, Tag, syntax};

/// Parses YAML text of one document.
///
/// Time and memory are in proportion to the text, whatever is in it.
///
/// # Errors
/// All that can be found in one go: SF001 for the syntax (which ends the reading), SF003 and SF004 as [`crate::decode`] gives them (SF004
/// also beyond [`crate::MAX_NODES`]),
/// SF005 beyond [`crate::MAX_DEPTH`], SF006 beyond [`crate::MAX_ALIAS_NODES`], SF007 to SF013 as their explanations say.
pub fn parse(file: FileId, text: &str) -> Result<Document, Vec<Diagnostic>> {
    check_text(file, text).map_err(|diagnostic| vec![diagnostic])?;
    let options = options! { emit_comments: false, emit_unresolved_aliases: true };
    let mut reader = Reader { file, text, builder: Builder::new(file), documents: 0, last_end: 0 };
    for event in Parser::new_from_str_with_options(text, options) {
        let outcome = match event {
            Ok((event, span)) => reader.event(event, span),
            Err(error) => {
                reader.builder.report(syntax::diagnostic(file, text, &error));
                Err(Stop)
            }
        };
        if outcome.is_err() {
            break;
        }
    }
    reader.builder.finish()
}

struct Reader<'t> {
    file: FileId,
    text: &'t str,
    builder: Builder,
    documents: usize,
    /// The end of what was last seen written.
    last_end: usize,
}

impl<'t> Reader<'t> {
    fn event(&mut self, event: Event<'_>, span: granit_parser::Span) -> Result<(), Stop> {
        let place = self.span(&span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let properties = self.properties(anchor, tag.as_deref(), &span);
                self.scalar(&text, style, place, properties);
            }
            Event::SequenceStart(_, anchor, tag) => {
                let properties = self.properties(anchor, tag.as_deref(), &span);
                let place = if self.builder.is_in_mapping() { self.first_dash(place) } else { place };
                self.builder.begin(Collection::Sequence, place, properties)?;
            }
            Event::MappingStart(_, anchor, tag) => {
                let properties = self.properties(anchor, tag.as_deref(), &span);
                self.builder.begin(Collection::Mapping, place, properties)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.builder.end(place),
            Event::Alias(anchor) => {
                let name = self.slice(place).trim_start_matches('*');
                self.builder.alias(anchor, name, place)?;
            }
            Event::UnresolvedAlias(name) => self.builder.unknown_alias(&name, place),
            Event::DocumentStart(..) => return self.begin_document(place),
            _ => return Ok(()),
        }
        if !place.is_empty() {
            self.last_end = place.end as usize;
        }
        self.builder.go_on(place)
    }

    fn begin_document(&mut self, place: Span) -> Result<(), Stop> {
        self.documents += 1;
        if self.documents == 1 {
            self.last_end = place.end as usize;
            return Ok(());
        }
        self.builder.report(
            Diagnostic::error(&registry::SEVERAL_DOCUMENTS, "the file holds more than one YAML document")
                .at(place, "a second document begins here")
                .help("keep one document in a file; remove the `---`"),
        );
        Err(Stop)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, place: Span, properties: Properties) {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::Single,
            ScalarStyle::DoubleQuoted => Style::Double,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        match style {
            Style::Plain if place.is_empty() => self.builder.scalar("", style, self.unwritten(place), properties),
            Style::Literal | Style::Folded => self.builder.scalar(text, style, self.without_tail(place), properties),
            Style::Plain | Style::Single | Style::Double => self.builder.scalar(text, style, place, properties),
        }
    }

    /// Where a value that is not written is missing: behind the colon or dash before it, not where the next thing begins.
    fn unwritten(&self, place: Span) -> Span {
        let end = place.start as usize;
        let mut line_start = self.last_end.min(end);
        let mut start = line_start;
        // Between two tokens stand only indicators, blanks and comments.
        for line in self.text[line_start..end].split_inclusive('\n') {
            let code = line.split('#').next().unwrap_or_default().trim_end();
            if !code.is_empty() {
                start = line_start + code.len();
            }
            line_start += line.len();
        }
        start += self.colon(start);
        Span::new(self.file, start, start)
    }

    /// Where a list that is a mapping's value begins: the parser finds one whose dashes stand below their key behind its first dash.
    fn first_dash(&self, place: Span) -> Span {
        let end = place.start as usize;
        let mut at = self.last_end.min(end);
        let mut dash = None;
        for line in self.text[at..end].split_inclusive('\n') {
            let code = line.split('#').next().unwrap_or_default();
            if code.trim() == "-" {
                dash = code.find('-').map(|column| at + column);
            }
            at += line.len();
        }
        dash.map_or(place, |dash| Span { start: Span::new(self.file, dash, dash).start, ..place })
    }

    /// The length of the colon at `start`, with the blanks before it: the parser finds a missing value of a mapping before it.
    fn colon(&self, start: usize) -> usize {
        let rest = &self.text[start..];
        let colon = rest.trim_start_matches([' ', '\t']);
        let ends =
            colon.strip_prefix(':').is_some_and(|behind| behind.is_empty() || behind.starts_with([' ', '\t', '\r', '\n', ',', '}', ']']));
        if ends { rest.len() - colon.len() + 1 } else { 0 }
    }

    /// A block scalar's span without the blank characters at its end.
    fn without_tail(&self, place: Span) -> Span {
        let content = self.slice(place).trim_end_matches([' ', '\t', '\n', '\r']);
        Span::new(self.file, place.start as usize, place.start as usize + content.len())
    }

    fn properties(&mut self, anchor: usize, tag: Option<&granit_parser::Tag>, span: &granit_parser::Span) -> Properties {
        let tag = tag.and_then(|tag| {
            let place = span.tag_span().map_or_else(|| self.span(span), |span| self.span(&span));
            self.last_end = self.last_end.max(place.end as usize);
            self.tag(tag, place)
        });
        Properties { anchor, tag }
    }

    fn tag(&mut self, tag: &granit_parser::Tag, place: Span) -> Option<Tag> {
        let known = match (tag.core_suffix(), tag.handle(), tag.suffix()) {
            (Some(core), _, _) => Tag::from_core(core, place),
            (None, "!", "") | (None, "", "!") => Some(Tag::non_specific(place)),
            (None, "!", short) => Tag::from_short(short, place),
            (None, "", verbatim) => verbatim.strip_prefix('!').and_then(|short| Tag::from_short(short, place)),
            _ => None,
        };
        if known.is_none() {
            let name = quoted(self.slice(place));
            self.builder.report(
                Diagnostic::error(&registry::UNKNOWN_TAG, format!("the tag {name} is not known"))
                    .at(place, "")
                    .help(format!("known are {}; quote a value that begins with `!`", known_tags())),
            );
        }
        known
    }

    fn span(&self, span: &granit_parser::Span) -> Span {
        let offset = |marker: &granit_parser::Marker| marker.byte_offset().unwrap_or(self.text.len());
        Span::new(self.file, offset(&span.start), offset(&span.end))
    }

    fn slice(&self, place: Span) -> &'t str {
        self.text.get(place.start as usize..place.end as usize).unwrap_or_default()
    }
}
