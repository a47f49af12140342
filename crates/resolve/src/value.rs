//! What a node or a variable turns out to be: a leaf, or a list or map whose inside is still to be looked at.

use sealform_diagnostic::Span;
use sealform_model::Scalar;
use sealform_secret::{Classified, Hops, Provenance, Public};

use crate::arena::NodeId;

/// What is known of a value without looking inside a list or map.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// A scalar, public or secret.
    Leaf(Classified),
    /// A list or map, and the references it passed through; its items are resolved only when they are wanted.
    Node(NodeId, Provenance),
}

/// What becomes of an attempt to resolve something.
#[derive(Debug)]
pub(crate) enum Outcome<T = Value> {
    /// Here it is.
    Value(T),
    /// There is no such thing: the next fallback is tried.
    Missing,
    /// A question was asked first.
    Pending,
    /// It is wrong, and that has been reported.
    Failed,
}

/// Hands on everything but the value.
macro_rules! value_of {
    ($outcome:expr) => {
        match $outcome {
            $crate::value::Outcome::Value(value) => value,
            $crate::value::Outcome::Missing => return $crate::value::Outcome::Missing,
            $crate::value::Outcome::Pending => return $crate::value::Outcome::Pending,
            $crate::value::Outcome::Failed => return $crate::value::Outcome::Failed,
        }
    };
}
pub(crate) use value_of;

impl Value {
    /// A leaf that comes from the text at `origin`.
    pub(crate) fn public(public: Public, origin: Span) -> Self {
        Self::Leaf(Classified::public(public, Provenance::new(origin)))
    }

    /// The same value after the variable at `span` referred to it.
    pub(crate) fn through(self, span: Span) -> Self {
        match self {
            Self::Leaf(Classified { content, provenance }) => Self::Leaf(Classified { content, provenance: provenance.through(span) }),
            Self::Node(id, provenance) => Self::Node(id, provenance.through(span)),
        }
    }

    /// The same value after all of `hops`.
    pub(crate) fn along(self, hops: &Hops) -> Self {
        match self {
            value if hops.is_empty() => value,
            Self::Leaf(Classified { content, provenance }) => Self::Leaf(Classified { content, provenance: provenance.along(hops) }),
            Self::Node(id, provenance) => Self::Node(id, provenance.along(hops)),
        }
    }

    /// Whether it is a public null.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Leaf(leaf) if leaf.as_public().is_some_and(|public| *public.scalar() == Scalar::Null))
    }
}
