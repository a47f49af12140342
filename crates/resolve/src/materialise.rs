//! Writes out what is wanted, once everything in it is resolved.

use sealform_diagnostic::Span;
use sealform_model::{Expression, Mapping, Tree};
use sealform_secret::{Classified, Hops, Provenance, Public};

use crate::arena::{Head, Kind, NodeId};
use crate::context::Context;
use crate::demand::Want;
use crate::value::Value;

impl Context<'_> {
    /// The tree of the node, after [`Context::force`] found no answer missing. `hops` is what it passed through.
    /// What failed is null: it has been reported.
    pub(crate) fn materialise(&mut self, id: NodeId, want: &Want, hops: &Hops) -> Tree<Classified> {
        let node = self.state.arena.node(id);
        let span = node.span;
        let value = match (&node.kind, &node.head) {
            (_, Head::Failed) => return failed(span),
            (Kind::Sequence(_) | Kind::Mapping(_), _) => return self.collection(id, want, hops, span),
            (Kind::Leaf(Expression::Scalar(scalar)), Head::Fresh) => {
                let content = self.literal(scalar, &self.names(id), span);
                let leaf = Classified { content, provenance: Provenance::new(span).along(hops) };
                if leaf.as_secret().is_some() {
                    // Remembered, so that all references to it share one clear text.
                    let own = Classified { content: leaf.content.clone(), provenance: Provenance::new(span) };
                    self.state.arena.node_mut(id).head = Head::Ready(Value::Leaf(own));
                }
                return Tree::leaf(span, leaf);
            }
            (Kind::Leaf(_) | Kind::Spent, Head::Ready(value)) => value.clone(),
            (Kind::Leaf(_) | Kind::Spent, _) => return failed(span),
        };
        match value {
            Value::Leaf(Classified { content, provenance }) => Tree::leaf(span, Classified { content, provenance: provenance.along(hops) }),
            Value::Node(target, provenance) => {
                let mut tree = self.materialise(target, want, &provenance.passed().along(hops));
                tree.span = span;
                tree
            }
        }
    }

    fn collection(&mut self, id: NodeId, want: &Want, hops: &Hops, span: Span) -> Tree<Classified> {
        let count = self.state.arena.child_count(id);
        if let Kind::Sequence(_) = self.state.arena.node(id).kind {
            let mut items = Vec::with_capacity(count);
            for index in 0..count {
                if let Some((_, child)) = self.state.arena.child_at(id, index) {
                    items.push(self.materialise(child, want, hops));
                }
            }
            return Tree::sequence(span, items);
        }
        let mut mapping = Mapping::with_capacity(count);
        for index in 0..count {
            let Kind::Mapping(entries) = &self.state.arena.node(id).kind else { break };
            let Some((key, key_span, &child)) = entries.entry_at(index) else { break };
            let wanted = want.of_key(key);
            if matches!(wanted, Want::Nothing) {
                continue;
            }
            let key = key.clone();
            let tree = self.materialise(child, wanted, hops);
            mapping.push(key, key_span, tree);
        }
        Tree::mapping(span, mapping)
    }
}

/// What stands in the tree for a value that has been reported as wrong.
fn failed(span: Span) -> Tree<Classified> {
    Tree::leaf(span, Classified::public(Public::null(), Provenance::new(span)))
}
