//! What would mend a file: edits of its bytes, and whether a machine may make them alone. Applying them is `sealform-yaml`'s.

use crate::Span;

/// Whether a fix may be applied without a person looking at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applicability {
    /// The file means what was meant: `--fix` applies it.
    Safe,
    /// Something else must change with it (a handler, a parameter to be stored): `--fix --unsafe-fixes` applies it.
    Unsafe,
}

/// The bytes of `span` give way to `text`. An empty span inserts, an empty text deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What gives way, in bytes of one file.
    pub span: Span,
    /// What comes in its place, as it is written in the file: quoted and indented.
    pub text: String,
}

/// Edits that belong together: all are made, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What it does, in the imperative, without a full stop.
    pub title: String,
    /// Whether a machine may apply it alone.
    pub applicability: Applicability,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
}
