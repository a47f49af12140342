//! `ENCRYPTED_X` and `X_ARN`: the Serverless Framework fetches the ciphertext, and the function opens it with KMS.

use sealform_yaml::edit::Value;

use super::{Written, base, json_key};
use crate::found::Candidate;
use crate::grant::{self, Grant};
use crate::way::Way;

pub(super) fn names(candidate: &Candidate) -> Vec<String> {
    let base = base(&candidate.name);
    vec![format!("ENCRYPTED_{base}"), format!("{base}_ARN")]
}

pub(super) fn write(candidate: &Candidate, way: &Way) -> Written {
    let parameter = &candidate.reference.parameter;
    let arn = way.arn(parameter);
    let mut names = names(candidate).into_iter();
    let (name, companion) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
    let companions = std::iter::once((companion, arn.value(way.carrier))).chain(json_key(candidate)).collect();
    let grants = vec![Grant::decrypt(way.key(parameter), grant::PARAMETER_CONTEXT, arn, None)];
    Written { name, value: Value::text(parameter.ciphertext(way.dialect, candidate.reference.delimiter)), companions, grants }
}
