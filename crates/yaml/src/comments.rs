//! Where comments are written. The parser drops them; they are what stands behind a `#` outside every scalar.

use sealform_diagnostic::Span;

use crate::{Document, NodeKind};

impl Document {
    /// The comments of `text`, the text this document was parsed from: each from its `#` to the end of the line, in order.
    ///
    /// YAML has none within scalars, and a `#` begins one only at the start of a line or behind a blank (YAML 1.2.2, 6.6).
    pub fn comments<'t>(&'t self, text: &'t str) -> impl Iterator<Item = Span> + 't {
        let mut scalars = self.own_ids().filter_map(|id| {
            let node = self.node(id);
            matches!(node.kind, NodeKind::Scalar(_)).then_some(node.span)
        });
        let mut scalar = scalars.next();
        let mut from = 0;
        std::iter::from_fn(move || {
            loop {
                let at = from + text.get(from..)?.find('#')?;
                // Scalars are in the order of writing, and do not overlap.
                while scalar.is_some_and(|span| span.end as usize <= at) {
                    scalar = scalars.next();
                }
                let inside = scalar.filter(|span| span.start as usize <= at);
                if let Some(span) = inside {
                    from = (span.end as usize).max(at + 1);
                    continue;
                }
                if !text[..at].bytes().next_back().is_none_or(|byte| byte.is_ascii_whitespace()) {
                    from = at + 1;
                    continue;
                }
                let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
                from = end;
                return Some(Span::new(self.file(), at, end));
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use sealform_diagnostic::FileId;

    fn comments(text: &str) -> Vec<&str> {
        let document = crate::parse(FileId::new(0), text).expect("it is well formed");
        document.comments(text).map(|span| &text[span.start as usize..span.end as usize]).collect()
    }

    #[test]
    fn comments_stand_outside_of_scalars() {
        let text = "# first\na: 'x # no' # yes\nb: plain#no # also\nc: | # header\n  # no\n  text\n# back\nd: [1, # in a list\n  \"# no\"]\ne: >-\n  folded\n  # no\n  # last";
        assert_eq!(comments(text), ["# first", "# yes", "# also", "# header", "# back", "# in a list"]);
        assert_eq!(comments("a: 1\n# end"), ["# end"]);
        assert_eq!(comments("{\"a\": \"# no\"}"), Vec::<&str>::new());
    }
}
