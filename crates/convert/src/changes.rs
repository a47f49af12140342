//! The changes of all files together: each is tried when it is added, and all are made, or none.

use sealform_diagnostic::Edit;
use sealform_yaml::edit::{Change, Editor, Refused, Site};

use crate::project::Project;

/// Changes by file.
#[derive(Debug)]
pub(crate) struct Changes<'p> {
    /// One for each file, so that its habits are looked up once.
    sites: Vec<Site<'p>>,
    by_unit: Vec<Vec<Change>>,
}

/// A file after its changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The file's number among the sources.
    pub file: sealform_diagnostic::FileId,
    /// Its path as the service names it; empty for the service file itself.
    pub path: String,
    /// Its new text.
    pub text: String,
    /// The edits, in the order of the file: those of a move to another version, and those of the text that it gave.
    pub passes: Vec<Vec<Edit>>,
}

impl Converted {
    /// How many edits there are.
    #[must_use]
    pub fn edit_count(&self) -> usize {
        self.passes.iter().map(Vec::len).sum()
    }
}

impl<'p> Changes<'p> {
    pub(crate) fn of(project: &'p Project) -> Self {
        let sites = project.units.iter().map(|unit| Site::new(&unit.text, &unit.document, unit.format)).collect();
        Self { sites, by_unit: project.units.iter().map(|_| Vec::new()).collect() }
    }

    /// Adds changes that belong together: all, or none.
    ///
    /// # Errors
    /// The first one that cannot be written with care.
    pub(crate) fn add(&mut self, unit: usize, changes: Vec<Change>) -> Result<(), Refused> {
        for change in &changes {
            self.sites[unit].edits(change)?;
        }
        self.by_unit[unit].extend(changes);
        Ok(())
    }

    /// Makes the changes; files without any are left out.
    ///
    /// # Errors
    /// The place that cannot be edited; nothing is changed then.
    pub(crate) fn make(self, project: &Project) -> Result<Vec<Converted>, Refused> {
        let mut converted = Vec::new();
        for (unit, changes) in project.units.iter().zip(self.by_unit) {
            if changes.is_empty() {
                continue;
            }
            let mut editor = Editor::new(&unit.text, &unit.document, unit.format);
            for change in changes {
                editor.change(change)?;
            }
            let edited = editor.finish()?;
            converted.push(Converted { file: unit.file, path: unit.path.to_string(), text: edited.text, passes: vec![edited.edits] });
        }
        Ok(converted)
    }
}
