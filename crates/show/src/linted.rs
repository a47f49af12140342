//! One linted file: what every format of findings is made from.

use sealform_diagnostic::Sources;
use sealform_lint::Finding;

/// One file and what was found in it.
#[derive(Debug)]
pub struct Linted {
    /// The file, and those that it includes; what is secret in them is masked.
    pub sources: Sources,
    /// Every finding, in the order of the file.
    pub findings: Vec<Finding>,
}

impl Linted {
    /// The findings in `sources`, in which what they call secret is masked from now on.
    #[must_use]
    pub fn new(mut sources: Sources, findings: Vec<Finding>) -> Self {
        for span in findings.iter().flat_map(|finding| &finding.secrets) {
            sources.mask(*span);
        }
        Self { sources, findings }
    }
}
