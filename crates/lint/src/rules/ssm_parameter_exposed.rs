//! A parameter of type `AWS::SSM::Parameter::Value<String>` with a secret's name where its value can be read.

use crate::finding::Finding;
use crate::parameter_flow::exposed;
use crate::rule::declare_rule;
use crate::secrecy::{is_pointer, is_secret, names_secret};
use crate::template::Parameter;
use crate::unit::Unit;

declare_rule! {
    /// A secret from Parameter Store comes in as a parameter of the template and is put where it can be read.
    ///
    /// CloudFormation reads such a parameter as clear text (Strings only), shows it when the stack is described, and hands it on.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Parameters:
    ///   DbPassword: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /orders/db_password}
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           DB_PASSWORD: !Ref DbPassword
    /// ```
    ///
    /// Store it as a SecureString, and hand out the path.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Resources:
    ///   Api:
    ///     Type: AWS::Serverless::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           SSM_PATH_TO_DB_PASSWORD: /orders/db_password
    ///       Policies:
    ///         - Statement:
    ///             - Effect: Allow
    ///               Action: [ssm:GetParameter, ssm:GetParameters]
    ///               Resource: !Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db_password
    /// ```
    226 "ssm-parameter-exposed", Flow, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let wanted = |parameter: &Parameter<'_>| parameter.is_from_parameter_store() && !parameter.no_echo;
    exposed(unit, findings, wanted, |parameter, used, lands| {
        let path = parameter.default.and_then(|place| unit.scalar(place)).map(|scalar| &*scalar.text).unwrap_or_default();
        let by_source = || (is_secret(unit, parameter.name) || is_secret(unit, path)) && !is_pointer(lands.name);
        let secret =
            parameter.is_from_parameter_store() && !parameter.no_echo && (names_secret(unit, lands.sink, lands.name) || by_source());
        secret.then(|| {
            let message =
                format!("the parameter `{}` brings a secret of Parameter Store in clear into {}", parameter.name, lands.sink.words());
            Finding::new(&RULE, used.span, message)
                .saying("its value can be read here")
                .help("store it as a SecureString, hand out its path, and let the function read it")
        })
    });
}
