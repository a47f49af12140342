//! What holds for any text: no panic, and text maps that lead to the very bytes.

use proptest::prelude::*;
use sealform_diagnostic::FileId;
use sealform_yaml::{Document, NodeId, NodeKind, parse, parse_json};

/// A piece of a scalar as it is written, and what it means.
#[derive(Clone, Debug)]
struct Piece {
    source: String,
    text: String,
}

fn piece(source: impl Into<String>, text: impl Into<String>) -> Piece {
    Piece { source: source.into(), text: text.into() }
}

/// A character that stands for itself in every style and position.
fn letter() -> impl Strategy<Value = char> {
    prop_oneof![Just('a'), Just('Z'), Just('$'), Just('é'), Just('\u{2028}'), Just('\u{1F600}'), Just('/')]
}

fn word() -> impl Strategy<Value = Piece> {
    proptest::collection::vec(letter(), 1..6).prop_map(|letters| {
        let word: String = letters.into_iter().collect();
        piece(word.clone(), word)
    })
}

/// A fold of `breaks` line breaks in a plain or quoted scalar, with blanks around it.
fn fold() -> impl Strategy<Value = Piece> {
    (" {0,2}", prop_oneof![Just("\n"), Just("\r\n")], 1_usize..4).prop_map(|(blanks, end, breaks)| {
        let text = if breaks == 1 { " ".to_owned() } else { "\n".repeat(breaks - 1) };
        piece(format!("{blanks}{}   ", end.repeat(breaks)), text)
    })
}

fn escape() -> impl Strategy<Value = Piece> {
    prop_oneof![
        Just(piece("\\n", "\n")),
        Just(piece("\\\"", "\"")),
        Just(piece("\\\\", "\\")),
        Just(piece("\\/", "/")),
        Just(piece("\\t", "\t")),
        Just(piece("\\x41", "A")),
        Just(piece("\\u00e9", "é")),
        Just(piece("\\U0001F600", "\u{1F600}")),
        Just(piece("\\ud83d\\ude00", "\u{1F600}")),
        Just(piece("\\\n   ", "")),
    ]
}

/// Words, with something between each two of them.
fn between_words(between: impl Strategy<Value = Piece>) -> impl Strategy<Value = Vec<Piece>> {
    (word(), proptest::collection::vec((between, word()), 0..8)).prop_map(|(first, rest)| {
        let mut pieces = vec![first];
        pieces.extend(rest.into_iter().flat_map(|(between, word)| [between, word]));
        pieces
    })
}

fn space() -> impl Strategy<Value = Piece> {
    Just(piece(" ", " "))
}

/// Parses `before`, the pieces, `after` as the value of `key` and checks the place of every piece.
fn check(before: &str, pieces: &[Piece], after: &str) -> Result<(), TestCaseError> {
    let mut source = before.to_owned();
    let mut expected = String::new();
    let mut places = Vec::new();
    for piece in pieces {
        places.push((expected.len()..expected.len() + piece.text.len(), source.len()..source.len() + piece.source.len()));
        source.push_str(&piece.source);
        expected.push_str(&piece.text);
    }
    source.push_str(after);
    let document = parse(FileId::new(0), &source).map_err(|reports| TestCaseError::fail(format!("{source:?}: {reports:?}")))?;
    let value = document.root().and_then(|root| document.get(root, "key")).ok_or_else(|| TestCaseError::fail("no value"))?;
    prop_assert_eq!(document.value(value).to_text(), expected, "{:?}", source);
    let map = document.text_map(&source, value);
    for (text, place) in places.into_iter().filter(|(text, _)| !text.is_empty()) {
        let span = map.span(text);
        prop_assert_eq!(span.start as usize..span.end as usize, place, "{:?}", source);
    }
    Ok(())
}

/// The pieces of a literal block: each line, and each of its breaks.
fn literal_lines() -> impl Strategy<Value = Vec<Piece>> {
    proptest::collection::vec(("[a-z$]{1,8}", 1_usize..4, prop_oneof![Just("\n"), Just("\r\n")]), 1..6).prop_map(|lines| {
        let count = lines.len();
        let mut pieces = Vec::new();
        for (index, (line, breaks, end)) in lines.into_iter().enumerate() {
            pieces.push(piece(line.clone(), line));
            let last = index + 1 == count;
            for _ in 0..if last { 1 } else { breaks } {
                pieces.push(piece(end, "\n"));
            }
            if !last {
                pieces.push(piece("  ", ""));
            }
        }
        pieces
    })
}

/// Text with many of YAML's indicators in it.
fn yaml_like() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        6 => prop::sample::select(vec![
            "a", "b: ", "- ", "? ", ": ", "\n", "\n  ", "\n    ", "\r\n", "\t", " ", "#", " # ", "[", "]", "{", "}", ",", "|", ">", "|+\n",
            ">-\n  ", "|2\n", "'", "\"", "\\", "\\u12", "&a ", "*a", "<<: ", "<<: *a\n", "!Sub ", "!!int ", "! ", "!x", "---", "...", "%", "@", "`",
            "${a}", "1.0", "~", "\u{FEFF}", "é", "\u{85}", "\0",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

/// Every place must lie in the text, at character boundaries.
fn walk(document: &Document, source: &str, id: NodeId) {
    let span = document.span(id);
    assert!(source.get(span.start as usize..span.end as usize).is_some());
    match &document.node(id).kind {
        NodeKind::Scalar(scalar) => {
            let map = document.text_map(source, id);
            for (start, character) in scalar.text.char_indices() {
                let place = map.span(start..start + character.len_utf8());
                assert!(source.get(place.start as usize..place.end as usize).is_some());
            }
        }
        NodeKind::Sequence(items) => items.iter().for_each(|&item| walk(document, source, item)),
        NodeKind::Mapping(_) => {
            for entry in document.entries(id).chain(document.written_entries(id)) {
                walk(document, source, entry.key_node);
                walk(document, source, entry.value);
            }
        }
    }
}

proptest! {
    #[test]
    fn plain_text_maps_back(pieces in between_words(prop_oneof![space(), fold()])) {
        check("key: ", &pieces, "\nother: 1\n")?;
    }

    #[test]
    fn single_quoted_text_maps_back(pieces in between_words(prop_oneof![space(), fold(), Just(piece("''", "'"))])) {
        check("key: '", &pieces, "' # comment\n")?;
    }

    #[test]
    fn double_quoted_text_maps_back(pieces in between_words(prop_oneof![space(), fold(), escape()])) {
        check("key: \"", &pieces, "\"\n")?;
    }

    #[test]
    fn literal_text_maps_back(pieces in literal_lines(), header in prop::sample::select(vec!["|", "|2", "| # |-"])) {
        check(&format!("key: {header}\n  "), &pieces, "other: 1\n")?;
    }

    #[test]
    fn folded_text_maps_back(pieces in between_words(prop_oneof![
        space(),
        (prop_oneof![Just("\n"), Just("\r\n")], 1_usize..4).prop_map(|(end, breaks)| {
            // The fold of a single break is the break and the indentation behind it; of several, the first one vanishes.
            let text = if breaks == 1 { " ".to_owned() } else { "\n".repeat(breaks - 1) };
            piece(format!("{}  ", end.repeat(breaks)), text)
        }),
    ])) {
        let pieces: Vec<Piece> = pieces.into_iter().flat_map(split_fold).collect();
        check("key: >-\n  ", &pieces, "\nother: 1\n")?;
    }

    #[test]
    fn parsing_never_panics(source in yaml_like()) {
        if let Ok(document) = parse(FileId::new(0), &source) && let Some(root) = document.root() {
            walk(&document, &source, root);
        }
        let _ = parse_json(FileId::new(0), &source);
    }

    #[test]
    fn parsing_any_text_never_panics(source in any::<String>()) {
        let _ = parse(FileId::new(0), &source);
        let _ = parse_json(FileId::new(0), &source);
    }

    #[test]
    fn json_text_reads_as_serde_json_reads_it(text in "[ -~é\u{1F600}]{0,20}") {
        let source = serde_json::to_string(&serde_json::json!({ "key": text })).expect("a string is JSON");
        let document = parse_json(FileId::new(0), &source).expect("it is JSON");
        let root = document.root().expect("it has a root");
        let value = document.get(root, "key").expect("it has the key");
        prop_assert_eq!(document.value(value).to_text(), text);
    }
}

/// A fold of several breaks in a block as one piece a line feed: the first break means nothing, the indentation neither.
fn split_fold(fold: Piece) -> Vec<Piece> {
    if !fold.text.starts_with('\n') {
        return vec![fold];
    }
    let end = if fold.source.starts_with('\r') { "\r\n" } else { "\n" };
    let mut pieces = vec![piece(end, "")];
    pieces.extend(fold.text.chars().map(|_| piece(end, "\n")));
    pieces.push(piece("  ", ""));
    pieces
}
