//! How findings are written, one file a format.

mod fingerprint;

use sealform_diagnostic::{LineColumn, Severity, Sources, Span};
use sealform_lint::Finding;

use crate::{Coloring, Linted};

macro_rules! outputs {
    ($($(#[doc = $doc:literal])+ $format:ident in $module:ident as $function:ident,)+) => {
        $(mod $module;)+
        /// How findings are written.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum FindingsFormat {
            $($(#[doc = $doc])+ $format,)+
        }

        impl FindingsFormat {
            /// Every format.
            pub const ALL: &[Self] = &[$(Self::$format),+];

            /// The name on the command line, and what it is.
            #[must_use]
            pub fn describe(self) -> (&'static str, &'static str) {
                match self {
                    $(Self::$format => (stringify!($function), concat!($($doc),+)),)+
                }
            }
        }

        /// The findings of all files as one document.
        #[must_use]
        pub fn findings(format: FindingsFormat, linted: &[Linted], coloring: Coloring) -> String {
            match format {
                $(FindingsFormat::$format => $module::$function(linted, coloring),)+
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
    Json in json as json,
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
    if linted.is_empty() {
        return "neither a service nor a template was found\n".to_owned();
    }
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
