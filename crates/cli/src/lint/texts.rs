//! The bytes of files: as they are on the disk, or as fixes have left them so far.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::world;

/// Files whose text is another than that on the disk.
#[derive(Default)]
pub(crate) struct Texts(HashMap<PathBuf, Vec<u8>>);

impl Texts {
    /// Everything as it is on the disk.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Lets `text` stand for what is at `path`, whether there is a file or not.
    pub(crate) fn set(&mut self, path: &Path, text: Vec<u8>) {
        self.0.insert(real(path), text);
    }

    /// The bytes at `path`.
    ///
    /// # Errors
    /// The system's.
    pub(crate) fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        let known = if self.0.is_empty() { None } else { self.0.get(&real(path)) };
        known.map_or_else(|| world::read_bytes(path), |text| Ok(text.clone()))
    }
}

/// One name for a file that is named in several ways.
fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}
