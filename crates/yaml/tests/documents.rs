//! What a document means: values, keys, tags, anchors and merge keys, each as js-yaml 4 reads them.

use sealform_diagnostic::FileId;
use sealform_yaml::{CoreTag, Document, NodeId, NodeKind, Scalar, Style, parse, parse_json};

fn read(text: &str) -> (Document, NodeId) {
    let document = parse(FileId::new(0), text).unwrap_or_else(|reports| panic!("{text}: {reports:?}"));
    let root = document.root().expect("it is not empty");
    (document, root)
}

/// The value as JSON would have it, with tags as keys.
fn show(document: &Document, id: NodeId) -> String {
    let node = document.node(id);
    let value = match &node.kind {
        NodeKind::Scalar(_) => match document.value(id) {
            Scalar::Text(text) => format!("{text:?}"),
            other => other.to_text(),
        },
        NodeKind::Sequence(items) => {
            let items: Vec<String> = items.iter().map(|&item| show(document, item)).collect();
            format!("[{}]", items.join(", "))
        }
        NodeKind::Mapping(_) => {
            let entries: Vec<String> =
                document.entries(id).map(|entry| format!("{}: {}", entry.key, show(document, entry.value))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    };
    match node.tag.and_then(|tag| tag.intrinsic()) {
        Some(name) => format!("{{{name}: {value}}}"),
        None => value,
    }
}

fn shown(text: &str) -> String {
    let (document, root) = read(text);
    show(&document, root)
}

#[test]
fn quotes_and_tags_decide_whether_a_scalar_is_typed() {
    let rows = [
        ("[1, '1', \"1\", !!str 1, ! 1, !!int '1', !Ref 1]", r#"[1, "1", "1", "1", "1", 1, {Ref: "1"}]"#),
        ("[~, '', !!null , !!str , null]", r#"[null, "", null, "", null]"#),
        ("[!Sub , !Sub '', ! ]", r#"[{Fn::Sub: null}, {Fn::Sub: ""}, null]"#),
        ("[!!float 1, !!float .5, !!bool TRUE, !!int 0x10]", "[1, 0.5, true, 16]"),
        ("- |\n  12\n- >-\n  12\n", r#"["12\n", "12"]"#),
        ("[yes, no, on, off, 012, 0o17, 1_000, 2012-10-17]", r#"["yes", "no", "on", "off", 12, 15, "1_000", "2012-10-17"]"#),
        ("{a: , b, c: }", "{a: null, b: null, c: null}"),
        ("!!map {a: !!seq [b]}", r#"{a: ["b"]}"#),
    ];
    for (text, expected) in rows {
        assert_eq!(shown(text), expected, "{text}");
    }
}

#[test]
fn keys_are_what_javascript_makes_of_them() {
    assert_eq!(
        shown("{1.0: a, 012: b, 1e3: c, ~: d, True: e, '1.50': f, 1.50: g}"),
        r#"{1: "a", 12: "b", 1000: "c", null: "d", true: "e", 1.50: "f", 1.5: "g"}"#
    );
    assert_eq!(shown("? a\n: b\n? |\n  c\n: d\n"), "{a: \"b\", c\n: \"d\"}");
    assert_eq!(shown("a: &k key\n*k : b\n"), r#"{a: "key", key: "b"}"#);
}

#[test]
fn every_short_tag_has_its_full_name() {
    let functions = "And Base64 Cidr Equals FindInMap GetAtt GetAZs GetStackOutput If ImportValue Join Length Not Or Select Split Sub ToJsonString Transform";
    for short in functions.split(' ') {
        let (document, root) = read(&format!("!{short} x"));
        let tag = document.node(root).tag.expect("it has a tag");
        assert_eq!(tag.intrinsic(), Some(format!("Fn::{short}").as_str()));
        assert_eq!((tag.short(), tag.core()), (Some(short), None));
        assert_eq!((tag.span.start, tag.span.end as usize), (0, short.len() + 1));
    }
    assert_eq!(shown("[!Ref a, !Condition b]"), r#"[{Ref: "a"}, {Condition: "b"}]"#);
    let (document, root) = read("!!str 1");
    assert_eq!(document.node(root).tag.and_then(|tag| tag.core()), Some(CoreTag::Str));
}

#[test]
fn tags_nest_in_block_and_flow() {
    assert_eq!(
        shown("a: !If\n  - C\n  - !Sub\n    - '${X}'\n    - X: !GetAtt A.B\n  - !Ref AWS::NoValue\nb: !Join ['', [!Ref c, \"d\"]]\n"),
        r#"{a: {Fn::If: ["C", {Fn::Sub: ["${X}", {X: {Fn::GetAtt: "A.B"}}]}, {Ref: "AWS::NoValue"}]}, b: {Fn::Join: ["", [{Ref: "c"}, "d"]]}}"#
    );
}

#[test]
fn an_alias_has_its_own_place_and_its_anchors_value() {
    let text = "a: &x [1]\nb: *x\nc: &x 2\nd: *x\n";
    assert_eq!(shown(text), "{a: [1], b: [1], c: 2, d: 2}");
    let (document, root) = read(text);
    let (a, b) = (document.get(root, "a").expect("a"), document.get(root, "b").expect("b"));
    assert_ne!(a, b);
    assert_eq!(document.alias_target(b), Some(a));
    assert_eq!(document.items(a), document.items(b));
    let place = |id| &text[document.span(id).start as usize..document.span(id).end as usize];
    assert_eq!((place(a), place(b)), ("[1]", "*x"));
}

#[test]
fn merge_keys_are_applied_in_js_yamls_order() {
    let base = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nm:\n";
    let rows = [
        ("  <<: *x\n  b: 9\n  d: 5\n", "{a: 1, b: 9, d: 5}"),
        ("  b: 9\n  <<: *x\n", "{b: 9, a: 1}"),
        ("  <<: [*x, *y]\n", "{a: 1, b: 2, c: 4}"),
        ("  <<: [*y, *x]\n", "{b: 3, c: 4, a: 1}"),
        ("  <<: *y\n  <<: *x\n", "{b: 3, c: 4, a: 1}"),
        ("  <<: {z: 1}\n  q: 2\n", "{z: 1, q: 2}"),
        ("  '<<': *x\n", "{<<: {a: 1, b: 2}}"),
        ("  <<: []\n", "{}"),
    ];
    for (mapping, expected) in rows {
        let (document, root) = read(&format!("{base}{mapping}"));
        let merged = document.get(root, "m").expect("m");
        assert_eq!(show(&document, merged), expected, "{mapping}");
    }
    let (document, root) = read("a: &a {k: 1}\nb: &b\n  <<: *a\n  l: 2\nc:\n  <<: *b\n");
    let merged = document.get(root, "c").expect("c");
    assert_eq!(show(&document, merged), "{k: 1, l: 2}", "merges follow merges");
    assert_eq!(document.written_entries(merged).map(|entry| entry.key).collect::<Vec<_>>(), ["<<"]);
    assert_eq!(document.entries(merged).next().expect("k").key_span.start, 7, "a merged key is where it is written");
}

#[test]
fn places_are_exact() {
    let text = "é: !Sub  \"x\" # c\nlist:\n  - a\n  -\n  - {b: [c], d: }\nblock: >-\n\n    text\n    more\n\nlast: |\n  x\n";
    let (document, root) = read(text);
    let written = |id| &text[document.span(id).start as usize..document.span(id).end as usize];
    let value = |key| document.get(root, key).expect("the key is there");
    assert_eq!(written(value("é")), "\"x\"");
    assert_eq!(written(value("list")), "- a\n  -\n  - {b: [c], d: }");
    let items = document.items(value("list"));
    assert_eq!(
        document.span(items[1]).start as usize,
        text.find("-\n  - {").expect("it is there") + 1,
        "a missing value is behind its dash"
    );
    assert_eq!(written(items[2]), "{b: [c], d: }");
    assert_eq!(written(value("block")), "text\n    more");
    assert_eq!(written(value("last")), "x");
    assert_eq!(written(root), text.trim_end());
    let NodeKind::Scalar(block) = &document.node(value("block")).kind else { panic!("it is a scalar") };
    assert_eq!((&*block.text, block.style), ("\ntext more", Style::Folded));
}

#[test]
fn a_text_map_widens_to_whole_escapes_and_to_the_whole_scalar() {
    let text = "a: \"x\\u00e9y\"\nb: [1]\nc: ''\n";
    let (document, root) = read(text);
    let value = |key| document.get(root, key).expect("the key is there");
    let map = document.text_map(text, value("a"));
    let written = |span: sealform_diagnostic::Span| &text[span.start as usize..span.end as usize];
    assert!(map.is_exact());
    assert_eq!(written(map.span(0..1)), "x");
    assert_eq!(written(map.span(1..3)), "\\u00e9");
    assert_eq!(written(map.span(1..2)), "\\u00e9", "half a character is the whole escape");
    assert_eq!(written(map.span(2..4)), "\\u00e9y");
    assert_eq!((map.span(4..4).start, map.span(4..4).end), (12, 12), "the end of the text is before the quote");
    assert_eq!(written(map.span(0..99)), "\"x\\u00e9y\"", "what cannot be placed is everywhere");
    assert!(!document.text_map(text, value("b")).is_exact());
    let empty = document.text_map(text, value("c")).span(0..0);
    assert_eq!((empty.start, empty.end), (25, 25), "within the quotes");
}

#[test]
fn json_is_read_into_the_same_nodes() {
    let text = "\u{FEFF}{\n\t\"a\": [1, 2.50, true, null, \"\\ud83d\\ude00\\/\"],\r\n\"<<\": {\"b\":\"1\"}}\n";
    let document = parse_json(FileId::new(0), text).expect("it is JSON");
    assert_eq!(show(&document, document.root().expect("it has a root")), "{a: [1, 2.5, true, null, \"\u{1F600}/\"], <<: {b: \"1\"}}");
}

#[test]
fn json_that_only_yaml_reads_is_refused_where_it_goes_wrong() {
    let rows = [
        ("{\"a\": 1,}", 8),
        ("{'a': 1}", 1),
        ("{\"a\": hunter2}", 6),
        ("{\"a\": 1 // c\n}", 8),
        ("{\n\"a\": 1\n\"b\": 2}", 9),
        ("[1, 2", 4),
        ("{} {}", 3),
        ("", 0),
    ];
    for (text, offset) in rows {
        let reports = parse_json(FileId::new(0), text).expect_err(text);
        assert_eq!(reports[0].code.number, 1, "{text}");
        assert_eq!(reports[0].primary.as_ref().expect("it has a place").span.start, offset, "{text}");
        assert!(!reports[0].message.contains("hunter2"));
    }
    assert_eq!(parse_json(FileId::new(0), "{\"a\": 1, \"a\": 2}").expect_err("a key stands twice")[0].code.number, 7);
}

#[test]
fn a_key_that_is_too_long_for_yaml_is_named_as_the_reason() {
    let json = |key: &str| format!("{{\"a\": {{\"b\": 1, \"{key}\": \"hunter2\"}}}}");
    assert!(parse_json(FileId::new(0), &json(&"k".repeat(1_022))).is_ok());
    for key in ["k".repeat(1_023), "é".repeat(1_023), "k".repeat(50_000), "\\\"k\\\\".repeat(1_000)] {
        let reports = parse_json(FileId::new(0), &json(&key)).expect_err("YAML has no such key");
        assert_eq!(reports[0].message, "this key is longer than 1,024 characters, its quotes included");
    }
}
