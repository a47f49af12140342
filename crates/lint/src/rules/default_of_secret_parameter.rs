//! A default on a parameter that takes a secret.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A parameter that takes a secret has it as its default.
    ///
    /// `NoEcho` hides what the user gives, not what the template says.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Parameters:
    ///   DbPassword: {Type: String, NoEcho: true, Default: hunter2}
    /// ```
    ///
    /// Remove the default, or take the secret by a dynamic reference.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Parameters:
    ///   DbPassword: {Type: String, NoEcho: true}
    /// ```
    245 "default-of-secret-parameter", Literal, Error, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "remove the default; better: use a dynamic reference where the parameter is used";
    report(unit, &RULE, Fact::Default, findings, |what| format!("{what} is written in the template as a default"), help);
}
