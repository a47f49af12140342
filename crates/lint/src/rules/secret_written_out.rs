//! A literal under the name of a secret: in environments, properties, pairs of name and value, mappings, outputs, `custom` and `params`.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// The value of what is called a secret is written in the file.
    ///
    /// The name promises a secret, and the value is none of what stands for one: no reference, ARN, path, name, placeholder, digest, ciphertext or setting.
    /// It is judged where it lands too: a literal under a harmless name that a reference brings into `DB_PASSWORD` is one.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           DB_PASSWORD: hunter2
    /// ```
    ///
    /// Change it: it is in the history. Let the function get the path, or seal the new one (`sealform seal`).
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           SSM_PATH_TO_DB_PASSWORD: /orders/db/password
    /// ```
    244 "secret-written-out", Literal, Error, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help =
        "change it, keep the new one in Parameter Store or Secrets Manager, and refer to it; `sealform seal` encrypts one for this place";
    report(unit, &RULE, Fact::Named, findings, |what| format!("{what} is written in the file"), help);
}
