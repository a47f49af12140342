//! What a function must be allowed to do, and the statements of IAM that say so, as few as possible and none wider than it must be.

use indexmap::{IndexMap, IndexSet};
use sealform_yaml::edit::Value;

use crate::arn::{Assembled, Carrier};
use crate::way::KeyResource;

/// The encryption context of Parameter Store.
pub(crate) const PARAMETER_CONTEXT: &str = "kms:EncryptionContext:PARAMETER_ARN";
/// The encryption context of Secrets Manager.
pub(crate) const SECRET_CONTEXT: &str = "kms:EncryptionContext:SecretARN";

/// One permission.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Grant {
    pub(crate) actions: &'static [&'static str],
    pub(crate) resource: KeyResource,
    pub(crate) condition: Option<Condition>,
}

/// When a permission holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Condition {
    pub(crate) via: Option<Assembled>,
    pub(crate) context: &'static str,
    pub(crate) value: Assembled,
}

/// A statement: the same actions, on these resources or under these contexts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) grants: Vec<Grant>,
}

impl Grant {
    pub(crate) fn plain(actions: &'static [&'static str], resource: Assembled) -> Self {
        Self { actions, resource: KeyResource::Arn(resource), condition: None }
    }

    /// `kms:Decrypt` under a context; void without a key.
    pub(crate) fn decrypt(key: Option<KeyResource>, context: &'static str, value: Assembled, via: Option<Assembled>) -> Self {
        let none = KeyResource::Arn(Assembled::text(""));
        Self { actions: &["kms:Decrypt"], resource: key.unwrap_or(none), condition: Some(Condition { via, context, value }) }
    }

    /// Whether it allows nothing: of a key whose own policy allows it already.
    pub(crate) fn is_void(&self) -> bool {
        self.resource == KeyResource::Arn(Assembled::text(""))
    }
}

impl KeyResource {
    pub(crate) fn value(&self, carrier: Carrier) -> Value {
        match self {
            Self::Arn(arn) => arn.value(carrier),
            Self::Declared(id) => Value::Intrinsic("GetAtt", Box::new(Value::text(format!("{id}.Arn")))),
        }
    }

    pub(crate) fn canonical(&self) -> String {
        match self {
            Self::Arn(arn) => arn.canonical(),
            Self::Declared(id) => format!("${{{id}.Arn}}"),
        }
    }
}

/// Puts grants together: what has the same actions shares a statement, and under a condition what has the same key and service.
pub(crate) fn statements(grants: impl IntoIterator<Item = Grant>) -> Vec<Statement> {
    let mut merged: IndexMap<_, IndexSet<Grant>> = IndexMap::new();
    for grant in grants {
        let under = grant.condition.as_ref().map(|condition| (grant.resource.clone(), condition.via.clone(), condition.context));
        merged.entry((grant.actions, under)).or_default().insert(grant);
    }
    merged.into_values().map(|grants| Statement { grants: grants.into_iter().collect() }).collect()
}

impl Statement {
    /// As it is written in a file.
    pub(crate) fn value(&self, carrier: Carrier) -> Value {
        let Some(first) = self.grants.first() else { return Value::Null };
        let actions = one_or_list(first.actions.iter().map(|action| Value::text(*action)).collect());
        let mut entries = vec![("Effect", Value::text("Allow")), ("Action", actions)];
        let Some(condition) = &first.condition else {
            entries.push(("Resource", one_or_list(self.grants.iter().map(|grant| grant.resource.value(carrier)).collect())));
            return Value::mapping(entries);
        };
        entries.push(("Resource", first.resource.value(carrier)));
        let values: Vec<&Assembled> = self.grants.iter().filter_map(|grant| Some(&grant.condition.as_ref()?.value)).collect();
        let context = (condition.context, one_or_list(values.iter().map(|value| value.value(carrier)).collect()));
        let via = condition.via.as_ref().map(|via| ("kms:ViaService", via.value(carrier)));
        // The six characters at the end of a secret's ARN are not known.
        let pattern = values.iter().any(|value| value.canonical().contains('?'));
        let condition = match (via, pattern) {
            (Some(via), true) => vec![("StringEquals", Value::mapping([via])), ("StringLike", Value::mapping([context]))],
            (None, true) => vec![("StringLike", Value::mapping([context]))],
            (via, false) => vec![("StringEquals", Value::mapping(via.into_iter().chain([context])))],
        };
        entries.push(("Condition", Value::mapping(condition)));
        Value::mapping(entries)
    }
}

fn one_or_list(mut values: Vec<Value>) -> Value {
    match values.len() {
        1 => values.remove(0),
        _ => Value::Sequence(values),
    }
}
