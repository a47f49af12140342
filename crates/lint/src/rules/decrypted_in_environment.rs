//! A decrypting reference whose value lands in a function's environment.

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::sink::Sink;
use crate::unit::Unit;

use crate::flow::{Wanted, report};

declare_rule! {
    /// A secret is decrypted at deploy time and put in clear into a function's environment.
    ///
    /// The Serverless Framework fetches the clear text and writes it into the template, into `serverless-state.json`, into the deployment bucket, and into the
    /// function's configuration, where the console shows it. Which reference decrypts depends on the version: `~true` in v1 and v2's old engine, any
    /// without `noDecrypt` from v2's new engine on, and every reference to Secrets Manager. The value is followed through `custom`, `self`, `param`, `file`, fallbacks
    /// and whole mappings.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       DB_PASSWORD: ${ssm:/orders/db/password}
    /// ```
    ///
    /// Let the function get the ciphertext or the path, and give it the statement that opens it; `sealform convert` does.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider:
    ///   name: aws
    ///   iam:
    ///     role:
    ///       statements:
    ///         - Effect: Allow
    ///           Action: [ssm:GetParameter, ssm:GetParameters]
    ///           Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db/password
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       SSM_PATH_TO_DB_PASSWORD: /orders/db/password
    /// ```
    220 "decrypted-in-environment", Flow, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    report(unit, &RULE, Wanted { sink: |sink| sink == Sink::LambdaEnvironment, source: |name| matches!(name, "ssm" | "aws") }, findings);
}
