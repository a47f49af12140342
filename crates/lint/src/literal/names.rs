//! What names promise: the user's word first, each name judged once.

use std::cell::RefCell;
use std::collections::HashMap;

use sealform_secret::heuristics::{Promise, PromisedKind, promise};
use sealform_secret::policy::Declared;

use crate::unit::Unit;

/// What the nearest key says of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Nothing.
    Plain,
    /// It promises a secret.
    Secret(Promise),
    /// What stands around it says more: `Value`, `Default`, a stage, a function.
    Generic,
    /// It holds secrets, whatever they are called: `secrets`, `tokens`.
    Folder(Promise),
}

/// Judged names.
pub(super) struct Names<'u, 'd> {
    unit: &'u Unit<'d>,
    keys: RefCell<HashMap<&'d str, Class>>,
    addresses: RefCell<HashMap<&'u str, Option<Promise>>>,
}

impl<'u, 'd> Names<'u, 'd> {
    pub(super) fn new(unit: &'u Unit<'d>) -> Self {
        Self { unit, keys: RefCell::default(), addresses: RefCell::default() }
    }

    /// What `name` promises; the user's word counts first.
    pub(super) fn promise(&self, name: &str) -> Option<Promise> {
        match self.unit.policy().names.declared(name) {
            Some(Declared::Public) => None,
            Some(Declared::Secret) => Some(Promise { kind: PromisedKind::Password, as_property: true }),
            None => promise(name),
        }
    }

    /// As [`Self::promise`], of the address of a variable.
    pub(super) fn address(&self, address: &'u str) -> Option<Promise> {
        if let Some(&promise) = self.addresses.borrow().get(address) {
            return promise;
        }
        let promise = self.promise(address);
        self.addresses.borrow_mut().insert(address, promise);
        promise
    }

    /// What the key `key` says.
    pub(super) fn class(&self, key: &'d str) -> Class {
        if let Some(&class) = self.keys.borrow().get(key) {
            return class;
        }
        let class = match self.promise(key) {
            _ if is_generic(key) => Class::Generic,
            Some(promise) if is_folder(key) => Class::Folder(promise),
            Some(promise) => Class::Secret(promise),
            None => Class::Plain,
        };
        self.keys.borrow_mut().insert(key, class);
        class
    }
}

/// Keys that say how a value is given, or for which stage, and not what it is.
fn is_generic(key: &str) -> bool {
    key.starts_with("Fn::")
        || key.bytes().all(|byte| byte.is_ascii_digit())
        || matches!(
            key,
            "Value"
                | "value"
                | "values"
                | "Default"
                | "default"
                | "AllowedValues"
                | "ParameterValue"
                | "HeaderValue"
                | "StringValue"
                | "ApiKeyValue"
        )
        || matches!(
            key,
            "dev"
                | "development"
                | "prod"
                | "production"
                | "prd"
                | "stage"
                | "staging"
                | "test"
                | "testing"
                | "qa"
                | "uat"
                | "local"
                | "Prod"
                | "Dev"
                | "Staging"
                | "Test"
                | "other"
                | "main"
                | "sandbox"
                | "demo"
        )
        || is_region(key)
}

fn is_region(key: &str) -> bool {
    sealform_secret::Region::parse(key).is_some()
}

fn is_folder(key: &str) -> bool {
    matches!(
        key.to_ascii_lowercase().as_str(),
        "secrets" | "secret" | "credentials" | "creds" | "passwords" | "tokens" | "apikeys" | "password" | "token"
    )
}
