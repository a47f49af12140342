//! A literal of an included file, or one whose use tells what it is, that lands in the template.

use sealform_diagnostic::Severity;
use sealform_secret::heuristics::{FormKind, Likelihood, Written, is_digest, literal, promise, secret_forms};
use sealform_secret::policy::Declared;

use crate::finding::{Confidence, Finding};
use crate::flow::{Landing, Origin, labelled};
use crate::place::PlaceId;
use crate::rule::declare_rule;
use crate::secrecy::{is_secret, names_secret};
use crate::sink::Sink;
use crate::unit::Unit;

declare_rule! {
    /// A secret that is written out elsewhere, in an included file or under a harmless name, is put in clear into the template.
    ///
    /// `${file(secrets.yml):prod.apiSecret}` keeps the value out of the service file, and nowhere else: the Serverless Framework writes it into the
    /// template and the function's configuration. The same goes for a value of `custom` that only its use shows to be a secret.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// custom:
    ///   values: {first: 'WK59P&kl0JfI?yVlb'}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       DB_PASSWORD: ${self:custom.values.first}
    /// ```
    ///
    /// Keep the secret in Parameter Store as a SecureString, and give the function its path.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    ///   iam:
    ///     role:
    ///       statements:
    ///         - Effect: Allow
    ///           Action: [ssm:GetParameter, ssm:GetParameters]
    ///           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/password
    /// custom:
    ///   values: {first: /orders/db/password}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       SSM_PATH_TO_DB_PASSWORD: ${self:custom.values.first}
    /// ```
    224 "written-secret-in-template", Flow, Error, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    for exposure in unit.exposures().iter() {
        let Origin::Written { place } = exposure.origin else { continue };
        let is_own = unit.is_own(place);
        let Some(scalar) = unit.scalar(place).filter(|_| !is_own || is_kept(unit, place)) else { continue };
        let own_name = unit.key(place).is_some_and(|key| is_secret(unit, key));
        let by_form = secret_forms(&scalar.text).iter().any(|form| form.kind != FormKind::Assigned);
        // What tells by itself, in the linted file, is the rules' about literals.
        if is_own && (own_name || by_form) {
            continue;
        }
        let named = |name: &str| is_value_of(unit, name, &scalar.text);
        let own_name = unit.key(place).is_some_and(named);
        let told = |landing: &&Landing| {
            let lands_as = || names_secret(unit, landing.sink, &landing.name) && named(&landing.name);
            lands_as() || landing.passed(unit).any(named)
        };
        // What is joined into a longer text is a part of the name of something, as long as nothing but the whole tells.
        let is_one = |landing: &&Landing| by_form || own_name || (told(landing) && !is_joined(unit, landing.place));
        let landings: Vec<&Landing> = exposure.landings.iter().filter(is_one).collect();
        if let Some(first) = landings.first() {
            let confidence = if by_form { Confidence::High } else { Confidence::Medium };
            findings.push(finding(unit, place, first, &landings).confidence(confidence));
        }
    }
}

/// Whether `text` is likely the secret that `name` promises.
fn is_value_of(unit: &Unit<'_>, name: &str, text: &str) -> bool {
    match unit.policy().names.declared(name) {
        Some(declared) => declared == Declared::Secret,
        None => promise(name)
            .is_some_and(|promise| !is_digest(name, text) && literal(promise.kind, text, Written::Variable) >= Some(Likelihood::Likely)),
    }
}

/// Whether `place` is in a section of the service that only holds values for others. The name of the service or its stage is no secret.
fn is_kept(unit: &Unit<'_>, place: PlaceId) -> bool {
    unit.path(place).first().is_some_and(|section| matches!(&**section, "custom" | "params" | "stages"))
}

fn is_joined(unit: &Unit<'_>, place: PlaceId) -> bool {
    unit.index().variables_at(place).is_some_and(|text| text.segments().len() > 1)
}

fn finding(unit: &Unit<'_>, place: PlaceId, first: &Landing, landings: &[&Landing]) -> Finding {
    let written = unit.span(place);
    // Where a whole file of functions or resources is included, its own line says more than the line that includes it.
    let is_structure = matches!(unit.lands_as(first.place), Sink::Nowhere | Sink::Setting);
    let entrance = if unit.is_own(place) || is_structure { None } else { first.entrance(unit) };
    let message = format!("a secret that is written out is put in clear into {}, as `{}`", first.sink.words(), first.name);
    let mut finding = Finding::new(&RULE, entrance.unwrap_or(written), message)
        .saying(if entrance.is_some() { "brought in here" } else { "written here" })
        .help(format!("keep it in Parameter Store as a SecureString and give the function `SSM_PATH_TO_{}: /path`; what was committed must be replaced", first.name))
        .address(unit.address(first.place))
        .secret(written)
        .severity(Severity::Error);
    if entrance.is_some() {
        finding = finding.label(written, "written here");
    }
    labelled(unit, finding, landings)
}
