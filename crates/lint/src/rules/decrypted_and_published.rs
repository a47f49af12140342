//! A decrypting reference whose value lands where consoles show it to everybody.

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

use crate::flow::{Wanted, report};

declare_rule! {
    /// A secret is put in clear into an output, a description, a tag, a name or metadata.
    ///
    /// These are shown by consoles, lists and bills, to people who may read neither configurations nor parameters. Not even `$<...>` can seal a secret there.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// resources:
    ///   Outputs:
    ///     Password:
    ///       Value: ${ssm:/orders/db/password}
    /// ```
    ///
    /// Publish where the secret is, not what it is.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// resources:
    ///   Outputs:
    ///     PasswordPath:
    ///       Value: /orders/db/password
    /// ```
    222 "decrypted-and-published", Flow, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    report(unit, &RULE, Wanted { sink: |sink| sink.is_published(), source: |name| matches!(name, "ssm" | "aws") }, findings);
}
