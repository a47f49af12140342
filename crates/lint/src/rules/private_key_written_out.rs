//! A private key in PEM, wherever it stands.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A private key is written in the file.
    ///
    /// Certificates and public keys may be; the key that belongs to them may not.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           SIGNING_KEY: |
    ///             -----BEGIN PRIVATE KEY-----
    ///             MIIEmadeupmadeupmadeupmadeup1234
    ///             -----END PRIVATE KEY-----
    /// ```
    ///
    /// Make a new pair: this one is in the history. Keep the private half in Secrets Manager, or in KMS, where it never leaves.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           SIGNING_KEY_SECRET_NAME: orders/signing-key
    /// ```
    241 "private-key-written-out", Literal, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "make a new pair, and keep its private half in Secrets Manager or KMS";
    report(unit, &RULE, Fact::PrivateKey, findings, |what| format!("{what} is written in the file"), help);
}
