//! What the file holds, entry by entry.

use zeroize::Zeroizing;

use crate::error::LocalError;
use crate::file::{File, ParameterEntry, SecretEntry};
use crate::ssm::{ParameterType, Tier, canonical};

/// A parameter or a secret to be written to the file. It has no `Debug`, for it holds a value in clear.
pub enum Entry {
    /// A parameter of Parameter Store.
    Parameter {
        /// With a leading slash unless it is flat.
        name: String,
        /// Its type.
        kind: ParameterType,
        /// Its tier.
        tier: Tier,
        /// The key of a SecureString, for example `alias/demo`; `None`: `alias/aws/ssm`.
        key: Option<String>,
        /// The Region; `None`: the file's.
        region: Option<String>,
        /// The value in clear.
        value: Zeroizing<String>,
    },
    /// A secret of Secrets Manager.
    Secret {
        /// Its name.
        name: String,
        /// Its key; `None`: `alias/aws/secretsmanager`.
        key: Option<String>,
        /// The Region; `None`: the file's.
        region: Option<String>,
        /// The value in clear.
        value: Zeroizing<String>,
    },
}

/// Which of the two an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A parameter of Parameter Store.
    Parameter,
    /// A secret of Secrets Manager.
    Secret,
}

/// An entry of the file, without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Listed {
    /// Parameter or secret.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// The Region that it lies in.
    pub region: String,
    /// A parameter's type; `None` for a secret.
    pub parameter_type: Option<ParameterType>,
    /// A parameter's tier; `None` for a secret.
    pub tier: Option<Tier>,
    /// The key as it is written; `None` for the default key, or none at all.
    pub key: Option<String>,
}

/// Every entry: parameters first, each kind in the order of the file.
///
/// # Errors
/// As [`crate::Local::from_yaml`] for what cannot be read.
pub fn list(text: &str) -> Result<Vec<Listed>, LocalError> {
    let file = File::read(text)?;
    let parameters = file.parameters.iter().map(|entry| Listed {
        kind: Kind::Parameter,
        name: entry.name.clone(),
        region: file.region_of(entry.region.as_deref()).to_owned(),
        parameter_type: Some(entry.kind),
        tier: Some(entry.tier),
        key: entry.key.clone(),
    });
    let secrets = file.secrets.iter().map(|entry| Listed {
        kind: Kind::Secret,
        name: entry.name.clone(),
        region: file.region_of(entry.region.as_deref()).to_owned(),
        parameter_type: None,
        tier: None,
        key: entry.key.clone(),
    });
    Ok(parameters.chain(secrets).collect())
}

/// The value of one entry in clear; `None` where there is no such entry. `region` of `None` is the file's.
///
/// # Errors
/// As [`crate::Local::from_yaml`] for what cannot be read.
pub fn get(text: &str, kind: Kind, name: &str, region: Option<&str>) -> Result<Option<Zeroizing<String>>, LocalError> {
    let file = File::read(text)?;
    let index = file.find(kind, name, region);
    Ok(index.and_then(|index| match kind {
        Kind::Parameter => file.parameters.get(index).map(|entry| entry.value.clone()),
        Kind::Secret => file.secrets.get(index).map(|entry| entry.value.clone()),
    }))
}

impl Entry {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Parameter { .. } => Kind::Parameter,
            Self::Secret { .. } => Kind::Secret,
        }
    }

    /// Name and Region.
    pub(super) fn place(&self) -> (&str, Option<&str>) {
        match self {
            Self::Parameter { name, region, .. } | Self::Secret { name, region, .. } => (name, region.as_deref()),
        }
    }
}

impl Kind {
    /// The key of the list in the file.
    pub(super) fn list_key(self) -> &'static str {
        match self {
            Self::Parameter => "parameters",
            Self::Secret => "secrets",
        }
    }
}

impl File {
    pub(super) fn region_of<'a>(&'a self, region: Option<&'a str>) -> &'a str {
        region.unwrap_or(&self.region)
    }

    /// The index of an entry in its list.
    pub(super) fn find(&self, kind: Kind, name: &str, region: Option<&str>) -> Option<usize> {
        let here = |other: Option<&str>| self.region_of(other) == self.region_of(region);
        match kind {
            Kind::Parameter => self
                .parameters
                .iter()
                .position(|entry| canonical(entry.name.trim()) == canonical(name.trim()) && here(entry.region.as_deref())),
            Kind::Secret => self.secrets.iter().position(|entry| entry.name == name && here(entry.region.as_deref())),
        }
    }

    /// The file with the entry added or replaced, its Regions all spelled out: what an edit is held to.
    pub(super) fn with(mut self, entry: Option<&Entry>) -> Self {
        match entry {
            None => {}
            Some(Entry::Parameter { name, kind, tier, key, region, value }) => {
                let index = self.find(Kind::Parameter, name, region.as_deref());
                let name = index.and_then(|index| self.parameters.get(index)).map_or(name, |old| &old.name).clone();
                let (key, region, value) = (key.clone(), region.clone(), value.clone());
                let new = ParameterEntry { name, kind: *kind, tier: *tier, key, value, region, version: None, labels: Vec::new() };
                place(&mut self.parameters, index, new);
            }
            Some(Entry::Secret { name, key, region, value }) => {
                let index = self.find(Kind::Secret, name, region.as_deref());
                let new = SecretEntry { name: name.clone(), key: key.clone(), region: region.clone(), value: value.clone() };
                place(&mut self.secrets, index, new);
            }
        }
        let home = self.region.clone();
        let parameters = self.parameters.iter_mut().map(|entry| &mut entry.region);
        for region in parameters.chain(self.secrets.iter_mut().map(|entry| &mut entry.region)) {
            region.get_or_insert_with(|| home.clone());
        }
        self
    }
}

fn place<T>(list: &mut Vec<T>, index: Option<usize>, new: T) {
    match index.and_then(|index| list.get_mut(index)) {
        Some(old) => *old = new,
        None => list.push(new),
    }
}
