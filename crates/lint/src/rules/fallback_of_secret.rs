//! `${env:DB_PASSWORD, 'hunter2'}`.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// The fallback of a reference to a secret is a secret that is written in the file.
    ///
    /// When the variable is not set, the deployment goes on with the literal, in clear and unnoticed.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       DB_PASSWORD: ${env:DB_PASSWORD, 'hunter2'}
    /// ```
    ///
    /// Leave the fallback out: a missing secret must stop the deployment.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       DB_PASSWORD: $<env:DB_PASSWORD>
    /// ```
    246 "fallback-of-secret", Literal, Error, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "leave the fallback out: a missing secret must stop the deployment";
    report(unit, &RULE, Fact::Fallback, findings, |what| format!("{what} is a secret that is written in the file"), help);
}
