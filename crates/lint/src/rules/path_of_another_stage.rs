//! `/prod/...` written out in a service whose stage is `dev`.

use sealform_reference::{Alternative, Literal, Segment};

use crate::finding::Finding;
use crate::place::Step;
use crate::rule::declare_rule;
use crate::ssm::ssm_references;
use crate::unit::Unit;

declare_rule! {
    /// A reference names the parameter of another stage than the one that is deployed by default.
    ///
    /// Whoever deploys `dev` then reads the secret of `prod`, and may put it where more people can see it. Values under the key of a stage (`custom.prod`, `params.prod`) are left alone, and so is a file that
    /// does not write its stage.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    ///   stage: ${opt:stage, 'dev'}
    /// custom:
    ///   dsn: ${ssm(noDecrypt):/prod/orders/dsn}
    /// ```
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    ///   stage: ${opt:stage, 'dev'}
    /// custom:
    ///   dsn: ${ssm(noDecrypt):/${sls:stage}/orders/dsn}
    /// ```
    154 "path-of-another-stage", Legacy, Note, Low
}

/// Names of stages; those of one row are the same one.
const STAGES: [&[&str]; 6] = [
    &["dev", "develop", "development"],
    &["test", "testing"],
    &["qa"],
    &["stage", "staging", "stg", "uat"],
    &["preprod", "pre-prod"],
    &["prod", "production", "live", "prd"],
];

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let Some(stage) = default_stage(unit) else { return };
    let Some(own) = row(&stage) else { return };
    for reference in ssm_references(unit) {
        let Some(address) = reference.source.address.as_ref() else { continue };
        let Some(path) = address.plain().filter(|path| path.starts_with('/')) else { continue };
        let Some(other) = path.split('/').find_map(|part| row(part).filter(|row| *row != own).map(|_| part)) else { continue };
        let of_a_stage = unit.places().ancestors(reference.place).any(|id| match unit.places().get(id).step {
            Step::Key(key, _) => row(key).is_some(),
            Step::Root | Step::Index(_) => false,
        });
        if of_a_stage {
            continue;
        }
        findings.push(
            Finding::new(
                &RULE,
                reference.span(address.range.clone()),
                format!("this names the stage `{other}`, and the service is deployed to `{stage}` by default"),
            )
            .help("let the path depend on the stage: `/${sls:stage}/...`")
            .address(unit.address(reference.place)),
        );
    }
}

fn row(name: &str) -> Option<usize> {
    STAGES.iter().position(|row| row.iter().any(|stage| name.eq_ignore_ascii_case(stage)))
}

/// `provider.stage`, or its last fallback, where it is written out.
fn default_stage(unit: &Unit<'_>) -> Option<String> {
    let place = unit.root().and_then(|root| unit.at(root, &["provider", "stage"]))?;
    let Some(text) = unit.index().variables_at(place) else { return unit.scalar(place).map(|scalar| scalar.text.to_string()) };
    let [Segment::Variable(variable)] = text.segments() else { return None };
    match variable.alternatives.last() {
        Some(Alternative::Literal { value: Literal::Text(text), .. }) => Some(text.to_string()),
        _ => None,
    }
}
