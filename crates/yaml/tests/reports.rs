//! The words of every report, as one snapshot; and that none of them quotes a value.

use std::fmt::Write as _;

use sealform_diagnostic::FileId;
use sealform_yaml::parse;

/// Each is wrong in one way; `hunter2` stands where a secret could.
const WRONG: &[&str] = &[
    "a: [${self:hunter2}, 1]",
    "a: {b: ${self:hunter2}, c: 1}",
    "a:\n\tb: hunter2\n",
    "a:\n  b: hunter2\n\tc: 2\n",
    "a: |\n\thunter2\n",
    "a: b: hunter2",
    "a: @hunter2",
    "a: `hunter2`",
    "a: %hunter2",
    "a: \"hunter2",
    "a: 'hunter2",
    "a: \"hunter2\" x",
    "a: \"\\qhunter2\"",
    "a: \"\\u12hunter2\"",
    "a: [hunter2",
    "a: {b: hunter2",
    "a: hunter2]\nb: ]",
    "a: [hunter2}",
    "a: hunter2 # c\n  more",
    "a: hunter2\n b: 2",
    " a: hunter2\nb: 2",
    "a: hunter2\nb\nc: 1",
    "- hunter2\nb: 1",
    "a: |0\n hunter2",
    "a: \"hunter2\n---\n",
    "a: * hunter2",
    "a: *x",
    "a: &x [*x]",
    "a: !Foo hunter2",
    "a: !foo!bar hunter2",
    "a: !!binary hunter2",
    "a: !!int hunter2",
    "a: !!map [hunter2]",
    "[a]: hunter2",
    "!Ref a: hunter2",
    "a: {{resolve:hunter2}}",
    "<<: hunter2",
    "<<: [{a: 1}, hunter2]",
    "a: 1\nb: 2\na: hunter2",
    "1: hunter2\n1.0: b",
    "a: 1\n---\nb: hunter2",
    "%YAML 3.0\n---\nhunter2",
    "a: hunter\u{FEFF}2\n\u{FEFF}b: 1",
    "a: hunter\u{7}2",
];

#[test]
fn reports_read_well_and_quote_no_value() {
    let mut all = String::new();
    for text in WRONG {
        writeln!(all, "{text:?}").expect("text can be written");
        for report in parse(FileId::new(0), text).expect_err(text) {
            let place = report.primary.expect("a report has a place");
            let shown = &text[place.span.start as usize..place.span.end as usize];
            writeln!(all, "  {} {} at {} {shown:?} {}", report.code.id(), report.message, place.span.start, place.text)
                .expect("so can this");
            for label in report.labels {
                writeln!(all, "    at {}: {}", label.span.start, label.text).expect("so can this");
            }
            let help = report.help.unwrap_or_default();
            writeln!(all, "    help: {help}").expect("so can this");
            assert!(!report.message.contains("hunter") && !help.contains("hunter"), "{text}");
        }
    }
    insta::assert_snapshot!(all);
}
