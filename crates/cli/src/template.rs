//! `sealform render` of a template: the author's own text, its `$<...>` resolved and sealed.

use sealform_convert::template::{Rendered, Sealed, render};
use sealform_diagnostic::{Diagnostic, FileId, has_errors, registry};
use sealform_emit::SealedBy;
use sealform_pipeline::Pipeline;
use sealform_resolve::Demand;
use sealform_secret::seal::SealedService;
use sealform_secret::{Answers, Region};
use sealform_yaml::edit::Format;

use crate::args::{Render, Target, TemplateFormat};
use crate::session;
use crate::world::World;

/// What flags ask of a template that cannot be had; `None` where all is well.
pub(crate) fn misused(arguments: &Render, name: &str, text: &str) -> Option<&'static str> {
    if arguments.format == TemplateFormat::Json && Format::of(name, text) == Format::Yaml {
        return Some("a template keeps its format, and this one is YAML: leave out `--format json`");
    }
    let of_service = arguments.code.is_some() || arguments.skip_events;
    of_service.then_some("`--code` and `--skip-events` are for services: a template says itself where code is and what happens")
}

/// The template with its secrets sealed.
///
/// # Errors
/// Everything that is wrong with it, warnings included.
pub(crate) fn sealed(
    arguments: &Render,
    pipeline: &mut Pipeline<'_>,
    answers: &mut Answers,
    file: FileId,
    region: &Region,
    world: &mut World,
) -> Result<(Rendered, SealedService), Vec<Diagnostic>> {
    if arguments.to == Target::Serverless {
        let start = sealform_diagnostic::Span::start_of(file);
        let message = "the file is a template of CloudFormation, and no service of the Serverless Framework";
        let help = "Leave out `--to serverless`: a template is rendered for CloudFormation.";
        return Err(vec![Diagnostic::error(&registry::NOT_A_SERVICE, message).at(start, "").help(help)]);
    }
    let demand = Demand::all();
    let template = session::answered(pipeline, answers, world, |pipeline, answers| pipeline.sealed(&demand, answers))?;
    let Some(resolved) = pipeline.resolved() else { return Err(pipeline.take_diagnostics()) };
    let sealed_by = if arguments.aws.local.is_some() { SealedBy::EmbeddedAws } else { SealedBy::Aws };
    let rendered = match render(Sealed { sources: world.sources(), file, region, resolved, template: &template, sealed_by }) {
        Ok(rendered) => rendered,
        Err(diagnostics) => {
            pipeline.report(diagnostics);
            return Err(pipeline.take_diagnostics());
        }
    };
    let mut diagnostics = pipeline.leaks(&rendered.text, &template);
    diagnostics.extend(sealform_emit::check_size(&rendered.text));
    let has_code = !template.resources.is_empty();
    diagnostics.extend(session::other_folder(arguments.output.as_deref(), world.folder()).filter(|_| has_code));
    let refused = has_errors(&diagnostics);
    pipeline.report(diagnostics);
    if refused { Err(pipeline.take_diagnostics()) } else { Ok((rendered, template)) }
}
