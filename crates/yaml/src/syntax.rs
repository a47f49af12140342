//! Syntax errors in our own words. Never the parser's: a message of its could quote the file.

use granit_parser::{ErrorKind, ScanError};
use sealform_diagnostic::{Diagnostic, FileId, Span, registry};

use crate::builder::MAX_DEPTH;

/// The report for an error of the parser.
pub(crate) fn diagnostic(file: FileId, text: &str, error: &ScanError) -> Diagnostic {
    let mut offset = floor_char(text, error.marker().byte_offset().unwrap_or(text.len()));
    if let ErrorKind::UnexpectedCharacter { character } = error.kind() {
        // The parser may point at the beginning of the scalar that holds it.
        offset += text[offset..].find(*character).unwrap_or(0);
    }
    let place = character_at(file, text, offset);
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => {
            return Diagnostic::error(&registry::TOO_DEEP, format!("the document is nested deeper than {MAX_DEPTH} levels"))
                .at(place, "the limit is reached here");
        }
        ErrorKind::UndeclaredTagHandle => {
            return Diagnostic::error(&registry::UNKNOWN_TAG, "the tag has a handle that no `%TAG` declares").at(place, "");
        }
        _ => {}
    }
    if let Some(tab) = tab_in_indentation(error.kind(), text, offset) {
        return Diagnostic::error(&registry::YAML_SYNTAX, "a tab is used as indentation")
            .at(Span::new(file, tab, tab + 1), "a tab")
            .help("YAML is indented with spaces only: replace the tab");
    }
    let (message, help) = if let Some(words) = variable_in_flow(text, offset) { words } else { words(error.kind(), text, offset) };
    let diagnostic = Diagnostic::error(&registry::YAML_SYNTAX, message).at(place, "");
    if help.is_empty() { diagnostic } else { diagnostic.help(help) }
}

/// Whether the colon at `offset` stands behind a quoted key of more characters than YAML 1.2.2, 7.4 allows.
fn ends_long_key(text: &str, offset: usize) -> bool {
    let Some(quoted) = text[offset..].starts_with(':').then(|| text[..offset].trim_end()) else { return false };
    let Some((key, quote)) = quoted.char_indices().next_back().filter(|(_, last)| matches!(last, '"' | '\'')) else { return false };
    let inside = &quoted[..key];
    // A quote that is escaped is no end; which of the two kinds of escapes it is does not matter for a length.
    let start = inside.rmatch_indices(quote).map(|(at, _)| at).find(|at| !inside[..*at].ends_with(['\\', quote]));
    start.is_some_and(|start| inside[start + 1..].chars().nth(LONGEST_KEY_CHARACTERS - 1).is_some())
}

/// With its quotes a key has 1,024 characters at most.
const LONGEST_KEY_CHARACTERS: usize = 1_023;

type Words = (&'static str, &'static str);

fn words(kind: &ErrorKind, text: &str, offset: usize) -> Words {
    match kind {
        ErrorKind::UnclosedQuotedScalar => {
            ("a quote is never closed", "close it; a text with both kinds of quotes is easiest in a block (`|`)")
        }
        ErrorKind::UnclosedFlowCollection { .. } | ErrorKind::UnexpectedEofFlowSequence | ErrorKind::UnexpectedEofFlowMapping => {
            ("a bracket is never closed", "")
        }
        ErrorKind::MisplacedFlowCollectionEnd | ErrorKind::MismatchedFlowCollectionEnd { .. } => {
            ("a closing bracket does not match an opening one", "quote a value that begins with a bracket")
        }
        ErrorKind::ExpectedFlowMappingSeparator if ends_long_key(text, offset) => (
            "this key is longer than 1,024 characters, its quotes included",
            "YAML allows no longer one, and JSON is read as YAML here: shorten the key",
        ),
        ErrorKind::ExpectedFlowSequenceSeparator | ErrorKind::ExpectedFlowMappingSeparator => {
            ("a comma or the closing bracket is missing", "quote a value that holds `,`, `:` or a bracket")
        }
        ErrorKind::MappingValueNotAllowed | ErrorKind::InvalidColonPlacement => {
            ("a second `: ` stands where only a value can", "quote a value that holds `: `, or check the indentation")
        }
        ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => (
            "a key is expected here, with a `:` behind it",
            "a key is at most 1,024 characters long and stands on one line; check the indentation",
        ),
        ErrorKind::ExpectedBlockMappingKey | ErrorKind::ExpectedBlockSequenceEntry | ErrorKind::InvalidIndentation => {
            ("the indentation fits no level that is open", "indent the entries of one mapping or list alike")
        }
        ErrorKind::MappingKeyNotAllowed | ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::BlockEntryInFlowCollection => {
            ("a new entry cannot begin here", "begin it on a line of its own")
        }
        ErrorKind::ZeroBlockScalarIndent
        | ErrorKind::InvalidBlockScalarHeader
        | ErrorKind::InvalidBlockScalarIndent
        | ErrorKind::TabAtBlockScalarStart => {
            ("the block text behind `|` or `>` is malformed", "begin it on the next line and indent all its lines alike")
        }
        ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => (
            "something follows a closing quote",
            "put the whole value into quotes; `''` is a quote within single quotes, `\\\"` one within double quotes",
        ),
        ErrorKind::UnknownQuotedScalarEscape => {
            ("YAML knows no such escape in double quotes", "write a backslash as `\\\\`, or use single quotes")
        }
        ErrorKind::InvalidQuotedScalarHexEscape
        | ErrorKind::InvalidLowSurrogateHexEscape
        | ErrorKind::InvalidLowSurrogate
        | ErrorKind::MissingLowSurrogate
        | ErrorKind::UnpairedLowSurrogate
        | ErrorKind::InvalidUnicodeEscape => ("an escape names no character", "`\\x` takes 2, `\\u` 4 and `\\U` 8 hexadecimal digits"),
        ErrorKind::DocumentIndicatorInQuotedScalar => ("a quote is not closed before the document ends", ""),
        ErrorKind::CommentInterceptedScalar => ("a comment stands in the middle of a value", "quote a value that holds ` #`"),
        ErrorKind::CommentNotSeparated => ("a `#` follows without a space", "quote the value, or put a space before the comment"),
        ErrorKind::MissingAnchorOrAliasName => ("an anchor or alias has no name", "quote a value that begins with `*` or `&`"),
        ErrorKind::BomInsideDocument => {
            ("a byte order mark stands inside the document", "remove it; it may stand only at the beginning of the file")
        }
        ErrorKind::UnexpectedCharacter { .. } | ErrorKind::UnexpectedEndOfPlainScalar => match text[offset..].chars().next() {
            Some('@' | '`') => ("no value can begin with `@` or a back quote", "quote the value"),
            Some('%') => ("no value can begin with `%`", "quote the value"),
            _ => ("a character that YAML does not allow here", "quote the value; write a control character as an escape in double quotes"),
        },
        ErrorKind::DuplicateVersionDirective
        | ErrorKind::UnsupportedYamlMajorVersion
        | ErrorKind::DuplicateTagDirective
        | ErrorKind::MissingDocumentEndBeforeDirective
        | ErrorKind::InvalidDirectiveTerminator
        | ErrorKind::MissingYamlVersionSeparator
        | ErrorKind::MissingDirectiveName
        | ErrorKind::InvalidDirectiveName => ("a directive (`%`) is malformed", "remove it, or quote a value that begins with `%`"),
        ErrorKind::ExpectedDocumentStart | ErrorKind::InvalidDocumentEnd | ErrorKind::ExpectedNodeContent => {
            ("what stands here belongs to nothing", "check the indentation, and quote values that begin with a special character")
        }
        _ => ("the YAML cannot be parsed here", "the cause is often a line above: look for a missing quote, bracket or colon"),
    }
}

/// The words for a `${...}` without quotes in brackets, where YAML takes its brace for a mapping's.
fn variable_in_flow(text: &str, offset: usize) -> Option<Words> {
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[offset..].find('\n').map_or(text.len(), |at| offset + at);
    let near = &text.as_bytes()[floor_char(text, line_start.max(offset.saturating_sub(1)))..line_end.min(offset + 2)];
    near.windows(2).any(|pair| pair == b"${").then_some((
        "a variable stands in brackets without quotes",
        "put the variable into quotes: within `[` or `{`, YAML takes the brace of `${...}` for a mapping's",
    ))
}

/// The offset of a tab among the blanks that begin the line at `offset`, or a later line where the parser complains of a tab there.
fn tab_in_indentation(kind: &ErrorKind, text: &str, offset: usize) -> Option<usize> {
    let line_start = text[..offset].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let further = match kind {
        ErrorKind::TabNotAllowed
        | ErrorKind::TabInBlockIndentation
        | ErrorKind::TabInIndentation
        | ErrorKind::TabAtBlockScalarStart
        | ErrorKind::TabInPlainScalar => usize::MAX,
        _ => 1,
    };
    let mut start = line_start;
    for line in text[line_start..].split_inclusive('\n').take(further) {
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = line[..blanks].find('\t') {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}

/// The character at `offset`; empty at the end of the text and of a line.
fn character_at(file: FileId, text: &str, offset: usize) -> Span {
    let length = text[offset..].chars().next().filter(|character| !matches!(character, '\n' | '\r')).map_or(0, char::len_utf8);
    Span::new(file, offset, offset + length)
}

/// `offset`, moved back to the beginning of a character within the text.
pub(crate) fn floor_char(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
