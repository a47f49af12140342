//! How this file is written: the version it is to run under, what carries a pseudo parameter, the key, and what AWS answered.

use std::collections::HashMap;

use sealform_resolve::Dialect;

use crate::arn::{Assembled, Carrier};
use crate::here::Here;
use crate::parameter::Parameter;
use crate::project::Project;
use crate::unit::Place;

/// What conversion writes depends on.
#[derive(Debug)]
pub(crate) struct Way {
    /// The version that the file runs under.
    pub(crate) dialect: Dialect,
    pub(crate) carrier: Carrier,
    pub(crate) key: Key,
    /// The service's Region as it is written, and the ways to write that.
    own_regions: Vec<String>,
    /// What AWS said of parameters, and holds for every stage: `--resolve`.
    pub(crate) exact: HashMap<Parameter, Exact>,
    /// Where the service is deployed to.
    pub(crate) here: Here,
}

/// The key that parameters are encrypted with, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// `--kms-key`: as it stands in statements, and as it was given.
    Given(Assembled, String),
    /// The one key that the file declares, by its logical ID.
    Declared(String),
    /// Any key of the account and Region; the context keeps it narrow.
    Any,
}

/// What AWS said of one parameter or secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Exact {
    /// The ARN of the parameter.
    pub(crate) arn: String,
    /// The ARN of the secret of Secrets Manager that it stands for.
    pub(crate) secret: Option<String>,
    /// The customer managed key's ARN; `None` for the default key.
    pub(crate) key: Option<String>,
}

/// Who may decrypt: what stands in `Resource`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum KeyResource {
    Arn(Assembled),
    Declared(String),
}

impl Way {
    pub(crate) fn of(project: &Project, kms_key: Option<&str>) -> Self {
        let assembled = |key: &str| if key.starts_with("arn:") { Assembled::text(key) } else { Assembled::key(key, None) };
        let given = kms_key.map(|key| Key::Given(assembled(key), key.to_owned()));
        let key = given.or_else(|| declared_key(project).map(Key::Declared)).unwrap_or(Key::Any);
        let carrier = Carrier::of(project.dialect, has_plugin(project, "serverless-pseudo-parameters"));
        let region = project.root().and_then(|root| project.descend(root, &["provider", "region"]));
        let written = region.map(|region| project.unit(region.place).scalar(region.place.node).unwrap_or_default());
        let mut own_regions = vec!["${self:provider.region}".to_owned(), "${aws:region}".to_owned()];
        own_regions.extend(written.filter(|region| !region.is_empty()));
        Self { dialect: project.dialect, carrier, key, own_regions, exact: HashMap::new(), here: Here::of(project) }
    }

    /// Takes in what AWS said of parameters.
    pub(crate) fn know(&mut self, exact: HashMap<Parameter, Exact>) {
        self.here.learn(exact.values().map(|exact| &*exact.arn));
        self.exact = exact;
    }

    /// The Region of a parameter, where it is not, or may not be, the function's own.
    pub(crate) fn foreign_region<'p>(&self, parameter: &'p Parameter) -> Option<&'p str> {
        parameter.region.as_deref().filter(|region| !self.own_regions.iter().any(|own| own == region))
    }

    pub(crate) fn arn(&self, parameter: &Parameter) -> Assembled {
        match self.exact.get(parameter) {
            Some(exact) => Assembled::text(exact.arn.clone()),
            None => Assembled::parameter(&Parameter { region: self.foreign_region(parameter).map(str::to_owned), ..parameter.clone() }),
        }
    }

    /// The ARN of the secret of Secrets Manager that a parameter stands for.
    pub(crate) fn secret(&self, parameter: &Parameter, name: &str) -> Assembled {
        match self.exact.get(parameter).and_then(|exact| exact.secret.clone()) {
            Some(arn) => Assembled::text(arn),
            None => Assembled::secret(name, self.foreign_region(parameter)),
        }
    }

    /// What may decrypt a parameter; `None` for the default key, which everybody in the account may use through its service.
    pub(crate) fn key(&self, parameter: &Parameter) -> Option<KeyResource> {
        if let Some(exact) = self.exact.get(parameter) {
            return exact.key.clone().map(|key| KeyResource::Arn(Assembled::text(key)));
        }
        Some(match &self.key {
            Key::Given(arn, _) => KeyResource::Arn(arn.clone()),
            Key::Declared(id) => KeyResource::Declared(id.clone()),
            Key::Any => KeyResource::Arn(Assembled::key("*", self.foreign_region(parameter))),
        })
    }
}

/// Whether `plugins` names the plugin.
pub(crate) fn has_plugin(project: &Project, name: &str) -> bool {
    let Some(plugins) = project.root().and_then(|root| project.get(root, "plugins")) else { return false };
    let plugins = project.settle(plugins);
    let list = project.get(plugins, "modules").map_or(plugins, |modules| project.settle(modules));
    let unit = project.unit(list);
    unit.document.items(list.node).iter().any(|&node| project.literal(Place { node, ..list }).as_deref() == Some(name))
}

/// The logical ID of the one KMS key among the resources.
fn declared_key(project: &Project) -> Option<String> {
    let mut keys = resources(project)
        .into_iter()
        .filter(|(_, place)| project.get(*place, "Type").and_then(|kind| project.literal(kind)).as_deref() == Some("AWS::KMS::Key"));
    let (id, _) = keys.next()?;
    keys.next().is_none().then_some(id)
}

/// The resources of the service's own template, by logical ID.
pub(crate) fn resources(project: &Project) -> Vec<(String, Place)> {
    section(project, "Resources")
}

/// The entries of one section of the service's own template, by logical ID.
pub(crate) fn section(project: &Project, name: &str) -> Vec<(String, Place)> {
    let Some(resources) = project.root().and_then(|root| project.get(root, "resources")) else { return Vec::new() };
    let settled = project.settle(resources);
    let items = project.unit(settled).document.items(settled.node);
    let parts: Vec<Place> =
        if items.is_empty() { vec![settled] } else { items.iter().map(|&node| project.settle(Place { node, ..settled })).collect() };
    let mut found = Vec::new();
    for part in parts {
        let Some(list) = project.get(part, name).map(|list| project.settle(list)) else { continue };
        for entry in project.unit(list).document.entries(list.node) {
            found.push((entry.key.to_owned(), project.settle(Place { node: entry.value, ..list })));
        }
    }
    found
}
