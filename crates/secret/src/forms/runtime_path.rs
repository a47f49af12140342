//! The runtime-path form: the function reads the secret itself, by the path in `SSM_PATH_TO_X`.

use sealform_diagnostic::registry;

use super::form::encrypted_base;
use super::{Companion, Form, FormName, PATH_PREFIX, Pieces, Remote, Variable, key, managed};
use crate::access::Grant;
use crate::seal::Pass;
use crate::{ManagedSecret, Sealed, SealedLeaf, SecretParameter};

/// `SSM_PATH_TO_X`.
pub(crate) struct RuntimePath;

impl Form for RuntimePath {
    fn seal(&self, remote: Remote<'_>, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Pieces> {
        let (path, json_key, grant) = match remote {
            Remote::Parameter(parameter) => parameter_path(parameter, variable, pass)?,
            Remote::Managed(secret) => managed_path(secret, variable, pass)?,
        };
        let base = variable.bare().unwrap_or(variable.name);
        Some(Pieces {
            form: FormName::RuntimePath.name(),
            name: pass.name(PATH_PREFIX, base, ""),
            value: SealedLeaf::Sealed(Sealed::runtime_path(&path)),
            companions: [Companion::json_key(base, json_key), None],
            forbidden: None,
            grant: Some(grant),
        })
    }
}

type Path<'s> = (String, &'s [Box<str>], Grant);

fn parameter_path<'s>(parameter: &'s SecretParameter, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Path<'s>> {
    let encryption = key::of_parameter(&parameter.address, variable, pass)?;
    let address = &parameter.address;
    // A name alone means the function's own Region; an ARN says where the parameter lives.
    let name = if address.region == *pass.region() { &address.name } else { parameter.parameter.arn.as_str() };
    let grant = Grant::ReadParameter { parameter: parameter.parameter.arn.clone(), key: encryption.key.granted() };
    Some((with_selector(name, address.selector.as_deref()), &parameter.json_key, grant))
}

fn managed_path<'s>(secret: &'s ManagedSecret, variable: &Variable<'_>, pass: &mut Pass<'_>) -> Option<Path<'s>> {
    let address = &secret.address;
    if encrypted_base(variable.name).is_some() {
        pass.report(variable.refusal(
            &registry::RUNTIME_PATH_ONLY,
            format!("`{}` says that it holds a ciphertext, but Secrets Manager hands out none for `{}`", variable.name, address.name),
            format!(
                "Call the variable `{}`: it becomes `SSM_PATH_TO_{}`, and the function reads the secret at run time.",
                variable.base(),
                variable.base()
            ),
        ));
        return None;
    }
    if address.region != *pass.region() {
        pass.report(variable.refusal(
            &registry::RUNTIME_PATH_ONLY,
            format!(
                "the secret `{}` lives in {}, and a runtime path reads in the function's own Region, {}",
                address.name,
                address.region,
                pass.region()
            ),
            "Replicate the secret to the function's Region.",
        ));
        return None;
    }
    let grant = managed::grant(address, variable, pass)?;
    Some((with_selector(&[managed::REFERENCE, &address.name].concat(), address.selector.as_deref()), &secret.json_key, grant))
}

fn with_selector(name: &str, selector: Option<&str>) -> String {
    match selector {
        Some(selector) => format!("{name}:{selector}"),
        None => name.to_owned(),
    }
}
