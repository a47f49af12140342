//! CloudFormation's dynamic references: `{{resolve:service:reference}}`.
//!
//! Syntax from <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html>:
//! `{{resolve:ssm:name[:version]}}`, `{{resolve:ssm-secure:name[:version]}}` and
//! `{{resolve:secretsmanager:id[:SecretString[:json-key[:version-stage[:version-id]]]]}}`, where an id may be an ARN.

use nom::Parser;
use nom::branch::alt;
use nom::bytes::complete::{tag, take_till, take_until};
use nom::character::complete::{anychar, char};
use nom::combinator::{not, recognize, value};
use nom::multi::{many0_count, many1_count};
use nom::sequence::{delimited, preceded};

use crate::error::Parsed;
use crate::syntax::Range;

/// One dynamic reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicReference {
    /// From the first brace to behind the last.
    pub range: Range,
    /// `ssm`, `ssm-secure`, `secretsmanager`, or a word that CloudFormation does not know.
    pub service: DynamicPart,
    /// The parameter's name or the secret's id; an ARN is one part.
    pub id: DynamicPart,
    /// What follows the id, in order, empty parts kept. For ssm the version; for Secrets Manager `SecretString`, the
    /// JSON key, the version stage, the version id.
    pub rest: Vec<DynamicPart>,
}

/// One of the colon-separated parts of a dynamic reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DynamicPart {
    /// Where it stands.
    pub range: Range,
    /// Its text; it may hold names of an `Fn::Sub` (`${Stage}`), which are not split.
    pub value: Box<str>,
}

/// Every dynamic reference of a text, in order.
#[must_use]
pub fn dynamic_references(text: &str) -> Vec<DynamicReference> {
    let at = |rest: &str| text.len() - rest.len();
    let mut references = Vec::new();
    let mut rest = text;
    loop {
        let found: Parsed<'_, &str> = take_until(OPENER).parse(rest);
        let Ok((start, _)) = found else { return references };
        match inside(start) {
            Ok((behind, parts)) => {
                references.push(split(at(start)..at(behind), parts, at(start) + OPENER.len()));
                rest = behind;
            }
            Err(_) => rest = &start[OPENER.len()..],
        }
    }
}

const OPENER: &str = "{{resolve:";

/// The service and the rest, both without the colon between them. Braces cannot stand in them but as `${Name}`.
fn inside(input: &str) -> Parsed<'_, (&str, &str)> {
    let name = || recognize((tag("${"), take_till(|c| matches!(c, '{' | '}')), char('}')));
    let one = alt((value((), name()), value((), preceded(not(alt((tag("}}"), tag("{{")))), anychar))));
    let service = take_till(|c| matches!(c, ':' | '{' | '}'));
    delimited(tag(OPENER), (service, preceded(char(':'), recognize(many1_count(one)))), tag("}}")).parse(input)
}

fn split(range: Range, (service, reference): (&str, &str), start: usize) -> DynamicReference {
    let part = |start: usize, text: &str| DynamicPart { range: start..start + text.len(), value: text.into() };
    let mut texts = Vec::new();
    let (mut rest, mut at) = (reference, start + service.len() + 1);
    while let Ok((behind, text)) = up_to_colon(rest) {
        texts.push(part(at, text));
        let Some(behind) = behind.strip_prefix(':') else { break };
        at += text.len() + 1;
        rest = behind;
    }
    let reference_start = start + service.len() + 1;
    // arn:partition:ssm:region:account:parameter/name, arn:partition:secretsmanager:region:account:secret:name-suffix
    let id_parts = match &*texts[0].value {
        "arn" if service == "secretsmanager" => 7,
        "arn" => 6,
        _ => 1,
    }
    .min(texts.len());
    let id_end = texts[id_parts - 1].range.end;
    let id = part(reference_start, &reference[..id_end - reference_start]);
    DynamicReference { range, service: part(start, service), id, rest: texts.split_off(id_parts) }
}

fn up_to_colon(input: &str) -> Parsed<'_, &str> {
    let name = recognize((tag("${"), take_till(|c| matches!(c, '{' | '}')), char('}')));
    let one = alt((value((), name), value((), preceded(not(char(':')), anychar))));
    recognize(many0_count(one)).parse(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `service id | rest...` and the range of the whole.
    fn outline(text: &str) -> Vec<String> {
        let check = |part: &DynamicPart| {
            assert_eq!(&text[part.range.clone()], &*part.value);
            part.value.to_string()
        };
        let reference = |reference: DynamicReference| {
            let rest: Vec<String> = reference.rest.iter().map(check).collect();
            let (service, id) = (check(&reference.service), check(&reference.id));
            format!("{service} {id} [{}] @{}-{}", rest.join("|"), reference.range.start, reference.range.end)
        };
        dynamic_references(text).into_iter().map(reference).collect()
    }

    #[test]
    fn parts_and_ranges() {
        let cases: &[(&str, &[&str])] = &[
            ("{{resolve:ssm:/a/b}}", &["ssm /a/b [] @0-20"]),
            ("x{{resolve:ssm-secure:/a:3}}y", &["ssm-secure /a [3] @1-28"]),
            ("{{resolve:secretsmanager:n:SecretString:k::}}", &["secretsmanager n [SecretString|k||] @0-45"]),
            (
                "{{resolve:secretsmanager:arn:aws:secretsmanager:eu-west-1:123456789012:secret:n-AbCdEf:SecretString:k}}",
                &["secretsmanager arn:aws:secretsmanager:eu-west-1:123456789012:secret:n-AbCdEf [SecretString|k] @0-103"],
            ),
            (
                "{{resolve:ssm:arn:aws:ssm:eu-west-1:123456789012:parameter/a/b:2}}",
                &["ssm arn:aws:ssm:eu-west-1:123456789012:parameter/a/b [2] @0-66"],
            ),
            ("{{resolve:ssm:/${AWS::Region}/${Stage}}}", &["ssm /${AWS::Region}/${Stage} [] @0-40"]),
            ("{{resolve:ssm:/a}}-{{resolve:ssm:/b}}", &["ssm /a [] @0-18", "ssm /b [] @19-37"]),
            ("{{resolve:ssm:/a {{resolve:ssm:/b}}", &["ssm /b [] @17-35"]),
            ("{{resolve:ssm}}", &[]),
            ("{{resolve:ssm:}}", &[]),
            ("{{resolve:ssm:/a}", &[]),
            ("{{ resolve:ssm:/a}}", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(outline(text), *expected, "{text}");
        }
    }
}
