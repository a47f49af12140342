//! `${ssm:/path}`: a parameter of Parameter Store, read without decryption, or a secret of Secrets Manager, not read at all.

use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::policy::Asking;
use sealform_secret::{
    Answer, Classified, Intent, Learnt, ManagedSecret, Origin, Parameter, ParameterAddress, ParameterType, Provenance, Question, Secret,
    SecretAddress, SecretParameter, Text,
};

use super::Source;
use crate::call::Call;
use crate::context::Context;
use crate::evaluate::unasked;
use crate::inputs::Dialect;
use crate::source_row::SourceRow;
use crate::ssm_reference::{List, Target, read};
use crate::value::{Outcome, Value, value_of};

pub(crate) struct Ssm;

const ROW: SourceRow = SourceRow {
    name: "ssm",
    dialects: "all, with flags of their own",
    address: "`${ssm:/path}`; v1 and v2: `~true`, `~false`, `~split`, `ssm.REGION`; from v2 on: `(REGION, raw, noDecrypt)`",
    asks: "SSM GetParameters without decryption; Secrets Manager DescribeSecret",
    judged: "a SecureString or secret is secret and never read in clear; a String by path and form",
};

impl Source for Ssm {
    fn row(&self) -> &'static SourceRow {
        &ROW
    }

    fn resolve(&self, call: &Call<'_>, context: &mut Context<'_>) -> Outcome {
        value_of!(context.refuse_in_settings(call));
        let reference = match read(call, context.state.inputs.dialect) {
            Ok(reference) => reference,
            Err(diagnostic) => {
                context.report(*diagnostic);
                return Outcome::Failed;
            }
        };
        if context.classifier.policy().asking == Asking::Offline {
            return Outcome::Value(unasked(call));
        }
        let region = match reference.region {
            Some(region) => region,
            None => value_of!(context.region()),
        };
        match reference.target {
            Target::Secret { name, selector } => {
                value_of!(refuse_params(call, context));
                managed_secret(call, context, SecretAddress { region, name, selector })
            }
            Target::Parameter { name, selector } => {
                let address = ParameterAddress { region, name, selector };
                let answer = context.answers.parameter(&address);
                match context.known(answer, || Question::Parameter(address.clone()), call.span()) {
                    None => Outcome::Pending,
                    Some(Answer::Parameter(Some(parameter))) => match parameter.parameter_type {
                        ParameterType::SecureString => {
                            value_of!(refuse_params(call, context));
                            secure_string(call, address, parameter, reference.intent)
                        }
                        ParameterType::Text => string(call, context, &address, parameter, List::Text),
                        ParameterType::TextList => string(call, context, &address, parameter, reference.list),
                    },
                    Some(_) => Outcome::Missing,
                }
            }
        }
    }
}

/// v2 asks its new engine first, which decrypts; a secret it then leaves to the old one, which knows no params (2.72.4, run 2026-11-23).
fn refuse_params(call: &Call<'_>, context: &mut Context<'_>) -> Outcome<()> {
    let has_params = call.params.iter().any(Option::is_some);
    if context.state.inputs.dialect != Dialect::V2Legacy || call.is_angle() || !has_params {
        return Outcome::Value(());
    }
    let message = "v2's old engine refuses params on a secret";
    let help = "write `~true` or `~false` behind the path, or `ssm.REGION`; or set `variablesResolutionMode: 20210326` for the new engine";
    context.report(Diagnostic::error(&registry::WRONG_DIALECT_FLAG, message).at(call.source_span(), "").help(help));
    Outcome::Failed
}

/// A secret of Secrets Manager: only whether it exists is asked, for Parameter Store gives it out decrypted or not at all.
fn managed_secret(call: &Call<'_>, context: &mut Context<'_>, address: SecretAddress) -> Outcome {
    let answer = context.answers.secret_metadata(&address);
    match context.known(answer, || Question::SecretMetadata(address.clone()), call.span()) {
        None => Outcome::Pending,
        Some(Answer::SecretMetadata(Learnt::Missing)) => Outcome::Missing,
        Some(_) => leaf(call, Secret::SecretsManager(Arc::new(ManagedSecret { address, json_key: Vec::new() }))),
    }
}

fn secure_string(call: &Call<'_>, address: ParameterAddress, parameter: &Arc<Parameter>, intent: Intent) -> Outcome {
    let parameter = Arc::clone(parameter);
    leaf(call, Secret::Parameter(Arc::new(SecretParameter { address, parameter, intent, json_key: Vec::new() })))
}

fn leaf(call: &Call<'_>, secret: Secret) -> Outcome {
    Outcome::Value(Value::Leaf(Classified::secret(secret, Provenance::new(call.span()))))
}

/// A String or StringList: Parameter Store shows it to everybody, so it must not hold a secret.
fn string(call: &Call<'_>, context: &mut Context<'_>, address: &ParameterAddress, parameter: &Parameter, list: List) -> Outcome {
    let Text::Public(public) = context.classifier.outside(&parameter.value, Origin::Named, &[&address.name]) else {
        let message = format!("the parameter `{}` holds a secret, by its name or its form, and is not a SecureString", address.name);
        let help = "store it as SecureString under a customer managed key, or declare its name public in sealform.toml";
        context.report(Diagnostic::error(&registry::SECRET_STRING_PARAMETER, message).at(call.span(), "").help(help));
        return Outcome::Failed;
    };
    if list == List::Text {
        return Outcome::Value(Value::public(public, call.span()));
    }
    // Items are not trimmed, as in the Serverless Framework.
    let span = call.span();
    let items: Vec<Value> = public.split(',').map(|item| Value::public(item, span)).collect();
    let list = context.state.arena.add_list(items, span);
    Outcome::Value(Value::Node(list, Provenance::new(span)))
}
