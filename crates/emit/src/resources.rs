//! The resources of the template while they are made: each logical ID once.

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::Mapping;
use sealform_secret::SealedLeaf;

use crate::node::{At, Node};

/// Resources in order, and what is wrong with them.
#[derive(Default)]
pub(crate) struct Resources {
    mapping: Mapping<SealedLeaf>,
}

impl Resources {
    /// Adds a resource that stands for what is written at `span`. SF504 where its logical ID is taken.
    pub(crate) fn add(&mut self, id: &str, span: Span, resource: Node, diagnostics: &mut Vec<Diagnostic>) {
        match self.mapping.key_span(id) {
            None => {
                self.mapping.push(id.into(), span, resource);
            }
            Some(first) => diagnostics.push(
                Diagnostic::error(&registry::LOGICAL_ID_TAKEN, format!("two things get the logical ID `{id}`"))
                    .at(span, "this one")
                    .label(first, "and this one")
                    .help("Rename one: `-` becomes `Dash`, `_` becomes `Underscore`, and the first letter becomes a capital."),
            ),
        }
    }

    /// The resource, to be changed.
    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Node> {
        self.mapping.get_mut(id)
    }

    /// The resource.
    pub(crate) fn get(&self, id: &str) -> Option<&Node> {
        self.mapping.get(id)
    }

    /// The mapping that stands under `Resources`.
    pub(crate) fn build(self, at: At) -> Node {
        Node::mapping(at.0, self.mapping)
    }
}
