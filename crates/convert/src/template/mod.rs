//! A template of CloudFormation or SAM on its way to the deployment: what resolving and sealing found is put into the author's text, and nothing
//! else changes.
//!
//! Only `$<...>`, the statements that sealed secrets need, and the mark of the embedded AWS are written. The result is read again and must be the
//! template that was sealed.

mod held;
mod homes;
mod mark;
mod pieces;
mod policies;
mod values;

use std::collections::HashMap;

use sealform_diagnostic::{Diagnostic, FileId, Sources, registry};
use sealform_emit::{ForeignRole, SealedBy};
use sealform_model::Tree;
use sealform_secret::seal::{SealedService, SecretRecord};
use sealform_secret::{Classified, Region};
use sealform_yaml::edit::Change;

use crate::arn::Carrier;
use crate::changes::Changes;
use crate::here::Here;
use crate::joining::Joining;
use crate::project::Project;
use crate::render::grants::here;
use crate::render::not_rendered;
use crate::unit::Place;

/// A template that was resolved and sealed, and the file it was read from.
#[derive(Clone, Copy)]
pub struct Sealed<'s> {
    /// The files that were read.
    pub sources: &'s Sources,
    /// The template's file among them.
    pub file: FileId,
    /// The Region that is deployed to.
    pub region: &'s Region,
    /// The template, resolved.
    pub resolved: &'s Tree<Classified>,
    /// The template, sealed; its records are whole.
    pub template: &'s SealedService,
    /// Who sealed.
    pub sealed_by: SealedBy,
}

/// A template to be deployed.
#[derive(Debug)]
pub struct Rendered {
    /// Its text.
    pub text: String,
    /// What there is to say about it.
    pub diagnostics: Vec<Diagnostic>,
    /// The functions whose roles are not in it.
    pub foreign_roles: Vec<ForeignRole>,
}

/// What every part of the rendering looks at.
struct Rendering<'s> {
    project: &'s Project,
    sealed: Sealed<'s>,
    /// What ARNs are compared by.
    here: Here,
    /// What became of each secret, by where it lands.
    records: HashMap<&'s str, &'s SecretRecord>,
}

/// The template for CloudFormation, and what there is to say about it.
///
/// # Errors
/// SF709 where something that must change cannot be written where it stands; SF708 where the edited file would not mean what was meant. Nothing may
/// be written then.
pub fn render(sealed: Sealed<'_>) -> Result<Rendered, Vec<Diagnostic>> {
    let Some(source) = sealed.sources.get(sealed.file) else { return Err(Vec::new()) };
    let project = Project::of_template(sealed.file, source.path(), source.text())?;
    let records = sealed.template.secrets.iter().map(|record| (&*record.at, record)).collect();
    let here = here(sealed.region, [sealed.resolved], sealed.template);
    let rendering = Rendering { project: &project, sealed, here, records };
    let mut changes = Changes::of(&project);
    let (mut diagnostics, mut refused) = (Vec::new(), Vec::new());
    rendering.values(&mut changes, &mut refused);
    let foreign_roles = rendering.permit(&mut changes, &mut diagnostics);
    rendering.mark(&mut changes, &mut diagnostics, &mut refused);
    if !refused.is_empty() {
        return Err(refused);
    }
    let text = match changes.make(&project) {
        Ok(files) => files.into_iter().next().map_or_else(|| source.text().to_owned(), |file| file.text),
        Err(refused) => {
            let help = "Write this place in another way, for instance as a block without anchors.";
            let message = format!("nothing is rendered: {refused}");
            return Err(vec![Diagnostic::error(&registry::CONVERSION_REFUSED, message).at(refused.span(), "").help(help)]);
        }
    };
    match held::difference(&project, &text, &sealed.template.tree) {
        None => Ok(Rendered { text, diagnostics, foreign_roles }),
        Some(place) => {
            let message = "nothing is rendered: the edited template would not say here what was sealed";
            let help = "An anchor that several places share cannot hold what is different for each. Write it out in each place.";
            Err(vec![Diagnostic::error(&registry::CONVERSION_REFUSED, message).at(place, "").help(help)])
        }
    }
}

impl Rendering<'_> {
    fn joining(&self) -> Joining<'_> {
        Joining { project: self.project, carrier: Carrier::Sub, here: &self.here }
    }

    fn add(&self, made: Vec<Change>, place: Place, changes: &mut Changes<'_>, refused: &mut Vec<Diagnostic>) {
        if let Err(why) = changes.add(place.unit, made) {
            let help = "Write it in another way, for instance as a block without anchors and merge keys.";
            refused.push(not_rendered(format!("this place cannot be rewritten: {why}"), why.span(), help));
        }
    }
}
