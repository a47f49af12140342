//! ARNs and names that are whole only when the stack is deployed, and how each version of the Serverless Framework can carry them.

use sealform_resolve::Dialect;
use sealform_yaml::edit::Value;

use crate::parameter::Parameter;

/// Text whose parts stand between separators; some parts are CloudFormation's pseudo parameters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Assembled {
    separator: &'static str,
    parts: Vec<Part>,
}

/// One part.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Part {
    Text(String),
    /// `AWS::Region` and its like.
    Pseudo(&'static str),
}

/// How a file can carry a pseudo parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carrier {
    /// `!Sub arn:${AWS::Partition}:...`. v1's variables would take the `${AWS::...}` for their own.
    Sub,
    /// `!Join [':', [arn, !Ref AWS::Partition, ...]]`: every version carries it.
    Join,
    /// `arn:#{AWS::Partition}:...`, which the plugin serverless-pseudo-parameters reads.
    Hash,
}

impl Carrier {
    pub(crate) fn of(dialect: Dialect, has_pseudo_plugin: bool) -> Self {
        match dialect {
            Dialect::V1 | Dialect::V2Legacy if has_pseudo_plugin => Self::Hash,
            Dialect::V1 | Dialect::V2Legacy => Self::Join,
            Dialect::V2 | Dialect::V3 | Dialect::V4 => Self::Sub,
        }
    }
}

const PARTITION: Part = Part::Pseudo("AWS::Partition");
const ACCOUNT: Part = Part::Pseudo("AWS::AccountId");

impl Assembled {
    /// Text that is whole already.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { separator: ":", parts: vec![Part::Text(text.into())] }
    }

    /// The ARN of a parameter; a leading slash of its name is the one behind `parameter` (AWS Systems Manager User Guide, "Restricting
    /// access to parameters", read 2026-11-23).
    pub(crate) fn parameter(parameter: &Parameter) -> Self {
        if parameter.is_arn() {
            return Self::text(parameter.name.clone());
        }
        let slash = if parameter.slashed == Some(true) { "" } else { "/" };
        Self::arn("ssm", parameter.region.as_deref(), format!("parameter{slash}{}", parameter.name))
    }

    /// The ARN of a secret by its name; six characters that nobody knows end it (AWS Secrets Manager User Guide, "Authentication and access
    /// control", read 2026-11-23).
    pub(crate) fn secret(name: &str, region: Option<&str>) -> Self {
        Self::arn("secretsmanager", region, format!("secret:{name}-??????"))
    }

    /// The ARN of a key by its id; `*` for any.
    pub(crate) fn key(id: &str, region: Option<&str>) -> Self {
        Self::arn("kms", region, format!("key/{id}"))
    }

    /// The endpoint through which a service asks KMS: the value of `kms:ViaService`.
    pub(crate) fn via(service: &str, region: Option<&str>) -> Self {
        Self { separator: ".", parts: vec![Part::Text(service.to_owned()), of_region(region), Part::Pseudo("AWS::URLSuffix")] }
    }

    fn arn(service: &str, region: Option<&str>, resource: String) -> Self {
        let text = |text: &str| Part::Text(text.to_owned());
        Self { separator: ":", parts: vec![text("arn"), PARTITION, text(service), of_region(region), ACCOUNT, Part::Text(resource)] }
    }

    /// As it is written in a file.
    pub(crate) fn value(&self, carrier: Carrier) -> Value {
        let whole = self.parts.iter().all(|part| matches!(part, Part::Text(_)));
        match carrier {
            _ if whole => Value::text(self.written(|name| name.to_owned())),
            Carrier::Sub => Value::Intrinsic("Sub", Box::new(Value::text(self.canonical()))),
            Carrier::Hash => Value::text(self.written(|name| format!("#{{{name}}}"))),
            Carrier::Join => {
                let part = |part: &Part| match part {
                    Part::Text(text) => Value::text(text),
                    Part::Pseudo(name) => Value::Intrinsic("Ref", Box::new(Value::text(*name))),
                };
                let parts = self.parts.iter().map(part).collect();
                Value::Intrinsic("Join", Box::new(Value::Sequence(vec![Value::text(self.separator), Value::Sequence(parts)])))
            }
        }
    }

    /// The text with `${AWS::...}` for what is not known: what two spellings of one ARN have in common.
    pub(crate) fn canonical(&self) -> String {
        self.written(|name| format!("${{{name}}}"))
    }

    fn written(&self, pseudo: impl Fn(&str) -> String) -> String {
        let parts: Vec<String> = self
            .parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Pseudo(name) => pseudo(name),
            })
            .collect();
        parts.join(self.separator)
    }
}

fn of_region(region: Option<&str>) -> Part {
    region.map_or(Part::Pseudo("AWS::Region"), |region| Part::Text(region.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_and_without_a_slash_has_one_slash() {
        for (name, resource) in [("/a/b", "parameter/a/b"), ("flat", "parameter/flat")] {
            let parameter = Parameter { name: name.to_owned(), selector: None, region: None, slashed: Some(name.starts_with('/')) };
            let arn = Assembled::parameter(&parameter).canonical();
            assert_eq!(arn, format!("arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:{resource}"));
        }
    }

    #[test]
    fn v1_never_gets_a_text_with_its_own_delimiter() {
        for dialect in [Dialect::V1, Dialect::V2Legacy] {
            for plugin in [true, false] {
                let value = format!("{:?}", Assembled::key("*", None).value(Carrier::of(dialect, plugin)));
                assert!(!value.contains("${"), "{value}");
            }
        }
    }
}
