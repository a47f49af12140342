//! The statements of IAM that sealed secrets need, with exact ARNs, where the service keeps those of each role.

use std::collections::HashMap;

use indexmap::IndexMap;
use sealform_diagnostic::{Diagnostic, Span, registry};
use sealform_model::{Tree, Value as Shape};
use sealform_secret::access::Grant as Needed;
use sealform_secret::seal::SealedService;
use sealform_secret::{Classified, Region};

use super::Rendering;
use crate::arn::Assembled;
use crate::changes::Changes;
use crate::environment::{Environments, Kind, Owner};
use crate::grant::{Grant, PARAMETER_CONTEXT, SECRET_CONTEXT};
use crate::here::Here;
use crate::permit::Permitter;
use crate::way::{KeyResource, Way};

/// The encryption context of our own encryption.
const FUNCTION_CONTEXT: &str = "kms:EncryptionContext:LambdaFunctionName";

impl Rendering<'_> {
    /// Adds what each function needs; what cannot be added is reported with the statements (SF706).
    pub(super) fn permit(&self, changes: &mut Changes<'_>) -> Vec<Diagnostic> {
        let environments = Environments::of(self.project);
        let mut way = Way::of(self.project, None);
        way.here = self.here();
        let mut grants: IndexMap<Owner, Vec<Grant>> = IndexMap::new();
        let mut unseen = Vec::new();
        for (key, function) in &self.sealed.service.functions {
            let place = self.function_place(key);
            let index = environments.functions.iter().position(|known| Some(known.place) == place);
            let needed = function.grants.iter().flat_map(exact);
            grants.entry(index.map_or(Owner::Provider, Owner::Function)).or_default().extend(needed);
        }
        for (id, function) in &self.sealed.service.resources {
            let index = environments.functions.iter().position(|known| known.kind != Kind::Service && known.name == **id);
            match index {
                Some(index) => grants.entry(Owner::Function(index)).or_default().extend(function.grants.iter().flat_map(exact)),
                None => unseen.extend((!function.grants.is_empty()).then(|| self.unseen(id))),
            }
        }
        grants.retain(|_, grants| !grants.is_empty());
        let permitter = Permitter { project: self.project, environments: &environments, way: &way };
        permitter.run(&grants, &IndexMap::new(), changes).into_iter().chain(unseen).collect()
    }

    /// Where the service is deployed to, and what its texts come to.
    fn here(&self) -> Here {
        let sections = ["provider", "functions", "resources"].into_iter().filter_map(|section| self.sealed.resolved.get(section));
        here(self.sealed.region, sections, self.sealed.service)
    }

    /// SF706 for a Lambda function under `resources` that is not written in the file.
    fn unseen(&self, id: &str) -> Diagnostic {
        let message = format!("the role of `{id}` under `resources` must be allowed to open the function's secrets");
        let place = self.sealed.service.tree.at(&["resources"]).map_or(self.sealed.resolved.span, |tree| tree.span);
        Diagnostic::warning(&registry::STATEMENTS_LEFT, message)
            .at(Span { end: place.end.min(place.start + 1), ..place }, "")
            .help("`--explain FILE` writes the statements under `secrets[].iam`: add them to the role.")
    }
}

/// Where what was sealed is deployed to, and what the texts of `trees` come to.
pub(crate) fn here<'t>(region: &Region, trees: impl IntoIterator<Item = &'t Tree<Classified>>, service: &SealedService) -> Here {
    let mut resolved = HashMap::new();
    trees.into_iter().for_each(|tree| texts(tree, &mut resolved));
    let mut here = Here::rendered(region, resolved);
    let grants = service.functions.values().chain(service.resources.values()).flat_map(|function| &function.grants);
    here.learn(grants.map(|grant| match grant {
        Needed::DecryptParameter { parameter, .. } | Needed::ReadParameter { parameter, .. } => parameter.as_str(),
        Needed::DecryptForFunction { key, .. } => key.as_str(),
        Needed::ReadManagedSecret { reference, .. } => reference.as_str(),
    }));
    here
}

/// The public texts below a tree, by where they are written.
fn texts(tree: &Tree<Classified>, found: &mut HashMap<Span, String>) {
    match &tree.value {
        Shape::Leaf(leaf) => found.extend(leaf.as_public().map(|public| (tree.span, public.to_text()))),
        Shape::Sequence(items) => items.iter().for_each(|item| texts(item, found)),
        Shape::Mapping(mapping) => mapping.iter().for_each(|(_, tree)| texts(tree, found)),
    }
}

/// What one sealed secret needs.
pub(crate) fn exact(needed: &Needed) -> Vec<Grant> {
    let text = |text: &str| Assembled::text(text);
    let key_of = |key: &str| Some(KeyResource::Arn(Assembled::text(key)));
    let via = |service: &str, region: &Region| Some(Assembled::text(format!("{service}.{region}.{}", region.dns_suffix())));
    let read = |arn: &str| Grant::plain(&["ssm:GetParameter", "ssm:GetParameters"], Assembled::text(arn));
    match needed {
        Needed::DecryptParameter { key, parameter } => {
            vec![Grant::decrypt(key_of(key.as_str()), PARAMETER_CONTEXT, text(parameter.as_str()), None)]
        }
        Needed::DecryptForFunction { key, function } => {
            vec![Grant::decrypt(key_of(key.as_str()), FUNCTION_CONTEXT, text(function), None)]
        }
        Needed::ReadParameter { parameter, key } => {
            let region = parameter.region();
            let arn = parameter.as_str();
            let decrypt =
                |key: &sealform_secret::KeyArn| Grant::decrypt(key_of(key.as_str()), PARAMETER_CONTEXT, text(arn), via("ssm", &region));
            [read(arn)].into_iter().chain(key.as_ref().map(decrypt)).collect()
        }
        Needed::ReadManagedSecret { region, reference, secret, key } => {
            let get = Grant::plain(&["secretsmanager:GetSecretValue"], text(secret));
            let decrypt = |key: &sealform_secret::KeyArn| {
                Grant::decrypt(key_of(key.as_str()), SECRET_CONTEXT, text(secret), via("secretsmanager", region))
            };
            [read(reference.as_str()), get].into_iter().chain(key.as_ref().map(decrypt)).collect()
        }
    }
}
