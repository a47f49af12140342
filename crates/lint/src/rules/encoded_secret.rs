//! Base64 of a secret.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A secret is written in the file under base64, which anybody can undo.
    ///
    /// Base64 is no encryption. What it holds is judged like any other text.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           CONFIG: eyJ1c2VyIjoiYXBwIiwicGFzc3dvcmQiOiJodW50ZXIyIn0=
    /// ```
    ///
    /// Encrypt it with KMS (`sealform seal`), or keep it in Parameter Store.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           SSM_PATH_TO_CONFIG: /orders/config
    /// ```
    248 "encoded-secret", Literal, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "base64 is no encryption: seal it with KMS (`sealform seal`), or keep it in Parameter Store";
    report(unit, &RULE, Fact::Encoded, findings, |what| format!("{what} is written in the file"), help);
}
