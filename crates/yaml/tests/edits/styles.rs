//! What is written where: each row a document, a change, and the document it becomes.

use sealform_diagnostic::{Edit, FileId, Span};
use sealform_yaml::edit::{Change, Editor, Format, Piece, Place, Refused, Value, apply};
use sealform_yaml::{Document, NodeId, parse, parse_json};

/// The node at a dotted path.
fn at(document: &Document, path: &str) -> NodeId {
    let root = document.root().expect("it has a root");
    path.split('.').filter(|part| !part.is_empty()).fold(root, |id, part| match part.parse::<usize>() {
        Ok(index) => document.items(id)[index],
        Err(_) => document.get(id, part).unwrap_or_else(|| panic!("no {part} in {path}")),
    })
}

fn key(document: &Document, mapping: NodeId, name: &str) -> NodeId {
    document.written_entries(mapping).find(|entry| entry.key == name).expect("the key is there").key_node
}

fn edit(text: &str, change: impl Fn(&Document) -> Change) -> Result<String, Refused> {
    let format = if text.starts_with('{') && text.contains("\":") { Format::Json } else { Format::Yaml };
    let parsed = if format == Format::Json { parse_json(FileId::new(0), text) } else { parse(FileId::new(0), text) };
    let document = parsed.unwrap_or_else(|reports| panic!("{text}: {reports:?}"));
    let mut editor = Editor::new(text, &document, format);
    editor.change(change(&document))?;
    editor.finish().map(|edited| edited.text)
}

/// The part `old` of the text at `v` becomes `new`.
fn replace(text: &str, old: &str, new: &str) -> String {
    let change = |document: &Document| {
        let scalar = at(document, "v");
        let start = document.value(scalar).to_text().find(old).expect("it is in the text");
        Change::Text { scalar, pieces: vec![Piece { range: start..start + old.len(), text: new.to_owned() }] }
    };
    edit(text, change).unwrap_or_else(|refused| panic!("{text}: {refused}"))
}

#[test]
fn a_part_of_a_text_keeps_the_quotes_unless_it_needs_others() {
    let rows = [
        ("v: ${ssm:/p} # c\n", "ssm", "ssm(noDecrypt)", "v: ${ssm(noDecrypt):/p} # c\n"),
        ("v: a-${x}\n", "a-${x}", "{{resolve:x}}", "v: '{{resolve:x}}'\n"),
        ("v: a\nw: \"q\"\n", "a", "*", "v: \"*\"\nw: \"q\"\n"),
        ("v: !Sub a${b}\n", "a", "x: ", "v: !Sub 'x: ${b}'\n"),
        ("v: &k a\nw: *k\n", "a", "yes", "v: &k 'yes'\nw: *k\n"),
        ("v: 'it''s a'\n", "a", "b's", "v: 'it''s b''s'\n"),
        ("v: 'a'\n", "a", "a\nb", "v: \"a\\nb\"\n"),
        ("v: \"\\u00e9 a\"\n", "a", "\"b\"\\", "v: \"\\u00e9 \\\"b\\\"\\\\\"\n"),
        ("v: |\n  x a\n  y\nw: 1\n", "a", "*b: ", "v: \"x *b: \\ny\\n\"\nw: 1\n"),
        ("v: |\n  x a\n  y\nw: 1\n", "a", "{{b}}", "v: |\n  x {{b}}\n  y\nw: 1\n"),
        ("v: >-\n  x\n  a\nw: 1\n", "a", "b", "v: >-\n  x\n  b\nw: 1\n"),
        ("v: |- # why\n  a\nw: 1\n", "a", "", "v: ''\nw: 1\n"),
        ("v: x\n  a y\n", "a", "b", "v: x\n  b y\n"),
        ("{v: a}\n", "a", "b, c", "{v: 'b, c'}\n"),
        ("{v: a, w: \"x\"}\n", "a", "${b}", "{v: \"${b}\", w: \"x\"}\n"),
        ("{\"v\": \"a\"}\n", "a", "\"é\"\t", "{\"v\": \"\\\"é\\\"\\t\"}\n"),
        ("\u{FEFF}v: a\r\nw: 1", "a", "b", "\u{FEFF}v: b\r\nw: 1"),
    ];
    for (text, old, new, expected) in rows {
        assert_eq!(replace(text, old, new), expected, "{text}");
    }
}

#[test]
fn a_value_gives_way_with_its_tag_and_keeps_its_anchor() {
    let rows = [
        ("v: 12 # c\n", Value::text("12"), "v: '12' # c\n"),
        ("v: !Ref x\n", Value::text("z"), "v: z\n"),
        ("v: !Ref &k x\nw: *k\n", Value::text("z"), "v: &k z\nw: *k\n"),
        ("v: &k !Ref x\nw: *k\n", Value::Intrinsic("Sub", Box::new(Value::text("${a}: b"))), "v: &k !Sub '${a}: b'\nw: *k\n"),
        ("k: &k x\nv: *k\n", Value::text("z"), "k: &k x\nv: z\n"),
        ("v: # c\nw: 1\n", Value::mapping([("a", Value::Bool(true))]), "v: # c\n  a: true\nw: 1\n"),
        ("v:", Value::Integer(3), "v: 3"),
        ("v: >\n  x\n  y\n", Value::text("z"), "v: z\n"),
        ("v: {a: 1}\n", Value::Sequence(vec![Value::text("x"), Value::Null]), "v: [x, null]\n"),
        ("{\"v\": {\"Ref\": \"x\"}}", Value::Intrinsic("GetAtt", Box::new(Value::text("K.Arn"))), "{\"v\": {\"Fn::GetAtt\": \"K.Arn\"}}"),
    ];
    for (text, value, expected) in rows {
        let edited = edit(text, |document| Change::Value { node: at(document, "v"), value: value.clone() });
        assert_eq!(edited.unwrap_or_else(|refused| panic!("{text}: {refused}")), expected, "{text}");
    }
    let block = edit("v:\n  a: 1\n", |document| Change::Value { node: at(document, "v"), value: Value::Null });
    assert!(matches!(block, Err(Refused::Layout(_))));
}

/// A new entry `New: [a: b]` in the mapping at `path`, behind `after` or at the end.
fn inserted(text: &str, path: &str, after: Option<&str>) -> String {
    let change = |document: &Document| {
        let mapping = at(document, path);
        let place = after.map_or(Place::Last, |name| Place::After(key(document, mapping, name)));
        Change::Entry { mapping, place, key: "New".to_owned(), value: Value::Sequence(vec![Value::mapping([("a", Value::text("b"))])]) }
    };
    edit(text, change).unwrap_or_else(|refused| panic!("{text}: {refused}"))
}

#[test]
fn a_new_entry_copies_the_style_around_it() {
    let rows = [
        ("e:\n    a: 1 # c\n    b: 2\n", "e", Some("a"), "e:\n    a: 1 # c\n    New:\n        - a: b\n    b: 2\n"),
        ("e:\n  a: 1\nf:\n- x\n", "e", None, "e:\n  a: 1\n  New:\n  - a: b\nf:\n- x\n"),
        ("e:\r\n  a: 1\r\n\r\n  # b\r\n  b: 2", "e", None, "e:\r\n  a: 1\r\n\r\n  # b\r\n  b: 2\r\n  New:\r\n    - a: b"),
        ("- e: |+\n    x\n\n  b: 1\n", "0", Some("e"), "- e: |+\n    x\n\n  New:\n    - a: b\n  b: 1\n"),
        ("e: {a: 1, b: \"2\"} # c\n", "e", Some("a"), "e: {a: 1, New: [{a: b}], b: \"2\"} # c\n"),
        ("e: {}\n", "e", None, "e: {New: [{a: b}]}\n"),
        ("e: {\n  a: 1 # c\n}\n", "e", None, "e: {\n  a: 1, # c\n  New: [\n    {\n      a: b\n    }\n  ]\n}\n"),
        (
            "{\n  \"e\": {\n    \"a\": 1\n  }\n}\n",
            "e",
            None,
            "{\n  \"e\": {\n    \"a\": 1,\n    \"New\": [\n      {\n        \"a\": \"b\"\n      }\n    ]\n  }\n}\n",
        ),
        ("{\"e\": {\"a\": 1}}", "e", None, "{\"e\": {\"a\": 1, \"New\": [{\"a\": \"b\"}]}}"),
        ("e:\n  \"a\": '1'\n", "e", None, "e:\n  \"a\": '1'\n  \"New\":\n    - a: b\n"),
        ("e: &x\n  a: 1\nf:\n  <<: *x\n", "f", None, "e: &x\n  a: 1\nf:\n  <<: *x\n  New:\n    - a: b\n"),
        ("é: 1\ne: [{ü: ä}]\n", "e.0", None, "é: 1\ne: [{ü: ä, New: [{a: b}]}]\n"),
    ];
    for (text, path, after, expected) in rows {
        assert_eq!(inserted(text, path, after), expected, "{text}");
    }
}

#[test]
fn a_missing_path_is_added_where_it_is_missing() {
    let rows = [
        ("a:\n  b: 1\n", "a:\n  b: 1\n  c:\n    d:\n      - x\n"),
        ("z: 1\n", "z: 1\na:\n  c:\n    d:\n      - x\n"),
        ("a:\n  c: # later\nz: 1\n", "a:\n  c: # later\n    d:\n      - x\nz: 1\n"),
        ("a: {c: {}}\n", "a: {c: {d: [x]}}\n"),
    ];
    for (text, expected) in rows {
        let document = parse(FileId::new(0), text).expect("it is YAML");
        let mut editor = Editor::new(text, &document, Format::Yaml);
        editor.add_path(&["a", "c", "d"], Value::Sequence(vec![Value::text("x")])).unwrap_or_else(|refused| panic!("{text}: {refused}"));
        assert_eq!(editor.finish().map(|edited| edited.text), Ok(expected.to_owned()), "{text}");
    }
    for text in ["a:\n  c:\n    d: x\n", "a: text\n", "a: [c]\n"] {
        let document = parse(FileId::new(0), text).expect("it is YAML");
        assert!(Editor::new(text, &document, Format::Yaml).add_path(&["a", "c", "d"], Value::Null).is_err(), "{text}");
    }
}

#[test]
fn what_goes_takes_its_own_lines_only() {
    let rows = [
        ("a: 1\n# about b\nb: 2 # c\n\nc: 3\n", "b", "a: 1\n# about b\n\nc: 3\n"),
        ("a: 1\nb:\n  - 2\n  - 3", "b", "a: 1"),
        ("{a: 1, b: 2, c: 3}\n", "b", "{a: 1, c: 3}\n"),
        ("{a: 1, b: 2}\n", "b", "{a: 1}\n"),
        ("{ b: 2, }\n", "b", "{  }\n"),
    ];
    for (text, name, expected) in rows {
        let edited = edit(text, |document| {
            let mapping = at(document, "");
            Change::RemoveEntry { mapping, key: key(document, mapping, name) }
        });
        assert_eq!(edited.as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn edits_given_as_bytes_change_only_what_they_touch() {
    let text = "a: 1 # c\nb: [x, y]\nc:\n  d: 2\ne: z\n";
    let document = parse(FileId::new(0), text).expect("it is YAML");
    let made = |start: usize, end: usize, new: &str| {
        let edits = [Edit { span: Span::new(FileId::new(0), start, end), text: new.to_owned() }];
        apply(text, &document, Format::Yaml, &edits).map(|edited| edited.text)
    };
    for (start, end, new) in
        [(3, 4, "2"), (0, 1, "k"), (0, 9, ""), (13, 13, "w, "), (8, 8, "\nn: 1"), (32, 33, "'it: s'"), (12, 18, "{x: 1}")]
    {
        assert!(made(start, end, new).is_ok(), "{start}..{end} {new:?}");
    }
    let refused = [
        (3, 4, "["),         // no YAML
        (3, 4, "1\nc: 1"),   // a key twice
        (0, 4, "a:\n  - 1"), // what follows means the same, and so does this
        (5, 8, "\n  q: "),   // the value of `b` becomes another key's
        (18, 19, " "),       // two lines become one
        (21, 25, "    "),    // the entry below goes into another mapping
    ];
    for (start, end, new) in refused {
        let result = made(start, end, new);
        assert_eq!(result.is_err(), new != "a:\n  - 1", "{start}..{end} {new:?}: {result:?}");
    }
}

#[test]
fn edits_that_overlap_are_refused() {
    let text = "a: 1\n";
    let document = parse(FileId::new(0), text).expect("it is YAML");
    let edit = |start, end| Edit { span: Span::new(FileId::new(0), start, end), text: "x".to_owned() };
    assert!(matches!(apply(text, &document, Format::Yaml, &[edit(0, 2), edit(1, 3)]), Err(Refused::Overlap(_))));
    assert!(matches!(apply(text, &document, Format::Yaml, &[edit(9, 12)]), Err(Refused::Overlap(_))));
    assert_eq!(apply(text, &document, Format::Yaml, &[]).map(|edited| edited.text).as_deref(), Ok(text));
}

#[test]
fn a_value_goes_deeper_with_its_lines() {
    let rows = [
        (
            "a:\n  v: # why\n    # first\n    - x: 1\n\n    - y: |\n        t\n  b: 1\n",
            "a:\n  p:\n    q: # why\n      # first\n      - x: 1\n\n      - y: |\n          t\n  b: 1\n",
        ),
        ("a:\r\n  v:\r\n  - x\r\n  - y", "a:\r\n  p:\r\n    q:\r\n    - x\r\n    - y"),
        ("a: {v: [1, 2], b: 3}\n", "a: {p: {q: [1, 2]}, b: 3}\n"),
        ("{\"a\": {\"v\": [1]}}", "{\"a\": {\"p\": {\"q\": [1]}}}"),
        ("a:\n    v: [1,\n      2]\n", "a:\n    p:\n        q: [1,\n          2]\n"),
    ];
    for (text, expected) in rows {
        let edited = edit(text, |document| {
            let mapping = at(document, "a");
            Change::Nest { mapping, key: key(document, mapping, "v"), path: vec!["p".to_owned(), "q".to_owned()] }
        });
        assert_eq!(edited.unwrap_or_else(|refused| panic!("{text}: {refused}")), expected, "{text}");
    }
}
