//! A secret that intrinsic functions put together.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// Intrinsic functions put a secret together from pieces that are written in the file.
    ///
    /// `Fn::Join`, `Fn::Sub`, `Fn::FindInMap`, `Fn::Select` and `Fn::If` are worked out before the text is looked at, so a token that is cut in two is found,
    /// and pointed at where it is written.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           BACKUP_USER: !Join ['', [AKIAQ7B3, XZ9KL2MW8VT4]]
    /// ```
    ///
    /// Revoke it, and keep the next one where secrets are kept.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           SSM_PATH_TO_BACKUP_KEY: !Join [/, ['', orders, backup, key]]
    /// ```
    249 "secret-in-pieces", Literal, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "revoke it, keep the next one in Parameter Store or Secrets Manager, and hand out its path or name";
    report(unit, &RULE, Fact::Pieces, findings, |what| format!("{what} is put together from pieces"), help);
}
