//! A token that a vendor marks, a JSON web token or half of an AWS access key, wherever it stands.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A token of a vendor, a JSON web token or an access key of AWS is written in the file.
    ///
    /// Its form says what it is, whatever it is called. Whoever reads the repository, the template, the deployment bucket or the function's configuration can
    /// use it. Example keys of documentation, publishable keys and placeholders are none.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           BACKUP_USER: AKIAQ7B3XZ9KL2MW8VT4
    /// ```
    ///
    /// Revoke it: it is in the history. Keep the next one in Parameter Store or Secrets Manager, and let the function read it.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           SSM_PATH_TO_BACKUP_KEY: /orders/backup/key
    /// ```
    240 "token-written-out", Literal, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "revoke it, keep the next one in Parameter Store or Secrets Manager, and hand out its path or name";
    report(unit, &RULE, Fact::Token, findings, |what| format!("{what} is written in the file"), help);
}
