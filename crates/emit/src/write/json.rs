//! JSON, indented by two blanks, as `JSON.stringify(template, null, 2)` writes it.

use sealform_model::{Scalar, Tree, Value};
use sealform_secret::SealedLeaf;

use super::{number, text};

pub(super) fn write(tree: &Tree<SealedLeaf>) -> String {
    let mut writer = Writer { out: String::new() };
    writer.tree(tree, 0);
    writer.out.push('\n');
    writer.out
}

struct Writer {
    out: String,
}

impl Writer {
    fn tree(&mut self, tree: &Tree<SealedLeaf>, depth: usize) {
        match &tree.value {
            Value::Leaf(SealedLeaf::Sealed(sealed)) => self.text(sealed.as_str()),
            Value::Leaf(SealedLeaf::Public(public)) => match public.scalar() {
                Scalar::Null => self.out.push_str("null"),
                Scalar::Bool(flag) => self.out.push_str(if *flag { "true" } else { "false" }),
                Scalar::Number(number) => number::json(&mut self.out, *number),
                Scalar::Text(text) => self.text(text),
            },
            Value::Sequence(items) => {
                self.out.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.begin(index, depth);
                    self.tree(item, depth + 1);
                }
                self.end(items.is_empty(), depth, ']');
            }
            Value::Mapping(mapping) => {
                self.out.push('{');
                for (index, (key, tree)) in mapping.iter().enumerate() {
                    self.begin(index, depth);
                    self.text(key);
                    self.out.push_str(": ");
                    self.tree(tree, depth + 1);
                }
                self.end(mapping.is_empty(), depth, '}');
            }
        }
    }

    fn begin(&mut self, index: usize, depth: usize) {
        if index > 0 {
            self.out.push(',');
        }
        self.line(depth + 1);
    }

    fn end(&mut self, is_empty: bool, depth: usize, bracket: char) {
        if !is_empty {
            self.line(depth);
        }
        self.out.push(bracket);
    }

    fn line(&mut self, depth: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("  ", depth));
    }

    fn text(&mut self, text: &str) {
        text::quote(&mut self.out, text);
    }
}
