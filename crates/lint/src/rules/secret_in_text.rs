//! A secret's name with its value in a longer text: user data, `cfn-init` files, build specs, state machines, JSON, connection strings.

use crate::finding::Finding;
use crate::literal::{Fact, report};
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A text holds the value of what it calls a secret.
    ///
    /// Scripts, files and documents in a string are deployed as they stand: `export DB_PASSWORD=...`, `password = ...`, `"password": "..."`, `--token ...`,
    /// `Password=...;`. Variables, commands and expressions in the value's place are fine.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Host:
    ///     Type: AWS::EC2::Instance
    ///     Properties:
    ///       UserData:
    ///         Fn::Base64: |
    ///           #!/bin/sh
    ///           export DB_PASSWORD=hunter2
    /// ```
    ///
    /// Let the script read the secret when it runs.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Host:
    ///     Type: AWS::EC2::Instance
    ///     Properties:
    ///       UserData:
    ///         Fn::Base64: |
    ///           #!/bin/sh
    ///           export DB_PASSWORD=$(aws ssm get-parameter --name /orders/db/password --with-decryption --query Parameter.Value --output text)
    /// ```
    247 "secret-in-text", Literal, Error, Medium
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let help = "let it read the secret when it runs, or put a dynamic reference there where the property allows one";
    report(unit, &RULE, Fact::InText, findings, |what| format!("{what} is written in this text"), help);
}
