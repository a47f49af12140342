//! What refers to a secret of the same file is secret: `${self:custom.db}` where `custom.db` is one, holds one, or is in one.

use std::collections::HashMap;

use super::entry::Sensitivity;

/// A reference as far as infection goes.
pub(super) trait Patient {
    /// The path that it stands at.
    fn at(&self) -> &str;
    /// The paths behind `self:` in it, where no variable stands in them.
    fn self_paths(&self) -> Vec<&str>;
    /// Its sensitivity so far.
    fn sensitivity(&self) -> Sensitivity;
    /// Sets it.
    fn infect(&mut self, sensitivity: Sensitivity);
}

/// Spreads the sensitivity of each of `patients` to all that refer to it, however many references later. Time grows with the number of
/// references and the length of their paths.
pub(super) fn spread(patients: &mut [impl Patient]) {
    for sensitivity in [Sensitivity::Secret, Sensitivity::Unknown] {
        let mut dependants = Dependants::of(patients);
        let mut sick: Vec<usize> = (0..patients.len()).filter(|&index| patients[index].sensitivity() >= sensitivity).collect();
        while let Some(index) = sick.pop() {
            for dependant in dependants.take(patients[index].at()) {
                if patients[dependant].sensitivity() < sensitivity {
                    patients[dependant].infect(sensitivity);
                    sick.push(dependant);
                }
            }
        }
    }
}

/// Who refers to a path.
#[derive(Default)]
struct Dependants {
    /// By the very path.
    exact: HashMap<Box<str>, Vec<usize>>,
    /// By every path above: `custom.db` for a reference to `custom.db.password`.
    above: HashMap<Box<str>, Vec<usize>>,
}

impl Dependants {
    fn of(patients: &[impl Patient]) -> Self {
        let mut dependants = Self::default();
        for (index, patient) in patients.iter().enumerate() {
            for path in patient.self_paths() {
                dependants.exact.entry(path.into()).or_default().push(index);
                for prefix in prefixes(path) {
                    dependants.above.entry(prefix.into()).or_default().push(index);
                }
            }
        }
        dependants
    }

    /// All that refer to what stands at `path`, to a list or map that holds it, or to a part of it. Each is given out once: it is told.
    fn take(&mut self, path: &str) -> Vec<usize> {
        let mut taken = self.above.remove(path).unwrap_or_default();
        for path in std::iter::once(path).chain(prefixes(path)) {
            taken.append(&mut self.exact.remove(path).unwrap_or_default());
        }
        taken
    }
}

/// The paths above `path`.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('.').map(|(dot, _)| &path[..dot])
}
