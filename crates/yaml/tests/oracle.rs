//! Real service files: all parse, and every scalar can be led back to its bytes.
//!
//! They live beside the repository (`../shared/oracle`), so the test is skipped, visibly, where they are absent.

use std::path::Path;

use sealform_diagnostic::FileId;
use sealform_yaml::{Document, NodeId, NodeKind, ScalarNode, decode, parse};

#[test]
fn every_service_of_the_examples_parses_and_maps_back() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracle");
    let Ok(services) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: no folder shared/oracle beside the repository");
        return;
    };
    let (mut files, mut scalars) = (0, 0);
    for service in services {
        let path = service.expect("the folder can be listed").path().join("service.yml");
        #[expect(clippy::disallowed_methods, reason = "a test reads its data")]
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let file = FileId::new(0);
        let text = decode(file, bytes).expect("an example is UTF-8");
        let document = parse(file, &text).unwrap_or_else(|reports| panic!("{}: {reports:?}", path.display()));
        let root = document.root().expect("an example is not empty");
        scalars += check(&document, &text, root, &path);
        files += 1;
    }
    println!("{files} files, {scalars} scalars");
    assert!(files > 100 && scalars > 5_000, "{files} files, {scalars} scalars");
}

/// Checks all values and keys under `id` and counts them.
fn check(document: &Document, text: &str, id: NodeId, path: &Path) -> usize {
    match &document.node(id).kind {
        NodeKind::Scalar(scalar) => {
            check_scalar(document, text, id, scalar, path);
            1
        }
        NodeKind::Sequence(items) => items.iter().map(|&item| check(document, text, item, path)).sum(),
        NodeKind::Mapping(_) => {
            document.entries(id).map(|entry| check(document, text, entry.key_node, path) + check(document, text, entry.value, path)).sum()
        }
    }
}

fn check_scalar(document: &Document, text: &str, id: NodeId, scalar: &ScalarNode, path: &Path) {
    let map = document.text_map(text, id);
    let place = || format!("{}, byte {}", path.display(), document.span(id).start);
    assert!(map.is_exact() || scalar.text.is_empty(), "{}", place());
    for (start, character) in scalar.text.char_indices() {
        let span = map.span(start..start + character.len_utf8());
        let written = &text[span.start as usize..span.end as usize];
        let escaped = written.starts_with('\\') || written == "''" || written.trim().is_empty();
        assert!(written.chars().eq([character]) || escaped, "{}: {written:?} for {character:?}", place());
    }
}
