//! Why the embedded AWS could not be built or its file not edited. Names fields and positions, never what stands in them.

use std::fmt;

/// A file or a request that the embedded AWS cannot use.
///
/// No message quotes a value: the file holds secrets in clear text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LocalError {
    /// The file is not YAML, or a field has the wrong type, is unknown or is missing.
    #[error("{place}: {reason}")]
    Unreadable {
        /// Where in the file.
        place: Place,
        /// What is wrong there.
        reason: String,
    },
    /// A field holds something that AWS would refuse.
    #[error("{place}: {reason} ({code})")]
    Refused {
        /// Where in the file; for [`crate::Local::encrypt`] the name of the argument.
        place: Place,
        /// The code of AWS's error.
        code: &'static str,
        /// What is wrong, without the value.
        reason: String,
    },
    /// The text cannot be edited without touching more than the one entry.
    #[error("the file cannot be edited in place: {reason}; edit it by hand")]
    NotEditable {
        /// What stands in the way.
        reason: &'static str,
    },
}

/// A place in the file: a dotted path of field names and indices, with line and column (1-based) where they are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// For example `parameters[2].tier`; empty for the file as a whole.
    pub path: String,
    /// Line and column, both from 1.
    pub position: Option<(usize, usize)>,
}

impl Place {
    pub(crate) fn path(path: impl Into<String>) -> Self {
        Self { path: path.into(), position: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path.as_str(), self.position) {
            ("", None) => write!(f, "the file"),
            ("", Some((line, column))) => write!(f, "line {line}, column {column}"),
            (path, None) => write!(f, "{path}"),
            (path, Some((line, column))) => write!(f, "{path}, line {line}, column {column}"),
        }
    }
}
