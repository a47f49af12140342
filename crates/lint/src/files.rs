//! The further files that a service includes, as far as they have been read.

use std::collections::HashMap;

use sealform_diagnostic::FileId;

/// What became of a file that a service names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Included {
    /// It was read and is in the sources.
    Read(FileId),
    /// It is not there, is no text, or lies where lint does not look.
    Unknown,
}

/// Files by their path as the service writes it, relative to the service's folder.
#[derive(Clone, Debug, Default)]
pub struct Files(HashMap<String, Included>);

impl Files {
    /// No file was read yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what became of `path`.
    pub fn insert(&mut self, path: impl Into<String>, included: Included) {
        self.0.insert(path.into(), included);
    }

    /// What became of `path`; `None` where nobody looked.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<Included> {
        self.0.get(path).copied()
    }
}
