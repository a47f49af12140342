//! A NoEcho parameter where its value can be read.

use crate::finding::Finding;
use crate::parameter_flow::exposed;
use crate::rule::declare_rule;
use crate::secrecy::{is_pointer, takes_secret};
use crate::template::Parameter;
use crate::unit::Unit;

declare_rule! {
    /// A NoEcho parameter is put where its value can be read: an environment, an output, user data, metadata, a description, a tag.
    ///
    /// NoEcho masks a parameter in calls that describe the stack, and nothing else: "it doesn't mask information in the Metadata section, in Outputs, or in properties"
    /// (CloudFormation User Guide, "Parameters", read 2026-11-23). The function's configuration shows it in clear.
    ///
    /// ```yaml,bad
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Parameters:
    ///   DbPassword: {Type: String, NoEcho: true}
    /// Resources:
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           DB_PASSWORD: !Ref DbPassword
    /// ```
    ///
    /// Keep the secret in Secrets Manager or Parameter Store, and give the function its name.
    ///
    /// ```yaml,good
    /// AWSTemplateFormatVersion: '2010-09-09'
    /// Parameters:
    ///   DbPassword: {Type: String, NoEcho: true}
    /// Resources:
    ///   Secret:
    ///     Type: AWS::SecretsManager::Secret
    ///     Properties:
    ///       SecretString: !Ref DbPassword
    ///   Api:
    ///     Type: AWS::Lambda::Function
    ///     Properties:
    ///       Environment:
    ///         Variables:
    ///           DB_SECRET_ARN: !Ref Secret
    /// ```
    225 "no-echo-parameter-exposed", Flow, Error, High
}

fn check(unit: &Unit<'_>, findings: &mut Vec<Finding>) {
    let wanted = |parameter: &Parameter<'_>| parameter.no_echo || takes_secret(unit, parameter);
    exposed(unit, findings, wanted, |parameter, used, lands| {
        let secret = parameter.no_echo || !is_pointer(lands.name);
        let what = if parameter.no_echo { "the NoEcho parameter" } else { "the secret parameter" };
        secret.then(|| {
            Finding::new(&RULE, used.span, format!("{what} `{}` is put in clear into {}", parameter.name, lands.sink.words()))
                .saying("its value can be read here")
                .help("NoEcho hides it from calls that describe the stack only; keep the secret in Secrets Manager or Parameter Store and hand out its name")
        })
    });
}
