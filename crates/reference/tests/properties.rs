//! What holds for every text: no panic, ranges that fit, and printing that loses nothing.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use sealform_reference::{
    Alternative, Grammar, ParamValue, Segment, Variable, dynamic_references, may_hold_variable, parse, print, pseudo, sub,
};

const GRAMMARS: [Grammar; 4] = [Grammar::Modern, Grammar::V1, Grammar::V2Legacy, Grammar::V4];

/// Texts made of what the grammars look at.
fn text() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        4 => prop::sample::select(vec!["${", "$<", "}", ">", "$", "\\", "${a:", "$<a:", "${env:X}", "$<b(c):d>", "{", "(", ")", ",", ", ", ":"]),
        3 => prop::sample::select(vec!["'", "\"", "a", "ssm:", "file(", "AWS::R", "1", "0", "true", "null", "\t", "\n", " ", "é", "\u{feff}", "😀", "\u{1}", "/p", "-", "."]),
        1 => prop::sample::select(vec!["{{resolve:", "}}", "ssm:/a", "#{", "#@{", "${!", "~true", "<"]),
    ];
    let tokens = prop::collection::vec(token.prop_map(str::to_owned), 0..24).prop_map(|tokens| tokens.concat());
    prop_oneof![4 => tokens, 1 => any::<String>()]
}

/// Variables in canonical text.
fn canonical() -> impl Strategy<Value = String> {
    let word = || prop::sample::select(vec!["/a/b", "x.y", "c d", "é~true", "k:v", "noDecrypt"]).prop_map(str::to_owned);
    let leaf = prop_oneof![Just("${env:X}".to_owned()), Just("$<opt:s>".to_owned()), Just("${a()}".to_owned())];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        let bare = (prop::option::of(word()), inner, prop::option::of(word()))
            .prop_map(|(a, b, c)| [a.unwrap_or_default(), b, c.unwrap_or_default()].concat());
        let quoted = Just("'a, }>b'".to_owned());
        let param = prop_oneof![bare.clone(), quoted.clone(), Just("true".to_owned()), Just("1.5".to_owned()), Just("null".to_owned())];
        let params = prop::option::of(prop::collection::vec(param, 1..3).prop_map(|params| format!("({})", params.join(", "))));
        let address = prop_oneof![bare, quoted, word()];
        let fallback = prop::option::of(prop::sample::select(vec!["'x'", "b:y", "b(1), null", "-1.5", "\"it's\"", "Infinity"]));
        (any::<bool>(), params, address, fallback).prop_map(|(angle, params, address, fallback)| {
            let (open, close) = if angle { ("$<", ">") } else { ("${", "}") };
            let fallback = fallback.map(|fallback| format!(", {fallback}")).unwrap_or_default();
            format!("{open}ssm{}:{address}{fallback}{close}", params.unwrap_or_default())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_text_is_read_without_a_panic(text in text()) {
        for grammar in GRAMMARS {
            match parse(&text, grammar) {
                Ok(segments) => {
                    let mut at = 0;
                    for segment in &segments {
                        let range = check_segment(&text, segment);
                        prop_assert_eq!(range.start, at, "{:?}", grammar);
                        at = range.end;
                    }
                    // Only a dollar that the new engine swallows stands in no segment: it is the variable's.
                    prop_assert_eq!(at, text.len(), "{:?}", grammar);
                }
                Err(errors) => {
                    prop_assert!(!errors.is_empty() && may_hold_variable(&text));
                    for error in errors {
                        prop_assert!(text.get(error.range.clone()).is_some(), "{:?} {:?}", grammar, error);
                    }
                }
            }
        }
    }

    #[test]
    fn printing_loses_nothing(text in text()) {
        if let Ok(segments) = parse(&text, Grammar::Modern) {
            let printed = print(&segments, Grammar::Modern);
            let again = parse(&printed, Grammar::Modern);
            prop_assert_eq!(again.as_deref().map(shape), Ok(shape(&segments)), "{:?}", printed);
        }
    }

    #[test]
    fn canonical_text_is_printed_as_it_is(text in canonical()) {
        let segments = parse(&text, Grammar::Modern).unwrap_or_default();
        prop_assert_eq!(print(&segments, Grammar::Modern), text);
    }

    #[test]
    fn messages_quote_nothing(secret in "[A-Z]{12}", before in text(), after in text()) {
        for grammar in GRAMMARS {
            for error in parse(&format!("{before}{secret}{after}"), grammar).err().into_iter().flatten() {
                prop_assert!(!error.message.contains(&secret) && !error.help.unwrap_or_default().contains(&secret));
            }
        }
    }

    #[test]
    fn the_small_grammars_read_every_text(text in text()) {
        let _ = pseudo(&text);
        for segment in sub(&text) {
            let (sealform_reference::SubSegment::Literal { range, .. } | sealform_reference::SubSegment::Name { range, .. }) = segment;
            prop_assert!(text.get(range).is_some());
        }
        for reference in dynamic_references(&text) {
            prop_assert!(text.get(reference.range.clone()).is_some_and(|text| text.starts_with("{{resolve:") && text.ends_with("}}")));
            for part in reference.rest.iter().chain([&reference.service, &reference.id]) {
                prop_assert_eq!(text.get(part.range.clone()), Some(&*part.value));
            }
        }
    }
}

/// Checks the ranges of a segment and of all in it, and returns the segment's.
fn check_segment(text: &str, segment: &Segment) -> std::ops::Range<usize> {
    match segment {
        Segment::Text { range, .. } => {
            assert!(text.get(range.clone()).is_some_and(|text| !text.is_empty()));
            range.clone()
        }
        Segment::Variable(variable) => {
            check_variable(text, variable);
            variable.range.clone()
        }
    }
}

fn check_variable(text: &str, variable: &Variable) {
    let written = &text[variable.range.clone()];
    assert!(written.starts_with('$') && written.ends_with(variable.delimiter.closer()));
    assert!(!variable.alternatives.is_empty());
    let mut at = variable.range.start;
    for alternative in &variable.alternatives {
        let range = match alternative {
            Alternative::Literal { range, .. } => range.clone(),
            Alternative::Source(source) => {
                // The old engine takes white space out, even of a name.
                let written: String = text[source.name_range.clone()].split(|c: char| c.is_whitespace() || c == '\u{feff}').collect();
                assert_eq!(written, &*source.name);
                for param in source.params.iter().flatten() {
                    assert!(
                        text.get(param.range.clone()).is_some()
                            && source.range.start <= param.range.start
                            && param.range.end <= source.range.end
                    );
                    if let ParamValue::Text(segments) = &param.value {
                        segments.iter().for_each(|segment| check_segment_in(text, segment, &param.range));
                    }
                }
                if let Some(address) = &source.address {
                    assert!(text.get(address.range.clone()).is_some());
                    address.segments.iter().for_each(|segment| check_segment_in(text, segment, &address.range));
                }
                source.range.clone()
            }
        };
        assert!(at <= range.start && range.start <= range.end && range.end < variable.range.end, "{range:?} in {:?}", variable.range);
        at = range.end;
    }
}

fn check_segment_in(text: &str, segment: &Segment, outer: &std::ops::Range<usize>) {
    let range = match segment {
        // A quoted text may be empty.
        Segment::Text { range, .. } => range.clone(),
        Segment::Variable(_) => check_segment(text, segment),
    };
    assert!(outer.start <= range.start && range.end <= outer.end);
}

/// The tree without ranges.
fn shape(segments: &[Segment]) -> String {
    let debug = format!("{segments:?}");
    let mut shape = String::new();
    let mut rest = debug.as_str();
    while let Some(at) = rest.find("range: ") {
        shape.push_str(&rest[..at]);
        rest = rest[at + 7..].trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    }
    shape + rest
}
