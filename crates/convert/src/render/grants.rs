//! The statements of IAM that sealed secrets need, with exact ARNs, where the service keeps those of each role.

use indexmap::IndexMap;
use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::Region;
use sealform_secret::access::Grant as Needed;

use super::Rendering;
use crate::arn::Assembled;
use crate::changes::Changes;
use crate::environment::{Environments, Owner};
use crate::grant::{Grant, PARAMETER_CONTEXT, SECRET_CONTEXT};
use crate::permit::Permitter;
use crate::way::{KeyResource, Way};

/// The encryption context of our own encryption.
const FUNCTION_CONTEXT: &str = "kms:EncryptionContext:LambdaFunctionName";

impl Rendering<'_> {
    /// Adds what each function needs; what cannot be added is reported with the statements (SF706).
    pub(super) fn permit(&self, changes: &mut Changes<'_>) -> Vec<Diagnostic> {
        let environments = Environments::of(self.project);
        let way = Way::of(self.project, None);
        let mut grants: IndexMap<Owner, Vec<Grant>> = IndexMap::new();
        for (key, function) in &self.sealed.service.functions {
            let place = self.function_place(key);
            let index = environments.functions.iter().position(|known| Some(known.place) == place);
            let needed = function.grants.iter().flat_map(exact);
            grants.entry(index.map_or(Owner::Provider, Owner::Function)).or_default().extend(needed);
        }
        grants.retain(|_, grants| !grants.is_empty());
        Permitter { project: self.project, environments: &environments, way: &way }
            .run(&grants, &IndexMap::new(), changes)
            .into_iter()
            .chain(self.functions_of_resources())
            .collect()
    }

    /// SF706 for each Lambda function under `resources`: its role is the author's own.
    fn functions_of_resources(&self) -> Vec<Diagnostic> {
        let needy = self.sealed.service.resources.iter().filter(|(_, function)| !function.grants.is_empty());
        let report = |id: &str| {
            let message = format!("the role of `{id}` under `resources` must be allowed to open the function's secrets");
            Diagnostic::warning(&registry::STATEMENTS_LEFT, message)
                .at(
                    self.sealed
                        .service
                        .tree
                        .at(&["resources"])
                        .map_or(self.sealed.resolved.span, |tree| sealform_diagnostic::Span { end: tree.span.start + 1, ..tree.span }),
                    "",
                )
                .help("`--explain FILE` writes the statements under `secrets[].iam`: add them to the role.")
        };
        needy.map(|(id, _)| report(id)).collect()
    }
}

/// What one sealed secret needs.
fn exact(needed: &Needed) -> Vec<Grant> {
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
