//! What is written reads back as the same data, in YAML by two readers and in JSON.

use proptest::prelude::*;
use sealform_diagnostic::{FileId, Span};
use sealform_emit::{Format, write};
use sealform_model::{Mapping, Scalar, Tree, Value};
use sealform_secret::{Public, SealedLeaf};
use sealform_yaml::{Document, NodeId, NodeKind};

use crate::awkward::AWKWARD;
use crate::support;

#[test]
fn awkward_texts_stay_what_they_are() {
    for text in AWKWARD {
        check(&text_leaf(text)).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        for tree in around(text) {
            check(&tree).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        }
    }
}

/// A key of more than 1,024 characters needs a `?` in YAML.
#[test]
fn long_keys_read_back() {
    let mut mapping = Mapping::new();
    mapping.insert("k".repeat(2_000), span(), support::tree("a: [b, {c: d}]"));
    mapping.insert("k".repeat(2_001), span(), text_leaf("a\nb\n"));
    let tree = Tree::mapping(span(), mapping);
    let yaml = write(&tree, Format::Yaml);
    let document = sealform_yaml::parse(FileId::new(0), &yaml).expect("it parses");
    assert_eq!(read(&document, document.root().expect("it is not empty")), data(&tree));
    assert_eq!(from_serde_yaml(serde_yaml::from_str(&yaml).expect("it parses")), data(&tree));
}

/// PyYAML 6, by whose rules the AWS CLI reads: its implicit resolvers, which look only at the first character, and its simple keys.
#[test]
fn nothing_but_letters_and_slashes_begins_a_text_without_quotes() {
    for text in AWKWARD.iter().filter(|text| !text.is_empty()) {
        let written = write(&text_leaf(text), Format::Yaml);
        let is_quoted = written.starts_with('"');
        let begins_well = text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/');
        assert!(is_quoted || begins_well, "{written}");
        let words = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
        assert!(is_quoted || !words.contains(&text.to_lowercase().as_str()), "{written}");
    }
}

#[test]
fn yaml_is_laid_out_for_people() {
    let tree = support::tree(
        "Resources:\n  A:\n    Type: AWS::Logs::LogGroup\n    Empty: {}\n    None: []\n    List: [a, [b, c], {d: 1, e: [x]}, {}]\n    Script: \"line one\\n\\n  line two\\n\"\n    Tail: \"a\\nb\"\n    \"yes\": no\n    Date: '2012-10-17'\n    Size: 0x10\n    Ratio: 0.5\n    On: true\n    Nothing: null\n",
    );
    insta::assert_snapshot!(write(&tree, Format::Yaml), @r#"
    Resources:
      A:
        Type: AWS::Logs::LogGroup
        Empty: {}
        None: []
        List:
          - a
          - - b
            - c
          - d: 1
            e:
              - x
          - {}
        Script: |
          line one

            line two
        Tail: |-
          a
          b
        "yes": "no"
        Date: "2012-10-17"
        Size: 16
        Ratio: 0.5
        "On": true
        Nothing: null
    "#);
    insta::assert_snapshot!(write(&tree.at(&["Resources", "A", "List"]).expect("it is there").clone(), Format::Json), @r#"
    [
      "a",
      [
        "b",
        "c"
      ],
      {
        "d": 1,
        "e": [
          "x"
        ]
      },
      {}
    ]
    "#);
}

#[test]
fn large_templates_are_written_in_no_time() {
    let one = "A: {Type: 'AWS::Lambda::Function', Properties: {Environment: {Variables: {ENCRYPTED_X: AQICAHabcdefghijklmnopqrstuvwxyz, N: '12'}}}}";
    let item = support::tree(one);
    let tree = Tree::sequence(span(), std::iter::repeat_n(item, 5_000).collect());
    let text = write(&tree, Format::Yaml);
    assert!(text.len() > 700_000, "{}", text.len());
    check(&tree).unwrap_or_else(|error| panic!("{error}"));
}

/// The text as key and as value, at several depths.
fn around(text: &str) -> Vec<Tree<SealedLeaf>> {
    let map = |value: Tree<SealedLeaf>| {
        let mut mapping = Mapping::new();
        mapping.insert(text, span(), value);
        mapping.insert(format!("{text}2"), span(), text_leaf(text));
        Tree::mapping(span(), mapping)
    };
    let list = Tree::sequence(span(), vec![text_leaf(text), text_leaf("a"), text_leaf(text)]);
    vec![map(text_leaf("a")), map(map(list.clone())), Tree::sequence(span(), vec![list.clone(), map(list)])]
}

fn span() -> Span {
    Span::start_of(FileId::new(0))
}

/// A key is text that anybody may see, so any text can be had as one.
fn text_leaf(text: &str) -> Tree<SealedLeaf> {
    Tree::leaf(span(), Public::key(text).into())
}

fn leaf() -> impl Strategy<Value = Tree<SealedLeaf>> {
    prop_oneof![
        proptest::sample::select(AWKWARD).prop_map(text_leaf),
        "[ -~]{0,20}".prop_map(|text| text_leaf(&text)),
        "([a-z #:\\n-]|\\PC){0,30}".prop_map(|text| text_leaf(&text)),
        any::<String>().prop_map(|text| text_leaf(&text)),
        proptest::sample::select(&[0.1, -2.5, 1e15, 1e18, 1e21, -1.5e21, 1e-6, 1e-7, 1.25e-7][..])
            .prop_map(|number| Tree::leaf(span(), Public::number(number).into())),
        any::<i32>().prop_map(|number| Tree::leaf(span(), Public::number(f64::from(number)).into())),
        any::<bool>().prop_map(|flag| Tree::leaf(span(), Public::flag(flag).into())),
        Just(Tree::leaf(span(), Public::null().into())),
    ]
}

fn any_tree() -> impl Strategy<Value = Tree<SealedLeaf>> {
    leaf().prop_recursive(5, 40, 6, |inner| {
        let key = prop_oneof![proptest::sample::select(AWKWARD).prop_map(str::to_owned), any::<String>(), "[A-Za-z:]{1,9}", "k{120,140}"];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(|items| Tree::sequence(span(), items)),
            proptest::collection::vec((key, inner), 0..6).prop_map(|entries| {
                let mut mapping = Mapping::new();
                for (key, tree) in entries {
                    mapping.insert(key, span(), tree);
                }
                Tree::mapping(span(), mapping)
            }),
        ]
    })
}

proptest! {
    #[test]
    fn any_tree_reads_back_as_it_was(tree in any_tree()) {
        check(&tree).map_err(TestCaseError::fail)?;
    }
}

/// Writes `tree` in both formats and reads it back by three readers.
fn check(tree: &Tree<SealedLeaf>) -> Result<(), String> {
    let (yaml, json) = (write(tree, Format::Yaml), write(tree, Format::Json));
    let expected = data(tree);
    let ours = |text: &str, document: Result<Document, _>| -> Result<serde_json::Value, String> {
        let document = document.map_err(|errors: Vec<_>| format!("{errors:?} in\n{text}"))?;
        Ok(document.root().map_or(serde_json::Value::Null, |root| read(&document, root)))
    };
    let same = |reader: &str, text: &str, found: serde_json::Value| {
        if found == expected { Ok(()) } else { Err(format!("{reader} reads {found} for {expected} in\n{text}")) }
    };
    same("sealform-yaml", &yaml, ours(&yaml, sealform_yaml::parse(FileId::new(0), &yaml))?)?;
    same("sealform-yaml (JSON)", &json, ours(&json, sealform_yaml::parse_json(FileId::new(0), &json))?)?;
    let found: serde_yaml::Value = serde_yaml::from_str(&yaml).map_err(|error| format!("{error} in\n{yaml}"))?;
    same("serde_yaml", &yaml, from_serde_yaml(found))?;
    let found: serde_json::Value = serde_json::from_str(&json).map_err(|error| format!("{error} in\n{json}"))?;
    same("serde_json", &json, floats(found))
}

/// All numbers as floats, for that is what a template holds.
fn number(number: f64) -> serde_json::Value {
    serde_json::Number::from_f64(number + 0.0).map_or(serde_json::Value::Null, serde_json::Value::Number)
}

fn scalar(scalar: &Scalar) -> serde_json::Value {
    match scalar {
        Scalar::Null => serde_json::Value::Null,
        Scalar::Bool(flag) => (*flag).into(),
        Scalar::Number(value) => number(*value),
        Scalar::Text(text) => text.as_str().into(),
    }
}

fn data(tree: &Tree<SealedLeaf>) -> serde_json::Value {
    match &tree.value {
        Value::Leaf(leaf) => leaf.as_public().map_or(serde_json::Value::Null, |public| scalar(public.scalar())),
        Value::Sequence(items) => items.iter().map(data).collect(),
        Value::Mapping(mapping) => mapping.iter().map(|(key, tree)| (key.to_owned(), data(tree))).collect(),
    }
}

fn read(document: &Document, id: NodeId) -> serde_json::Value {
    match &document.node(id).kind {
        NodeKind::Scalar(_) => scalar(&document.value(id)),
        NodeKind::Sequence(items) => items.iter().map(|&item| read(document, item)).collect(),
        NodeKind::Mapping(_) => document.entries(id).map(|entry| (entry.key.to_owned(), read(document, entry.value))).collect(),
    }
}

fn from_serde_yaml(value: serde_yaml::Value) -> serde_json::Value {
    match value {
        serde_yaml::Value::Null => serde_json::Value::Null,
        serde_yaml::Value::Bool(flag) => flag.into(),
        serde_yaml::Value::Number(value) => value.as_f64().map_or(serde_json::Value::Null, number),
        serde_yaml::Value::String(text) => text.into(),
        serde_yaml::Value::Sequence(items) => items.into_iter().map(from_serde_yaml).collect(),
        serde_yaml::Value::Mapping(mapping) => mapping
            .into_iter()
            .map(|(key, value)| (key.as_str().unwrap_or_else(|| panic!("the key {key:?} is no text")).to_owned(), from_serde_yaml(value)))
            .collect(),
        serde_yaml::Value::Tagged(tagged) => panic!("a tag: {}", tagged.tag),
    }
}

fn floats(value: serde_json::Value) -> serde_json::Value {
    match value {
        serde_json::Value::Number(value) => value.as_f64().map_or(serde_json::Value::Null, number),
        serde_json::Value::Array(items) => items.into_iter().map(floats).collect(),
        serde_json::Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, floats(value))).collect(),
        other => other,
    }
}
