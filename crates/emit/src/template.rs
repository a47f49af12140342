//! The assembly of a template: what is generated, in Serverless's order, then what the author's `resources` says, then what sealing needs.

use std::path::PathBuf;

use indexmap::IndexSet;
use sealform_diagnostic::{Diagnostic, has_errors, registry};
use sealform_model::{Mapping, Tree};
use sealform_secret::seal::SealedService;
use sealform_secret::{Public, SealedLeaf};

use crate::grants::{self, ForeignRole};
use crate::naming::SHARED_ROLE;
use crate::node::{At, Entries, Node, at_mut};
use crate::resources::Resources;
use crate::service::Service;
use crate::{function, invoke_config, limits, log_group, look, not_emitted, resources_merge, role, roles_per_function, url};

/// What the user decides about the template.
#[derive(Clone, Debug, Default)]
pub struct TemplateOptions {
    /// `--code`: a folder or an archive, for the functions that name no artifact; the service's folder where it is not given.
    /// As seen from the template's folder, for that is how `aws cloudformation package` reads it.
    pub code: Option<PathBuf>,
    /// The service's folder as seen from the template's folder: what `package.artifact` is relative to. Empty where they are the same.
    pub service_folder: PathBuf,
    /// What becomes of events.
    pub events: Events,
    /// Who sealed the secrets.
    pub sealed_by: SealedBy,
}

/// What becomes of the events of functions, as long as they are not emitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Events {
    /// The template is refused (SF501).
    #[default]
    Refuse,
    /// They are left out, with a warning (SF509) and a mark in the template's metadata.
    Skip,
}

/// Who sealed the secrets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SealedBy {
    /// AWS.
    #[default]
    Aws,
    /// The embedded AWS, whose keys are toys: the template's metadata says so.
    EmbeddedAws,
}

/// Makes the template of a service; `None` iff a diagnostic is an error. The functions' environments move from the service into it.
///
/// # Errors
/// As diagnostics: SF051 for settings of the wrong shape, SF501 for events, SF503 for what is not emitted, SF504 for logical IDs that are taken
/// twice, SF505 for extensions of nothing, SF506 for roles that cannot be made, SF507 for too many resources. [`crate::check_size`] judges the
/// text that [`crate::write`] makes of it.
#[must_use]
pub fn template(service: &mut SealedService, options: &TemplateOptions) -> (Option<Tree<SealedLeaf>>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let environments = service.functions.values_mut().map(|function| function.environment.take()).collect();
    let (template, _) = assemble(service, environments, options, &mut diagnostics);
    if options.sealed_by == SealedBy::EmbeddedAws && !service.secrets.is_empty() {
        diagnostics.push(sealed_by_embedded_aws());
    }
    let template = (!has_errors(&diagnostics)).then_some(template);
    (template, diagnostics)
}

/// The environment of each function of a service, until it is put into the template.
pub(crate) type Environments = Vec<Option<Node>>;

/// The warning that the keys of a template are toys.
#[must_use]
pub fn sealed_by_embedded_aws() -> Diagnostic {
    Diagnostic::warning(&registry::EMBEDDED_AWS, "the embedded AWS sealed the secrets of this template")
        .help("Its keys lie in the file of `--local`: deploy nothing that it sealed.")
}

/// The template, complete only if nothing is reported as an error, and the functions whose roles it does not hold.
pub(crate) fn assemble(
    sealed: &SealedService,
    environments: Environments,
    options: &TemplateOptions,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Node, Vec<ForeignRole>) {
    let service = Service::read(sealed, diagnostics);
    not_emitted::check(&service, options.events, diagnostics);
    let at = At(sealed.tree.span);

    let mut resources = Resources::default();
    let mut outputs = Mapping::new();
    let own_roles = generate(&service, environments, options, &mut resources, &mut outputs, diagnostics);

    let mut root = Entries::new(at);
    root.put("AWSTemplateFormatVersion", at.text("2010-09-09"));
    root.put("Description", at.text("The AWS CloudFormation template for this Serverless application"));
    root.put("Metadata", metadata(&service, options, at));
    root.put("Resources", resources.build(at));
    root.put("Outputs", (!outputs.is_empty()).then(|| Tree::mapping(at.0, outputs)));
    let mut template = root.build();

    if let Some(authored) = look::given(&sealed.tree, "resources") {
        resources_merge::merge_into(&mut template, authored, options.events, diagnostics);
    }
    let foreign = grants::append(&mut template, &service, &own_roles, diagnostics);
    resources_merge::strip_nulls(&mut template);
    limits::check(&template, diagnostics);
    (template, foreign)
}

/// Generates all resources and gives the logical IDs of the roles among them.
fn generate(
    service: &Service<'_>,
    mut environments: Environments,
    options: &TemplateOptions,
    resources: &mut Resources,
    outputs: &mut Mapping<SealedLeaf>,
    diagnostics: &mut Vec<Diagnostic>,
) -> IndexSet<String> {
    let mut own_roles = IndexSet::new();
    for function in &service.functions {
        if let Some(log_group) = log_group::log_group(function, service) {
            resources.add(&function.id("LogGroup"), function.span, log_group, diagnostics);
        }
    }
    let shared_span = service.functions.first().map_or(service.sealed.tree.span, |function| function.span);
    if let Some(shared) = role::shared(service, At(shared_span)) {
        resources.add(SHARED_ROLE, shared_span, shared, diagnostics);
        own_roles.insert(SHARED_ROLE.to_owned());
    }
    let has_plugin = roles_per_function::is_used(service);
    if !has_plugin {
        roles_per_function::warn_without_plugin(service, diagnostics);
    }
    for function in &service.functions {
        let own_role = roles_per_function::id(function, has_plugin);
        let environment = function.sealed.and_then(|(place, _)| environments.get_mut(place)?.take());
        let resource = function::resource(function, service, environment, options, own_role.as_deref(), diagnostics);
        resources.add(&function.id("LambdaFunction"), function.span, resource, diagnostics);
        url::add(function, service, resources, outputs, diagnostics);
        if let Some(config) = invoke_config::invoke_config(function, service, diagnostics) {
            resources.add(&function.id("LambdaEvConf"), function.span, config, diagnostics);
        }
        if let Some(shared) = resources.get_mut(SHARED_ROLE) {
            role::add_side_statements(shared, function, service);
        }
    }
    if has_plugin {
        generate_own_roles(service, resources, &mut own_roles, diagnostics);
    }
    own_roles
}

fn generate_own_roles(
    service: &Service<'_>,
    resources: &mut Resources,
    own_roles: &mut IndexSet<String>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for function in &service.functions {
        let Some(id) = roles_per_function::id(function, true) else { continue };
        if let Some(role) = roles_per_function::role(function, resources.get(SHARED_ROLE), service, diagnostics) {
            resources.add(&id, function.span, role, diagnostics);
            own_roles.insert(id);
        }
    }
    let boundary = roles_per_function::global_boundary(service).filter(|_| own_roles.len() > 1);
    let properties = resources.get_mut(SHARED_ROLE).and_then(|shared| at_mut(shared, &["Properties"])).and_then(Tree::as_mapping_mut);
    if let Some((boundary, properties)) = boundary.zip(properties) {
        properties.insert("PermissionsBoundary", boundary.span, boundary.clone());
    }
}

/// What the template says of itself: who made it, and what it must not be taken for.
fn metadata(service: &Service<'_>, options: &TemplateOptions, at: At) -> Node {
    let has_events = service.functions.iter().any(|function| !function.events().is_empty());
    let mut sealform = Entries::new(at);
    sealform.put("Version", at.leaf(Public::fixed(env!("CARGO_PKG_VERSION"))));
    sealform.put("SealedBy", (options.sealed_by == SealedBy::EmbeddedAws).then(|| at.text("embedded-aws")));
    sealform.put("EventsSkipped", (has_events && options.events == Events::Skip).then(|| at.flag(true)));
    at.map([("Sealform", sealform.build())])
}
