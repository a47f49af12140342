//! A companion ARN that the author wrote, compared with the one that Parameter Store answered.

use std::borrow::Cow;

use sealform_model::{Scalar, Tree, Value};
use sealform_reference::{SubSegment, sub};

use super::intrinsic;
use crate::{Classified, ParameterArn, Region};

/// How a written ARN compares with the right one.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    /// It is the same ARN.
    Same,
    /// It is another one; this part differs first.
    Differs(&'static str),
    /// It is only known at deploy time.
    Unknown,
}

/// Compares what is `written` with `arn`, after putting in what CloudFormation will: the Region that is deployed to, its partition, and
/// the account of `arn` itself.
pub(super) fn compare(written: &Tree<Classified>, arn: &ParameterArn, region: &Region) -> Comparison {
    let account = arn.as_str().split(':').nth(4);
    match text(written, region, account) {
        None => Comparison::Unknown,
        Some(text) if text == arn.as_str() => Comparison::Same,
        Some(text) => Comparison::Differs(first_difference(&text, arn.as_str())),
    }
}

/// The text that CloudFormation will make of `tree`, if that is known: public text, `Ref` of a pseudo parameter, `Fn::Sub`, `Fn::Join`.
pub(super) fn text<'t>(tree: &'t Tree<Classified>, region: &Region, account: Option<&str>) -> Option<Cow<'t, str>> {
    match &tree.value {
        Value::Leaf(leaf) => match leaf.as_public()?.scalar() {
            Scalar::Null => None,
            Scalar::Text(text) => Some(Cow::Borrowed(text)),
            scalar => Some(Cow::Owned(scalar.to_text())),
        },
        Value::Sequence(_) => None,
        Value::Mapping(mapping) => {
            let (name, argument) = intrinsic::call(mapping)?;
            match name {
                "Ref" => pseudo(argument.as_leaf()?.as_public()?.as_str()?, region, account).map(|value| Cow::Owned(value.to_owned())),
                "Fn::Sub" => substituted(argument, region, account).map(Cow::Owned),
                "Fn::Join" => joined(argument, region, account).map(Cow::Owned),
                _ => None,
            }
        }
    }
}

fn substituted(argument: &Tree<Classified>, region: &Region, account: Option<&str>) -> Option<String> {
    let (template, values) = match &argument.value {
        Value::Leaf(leaf) => (leaf.as_public()?.as_str()?, None),
        Value::Sequence(items) => match items.as_slice() {
            [template, values] => (template.as_leaf()?.as_public()?.as_str()?, Some(values.as_mapping()?)),
            _ => return None,
        },
        Value::Mapping(_) => return None,
    };
    let mut whole = String::new();
    for segment in sub(template) {
        match segment {
            SubSegment::Literal { value, .. } => whole.push_str(&value),
            SubSegment::Name { name, .. } => match values.and_then(|values| values.get(&name)) {
                Some(value) => whole.push_str(&text(value, region, account)?),
                None => whole.push_str(pseudo(&name, region, account)?),
            },
        }
    }
    Some(whole)
}

fn joined(argument: &Tree<Classified>, region: &Region, account: Option<&str>) -> Option<String> {
    let [delimiter, items] = argument.as_sequence()? else { return None };
    let delimiter = text(delimiter, region, account)?;
    let items: Option<Vec<Cow<'_, str>>> = items.as_sequence()?.iter().map(|item| text(item, region, account)).collect();
    Some(items?.join(&delimiter))
}

fn pseudo<'v>(name: &str, region: &'v Region, account: Option<&'v str>) -> Option<&'v str> {
    match name {
        "AWS::Partition" => Some(region.partition()),
        "AWS::Region" => Some(region.as_str()),
        "AWS::AccountId" => account,
        _ => None,
    }
}

fn first_difference(written: &str, right: &str) -> &'static str {
    let names = ["the ARN", "the partition", "the service", "the Region", "the account"];
    let (mut written, mut right) = (written.splitn(6, ':'), right.splitn(6, ':'));
    names.into_iter().find(|_| written.next() != right.next()).unwrap_or("the parameter's name")
}
