//! What is read of a text with a broken variable: all the others, in every grammar, and each broken one is said once.

use sealform_reference::{Alternative, Grammar, Segment, Shape, Variable, parse, readable};

const ALL: &[Grammar] = &[Grammar::Modern, Grammar::V1, Grammar::V2Legacy, Grammar::V2, Grammar::Custom(Shape::DoubleBrace), Grammar::V4];

/// `source:address` of each variable, and how many errors there are.
fn read(text: &str, grammar: Grammar) -> (Vec<String>, usize) {
    let (segments, errors) = readable(text, grammar);
    let mut end = 0;
    for segment in &segments {
        let (Segment::Text { range, .. } | Segment::Variable(Variable { range, .. })) = segment;
        assert!(range.start >= end, "{text}: segments in order");
        end = range.end;
    }
    let name = |segment: &Segment| match segment {
        Segment::Variable(Variable { alternatives, .. }) => match &alternatives[0] {
            Alternative::Source(source) => {
                Some(format!("{}:{}", source.name, source.address.as_ref().and_then(|address| address.plain()).unwrap_or("?")))
            }
            Alternative::Literal { .. } => Some("literal".to_owned()),
        },
        Segment::Text { .. } => None,
    };
    (segments.iter().filter_map(name).collect(), errors.len())
}

#[test]
fn the_others_are_found() {
    use Grammar::{Modern, V1, V4};
    for (grammar, text, found, errors) in [
        (Modern, "${env:A} ${ssm:/x,} ${env:B}", &["env:A", "env:B"] as &[&str], 1),
        (Modern, "${env:A} ${ssm:/x and ${env:B}", &["env:A", "env:B"], 1),
        (Modern, "${ssm:/a/${AWS::Region}/b} ${env:A}", &["env:A"], 1),
        (Modern, "${ssm:/a/${opt:s}/${AWS::Region}} ${env:A}", &["opt:s", "env:A"], 1),
        (Modern, "${env:A, ${env:B}} ${opt:c, x} ${env:D}", &["env:B", "env:D"], 2),
        (Modern, "${a:${b:${c:,}}} ${env:D}", &["env:D"], 1),
        (Modern, "$<ssm:/a,> $<env:B> ${env:C}", &["env:B", "env:C"], 1),
        (Modern, "$<ssm:/a ${env:B}", &["env:B"], 1),
        (V1, "${env:A} ${nothing} ${env:B}", &["env:A", "env:B"], 1),
        (V1, "${env:A, ${env:B}} ${env:C}", &["env:B", "env:C"], 1),
        (V1, "${file(${opt:a}-${nothing}-${opt:b})} ${env:C}", &["opt:a", "opt:b", "env:C"], 1),
        (V1, "$<ssm:/a,> ${env:B}", &["env:B"], 1),
        (V4, "${env:A} ${opt:x, 'a,b'} ${env:B}", &["env:A", "env:B"], 1),
        (V4, "${env:A, ${env:B}} $<env:C>", &["env:B", "env:C"], 1),
        (V4, "${ssm:${env:A}, x} $<ssm:/a,> ${env:B}", &["env:A", "env:B"], 2),
        (V4, "${AWS::${env:A, ${env:B}}} ${env:C}", &["env:C"], 0),
        (V4, "${env:A} ${env:B, $<env:C>", &["env:A", "env:C"], 0),
        (V4, "${env:A} ${env:B, $<env:C,>", &["env:A"], 1),
    ] {
        assert_eq!(read(text, grammar), (found.iter().map(|found| (*found).to_owned()).collect(), errors), "{text} in {grammar:?}");
        assert_eq!(parse(text, grammar).is_err(), errors > 0, "{text} in {grammar:?}");
    }
}

#[test]
fn a_text_that_parses_reads_alike() {
    for text in ["", "x", "${env:A} \\${env:B} ${a:${b:c}, 'd'}", "${AWS::Region} $<ssm:/a/${opt:b}~true>", "\\\\${env:A}"] {
        for &grammar in ALL {
            if let Ok(segments) = parse(text, grammar) {
                assert_eq!(readable(text, grammar), (segments, Vec::new()), "{text} in {grammar:?}");
            }
        }
    }
}

#[test]
fn many_broken_ones_are_each_said() {
    for &grammar in ALL {
        let text = "${env:A, ${env:B}} ".repeat(20_000);
        let (found, errors) = read(&text, grammar);
        let expected = if grammar == Grammar::Custom(Shape::DoubleBrace) { (0, 0) } else { (20_000, 20_000) };
        assert_eq!((found.len(), errors), expected, "{grammar:?}");
    }
}
