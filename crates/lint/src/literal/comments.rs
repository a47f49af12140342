//! Secrets in comments: what is commented out is in the repository all the same.

use sealform_diagnostic::Span;

use super::collect::Collector;
use super::found::{Fact, Found};
use super::scan::{Language, scan, without_holes};

/// Looks at every comment; lines of comments that follow each other are one text.
pub(super) fn add(collector: &mut Collector<'_, '_>) {
    let unit = collector.unit;
    let Some(file) = unit.files().first() else { return };
    let text = file.source.text();
    let mut block: Option<Span> = None;
    let mut blocks = Vec::new();
    for comment in file.document.comments(text) {
        match &mut block {
            Some(block) if follows(&text[block.end as usize..comment.start as usize]) => block.end = comment.end,
            _ => blocks.extend(block.replace(comment)),
        }
    }
    blocks.extend(block);
    for block in blocks {
        let start = block.start as usize;
        let Some(slice) = text.get(start..block.end as usize) else { continue };
        for hit in scan(&collector.names, &without_holes(slice), Language::Any) {
            let span = Span::new(block.file, start + hit.range.start, start + hit.range.end);
            let what = collector.what(&hit.hit);
            collector.add(Found {
                fact: Fact::Comment,
                span,
                secrets: vec![span],
                place: None,
                what,
                likelihood: hit.likelihood,
                labels: Vec::new(),
            });
        }
    }
}

/// One line break and indentation.
fn follows(between: &str) -> bool {
    between.trim().is_empty() && between.bytes().filter(|&byte| byte == b'\n').count() == 1
}
