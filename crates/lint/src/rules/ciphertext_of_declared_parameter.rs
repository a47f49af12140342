//! A "ciphertext" of a parameter that the same file declares.

use std::collections::{HashMap, HashSet};

use sealform_diagnostic::Span;

use crate::access::{Holds, text_at};
use crate::finding::Finding;
use crate::rule::declare_rule;
use crate::unit::Unit;

declare_rule! {
    /// A variable is meant to hold a ciphertext, and its parameter is one that the same file declares, which is never encrypted.
    ///
    /// CloudFormation makes parameters of the types String and StringList only (`AWS::SSM::Parameter`, CloudFormation Template Reference, read 2026-11-23). Reading one without decryption
    /// gives its clear text.
    ///
    /// ```yaml,bad
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENCRYPTED_ENDPOINT: ${ssm(noDecrypt):/orders/endpoint}
    ///       ENDPOINT_ARN: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/endpoint
    /// resources:
    ///   Resources:
    ///     Endpoint:
    ///       Type: AWS::SSM::Parameter
    ///       Properties: {Name: /orders/endpoint, Type: String, Value: https://example.com}
    /// ```
    ///
    /// Store the secret as a SecureString with the CLI or the console; what is not secret needs no ciphertext.
    ///
    /// ```yaml,good
    /// service: orders
    /// frameworkVersion: '3'
    /// provider: {name: aws}
    /// functions:
    ///   api:
    ///     handler: api.handler
    ///     environment:
    ///       ENDPOINT: https://example.com
    /// resources:
    ///   Resources:
    ///     Endpoint:
    ///       Type: AWS::SSM::Parameter
    ///       Properties: {Name: /orders/endpoint, Type: String, Value: https://example.com}
    /// ```
    419 "ciphertext-of-declared-parameter", Access, Warning, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let parameters = unit.template().resources.iter().filter(|resource| resource.resource_type == "AWS::SSM::Parameter");
    let declared: HashMap<String, Span> = parameters
        .filter_map(|resource| {
            let name = text_at(unit, unit.at(resource.place, &["Properties", "Name"])?);
            name.is_known().then(|| (name.as_str().trim_start_matches('/').to_owned(), unit.key_span(resource.place)))
        })
        .collect();
    if declared.is_empty() {
        return;
    }
    let mut seen = HashSet::new();
    for variable in unit.access().all_variables() {
        let Holds::Ciphertext(ciphertext) = &variable.holds else { continue };
        let Some(&resource) = declared.get(ciphertext.parameter.trim_start_matches('/')) else { continue };
        if seen.insert(variable.place) {
            let message = format!("`{}` gets clear text: CloudFormation makes no SecureString", variable.name);
            findings.push(
                Finding::new(&RULE, variable.span(unit), message)
                    .label(resource, "the parameter is declared here")
                    .help("store the secret as a SecureString outside of CloudFormation (`aws ssm put-parameter --type SecureString`)")
                    .address(unit.address(variable.entry)),
            );
        }
    }
}
