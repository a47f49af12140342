//! `params.prod` with secrets, while v3 deploys `dev`.

use sealform_resolve::Dialect;
use sealform_yaml::Scalar;

use crate::finding::Finding;
use crate::place::{PlaceId, Step};
use crate::rule::declare_rule;
use crate::ssm::ssm_references;
use crate::unit::Unit;

declare_rule! {
    /// v3 decrypts the secrets of all stages, whichever it deploys.
    ///
    /// It resolves `params.<stage>` of every stage: who deploys `dev` needs the right to decrypt what `prod` has, and the clear text is in the memory and in the debug log of that run (serverless 3.40.0, run 2026-11-23).
    /// osls defers other stages, v4 drops them.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// params:
    ///   dev:
    ///     dsn: local
    ///   prod:
    ///     dsn: ${ssm:/prod/dsn}
    /// provider: {name: aws}
    /// ```
    ///
    /// Let the path depend on the stage.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// params:
    ///   default:
    ///     dsn: ${ssm:/${sls:stage}/dsn}
    /// provider: {name: aws}
    /// ```
    153 "secret-of-another-stage", Legacy, Note, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let Some(root) = unit.root().filter(|_| unit.dialect() == Dialect::V3) else { return };
    let Some(params) = unit.get(root, "params") else { return };
    let stages: Vec<(&str, PlaceId)> = unit
        .places()
        .children(params)
        .filter_map(|place| match unit.places().get(place).step {
            Step::Key(name, _) if name != "default" => Some((name, place)),
            _ => None,
        })
        .collect();
    // One stage alone may be the one that is deployed, always.
    if stages.len() < 2 && default_stage(unit, root) == stages.first().map(|(name, _)| *name) {
        return;
    }
    let references = ssm_references(unit);
    for (stage, place) in stages {
        let end = unit.places().get(place).end;
        let mut decrypted =
            references.iter().filter(|reference| reference.place > place && reference.place < end && reference.decrypts(unit));
        let Some(first) = decrypted.next().filter(|first| !first.is_ours()) else { continue };
        let message = format!("v3 decrypts this for every stage, not only for `{stage}`");
        let mut finding = Finding::new(&RULE, first.span(first.source.range.clone()), message)
            .help("let the path depend on the stage (`/${sls:stage}/...`), or give functions the path instead of the value")
            .address(unit.address(first.place));
        for other in decrypted.take(10) {
            finding = finding.label(other.span(other.source.range.clone()), "and this");
        }
        findings.push(finding);
    }
}

/// `provider.stage`, if that is plain text.
fn default_stage<'d>(unit: &Unit<'d>, root: PlaceId) -> Option<&'d str> {
    let stage = unit.at(root, &["provider", "stage"])?;
    let scalar = unit.scalar(stage).filter(|scalar| matches!(scalar.value(), Scalar::Text(_)))?;
    unit.index().variables_at(stage).is_none().then_some(&*scalar.text)
}
