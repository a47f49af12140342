//! A secret in a comment.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A comment holds a secret.
    ///
    /// What is commented out is not deployed, but it is in the repository, and often still valid.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           TABLE: orders
    ///           # DB_PASSWORD: 'Tr0ub4dor&3'
    /// ```
    ///
    /// Remove it, and change the secret: it is in the history.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           TABLE: orders
    ///           # The password is at /orders/db/password.
    /// ```
    250 "secret-in-comment", Literal, Warning, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "remove it, and change the secret: it stays in the history";
    report(unit, &RULE, Fact::Comment, findings, |what| format!("{what} is written in a comment"), help);
}
