//! A decrypting reference whose value lands elsewhere in the template.

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::sink::Sink;
use crate::unit::Unit;

use crate::flow::{Wanted, report};

declare_rule! {
    /// A secret is decrypted at deploy time and put in clear into a property of the template.
    ///
    /// The template, `serverless-state.json` and the deployment bucket hold it from then on, whatever the resource does with it.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// resources:
    ///   Resources:
    ///     Db:
    ///       Type: AWS::RDS::DBInstance
    ///       Properties:
    ///         MasterUserPassword: ${ssm:/orders/db/password}
    /// ```
    ///
    /// Where the property allows it, write a dynamic reference: CloudFormation resolves it, and no template holds the value.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// resources:
    ///   Resources:
    ///     Db:
    ///       Type: AWS::RDS::DBInstance
    ///       Properties:
    ///         MasterUserPassword: '{{resolve:ssm-secure:/orders/db/password}}'
    /// ```
    221 "decrypted-in-template", Flow, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let sink = |sink: Sink| sink != Sink::LambdaEnvironment && !sink.is_published();
    report(unit, &RULE, Wanted { sink, source: |name| matches!(name, "ssm" | "aws") }, findings);
}
