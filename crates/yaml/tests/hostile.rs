//! Input made to hurt: each gets a clear report with a place, in bounded time and memory.

use std::time::{Duration, Instant};

use sealform_diagnostic::{Diagnostic, FileId};
use sealform_yaml::{LIMIT, MAX_DEPTH, decode, parse, parse_json};

/// Far more than any of these needs in a debug build, far less than a hang.
const PATIENCE: Duration = Duration::from_secs(60);

fn refused(text: &str) -> Diagnostic {
    let begin = Instant::now();
    let reports = parse(FileId::new(0), text).expect_err("it must be refused");
    assert!(begin.elapsed() < PATIENCE);
    let report = reports.into_iter().next().expect("a refusal says why");
    assert!(report.primary.is_some(), "a refusal has a place");
    report
}

fn code(text: &str) -> u16 {
    refused(text).code.number
}

#[test]
fn deep_nesting_is_refused_in_every_notation() {
    assert_eq!(code(&"[".repeat(10_000)), 5);
    assert_eq!(code(&"{a: ".repeat(10_000)), 5);
    assert_eq!(code(&"- ".repeat(10_000)), 5);
    assert_eq!(code(&"? ".repeat(10_000)), 5);
    let maps: String = (0..10_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    assert_eq!(code(&maps), 5);
    let json = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(parse_json(FileId::new(0), &json).expect_err("it is too deep")[0].code.number, 5);
}

#[test]
fn the_deepest_document_is_read_and_dropped() {
    let text = format!("{}1{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH));
    assert!(parse(FileId::new(0), &text).is_ok());
    assert!(parse_json(FileId::new(0), &text).is_ok());
    assert_eq!(code(&format!("[{text}]")), 5);
    assert_eq!(code(&format!("a:\n  b: {text}")), 5, "block and flow count together");
}

#[test]
fn aliases_count_with_all_that_they_stand_for() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let before = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    let report = refused(&bomb);
    assert_eq!(report.code.number, 6);
    assert!(report.message.contains("1000000"));

    let mut deep = String::from("a0: &a0 [x]\n");
    for level in 1..400 {
        deep.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert_eq!(code(&deep), 5);

    let mut merges = String::from("base: &base\n");
    merges.extend((0..2_000).map(|key| format!("  k{key}: 1\n")));
    merges.extend((0..2_000).map(|map| format!("m{map}:\n  <<: *base\n")));
    assert_eq!(code(&merges), 6);

    let many = format!("a: &a {{b: 1}}\nc: [{}]\n", vec!["*a"; 100_000].join(", "));
    assert!(parse(FileId::new(0), &many).is_ok(), "many aliases of something small are no bomb");
}

#[test]
fn an_alias_within_its_own_anchor_is_refused() {
    assert_eq!(code("a: &x\n  b: *x\n"), 13);
    assert_eq!(code("&x [[[*x]]]"), 13);
    assert_eq!(code("a: &x\n  <<: *x\n"), 13);
}

#[test]
fn a_scalar_of_50_megabytes_is_read() {
    let begin = Instant::now();
    let long = "x".repeat(50 << 20);
    for text in [format!("a: |\n  {long}\n"), format!("a: '{long}'\n"), format!("a: {long}")] {
        let document = parse(FileId::new(0), &text).expect("it is within the limit");
        let value = document.get(document.root().expect("it has a root"), "a").expect("it has the key");
        let place = document.text_map(&text, value).span(long.len() - 1..long.len());
        assert_eq!(&text[place.start as usize..place.end as usize], "x");
    }
    assert!(begin.elapsed() < PATIENCE);
}

#[test]
fn many_lines_keys_and_items_take_linear_time() {
    let begin = Instant::now();
    let keys: String = (0..100_000).map(|key| format!("key{key}: {{a: 1}}\n")).collect();
    assert!(parse(FileId::new(0), &keys).is_ok());
    let duplicates = "a: 1\n".repeat(100_000);
    assert!(parse(FileId::new(0), &duplicates).expect_err("they are duplicates").len() <= 50, "reports do not pile up");
    let folded = format!("a: >\n{}", "  x\n\n".repeat(100_000));
    let document = parse(FileId::new(0), &folded).expect("it is YAML");
    let value = document.get(document.root().expect("it has a root"), "a").expect("it has the key");
    assert!(document.text_map(&folded, value).is_exact());
    let unknown = format!("[{}]", vec!["*x"; 100_000].join(","));
    assert!(parse(FileId::new(0), &unknown).is_err());
    assert!(begin.elapsed() < PATIENCE);
}

#[test]
fn text_that_is_too_long_or_binary_is_refused_by_parse_too() {
    assert_eq!(code(&" ".repeat(LIMIT + 1)), 4);
    assert_eq!(code(&format!("[{}", "a,".repeat(4_100_000))), 4, "too many values");
    assert_eq!(code("a: b\0c"), 3);
    assert_eq!(code("a: b\u{1}c"), 1);
}

#[test]
fn other_encodings_are_refused_and_a_byte_order_mark_and_crlf_are_not() {
    let utf16: Vec<u8> = "a: b\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(decode(FileId::new(0), utf16).expect_err("it is UTF-16").code.number, 2);
    let utf16: Vec<u8> = "a: b\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(decode(FileId::new(0), utf16).expect_err("it is UTF-16").code.number, 2);

    let text = decode(FileId::new(0), b"\xEF\xBB\xBFa: |\r\n  x\r\n  y\r\nb: 'p\r\n  q'\r\n".to_vec()).expect("it is UTF-8");
    let document = parse(FileId::new(0), &text).expect("it is YAML");
    let values: Vec<String> =
        document.entries(document.root().expect("it has a root")).map(|entry| document.value(entry.value).to_text()).collect();
    assert_eq!(values, ["x\ny\n", "p q"]);
    assert_eq!(document.entries(document.root().expect("it has a root")).next().expect("a key").key_span.start, 3);
}

#[test]
fn several_documents_are_refused_as_js_yaml_refuses_them() {
    assert_eq!(code("a: 1\n---\nb: 2\n"), 8);
    assert_eq!(code("a: 1\n---\n"), 8, "an empty one is one too");
    assert_eq!(code("---\n---\na: 1\n"), 8);
    for single in ["---\na: 1\n", "a: 1\n...\n", "%YAML 1.2\n---\na: 1\n...\n# end\n", "--- a\n"] {
        assert!(parse(FileId::new(0), single).is_ok(), "{single:?}");
    }
    for empty in ["", "\n# only a comment\n", "---\n", "\u{FEFF}"] {
        assert_eq!(parse(FileId::new(0), empty).expect("it is YAML").root(), None, "{empty:?}");
    }
}
