//! A template of CloudFormation: only `$<...>` is a variable. `${...}` is CloudFormation's own (`Fn::Sub`), and a text is a text.
//!
//! A backslash means something before a `$<` that would begin a variable, and nowhere else.

use crate::angle;
use crate::error::SyntaxError;
use crate::frame::{Escapes, errors_or, read_on, report};
use crate::pieces::Pieces;
use crate::syntax::{Segment, Variable};

pub(crate) fn parse(text: &str) -> Result<Vec<Segment>, Vec<SyntaxError>> {
    let (variables, errors, escapes) = read(text);
    errors_or(errors, || escapes.into_segments(Pieces::new(text, 0), variables, text.len()))
}

/// What can be read of a text in which variables are broken: those are text.
pub(crate) fn readable(text: &str) -> (Vec<Segment>, Vec<SyntaxError>) {
    let (variables, errors, escapes) = read(text);
    (escapes.into_segments(Pieces::new(text, 0), variables, text.len()), errors)
}

fn read(text: &str) -> (Vec<Variable>, Vec<SyntaxError>, Escapes) {
    let (mut variables, mut errors, mut escapes) = (Vec::new(), Vec::new(), Escapes::default());
    let mut at = 0;
    while let Some(step) = text[at..].find("$<") {
        let dollar = at + step;
        at = dollar + 2;
        if escapes.escaped(text, dollar) {
            continue;
        }
        match angle::variable_behind(text, &text[dollar + 1..], 0) {
            Ok(Some((rest, variable))) => {
                at = text.len() - rest.len();
                variables.push(variable);
            }
            Ok(None) => {}
            Err(error) => {
                let error = report(error);
                at = read_on(at, error.as_ref());
                errors.extend(error);
            }
        }
    }
    (variables, errors, escapes)
}

#[cfg(test)]
mod tests {
    use crate::{Grammar, Segment, parse, print, readable};

    fn shown(text: &str) -> String {
        let segments = parse(text, Grammar::Template).expect("the test's text is right");
        let piece = |segment: &Segment| match segment {
            Segment::Text { value, .. } => value.to_string(),
            Segment::Variable(variable) => format!("[{}]", &text[variable.range.clone()]),
        };
        segments.iter().map(piece).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn only_our_delimiter_is_a_variable() {
        let rows = [
            ("${AWS::Region}", "${AWS::Region}"),
            ("${ssm:/p}", "${ssm:/p}"),
            ("${!x:y} ${Table}", "${!x:y} ${Table}"),
            ("a$<opt:stage>b", "a|[$<opt:stage>]|b"),
            ("$<opt:a>$<opt:b>", "[$<opt:a>]|[$<opt:b>]"),
            ("arn:${AWS::Partition}:$<ssm:/p, 'x'>", "arn:${AWS::Partition}:|[$<ssm:/p, 'x'>]"),
            ("$<ssm:/${opt:stage}/p>", "[$<ssm:/${opt:stage}/p>]"),
            ("$${opt:a}$<opt:a>", "$${opt:a}|[$<opt:a>]"),
            ("$1 $<name> $<< a > b", "$1 $<name> $<< a > b"),
            (r"\$<opt:a>", "$<opt:a>"),
            (r"\\$<opt:a>", r"\|[$<opt:a>]"),
            (r"\$<name> \${opt:a} \\d", r"\$<name> \${opt:a} \\d"),
        ];
        for (text, expected) in rows {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_broken_is_reported_and_what_follows_is_read() {
        let errors = parse("$<opt:a and $<env:b>", Grammar::Template).expect_err("it has no end");
        assert_eq!(errors.iter().map(|error| error.code.number).collect::<Vec<_>>(), [30]);
        let (segments, errors) = readable("$<opt:a, %> $<env:b>", Grammar::Template);
        assert_eq!(errors.len(), 1);
        assert!(segments.iter().any(|segment| matches!(segment, Segment::Variable(_))));
    }

    #[test]
    fn a_plain_text_is_kept_plain() {
        for text in ["$<opt:a>", r"\$<opt:a>", "${a:b}", r"x\${a:b}$<y>", "$$<env:x>"] {
            let plain = [Segment::Text { range: 0..text.len(), value: text.into() }];
            assert_eq!(shown(&print(&plain, Grammar::Template)), text);
        }
    }
}
