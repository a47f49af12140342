//! Cycles, chains, and input that would grow without end.

use std::fmt::Write;

use crate::world::World;
use proptest::prelude::{ProptestConfig, Strategy, any, prop, proptest};
use sealform_resolve::Dialect;

fn v3(lines: &str) -> crate::world::Run {
    World::usual().custom(Dialect::V3, lines)
}

#[test]
fn every_member_of_a_cycle_is_named_once() {
    let rows: &[(&str, &str, &[&str])] = &[
        ("a: ${self:custom.a}", "`custom.a` refers to itself", &["`custom.a` needs `custom.a`"]),
        (
            "a: ${self:custom.b}\nb: x${self:custom.c, 'fb'}\nc: ${self:custom.a}\nd: ${self:custom.a, 'fb'}",
            "variables refer to each other in a circle",
            &["`custom.a` needs `custom.b`", "`custom.b` needs `custom.c`", "`custom.c` needs `custom.a`"],
        ),
        ("a: {b: '${self:custom.a}'}", "`custom.a.b` refers to itself", &["`custom.a.b` needs `custom.a.b`"]),
        (
            "a: ['${self:custom.b}']\nb: {x: '${self:custom.a}'}",
            "variables refer to each other in a circle",
            &["`custom.a.0` needs `custom.b.x`", "`custom.b.x` needs `custom.a.0`"],
        ),
        ("a: ${env:${self:custom.a}}", "`custom.a` refers to itself", &["`custom.a` needs `custom.a`"]),
    ];
    for (lines, message, labels) in rows {
        let run = v3(lines);
        assert_eq!(run.codes(), [103], "{lines}");
        let diagnostic = &run.diagnostics[0];
        assert_eq!(diagnostic.message, *message, "{lines}");
        let found: Vec<&str> = diagnostic.primary.iter().chain(&diagnostic.labels).map(|label| label.text.as_str()).collect();
        assert_eq!(found, *labels, "{lines}");
    }
}

fn chain(length: usize) -> String {
    let mut lines = String::from("c0: end\n");
    for index in 1..=length {
        let _ = writeln!(lines, "c{index}: ${{self:custom.c{}}}", index - 1);
    }
    lines
}

/// The last link first, so that the whole chain is followed in one go.
fn reversed(lines: &str) -> String {
    lines.lines().rev().map(|line| format!("{line}\n")).collect()
}

#[test]
fn long_chains_work_and_endless_ones_are_refused() {
    for lines in [chain(5_000), reversed(&chain(5_000))] {
        let run = v3(&lines);
        assert_eq!(run.codes(), Vec::<u16>::new());
        let last = run.tree.at(&["custom", "c5000"]).and_then(|tree| tree.as_leaf()).unwrap();
        assert_eq!(last.provenance.hops().len(), 5_000);
    }
    assert_eq!(v3(&reversed(&chain(10_010))).codes(), [104]);
}

#[test]
fn a_long_chain_of_maps_is_no_deep_nesting() {
    let mut lines = String::from("m0: {a: 1}\n");
    for index in 1..=9_900 {
        let _ = writeln!(lines, "m{index}: ${{self:custom.m{}}}", index - 1);
    }
    let run = v3(&reversed(&lines));
    assert_eq!(run.codes(), Vec::<u16>::new());
    assert!(run.shown.starts_with("{m9900:{a:1},"));
}

#[test]
fn references_that_nest_without_end_are_refused() {
    let mut lines = String::from("m0: {a: 1}\n");
    for index in 1..=400 {
        let _ = writeln!(lines, "m{index}: {{x: '${{self:custom.m{}}}'}}", index - 1);
    }
    assert_eq!(v3(&lines).codes().first(), Some(&5));
    assert_eq!(v3(&reversed(&lines)).codes().first(), Some(&5));
}

#[test]
fn references_that_multiply_are_refused() {
    let mut lines = String::from("m0: [a, b, c, d]\n");
    for index in 1..=40 {
        let before = index - 1;
        let _ = writeln!(lines, "m{index}: ['${{self:custom.m{before}}}', '${{self:custom.m{before}}}', '${{self:custom.m{before}}}']");
    }
    let codes = v3(&lines).codes();
    assert!(
        codes.iter().all(|&code| code == 6) && (1..10).contains(&codes.len()),
        "reported where it grows too large, not at each reference: {codes:?}"
    );
}

#[test]
fn ten_thousand_references_to_one_value_cost_one_question() {
    let mut lines = String::from("one: ${ssm:/sec}\nbig: {a: [1, 2, 3], b: '${env:ONE}'}\n");
    for index in 0..10_000 {
        let _ = writeln!(lines, "r{index}: ${{self:custom.one}}");
    }
    for index in 0..1_000 {
        let _ = writeln!(lines, "b{index}: ${{self:custom.big}}");
    }
    let run = v3(&lines);
    assert_eq!(run.codes(), Vec::<u16>::new());
    assert_eq!(run.questions(), ["ssm us-east-1 /sec", "env ONE"]);
}

/// Values of a service with eight keys that refer to each other and to the outside in any way.
fn value() -> impl Strategy<Value = String> {
    let reference = prop::sample::select(vec![
        "self:custom.k0",
        "self:custom.k1",
        "self:custom.k2.a",
        "self:custom.k3.0",
        "self:custom.k4",
        "self:custom.k5.a.b",
        "self:custom",
        "env:ONE",
        "env:NOPE",
        "env:MY_SECRET",
        "ssm:/sec",
        "ssm:/list",
        "ssm:/missing",
        "file(a.yml)",
        "file(a.yml):k",
        "opt:stage",
        "sls:stage",
        "nosuch:x",
    ]);
    let variable = (prop::collection::vec(reference, 1..3), any::<bool>())
        .prop_map(|(sources, fallback)| format!("${{{}{}}}", sources.join(", "), if fallback { ", 'fb'" } else { "" }));
    let leaf = (variable, any::<bool>()).prop_map(|(variable, whole)| format!("\"{}{variable}\"", if whole { "" } else { "x" }));
    leaf.prop_recursive(2, 8, 2, |inner| {
        let map = prop::collection::vec(inner.clone(), 1..3).prop_map(|values| {
            let entries: Vec<String> = values.iter().zip(["a", "b"]).map(|(value, key)| format!("{key}: {value}")).collect();
            format!("{{{}}}", entries.join(", "))
        });
        let list = prop::collection::vec(inner, 1..3).prop_map(|values| format!("[{}]", values.join(", ")));
        proptest::prop_oneof![map, list]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    /// Whatever refers to whatever: it ends, asks nothing twice (the driver checks), and no clear text that is secret is shown.
    #[test]
    fn any_service_ends(values in prop::collection::vec(value(), 8)) {
        let lines: String = values.iter().enumerate().map(|(index, value)| format!("k{index}: {value}\n")).collect();
        for dialect in [Dialect::V1, Dialect::V3, Dialect::V4] {
            let run = World::usual().custom(dialect, &lines);
            assert!(!run.shown.contains("hush") && !run.shown.contains("CIPHER"), "{}", run.shown);
            assert!(!format!("{:?}", run.diagnostics).contains("hush"));
        }
    }
}

#[test]
fn a_knot_of_circles_is_reported_in_proportion_to_its_size() {
    let labels = |size: usize| {
        let mut lines = String::new();
        for index in 0..size {
            let _ = writeln!(lines, "c{index}: ${{self:custom.c{}}} ${{self:custom.c{}}}", (index + 1) % size, index * 7 % size);
        }
        let run = v3(&lines);
        assert!(!run.diagnostics.is_empty() && run.codes().iter().all(|&code| code == 103), "{:?}", run.codes());
        run.diagnostics.iter().map(|diagnostic| 1 + diagnostic.labels.len()).sum::<usize>()
    };
    assert_eq!((labels(100), labels(1_000)), (100, 1_000), "each member is named once");
}
