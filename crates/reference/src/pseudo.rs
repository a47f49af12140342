//! `#{AWS::Region}` of the plugin serverless-pseudo-parameters, which makes an `Fn::Sub` of the text it stands in.
//!
//! Follows lib/index.js of version 2.6.1 with its default settings (read 2026-11-23). It works on the compiled
//! template, after variables are resolved.

use nom::Parser;
use nom::bytes::complete::{tag, take_till1, take_until};
use nom::character::complete::char;
use nom::sequence::delimited;

use crate::error::Parsed;

/// The text for an `Fn::Sub`: each `#{X}` becomes `${X}`; `None` where none stands in the text.
///
/// Everything else stays, so a `${X}` that is there already becomes live, as with the plugin. Where the text also
/// holds an escape (`#@{X}`) the plugin drops the `Fn::Sub` again, so this is `None` and [`pseudo_escape`] tells the text.
#[must_use]
pub fn pseudo(text: &str) -> Option<String> {
    if pseudo_escape(text).is_some() { None } else { replace(text, "#{", "${") }
}

/// The text with each `#@{X}` turned into `#{X}`; `None` where none stands in the text.
#[must_use]
pub fn pseudo_escape(text: &str) -> Option<String> {
    replace(text, "#@{", "#{")
}

fn replace(text: &str, opener: &str, with: &str) -> Option<String> {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some((before, name, behind)) = next(rest, opener) {
        replaced.extend([before, with, name, "}"]);
        rest = behind;
    }
    if rest.len() == text.len() {
        return None;
    }
    replaced.push_str(rest);
    Some(replaced)
}

/// What stands before the next occurrence, the name in it, what stands behind: `/#{([^}]+)}/`.
fn next<'a>(text: &'a str, opener: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let mut from = text;
    loop {
        let found: Parsed<'a, &str> = take_until(opener).parse(from);
        let (start, _) = found.ok()?;
        let found: Parsed<'a, &str> = delimited(tag(opener), take_till1(|c| c == '}'), char('}')).parse(start);
        match found {
            Ok((behind, name)) => return Some((&text[..text.len() - start.len()], name, behind)),
            // `#{}` is no occurrence; behind it there may be one. Without any `}` there is none at all.
            Err(_) if start[opener.len()..].starts_with('}') => from = &start[opener.len()..],
            Err(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn occurrences_become_a_sub() {
        let cases = [
            ("#{AWS::Region}", Some("${AWS::Region}")),
            ("arn:#{AWS::Partition}:s3:::b-#{AWS::AccountId}", Some("arn:${AWS::Partition}:s3:::b-${AWS::AccountId}")),
            ("#{Table.Arn}/${Other}", Some("${Table.Arn}/${Other}")),
            ("#{a#{b}", Some("${a#{b}")),
            ("#{}#{x}", Some("#{}${x}")),
            ("#{}", None),
            ("#{x", None),
            ("# {x}", None),
            ("", None),
            ("#@{AWS::Region}", None),
            ("#@{a} #{b}", None),
        ];
        for (text, expected) in cases {
            assert_eq!(pseudo(text).as_deref(), expected, "{text}");
        }
        assert_eq!(pseudo_escape("#@{a} #{b}").as_deref(), Some("#{a} #{b}"));
        assert_eq!(pseudo_escape("#{b}"), None);
    }
}
