//! What a document is, by its content: a file's name says little.

use sealform_yaml::{Document, NodeKind};

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A service of the Serverless Framework.
    Service,
    /// A template of CloudFormation or SAM.
    Template,
}

impl Kind {
    /// What `document` is; `None` where it is neither: lint has nothing to say about it.
    ///
    /// A service has `service` and one of the keys that only services have; a template has `Resources` whose items have a `Type`, or says
    /// its format's version.
    #[must_use]
    pub fn of(document: &Document) -> Option<Self> {
        let root = document.root()?;
        let has = |key: &str| document.get(root, key).is_some();
        let typed = |resources| {
            let mut items = document.entries(resources);
            items.any(|item| document.get(item.value, "Type").is_some_and(|id| matches!(document.node(id).kind, NodeKind::Scalar(_))))
        };
        if has("AWSTemplateFormatVersion") || document.get(root, "Resources").is_some_and(typed) {
            Some(Self::Template)
        } else if has("service") && (has("provider") || has("functions") || has("frameworkVersion")) {
            Some(Self::Service)
        } else {
            None
        }
    }
}
