//! One file of a service: its text, its document, and the places in it.

use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, FileId, Span};
use sealform_yaml::edit::Format;
use sealform_yaml::{Document, NodeId, NodeKind, Scalar};

/// One file.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) file: FileId,
    /// The path as the service names it; empty for the service file itself.
    pub(crate) path: Box<str>,
    pub(crate) text: Arc<str>,
    pub(crate) document: Document,
    pub(crate) format: Format,
}

/// A value in one of the files. Where a value is an alias, it is the alias that stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) unit: usize,
    pub(crate) node: NodeId,
}

impl Unit {
    /// # Errors
    /// What is wrong with the file's syntax.
    pub(crate) fn read(file: FileId, path: &str, name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let format = if name.ends_with(".json") { Format::Json } else { Format::Yaml };
        Self::parse(file, path, format, text)
    }

    /// # Errors
    /// What is wrong with the file's syntax.
    pub(crate) fn parse(file: FileId, path: &str, format: Format, text: &str) -> Result<Self, Vec<Diagnostic>> {
        Ok(Self { file, path: path.into(), text: text.into(), document: format.parse(file, text)?, format })
    }

    pub(crate) fn is_mapping(&self, id: NodeId) -> bool {
        matches!(self.document.node(id).kind, NodeKind::Mapping(_))
    }

    /// The text of a scalar that is text, numbers and booleans included; `None` for a tagged one and for null.
    pub(crate) fn scalar(&self, id: NodeId) -> Option<String> {
        let node = self.document.node(id);
        match (&node.kind, node.tag) {
            (NodeKind::Scalar(_), None) => match self.document.value(id) {
                Scalar::Null => None,
                value => Some(value.to_text()),
            },
            _ => None,
        }
    }

    /// The node that an alias means, else the node itself.
    pub(crate) fn own(&self, id: NodeId) -> NodeId {
        self.document.alias_target(id).unwrap_or(id)
    }

    pub(crate) fn span(&self, id: NodeId) -> Span {
        self.document.span(id)
    }

    /// Every place where a value is written, in the order of writing; what an alias means is walked where it is written.
    pub(crate) fn values(&self) -> Vec<NodeId> {
        let mut all = Vec::new();
        let mut open: Vec<NodeId> = self.document.root().into_iter().collect();
        while let Some(id) = open.pop() {
            all.push(id);
            if self.document.alias_target(id).is_some() {
                continue;
            }
            let inner: Vec<NodeId> = match &self.document.node(id).kind {
                NodeKind::Scalar(_) => continue,
                NodeKind::Sequence(items) => items.clone(),
                NodeKind::Mapping(_) => self.document.written_entries(id).map(|entry| entry.value).collect(),
            };
            open.extend(inner.into_iter().rev());
        }
        all
    }
}
