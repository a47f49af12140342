//! `{{ resolve:ssm:/a }}`: CloudFormation takes it for text.

use sealform_diagnostic::{Applicability, Edit, Fix};

use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A dynamic reference with blanks inside its braces, which CloudFormation does not resolve.
    ///
    /// The text `{{ resolve:...}}` is deployed as it stands: the resource gets the reference instead of the value, and no error says so.
    /// The syntax has no blanks ("Get values stored in other services using dynamic references", CloudFormation User Guide, read 2026-11-23).
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Db:
    ///     Type: AWS::RDS::DBInstance
    ///     Properties:
    ///       MasterUserPassword: '{{ resolve:secretsmanager:orders/db:SecretString:password }}'
    /// ```
    ///
    /// Write it without blanks; `--fix` does.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Db:
    ///     Type: AWS::RDS::DBInstance
    ///     Properties:
    ///       MasterUserPassword: '{{resolve:secretsmanager:orders/db:SecretString:password}}'
    /// ```
    228 "blanks-in-dynamic-reference", Flow, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    for place in unit.index().braces() {
        let Some(text) = unit.scalar(place).map(|scalar| &*scalar.text) else { continue };
        let mut from = 0;
        while let Some(open) = text[from..].find("{{").map(|at| from + at) {
            let Some(close) = text[open..].find("}}").map(|at| open + at) else { break };
            from = close + 2;
            let inside = &text[open + 2..close];
            let trimmed = inside.trim();
            if !trimmed.starts_with("resolve:") || trimmed.len() == inside.len() {
                continue;
            }
            let span = unit.span_in(place, open..from);
            let start = open + 2 + (inside.len() - inside.trim_start().len());
            let edits = vec![
                Edit { span: unit.span_in(place, open + 2..start), text: String::new() },
                Edit { span: unit.span_in(place, start + trimmed.len()..close), text: String::new() },
            ];
            let fix = Fix { title: "Remove the blanks".to_owned(), applicability: Applicability::Safe, edits };
            findings.push(
                Finding::new(&RULE, span, "CloudFormation does not resolve a dynamic reference with blanks inside its braces")
                    .saying("deployed as this text")
                    .help("write `{{resolve:...}}` without blanks")
                    .address(unit.address(place))
                    .fix(fix),
            );
        }
    }
}
