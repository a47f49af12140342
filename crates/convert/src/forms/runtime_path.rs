//! `SSM_PATH_TO_X`: the function reads the parameter by its path. No look-up is needed to write it.

use sealform_yaml::edit::Value;

use super::{Written, base, json_key};
use crate::arn::Assembled;
use crate::found::Candidate;
use crate::grant::{self, Grant};
use crate::way::Way;

pub(super) fn names(candidate: &Candidate) -> Vec<String> {
    vec![format!("SSM_PATH_TO_{}", base(&candidate.name))]
}

pub(super) fn write(candidate: &Candidate, way: &Way) -> Written {
    let parameter = &candidate.reference.parameter;
    let region = way.foreign_region(parameter);
    let value = match region {
        // A name alone means the function's own Region; an ARN says where the parameter lives.
        Some(_) if parameter.selector.is_none() => way.arn(parameter).value(way.carrier),
        _ => Value::text(parameter.path()),
    };
    let arn = way.arn(parameter);
    let mut grants = vec![Grant::plain(&["ssm:GetParameter", "ssm:GetParameters"], arn.clone())];
    match parameter.managed() {
        None => grants.push(Grant::decrypt(way.key(parameter), grant::PARAMETER_CONTEXT, arn, Some(Assembled::via("ssm", region)))),
        Some(name) => {
            let secret = way.secret(parameter, name);
            grants.push(Grant::plain(&["secretsmanager:GetSecretValue"], secret.clone()));
            grants.push(Grant::decrypt(way.key(parameter), grant::SECRET_CONTEXT, secret, Some(Assembled::via("secretsmanager", region))));
        }
    }
    Written { name: names(candidate).remove(0), value, companions: json_key(candidate).into_iter().collect(), grants }
}
