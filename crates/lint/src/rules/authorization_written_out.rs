//! `Basic ...` and `Bearer ...`, wherever they stand.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// The credentials of an `Authorization` header are written in the file.
    ///
    /// `Basic` is base64 of user and password, which anybody can read; a bearer token needs nothing else.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           UPSTREAM_HEADER: Basic b3JkZXJzOmh1bnRlcjI=
    /// ```
    ///
    /// Keep the header's value as a secret.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           UPSTREAM_SECRET_NAME: orders/upstream
    /// ```
    243 "authorization-written-out", Literal, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "keep it in Parameter Store or Secrets Manager, and let the code make the header";
    report(unit, &RULE, Fact::Authorization, findings, |what| format!("{what} is written in the file"), help);
}
