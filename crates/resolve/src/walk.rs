//! From a node down a path of keys: through references on the way, through lists by index, and into secrets that hold JSON.

use sealform_secret::{Classified, Content, Secret};

use crate::arena::NodeId;
use crate::context::Context;
use crate::value::{Outcome, Value, value_of};

impl Context<'_> {
    /// What stands at `path` below `start`. Only the nodes on the way are resolved.
    pub(crate) fn walk<'k>(&mut self, start: NodeId, path: impl IntoIterator<Item = &'k str>) -> Outcome {
        let mut current = value_of!(self.head(start));
        for key in path {
            current = match current {
                Value::Leaf(leaf) => value_of!(key_of_leaf(&leaf, key)),
                Value::Node(id, provenance) => {
                    let Some(child) = self.state.arena.child(id, key) else { return Outcome::Missing };
                    value_of!(self.head(child)).along(provenance.passed())
                }
            };
        }
        Outcome::Value(current)
    }
}

/// The value under `key` of a leaf: a secret may hold JSON, which we never see; nothing else has keys.
fn key_of_leaf(leaf: &Classified, key: &str) -> Outcome {
    let Content::Secret(secret) = &leaf.content else { return Outcome::Missing };
    let projected = match secret {
        // A reference that is left as it is written may have any key.
        Secret::Unasked(_) => Some(secret.clone()),
        secret => secret.project(key),
    };
    match projected {
        Some(secret) => Outcome::Value(Value::Leaf(Classified::secret(secret, leaf.provenance.clone()))),
        None => Outcome::Missing,
    }
}
