//! The names of AWS things as types: parsed once, at the edge, and shared from then on.

use std::fmt;
use std::sync::Arc;

/// An AWS Region's name: lower-case letters, digits and hyphens, for example `eu-central-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(Arc<str>);

impl Region {
    /// Accepts a name that has the form of a Region: `xx-word-9`, with further words as in `us-gov-west-1`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.split('-').collect();
        let letters = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let (number, words) = parts.split_last()?;
        let formed =
            words.len() >= 2 && words.iter().all(letters) && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        formed.then(|| Self(name.into()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition the Region is in: `aws`, `aws-cn`, `aws-us-gov` and those that are closed to the public.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        partition(&self.0).name
    }

    /// What the names of the Region's endpoints end in: `amazonaws.com` in most.
    #[must_use]
    pub fn dns_suffix(&self) -> &'static str {
        partition(&self.0).dns_suffix
    }
}

/// A part of AWS with accounts, ARNs and endpoints of its own.
struct Partition {
    /// How the names of its Regions start.
    regions: &'static str,
    name: &'static str,
    dns_suffix: &'static str,
}

/// botocore partitions.json, 1.44, read 2026-11-23. The last one is for every other Region.
const PARTITIONS: [Partition; 8] = [
    Partition { regions: "cn-", name: "aws-cn", dns_suffix: "amazonaws.com.cn" },
    Partition { regions: "us-gov-", name: "aws-us-gov", dns_suffix: "amazonaws.com" },
    Partition { regions: "eusc-", name: "aws-eusc", dns_suffix: "amazonaws.eu" },
    Partition { regions: "us-iso-", name: "aws-iso", dns_suffix: "c2s.ic.gov" },
    Partition { regions: "us-isob-", name: "aws-iso-b", dns_suffix: "sc2s.sgov.gov" },
    Partition { regions: "eu-isoe-", name: "aws-iso-e", dns_suffix: "cloud.adc-e.uk" },
    Partition { regions: "us-isof-", name: "aws-iso-f", dns_suffix: "csp.hci.ic.gov" },
    Partition { regions: "", name: "aws", dns_suffix: "amazonaws.com" },
];

fn partition(region: &str) -> &'static Partition {
    let [.., everywhere] = &PARTITIONS;
    PARTITIONS.iter().find(|partition| region.starts_with(partition.regions)).unwrap_or(everywhere)
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The ARN of a parameter, one slash behind `parameter`: `arn:aws:ssm:us-west-2:123456789012:parameter/my/path`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParameterArn(Arc<str>);

impl ParameterArn {
    /// Accepts `arn:PARTITION:ssm:REGION:ACCOUNT:parameter/NAME`, where `REGION` has the form of one: the statements that open the
    /// parameter name it.
    #[must_use]
    pub fn parse(arn: &str) -> Option<Self> {
        let resource = arn_resource(arn, "ssm")?;
        let name = resource.strip_prefix("parameter/")?;
        region_of(arn)?;
        (!name.is_empty() && !name.starts_with('/')).then(|| Self(arn.into()))
    }

    /// The ARN of the parameter `name` in an account. A leading slash of the name is the one behind `parameter`
    /// (AWS Systems Manager User Guide, "Restricting access to parameters", read 2026-11-23).
    #[must_use]
    pub fn of(region: &Region, account: &str, name: &str) -> Self {
        let name = name.strip_prefix('/').unwrap_or(name);
        Self(["arn:", region.partition(), ":ssm:", region.as_str(), ":", account, ":parameter/", name].concat().into())
    }

    /// The whole ARN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The whole ARN, shared.
    pub(crate) fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }

    /// The Region that the parameter lives in.
    #[must_use]
    pub fn region(&self) -> Region {
        region_of(&self.0).expect("nothing else is made a parameter's ARN")
    }
}

/// The Region that an ARN names.
fn region_of(arn: &str) -> Option<Region> {
    Region::parse(arn.split(':').nth(3)?)
}

/// The ARN of a KMS key, never of an alias: `arn:aws:kms:us-west-2:123456789012:key/1111...`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyArn(Arc<str>);

impl KeyArn {
    /// Accepts `arn:PARTITION:kms:REGION:ACCOUNT:key/ID`.
    #[must_use]
    pub fn parse(arn: &str) -> Option<Self> {
        let id = arn_resource(arn, "kms")?.strip_prefix("key/")?;
        (!id.is_empty()).then(|| Self(arn.into()))
    }

    /// The whole ARN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The last part of `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, if the service is `service`.
fn arn_resource<'a>(arn: &'a str, service: &str) -> Option<&'a str> {
    let mut parts = arn.splitn(6, ':');
    let formed = parts.next() == Some("arn") && parts.next()?.starts_with("aws") && parts.next() == Some(service);
    let (_region, account) = (parts.next()?, parts.next()?);
    (formed && account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then(|| parts.next())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_without_a_region_is_none_of_a_parameter() {
        for region in ["", "*", "eu-west", "nodecrypt", "eu-west-1/x", "${AWS::Region}"] {
            assert_eq!(ParameterArn::parse(&format!("arn:aws:ssm:{region}:123456789012:parameter/a")), None, "{region:?}");
        }
        let arn = ParameterArn::parse("arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/a").expect("it is one");
        assert_eq!(arn.region().as_str(), "us-gov-west-1");
        assert_eq!(ParameterArn::of(&arn.region(), "123456789012", "/a"), arn);
    }
}
