//! Random changes of random documents.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sealform_diagnostic::FileId;
use sealform_yaml::edit::{Change, Editor, Format, Piece, Place, Refused, Site, Value, apply, splice};
use sealform_yaml::{Document, NodeId, NodeKind, parse, parse_json};

use crate::documents::{Dice, document};

const TEXTS: [&str; 12] =
    ["new", "${ssm(noDecrypt):/p}", "{{resolve:x}}", "*", "a: b", "yes", "12", "it's", "say \"é\"", "", "arn:${AWS::Region}", "a\nb"];

/// What can be changed, with the path of keys and indices that leads there.
struct Targets {
    texts: Vec<(NodeId, Vec<String>, String)>,
    values: Vec<(NodeId, Vec<String>)>,
    mappings: Vec<(NodeId, Vec<String>)>,
    sequences: Vec<(NodeId, Vec<String>)>,
    keys: Vec<(NodeId, NodeId, Vec<String>)>,
}

fn targets(document: &Document) -> Targets {
    let mut targets = Targets { texts: Vec::new(), values: Vec::new(), mappings: Vec::new(), sequences: Vec::new(), keys: Vec::new() };
    walk(document, document.root().expect("it has a root"), &mut Vec::new(), &mut targets);
    targets
}

fn walk(document: &Document, id: NodeId, path: &mut Vec<String>, targets: &mut Targets) {
    if document.alias_target(id).is_some() {
        return;
    }
    match &document.node(id).kind {
        NodeKind::Scalar(scalar) => {
            if !scalar.text.is_empty() {
                targets.texts.push((id, path.clone(), scalar.text.to_string()));
            }
            targets.values.push((id, path.clone()));
        }
        NodeKind::Sequence(items) => {
            targets.sequences.push((id, path.clone()));
            for (index, &item) in items.iter().enumerate() {
                path.push(index.to_string());
                walk(document, item, path, targets);
                path.pop();
            }
        }
        NodeKind::Mapping(_) => {
            targets.mappings.push((id, path.clone()));
            for entry in document.written_entries(id).filter(|entry| entry.key != "<<") {
                path.push(entry.key.to_owned());
                targets.keys.push((id, entry.key_node, path.clone()));
                walk(document, entry.value, path, targets);
                path.pop();
            }
        }
    }
}

/// Each scalar by its path, aliases followed and merge keys applied; a collection by how many it holds.
type Flat = BTreeMap<Vec<String>, String>;

fn flat(text: &str) -> Flat {
    let document = parse(FileId::new(0), text).unwrap_or_else(|reports| panic!("{text}: {reports:?}"));
    let mut all = Flat::new();
    flatten(&document, document.root().expect("it has a root"), &mut Vec::new(), &mut all);
    all
}

fn flatten(document: &Document, id: NodeId, path: &mut Vec<String>, all: &mut Flat) {
    let node = document.node(id);
    let tag = node.tag.and_then(|tag| tag.short()).unwrap_or_default();
    match &node.kind {
        NodeKind::Scalar(_) => {
            all.insert(path.clone(), format!("{tag} {:?}", document.value(id)));
        }
        NodeKind::Sequence(items) => {
            all.insert(path.clone(), format!("{tag} list"));
            for (index, &item) in items.iter().enumerate() {
                path.push(index.to_string());
                flatten(document, item, path, all);
                path.pop();
            }
        }
        NodeKind::Mapping(_) => {
            all.insert(path.clone(), format!("{tag} mapping"));
            for entry in document.entries(id) {
                path.push(entry.key.to_owned());
                flatten(document, entry.value, path, all);
                path.pop();
            }
        }
    }
}

/// What a change makes of the flat tree.
type Model = Box<dyn Fn(&mut Flat)>;

/// A change, and what it makes of the flat tree.
fn change(dice: &mut Dice, targets: &Targets) -> Option<(Change, Model)> {
    let text = TEXTS[dice.below(TEXTS.len())].to_owned();
    let shown = format!(" Text({text:?})");
    Some(match dice.below(8) {
        0 => {
            let (scalar, path, old) = targets.texts.get(dice.below(targets.texts.len().max(1)))?.clone();
            let bounds: Vec<usize> = old.char_indices().map(|(at, _)| at).chain([old.len()]).collect();
            let (one, other) = (bounds[dice.below(bounds.len())], bounds[dice.below(bounds.len())]);
            let range = one.min(other)..one.max(other);
            let new = format!("{}{text}{}", &old[..range.start], &old[range.end..]);
            let change = Change::Text { scalar, pieces: vec![Piece { range, text }] };
            (
                change,
                Box::new(move |flat| {
                    let tag = flat[&path].split(' ').next().unwrap_or_default().to_owned();
                    flat.insert(path.clone(), format!("{tag} Text({new:?})"));
                }),
            )
        }
        1 => {
            let (node, path) = targets.values.get(dice.below(targets.values.len().max(1)))?.clone();
            let change = Change::Value { node, value: Value::text(text) };
            (change, Box::new(move |flat| drop(flat.insert(path.clone(), shown.clone()))))
        }
        2 => {
            let (_, key, path) = targets.keys.get(dice.below(targets.keys.len().max(1)))?.clone();
            let text = format!("NEW {text}");
            let change = Change::Key { key, text: text.clone() };
            (
                change,
                Box::new(move |flat| {
                    for old in flat.keys().filter(|own| own.starts_with(&path)).cloned().collect::<Vec<_>>() {
                        let value = flat.remove(&old).expect("it is there");
                        let mut renamed = old;
                        renamed[path.len() - 1].clone_from(&text);
                        flat.insert(renamed, value);
                    }
                }),
            )
        }
        3 | 4 => {
            let (mapping, path) = targets.mappings.get(dice.below(targets.mappings.len().max(1)))?.clone();
            let beside: Vec<NodeId> = targets.keys.iter().filter(|(owner, ..)| *owner == mapping).map(|(_, key, _)| *key).collect();
            let place = match dice.below(4) {
                0 => Place::First,
                1 if !beside.is_empty() => Place::Before(beside[dice.below(beside.len())]),
                2 if !beside.is_empty() => Place::After(beside[dice.below(beside.len())]),
                _ => Place::Last,
            };
            let nested = dice.one_in(3);
            let inner = Value::mapping([("x", Value::Sequence(vec![Value::text(text.clone()), Value::mapping([("y", Value::Null)])]))]);
            let value = if nested { inner } else { Value::Intrinsic("Sub", Box::new(Value::text(text))) };
            let change = Change::Entry { mapping, place, key: "NEW_KEY".to_owned(), value };
            (
                change,
                Box::new(move |flat| {
                    let at = |rest: &[&str]| path.iter().cloned().chain(rest.iter().map(|&key| key.to_owned())).collect::<Vec<_>>();
                    if nested {
                        flat.insert(at(&["NEW_KEY"]), " mapping".to_owned());
                        flat.insert(at(&["NEW_KEY", "x"]), " list".to_owned());
                        flat.insert(at(&["NEW_KEY", "x", "0"]), shown.clone());
                        flat.insert(at(&["NEW_KEY", "x", "1"]), " mapping".to_owned());
                        flat.insert(at(&["NEW_KEY", "x", "1", "y"]), " Null".to_owned());
                    } else {
                        flat.insert(at(&["NEW_KEY"]), format!("Sub{shown}"));
                    }
                }),
            )
        }
        7 => {
            let (mapping, key, path) = targets.keys.get(dice.below(targets.keys.len().max(1)))?.clone();
            let change = Change::Nest { mapping, key, path: vec!["NEW".to_owned(), "DEEP".to_owned()] };
            (
                change,
                Box::new(move |flat| {
                    let mut outer = path.clone();
                    "NEW".clone_into(&mut outer[path.len() - 1]);
                    for old in flat.keys().filter(|own| own.starts_with(&path)).cloned().collect::<Vec<_>>() {
                        let value = flat.remove(&old).expect("it is there");
                        flat.insert(
                            outer.iter().cloned().chain(["DEEP".to_owned()]).chain(old[path.len()..].iter().cloned()).collect(),
                            value,
                        );
                    }
                    flat.insert(outer, " mapping".to_owned());
                }),
            )
        }
        5 => {
            let (sequence, path) = targets.sequences.get(dice.below(targets.sequences.len().max(1)))?.clone();
            let change = Change::Item { sequence, place: Place::Last, value: Value::text(text) };
            (
                change,
                Box::new(move |flat| {
                    let count = flat.keys().filter(|own| own.len() == path.len() + 1 && own.starts_with(&path)).count();
                    flat.insert(path.iter().cloned().chain([count.to_string()]).collect(), shown.clone());
                }),
            )
        }
        _ => {
            let (mapping, key, path) = targets.keys.get(dice.below(targets.keys.len().max(1)))?.clone();
            let change = Change::RemoveEntry { mapping, key };
            (change, Box::new(move |flat| flat.retain(|own, _| !own.starts_with(&path))))
        }
    })
}

/// The text with the edited bytes cut out of both must be the same.
fn outside_is_unchanged(before: &str, edited: &sealform_yaml::edit::Edited) {
    let (mut old, mut new) = (0, 0);
    for edit in &edited.edits {
        let kept = &before[old..edit.span.start as usize];
        assert_eq!(kept, &edited.text[new..new + kept.len()]);
        old = edit.span.end as usize;
        new += kept.len() + edit.text.len();
    }
    assert_eq!(&before[old..], &edited.text[new..]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn one_change_makes_the_tree_that_is_meant_and_nothing_else(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let generated = document(&mut dice);
        let parsed = parse(FileId::new(0), &generated.text).unwrap_or_else(|reports| panic!("{}: {reports:?}", generated.text));
        let Some((change, model)) = change(&mut dice, &targets(&parsed)) else { return Ok(()) };
        let mut editor = Editor::new(&generated.text, &parsed, Format::Yaml);
        let edited = match editor.change(change.clone()).and_then(|()| editor.finish()) {
            Ok(edited) => edited,
            Err(Refused::WouldBeEmpty(_)) => return Ok(()),
            // An alias may mean what is taken away.
            Err(_) if generated.anchors => return Ok(()),
            // A blank line below what goes would be taken by a block that keeps its blank lines.
            Err(_) if generated.text.contains("|+") && matches!(change, Change::RemoveEntry { .. }) => return Ok(()),
            Err(refused) => {
                let site = Site::new(&generated.text, &parsed, Format::Yaml);
                let tried = site.edits(&change).and_then(|edits| splice(&generated.text, &edits)).unwrap_or_default();
                return Err(TestCaseError::fail(format!("{refused}: {change:?} in\n{}\nwhich would be\n{tried}", generated.text)));
            }
        };
        outside_is_unchanged(&generated.text, &edited);
        prop_assert_eq!(&splice(&generated.text, &edited.edits).expect("they do not overlap"), &edited.text);
        let again = apply(&generated.text, &parsed, Format::Yaml, &edited.edits);
        // What goes deeper moves values that no edit touches.
        prop_assert!(again.is_ok() || matches!(change, Change::Nest { .. }), "{:?} in\n{}\n{}", change, generated.text, edited.text);
        if !generated.anchors {
            let mut expected = flat(&generated.text);
            model(&mut expected);
            prop_assert_eq!(flat(&edited.text), expected, "{:?} in\n{}\n{}", change, generated.text, edited.text);
        }
        if generated.text.contains("\r\n") {
            prop_assert!(!edited.text.replace("\r\n", "").contains('\n') , "{}", edited.text);
        }
    }

    #[test]
    fn several_changes_make_the_tree_that_is_meant_or_none(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let generated = document(&mut dice);
        let parsed = parse(FileId::new(0), &generated.text).unwrap_or_else(|reports| panic!("{}: {reports:?}", generated.text));
        let targets = targets(&parsed);
        let mut editor = Editor::new(&generated.text, &parsed, Format::Yaml);
        for _ in 0..1 + dice.below(5) {
            if let Some((change, _)) = change(&mut dice, &targets) {
                let _ = editor.change(change);
            }
        }
        if let Ok(edited) = editor.finish() {
            outside_is_unchanged(&generated.text, &edited);
        }
    }

    #[test]
    fn a_change_of_json_leaves_json(seed in any::<u64>()) {
        let mut dice = Dice::new(seed);
        let value = json(&mut dice, 0);
        let text = if dice.one_in(2) { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.expect("it is JSON");
        let parsed = parse_json(FileId::new(0), &text).unwrap_or_else(|reports| panic!("{text}: {reports:?}"));
        let Some((change, _)) = change(&mut dice, &targets(&parsed)) else { return Ok(()) };
        let mut editor = Editor::new(&text, &parsed, Format::Json);
        let edited = editor.change(change.clone()).and_then(|()| editor.finish());
        let edited = edited.map_err(|refused| TestCaseError::fail(format!("{refused}: {change:?} in\n{text}")))?;
        outside_is_unchanged(&text, &edited);
        let again = apply(&text, &parsed, Format::Json, &edited.edits);
        prop_assert!(again.is_ok() || matches!(change, Change::Nest { .. }), "{:?} in\n{}\n{}", change, text, edited.text);
    }
}

fn json(dice: &mut Dice, depth: usize) -> serde_json::Value {
    let count = dice.below(4);
    match dice.below(if depth == 0 { 1 } else { 6 }) {
        0 if depth < 4 => {
            (0..count).map(|number| (format!("k\"é{depth}{number}"), json(dice, depth + 1))).collect::<serde_json::Map<_, _>>().into()
        }
        1 if depth < 4 => (0..count).map(|_| json(dice, depth + 1)).collect::<Vec<_>>().into(),
        2 => serde_json::Value::Null,
        3 => 12.into(),
        _ => "${ssm:/p} \"\n\\é".into(),
    }
}
