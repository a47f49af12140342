//! The move to a later version of the Serverless Framework: a file that runs under v1 or v2 means the same under v3 or v4.
//!
//! Variables are `variables.rs`'s, settings are `settings.rs`'s, those with another place `renamed.rs`'s. What cannot be moved without guessing is named (SF707).

mod package;
mod renamed;
mod settings;
mod variables;

use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_resolve::Dialect;

use crate::changes::Changes;
use crate::project::Project;

/// A move of one service.
pub(crate) struct Mover<'m> {
    project: &'m Project,
    to: Dialect,
    /// Whether `provider.stage` is set: the old engine puts `dev` there where it is not.
    has_stage: bool,
    has_region: bool,
}

impl<'m> Mover<'m> {
    pub(crate) fn new(project: &'m Project, to: Dialect) -> Self {
        let has = |key| project.root().is_some_and(|root| project.descend(root, &["provider", key]).is_some());
        Self { project, to, has_stage: has("stage"), has_region: has("region") }
    }

    /// Moves everything that moves, and says what does not.
    pub(crate) fn run(&self, changes: &mut Changes<'_>) -> Vec<Diagnostic> {
        let mut left = Vec::new();
        self.settings(changes, &mut left);
        self.variables(changes, &mut left);
        left
    }

    /// What can move only when the rest has: on the file that [`Mover::run`] made.
    pub(crate) fn run_again(&self, changes: &mut Changes<'_>) -> Vec<Diagnostic> {
        self.second_settings(changes)
    }

    fn from(&self) -> Dialect {
        self.project.dialect
    }

    fn is_from_old_engine(&self) -> bool {
        matches!(self.from(), Dialect::V1 | Dialect::V2Legacy)
    }
}

/// The order of the versions.
pub(crate) fn rank(dialect: Dialect) -> u8 {
    match dialect {
        Dialect::V1 => 0,
        Dialect::V2Legacy => 1,
        Dialect::V2 => 2,
        Dialect::V3 => 3,
        Dialect::V4 => 4,
    }
}

fn left(span: Span, message: impl Into<String>, help: &str) -> Diagnostic {
    Diagnostic::warning(&registry::MOVE_LEFT, message).at(span, "").help(help)
}
