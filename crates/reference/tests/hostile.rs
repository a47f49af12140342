//! Hostile texts take as many times longer as they are longer, and none overflows the stack.

use std::hint::black_box;
use std::time::{Duration, Instant};

use sealform_reference::{Grammar, dynamic_references, parse, pseudo, readable, sub};

/// What is repeated: at the beginning, and as often at the end.
const UNITS: &[(&str, &str)] = &[
    ("$", ""),
    ("${", ""),
    ("${", "}"),
    ("$<", ""),
    ("${a:", ""),
    ("${a:", "}"),
    ("${a:b, c:${", "}}"),
    ("${a(", ")}"),
    ("${a:, '", "'}"),
    ("$<a:", ""),
    ("$<a:", ">"),
    ("${Foo", ""),
    ("${Foo", "}"),
    ("${AWS::${a:", "}}"),
    ("}", ""),
    ("$}", ""),
    ("\\", ""),
    ("\\$", ""),
    ("\\$<a:>", ""),
    ("${}", ""),
    ("${a:}", ""),
    ("$<a:>", ""),
    ("${a:${b:}}", ""),
    ("${a, ", ""),
    (", ", ""),
    (" ", ""),
    ("'", ""),
    ("'\"", ""),
    ("(", ")"),
    ("\u{1}", ""),
    ("{{resolve:", ""),
    ("{{resolve:a:${", ""),
    ("#{", ""),
    ("#{}", ""),
    ("${!", ""),
];

#[test]
fn time_is_linear() {
    for (open, close) in UNITS {
        for (before, behind) in [("", ""), ("${a:", "}"), ("${a:, '", "'}"), ("$<a:", ">")] {
            let text = |bytes: usize| {
                let times = bytes / (open.len() + close.len());
                format!("{before}{}{}{behind}", open.repeat(times), close.repeat(times))
            };
            let (small, large) = (text(2_048), text(32_768));
            for (index, reader) in READERS.iter().enumerate() {
                let (small, large) = (fastest(reader, &small), fastest(reader, &large));
                // Sixteen times the text. A quadratic step makes it 256 times the time; a busy machine makes noise.
                let limit = small.max(Duration::from_micros(200)) * 100;
                assert!(large < limit, "reader {index}: {open:?} {close:?} in {before:?}: {small:?}, sixteen times as much {large:?}");
            }
        }
    }
}

type Reader = fn(&str);

const READERS: &[Reader] = &[
    |text| drop(black_box(parse(text, Grammar::Modern))),
    |text| drop(black_box(parse(text, Grammar::V1))),
    |text| drop(black_box(parse(text, Grammar::V2Legacy))),
    |text| drop(black_box(parse(text, Grammar::V4))),
    |text| drop(black_box(readable(text, Grammar::Modern))),
    |text| drop(black_box(readable(text, Grammar::V1))),
    |text| drop(black_box(readable(text, Grammar::V4))),
    |text| drop(black_box(parse(text, Grammar::Template))),
    |text| drop(black_box(readable(text, Grammar::Template))),
    |text| drop(black_box((pseudo(text), sub(text), dynamic_references(text)))),
];

fn fastest(reader: &Reader, text: &str) -> Duration {
    let once = || {
        let start = Instant::now();
        reader(text);
        start.elapsed()
    };
    once().min(once())
}
