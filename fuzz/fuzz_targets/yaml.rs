//! The YAML reader: no panic, and every scalar's way back to its bytes stays inside the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_diagnostic::FileId;
use sealform_yaml::{NodeId, NodeKind};

fuzz_target!(|bytes: &[u8]| {
    let file = FileId::new(0);
    let Ok(text) = sealform_yaml::decode(file, bytes.to_vec()) else { return };
    let _ = sealform_yaml::parse_json(file, &text);
    let Ok(document) = sealform_yaml::parse(file, &text) else { return };
    let mut rest: Vec<NodeId> = document.root().into_iter().collect();
    let mut budget = 10_000;
    while let Some(id) = rest.pop() {
        budget -= 1;
        if budget == 0 {
            return;
        }
        match &document.node(id).kind {
            NodeKind::Scalar(scalar) => {
                let span = document.text_map(&text, id).span(0..scalar.text.len());
                assert!(
                    span.end as usize <= text.len()
                        && text.is_char_boundary(span.start as usize)
                        && text.is_char_boundary(span.end as usize)
                );
            }
            NodeKind::Sequence(items) => rest.extend(items),
            NodeKind::Mapping(_) => rest.extend(document.entries(id).map(|entry| entry.value)),
        }
    }
});
