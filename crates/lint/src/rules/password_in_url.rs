//! `scheme://user:password@host`, wherever it stands.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A URL holds its password.
    ///
    /// Connection strings are copied whole, into environments, scripts and logs. Variables and references in the password's place are fine; a password for
    /// `localhost` is a note only.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           BROKER: amqps://orders:hunter2@mq.example.com:5671
    /// ```
    ///
    /// Leave the password out and let the function put it in, or keep the whole URL as a secret.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           BROKER: amqps://mq.example.com:5671
    ///           BROKER_SECRET_NAME: orders/mq
    /// ```
    242 "password-in-url", Literal, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "keep the whole URL as a secret, or leave the password out and let the code put it in";
    report(unit, &RULE, Fact::UrlPassword, findings, |what| format!("{what} is written in the file"), help);
}
