//! How documents other than templates are written, one file a format: the findings of lint, the inventory of references, the report of ways.

mod columns;
mod fingerprint;
mod inventory_json;
mod inventory_table;
mod ways_json;
mod ways_table;

use clap::ValueEnum;
use sealform_diagnostic::{LineColumn, Severity, Sources, Span};
use sealform_lint::Finding;

use crate::args::Color;
use crate::lint::Linted;

pub(crate) use inventory_json::json;
pub(crate) use inventory_table::table;
pub(crate) use ways_json::ways_json;
pub(crate) use ways_table::ways_table;

macro_rules! outputs {
    ($($(#[doc = $doc:literal])+ $format:ident in $module:ident as $function:ident,)+) => {
        $(mod $module;)+
        /// How findings are written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub(crate) enum FindingsFormat {
            $($(#[doc = $doc])+ $format,)+
        }

        /// The findings of all files as one document.
        pub(crate) fn findings(format: FindingsFormat, linted: &[Linted], color: Color) -> String {
            match format {
                $(FindingsFormat::$format => $module::$function(linted, color),)+
            }
        }
    };
}

outputs! {
    /// With their source, for people.
    Pretty in pretty as pretty,
    /// One line a finding.
    Concise in concise as concise,
    /// One JSON object.
    Json in findings_json as json,
    /// SARIF 2.1.0, for code scanning.
    Sarif in sarif as sarif,
    /// Annotations of GitHub Actions, the ten worst.
    Github in github as github,
}

/// Where something stands, as people count.
struct Place<'s> {
    path: &'s str,
    start: LineColumn,
    end: LineColumn,
}

fn place<'s>(finding: &Finding, sources: &'s Sources) -> Option<Place<'s>> {
    finding.diagnostic.primary.as_ref().and_then(|label| place_of(label.span, sources))
}

fn place_of(span: Span, sources: &Sources) -> Option<Place<'_>> {
    let source = sources.get(span.file)?;
    let column = |offset: u32| source.line_column(offset as usize);
    Some(Place { path: source.path(), start: column(span.start), end: column(span.end) })
}

/// `2 errors, 1 warning in 3 files`, or that nothing was found.
fn counted(linted: &[Linted]) -> String {
    let count =
        |severity| linted.iter().flat_map(|linted| &linted.findings).filter(|finding| finding.diagnostic.severity == severity).count();
    let some = |count: usize, one: &str| (count > 0).then(|| format!("{count} {one}{}", if count == 1 { "" } else { "s" }));
    let parts: Vec<String> =
        [some(count(Severity::Error), "error"), some(count(Severity::Warning), "warning"), some(count(Severity::Note), "note")]
            .into_iter()
            .flatten()
            .collect();
    let files = format!("{} file{}", linted.len(), if linted.len() == 1 { "" } else { "s" });
    if parts.is_empty() { format!("nothing found in {files}\n") } else { format!("{} in {files}\n", parts.join(", ")) }
}
