//! A file that is no YAML: all of it is one text.

use sealform_diagnostic::{FileId, Span};

use crate::document::Slot;
use crate::{Document, Node, NodeKind, ScalarNode, Style};

/// The document whose one value is the whole of `text`, as the Serverless Framework includes a file that is neither YAML nor JSON.
#[must_use]
pub fn plain_text(file: FileId, text: &str) -> Document {
    let mut document = Document::new(file);
    let scalar = ScalarNode { text: text.into(), style: Style::Plain, typed: false };
    let node = Node { span: Span::new(file, 0, text.len()), tag: None, kind: NodeKind::Scalar(scalar) };
    let root = document.push(Slot::Node(node));
    document.set_root(Some(root));
    document
}

#[cfg(test)]
mod tests {
    use sealform_diagnostic::{FileId, Span};

    use super::plain_text;
    use crate::Scalar;

    #[test]
    fn a_text_is_one_scalar_whose_parts_can_be_placed() {
        let text = "- no\nlist: 1\n";
        let document = plain_text(FileId::new(3), text);
        let root = document.root().expect("it has a value");
        assert_eq!(document.value(root), Scalar::Text(text.to_owned()));
        assert_eq!(document.text_map(text, root).span(5..9), Span::new(FileId::new(3), 5, 9));
    }
}
