//! The inside of a variable as the new engine reads it: sources, params, address, literals.
//!
//! Follows the states from `maybeTypeStart` on of parse.js (serverless 3.40.0, read 2026-11-23): one pass from left
//! to right, never going back. Only U+0020 is skipped between tokens.

use nom::Parser;
use nom::branch::alt;
use nom::character::complete::char;
use nom::combinator::opt;
use sealform_diagnostic::registry;

use crate::angle;
use crate::ascii::{take_till, take_while};
use crate::error::{Broken, Parsed, SyntaxError, broken, foreign};
use crate::grammar::MAX_DEPTH;
use crate::literal;
use crate::modern::{dollars, skip_one};
use crate::pieces::Pieces;
use crate::syntax::{Address, Alternative, Delimiter, Literal, Param, ParamValue, Range, Segment, Source, Variable};

/// The variable that is being read.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    text: &'a str,
    delimiter: Delimiter,
    /// Where its first `$` stands.
    start: usize,
    /// Where its inside begins.
    inside: usize,
    /// How many variables it stands in.
    depth: usize,
}

/// What ends an alternative.
#[derive(Clone, Copy, PartialEq)]
enum Ending {
    Variable,
    Alternative,
}

impl<'a> Scope<'a> {
    pub(crate) fn outermost(text: &'a str, delimiter: Delimiter, start: usize, inside: usize) -> Self {
        Self { text, delimiter, start, inside, depth: 0 }
    }

    pub(crate) fn new(text: &'a str, delimiter: Delimiter, start: usize, inside: usize, depth: usize) -> Result<Self, nom::Err<Broken>> {
        if depth >= MAX_DEPTH {
            let message = format!("variables are nested more than {MAX_DEPTH} deep");
            return Err(broken(SyntaxError::new(&registry::TOO_DEEP, start..inside, message)));
        }
        Ok(Self { text, delimiter, start, inside, depth })
    }

    fn at(&self, rest: &str) -> usize {
        self.text.len() - rest.len()
    }

    /// The range from where `from` begins to where `rest` begins, without white space at its end.
    fn range(&self, from: &str, rest: &str) -> Range {
        let start = self.at(from);
        start..start + literal::js_trim_end(&self.text[start..self.at(rest)]).len()
    }

    /// The first character of `rest`.
    fn first_of(&self, rest: &str) -> Range {
        let start = self.at(rest);
        start..start + rest.chars().next().map_or(0, char::len_utf8)
    }

    fn closes(&self, c: char) -> bool {
        c == self.delimiter.closer()
    }

    fn unterminated(&self) -> nom::Err<Broken> {
        let message = format!("this variable has no closing `{}`", self.delimiter.closer());
        broken(SyntaxError::new(&registry::UNTERMINATED_VARIABLE, self.start..self.inside, message))
    }

    fn bad_source(&self, range: Range) -> nom::Err<Broken> {
        let error = SyntaxError::new(&registry::INVALID_VARIABLE_SOURCE, range, "expected a source or a literal after the comma");
        broken(error.with_help("write a fallback bare, as in `${env:X, env:Y}`, or in quotes, as in `${env:X, 'text'}`"))
    }

    fn bad_param(&self, range: Range) -> nom::Err<Broken> {
        let error = SyntaxError::new(&registry::INVALID_VARIABLE_PARAM, range, "this param does not end with `,` or `)`");
        broken(error.with_help("put a param that holds `)`, `,` or the closing brace in quotes"))
    }

    fn bad_address(&self, range: Range) -> nom::Err<Broken> {
        let message = format!("expected `:`, `,` or `{}`", self.delimiter.closer());
        let help = "put an address that holds a comma or the closing brace in quotes; nothing may follow the closing quote";
        broken(SyntaxError::new(&registry::INVALID_VARIABLE_ADDRESS, range, message).with_help(help))
    }

    fn bad_type(&self, range: Range) -> nom::Err<Broken> {
        let message = "a variable inside a variable must begin with the name of a source and `:` or `(`";
        let help = "CloudFormation's own `${...}` cannot stand inside a variable; for the Region write `${aws:region}`";
        broken(SyntaxError::new(&registry::INVALID_VARIABLE_TYPE, range, message).with_help(help))
    }

    /// `'...'` and `"..."` once it is known that they stand where they may.
    fn unquoted(&self, quoted: &str, range: &Range) -> Result<Box<str>, nom::Err<Broken>> {
        literal::unquoted(quoted).ok_or_else(|| {
            let message = "text in double quotes must follow JSON's rules";
            let error = SyntaxError::new(&registry::INVALID_VARIABLE_STRING_LITERAL, range.clone(), message);
            broken(error.with_help("single quotes take every character as it is"))
        })
    }
}

/// Whether what follows `${` or `$<` begins a variable: the name of a source, then `(` or a `:` that no other follows.
pub(crate) fn opens(input: &str) -> bool {
    let Ok((rest, _)) = name(input) else { return false };
    match rest.strip_prefix(':') {
        Some(address) => !address.trim_start_matches(' ').starts_with(':'),
        None => rest.starts_with('('),
    }
}

/// A variable from behind its `${` or `$<`. `Error` where it is foreign: somebody else's, to be left as text.
pub(crate) fn variable<'a>(scope: Scope<'a>, input: &'a str) -> Parsed<'a, Variable> {
    let (mut rest, (first, mut ending)) = first_source(&scope, input)?;
    let mut alternatives = Vec::with_capacity(if ending == Ending::Variable { 1 } else { 2 });
    alternatives.push(Alternative::Source(first));
    while ending == Ending::Alternative {
        let (behind, (alternative, end)) = next_alternative(&scope, rest)?;
        alternatives.push(alternative);
        (rest, ending) = (behind, end);
    }
    Ok((rest, Variable { range: scope.start..scope.at(rest), delimiter: scope.delimiter, alternatives }))
}

fn name(input: &str) -> Parsed<'_, &str> {
    if input.starts_with(|c: char| c.is_ascii_lowercase()) { take_while(is_word)(input) } else { Err(foreign()) }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}

fn first_source<'a>(scope: &Scope<'a>, input: &'a str) -> Parsed<'a, (Source, Ending)> {
    if scope.depth == 0 && !opens(input) {
        return Err(foreign());
    }
    let Ok((rest, name)) = name(input) else {
        return Err(if input.is_empty() { scope.unterminated() } else { scope.bad_type(scope.first_of(input)) });
    };
    match rest.chars().next() {
        None => Err(scope.unterminated()),
        Some(':' | '(') => source(scope, input, name.len(), rest),
        Some(_) => Err(scope.bad_type(scope.range(input, rest))),
    }
}

/// An alternative behind a comma: a source, or a literal, which must be the last.
fn next_alternative<'a>(scope: &Scope<'a>, input: &'a str) -> Parsed<'a, (Alternative, Ending)> {
    let (input, _) = blanks(input)?;
    match input.chars().next() {
        None => Err(scope.unterminated()),
        Some('\'' | '"') => {
            let Ok((rest, quoted)) = literal::quoted(input) else { return Err(scope.unterminated()) };
            let (rest, _) = blanks(rest)?;
            match rest.chars().next() {
                None => Err(scope.unterminated()),
                Some(c) if scope.closes(c) => {
                    let range = scope.range(input, rest);
                    let value = Literal::Text(scope.unquoted(quoted, &range)?);
                    Ok((&rest[1..], (Alternative::Literal { range, value }, Ending::Variable)))
                }
                Some(_) => Err(scope.bad_source(scope.range(input, rest))),
            }
        }
        Some(c) if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') => {
            let (rest, word) = take_while(|byte| is_word(byte) || byte == b' ')(input)?;
            match rest.chars().next() {
                None => Err(scope.unterminated()),
                Some(':' | '(') if is_fallback_name(word) => {
                    let (rest, (source, ending)) = source(scope, input, word.len(), rest)?;
                    Ok((rest, (Alternative::Source(source), ending)))
                }
                Some(c) if scope.closes(c) => {
                    let range = scope.range(input, rest);
                    let Some(value) = literal::bare(word.trim_end_matches(' ')) else {
                        let message = "a fallback without quotes must be true, false, null or a number";
                        let error = SyntaxError::new(&registry::INVALID_VARIABLE_LITERAL_SOURCE, range, message);
                        return Err(broken(error.with_help("put text in quotes: `${env:X, 'text'}`")));
                    };
                    Ok((&rest[1..], (Alternative::Literal { range, value }, Ending::Variable)))
                }
                Some(_) => Err(scope.bad_source(scope.range(input, rest))),
            }
        }
        Some(_) => Err(scope.bad_source(scope.first_of(input))),
    }
}

/// The name of a source behind a comma has no dot, dash or blank, unlike the first one's.
fn is_fallback_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A source whose name is the first `name_len` bytes of `input`, from `rest` on.
fn source<'a>(scope: &Scope<'a>, input: &'a str, name_len: usize, rest: &'a str) -> Parsed<'a, (Source, Ending)> {
    let start = scope.at(input);
    let (rest, params) = match rest.strip_prefix('(') {
        Some(inside) => params(scope, inside).map(|(rest, params)| (rest, Some(params)))?,
        None => (rest, None),
    };
    let (rest, _) = blanks(rest)?;
    let (rest, colon) = opt(char(':')).parse(rest)?;
    let (rest, address) = if colon.is_some() { address(scope, params.is_some(), rest)? } else { (rest, None) };
    let (behind, ending) = ending(scope, rest)?;
    let (range, name_range) = (scope.range(input, rest), start..start + name_len);
    Ok((behind, (Source { range, name: input[..name_len].into(), name_range, params, address }, ending)))
}

fn ending<'a>(scope: &Scope<'a>, input: &'a str) -> Parsed<'a, Ending> {
    let closer = char(scope.delimiter.closer()).map(|_| Ending::Variable);
    let found: Parsed<'a, Ending> = alt((closer, char(',').map(|_| Ending::Alternative))).parse(input);
    found.map_err(|_| if input.is_empty() { scope.unterminated() } else { scope.bad_address(scope.first_of(input)) })
}

/// The params from behind the `(` to behind the `)`.
fn params<'a>(scope: &Scope<'a>, input: &'a str) -> Parsed<'a, Vec<Param>> {
    let mut params = Vec::new();
    let mut rest = input;
    loop {
        let (start, _) = blanks(rest)?;
        match start.chars().next() {
            None => return Err(scope.unterminated()),
            Some(')') => return Ok((&start[1..], params)),
            Some(',') => {
                params.push(empty_param(scope.at(start)));
                rest = &start[1..];
            }
            Some(c) if scope.closes(c) => return Err(scope.bad_param(scope.first_of(start))),
            Some(first) => {
                let (end, param) = if matches!(first, '\'' | '"') { quoted_param(scope, start)? } else { bare_param(scope, start)? };
                // An empty param counts before a comma only.
                let last = end.starts_with(')');
                params.extend(param.or_else(|| (!last).then(|| empty_param(scope.at(end)))));
                rest = &end[1..];
                if last {
                    return Ok((rest, params));
                }
            }
        }
    }
}

fn empty_param(at: usize) -> Param {
    Param { range: at..at, quoted: false, value: ParamValue::Literal(Literal::Null) }
}

fn quoted_param<'a>(scope: &Scope<'a>, input: &'a str) -> Parsed<'a, Option<Param>> {
    let Ok((rest, quoted)) = literal::quoted(input) else { return Err(scope.unterminated()) };
    let (end, _) = blanks(rest)?;
    match end.chars().next() {
        None => Err(scope.unterminated()),
        Some(',' | ')') => {
            let range = scope.range(input, rest);
            let segments = vec![Segment::Text { range: range.clone(), value: scope.unquoted(quoted, &range)?.into() }];
            Ok((end, Some(Param { range, quoted: true, value: ParamValue::Text(segments) })))
        }
        Some(_) => Err(scope.bad_param(scope.range(input, end))),
    }
}

/// A bare param up to its `,` or `)`; `None` where it is only white space.
fn bare_param<'a>(scope: &Scope<'a>, input: &'a str) -> Parsed<'a, Option<Param>> {
    let (end, segments) = bare(scope, |byte| matches!(byte, b',' | b')'), input)?;
    if scope.delimiter.closer() == end.chars().next().unwrap_or(')') {
        return Err(scope.bad_param(scope.range(input, end)));
    }
    let Some(range) = extent(&segments) else { return Ok((end, None)) };
    let literal = match segments.as_slice() {
        [Segment::Text { value, .. }] => literal::bare(value),
        _ => None,
    };
    let value = match literal {
        None => ParamValue::Text(segments),
        Some(Literal::Bool(false) | Literal::Number(0.0)) => ParamValue::Literal(Literal::Null),
        Some(literal) => ParamValue::Literal(literal),
    };
    Ok((end, Some(Param { range, quoted: false, value })))
}

/// An address from behind its `:` to its `,` or closing character.
fn address<'a>(scope: &Scope<'a>, has_params: bool, input: &'a str) -> Parsed<'a, Option<Address>> {
    let (input, _) = blanks(input)?;
    match input.chars().next() {
        None => Err(scope.unterminated()),
        Some(c) if c == ',' || scope.closes(c) => Ok((input, None)),
        // The engine takes a fallback's `::` for the begin of somebody else's text and then misses the closing brace.
        Some(':') if !has_params && scope.depth == 0 => Err(scope.unterminated()),
        Some(':') => Err(scope.bad_address(scope.first_of(input))),
        Some('\'' | '"') => {
            let Ok((rest, quoted)) = literal::quoted(input) else { return Err(scope.unterminated()) };
            let (end, _) = blanks(rest)?;
            match end.chars().next() {
                None => Err(scope.unterminated()),
                Some(c) if c == ',' || scope.closes(c) => {
                    let range = scope.range(input, rest);
                    let segments = vec![Segment::Text { range: range.clone(), value: scope.unquoted(quoted, &range)?.into() }];
                    Ok((end, Some(Address { range, quoted: true, segments })))
                }
                Some(_) => Err(scope.bad_address(scope.range(input, end))),
            }
        }
        Some(_) => {
            let (end, segments) = bare(scope, |byte| byte == b',', input)?;
            let range = extent(&segments).unwrap_or_else(|| scope.range(input, input));
            Ok((end, Some(Address { range, quoted: false, segments })))
        }
    }
}

/// Bare text with variables in it, trimmed, up to a character that `stops` or that closes the variable.
///
/// The character behind a `$` that opens nothing is taken as it is, even the closing one: `${env:A$}` does not end.
/// In `$<...>` that oddity of the engine has no place.
fn bare<'a>(scope: &Scope<'a>, stops: impl Fn(u8) -> bool, input: &'a str) -> Parsed<'a, Vec<Segment>> {
    let ends = |byte: u8| stops(byte) || scope.closes(char::from(byte));
    let mut pieces = Pieces::new(scope.text, scope.at(input));
    let mut rest = input;
    loop {
        let (special, _) = take_till(|byte| byte == b'$' || ends(byte))(rest)?;
        match special.chars().next() {
            None => return Err(scope.unterminated()),
            Some('$') => {}
            Some(_) => return Ok((special, pieces.finish_trimmed(scope.at(special)))),
        }
        let (behind, _) = dollars(special)?;
        if let Some(opened) = behind.strip_prefix('{') {
            let inner = Scope::new(scope.text, Delimiter::Dollar, scope.at(special), scope.at(opened), scope.depth + 1)?;
            let (after, found) = variable(inner, opened)?;
            pieces.variable(found);
            rest = after;
        } else if let Some((after, found)) = angle::variable_behind(scope.text, behind, scope.depth + 1)? {
            pieces.variable(found);
            rest = after;
        } else if scope.delimiter == Delimiter::Angle && behind.bytes().next().is_some_and(&ends) {
            rest = behind;
        } else {
            rest = skip_one(behind);
        }
    }
}

/// From the first segment to the last.
fn extent(segments: &[Segment]) -> Option<Range> {
    let range = |segment: &Segment| match segment {
        Segment::Text { range, .. } => range.clone(),
        Segment::Variable(variable) => variable.range.clone(),
    };
    Some(range(segments.first()?).start..range(segments.last()?).end)
}

/// U+0020 only: a tab or a line break is no blank to the engine.
fn blanks(input: &str) -> Parsed<'_, &str> {
    take_while(|byte| byte == b' ')(input)
}
