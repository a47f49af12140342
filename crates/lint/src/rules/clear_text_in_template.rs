//! `${env:SECRET}` and what else brings a clear text from outside.

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

use crate::flow::{Wanted, report};

declare_rule! {
    /// A secret of the environment, an option, a param, a stack or another tool is put in clear into the template.
    ///
    /// `${env:SECRET}` looks safe, for the value is not in the file; the Serverless Framework writes it into the template all the same, and from there it gets into the
    /// deployment bucket and the function's configuration.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       STRIPE_SECRET_KEY: ${env:STRIPE_SECRET_KEY}
    /// ```
    ///
    /// Keep it in Parameter Store as a SecureString and let the function read it, or write `$<env:...>` and render with Sealform, which encrypts it with a KMS key.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       STRIPE_SECRET_KEY: $<env:STRIPE_SECRET_KEY>
    /// ```
    223 "clear-text-in-template", Flow, Error, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    report(unit, &RULE, Wanted { sink: |_| true, source: |name| !matches!(name, "ssm" | "aws") }, findings);
}
