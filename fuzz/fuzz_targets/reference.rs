//! The grammar of variables in every dialect: no panic, every range inside the text, and what is printed reads the same again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_reference::{Grammar, Segment};

fuzz_target!(|text: &str| {
    for grammar in [Grammar::Modern, Grammar::V1, Grammar::V2Legacy, Grammar::V4] {
        let segments = match sealform_reference::parse(text, grammar) {
            Ok(segments) => segments,
            Err(errors) => {
                assert!(errors.iter().all(|error| text.get(error.range.clone()).is_some()));
                continue;
            }
        };
        for segment in &segments {
            let range = match segment {
                Segment::Text { range, .. } => range,
                Segment::Variable(variable) => &variable.range,
            };
            assert!(text.get(range.clone()).is_some());
            if let (Segment::Variable(variable), Grammar::Modern) = (segment, grammar) {
                let printed = variable.to_string();
                let again = sealform_reference::parse(&printed, grammar).expect("what is printed parses");
                let [Segment::Variable(again)] = again.as_slice() else { panic!("what is printed is one variable") };
                assert_eq!(again.to_string(), printed);
            }
        }
    }
});
