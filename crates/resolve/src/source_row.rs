//! What the table of sources in the documentation says: a row for each source, those that are refused included.

use crate::{refused, sources};

/// A row of the table of sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// The name before the `:` or `(`.
    pub name: &'static str,
    /// The dialects that know it.
    pub dialects: &'static str,
    /// How it is written.
    pub address: &'static str,
    /// What is asked of the outside.
    pub asks: &'static str,
    /// What makes its value public or secret.
    pub judged: &'static str,
}

/// Every source, then those that are refused, each in the order of their names.
#[must_use]
pub fn source_rows() -> Vec<&'static SourceRow> {
    sources::rows().chain(refused::rows()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_filled_in_and_no_name_stands_twice() {
        let rows = source_rows();
        for row in &rows {
            for cell in [row.name, row.dialects, row.address, row.asks, row.judged] {
                assert!(!cell.is_empty() && !cell.contains(['|', '\n']), "{row:?}");
            }
        }
        let mut names: Vec<&str> = rows.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), rows.len());
    }
}
