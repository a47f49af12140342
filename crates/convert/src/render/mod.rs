//! A service file on its way to `serverless deploy`: what resolving and sealing found is put into the source, and nothing else changes.
//!
//! The text is that of the author but for variables that carry a secret, `$<...>`, and the statements that sealed secrets need. What comes
//! from another file and must change is written out first (`inline.rs`), for the other file stays as it is.

mod elsewhere;
mod environment;
pub(crate) mod grants;
mod inline;
pub(crate) mod outcome;
pub(crate) mod texts;
mod touched;

use std::collections::HashMap;

use sealform_diagnostic::{Diagnostic, FileId, Sources, registry};
use sealform_model::Tree;
use sealform_resolve::DialectFlag;
use sealform_secret::seal::{SealedService, SecretRecord};
use sealform_secret::{Classified, Region};

use crate::changes::Changes;
use crate::project::Project;
pub use inline::{Inlined, Resolved, inline};
use texts::Texts;

/// A service that was resolved and sealed, and the file it was read from.
#[derive(Clone, Copy)]
pub struct Sealed<'s> {
    /// The files that were read.
    pub sources: &'s Sources,
    /// The service's file among them.
    pub file: FileId,
    /// What `--dialect` says of it.
    pub dialect: Option<DialectFlag>,
    /// The Region that is deployed to.
    pub region: &'s Region,
    /// The service, resolved.
    pub resolved: &'s Tree<Classified>,
    /// The service, sealed.
    pub service: &'s SealedService,
}

/// What every part of the rendering looks at.
struct Rendering<'s> {
    project: &'s Project,
    sealed: Sealed<'s>,
    texts: Texts<'s>,
    /// What became of each secret, by where it lands.
    records: HashMap<&'s str, &'s SecretRecord>,
}

/// The service file for the Serverless Framework, and what there is to say about it.
///
/// # Errors
/// SF709 where something that must change comes from another file or cannot be written for this version; SF708 where the edited file would
/// not mean what was meant. Nothing may be written then.
pub fn render(sealed: Sealed<'_>) -> Result<(String, Vec<Diagnostic>), Vec<Diagnostic>> {
    let Some(source) = sealed.sources.get(sealed.file) else { return Err(Vec::new()) };
    // What is wrong with the syntax has been said when the service was resolved.
    let (project, _) = Project::read(sealed.file, source.path(), source.text(), sealed.dialect)?;
    let records = sealed.service.secrets.iter().map(|record| (&*record.at, record)).collect();
    let rendering = Rendering { project: &project, sealed, texts: Texts { sources: sealed.sources, project: &project }, records };
    let mut changes = Changes::of(&project);
    let mut diagnostics = Vec::new();
    let mut refused = Vec::new();
    rendering.environments(&mut changes, &mut refused);
    rendering.elsewhere(&mut changes, &mut refused);
    diagnostics.extend(rendering.permit(&mut changes));
    if !refused.is_empty() {
        return Err(refused);
    }
    match changes.make(&project) {
        Ok(files) => {
            let edited = files.into_iter().next().map(|converted| converted.text);
            Ok((edited.unwrap_or_else(|| source.text().to_owned()), diagnostics))
        }
        Err(refused) => {
            let message = format!("nothing is rendered: {refused}");
            Err(vec![
                Diagnostic::error(&registry::CONVERSION_REFUSED, message)
                    .at(refused.span(), "")
                    .help("Write this place in another way, for instance as a block without anchors."),
            ])
        }
    }
}

/// SF709 with what to do.
pub(crate) fn not_rendered(message: impl Into<String>, span: sealform_diagnostic::Span, help: &str) -> Diagnostic {
    Diagnostic::error(&registry::NOT_RENDERED, message).at(span, "").help(help)
}
