//! The text of `Fn::Sub`: `${Name}`, `${Name.Attribute}`, `${AWS::Region}`, and `${!Text}` for a literal `${Text}`.
//!
//! See <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html>.

use nom::Parser;
use nom::bytes::complete::{tag, take_till, take_until};
use nom::character::complete::char;
use nom::sequence::delimited;

use crate::error::Parsed;
use crate::syntax::Range;

/// A piece of the text of an `Fn::Sub`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubSegment {
    /// Text that stays: `${!x}` has become `${x}`.
    Literal {
        /// Where it stands, escapes included.
        range: Range,
        /// The text with escapes undone.
        value: Box<str>,
    },
    /// A name to put a value for: a parameter, a logical ID, `LogicalId.Attribute`, a pseudo parameter, or a key of the
    /// function's own map.
    Name {
        /// From the `$` to behind the `}`.
        range: Range,
        /// What stands between the braces, as written.
        name: Box<str>,
    },
}

/// Splits the text of an `Fn::Sub`. What CloudFormation would refuse (`${}`, a missing brace) is literal text.
#[must_use]
pub fn sub(text: &str) -> Vec<SubSegment> {
    let mut segments = Vec::new();
    let (mut start, mut literal, mut rest) = (0, String::new(), text);
    let end_literal = |segments: &mut Vec<SubSegment>, literal: &mut String, start: usize, end: usize| {
        if end > start {
            segments.push(SubSegment::Literal { range: start..end, value: std::mem::take(literal).into_boxed_str() });
        }
    };
    while let Some((before, inside, behind)) = next(rest) {
        literal.push_str(before);
        let (open, end) = (text.len() - rest.len() + before.len(), text.len() - behind.len());
        match inside.strip_prefix('!') {
            Some(escaped) => literal.extend(["${", escaped, "}"]),
            None if inside.is_empty() => literal.push_str("${}"),
            None => {
                end_literal(&mut segments, &mut literal, start, open);
                segments.push(SubSegment::Name { range: open..end, name: inside.into() });
                start = end;
            }
        }
        rest = behind;
    }
    literal.push_str(rest);
    end_literal(&mut segments, &mut literal, start, text.len());
    segments
}

/// What stands before the next `${...}`, what stands in it, what stands behind it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    let found: Parsed<'_, &str> = take_until("${").parse(text);
    let (start, before) = found.ok()?;
    let found: Parsed<'_, &str> = delimited(tag("${"), take_till(|c| c == '}'), char('}')).parse(start);
    let (behind, inside) = found.ok()?;
    Some((before, inside, behind))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `"literal"`, `<name>`, each with its range.
    fn outline(text: &str) -> String {
        let segment = |segment: SubSegment| match segment {
            SubSegment::Literal { range, value } => format!("{value:?}@{}-{}", range.start, range.end),
            SubSegment::Name { range, name } => format!("<{name}>@{}-{}", range.start, range.end),
        };
        sub(text).into_iter().map(segment).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn names_and_escapes() {
        let cases = [
            ("", ""),
            ("a", r#""a"@0-1"#),
            ("${A}", "<A>@0-4"),
            ("arn:${AWS::Partition}:é${T.Arn}", r#""arn:"@0-4 <AWS::Partition>@4-21 ":é"@21-24 <T.Arn>@24-32"#),
            ("a${!b}c${D}", r#""a${b}c"@0-7 <D>@7-11"#),
            ("${!}", r#""${}"@0-4"#),
            ("${}", r#""${}"@0-3"#),
            ("${a", r#""${a"@0-3"#),
            ("$${A}", r#""$"@0-1 <A>@1-5"#),
            ("${A}${B}", "<A>@0-4 <B>@4-8"),
        ];
        for (text, expected) in cases {
            assert_eq!(outline(text), expected, "{text}");
        }
    }
}
