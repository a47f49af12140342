//! The names of AWS things as types: parsed once, at the edge.

use std::fmt;

/// An AWS Region's name: lower-case letters, digits and hyphens, for example `eu-central-1`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(Box<str>);

impl Region {
    /// Accepts a name that has the form of a Region: `xx-word-9`, with further words as in `us-gov-west-1`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let parts: Vec<&str> = name.split('-').collect();
        let letters = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
        let (number, words) = parts.split_last()?;
        let formed = words.len() >= 2 && words.iter().all(letters) && !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        formed.then(|| Self(name.into()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition the Region is in: `aws`, `aws-cn` or `aws-us-gov` (botocore `partitions.json`, read 2026-11-23).
    #[must_use]
    pub fn partition(&self) -> &'static str {
        if self.0.starts_with("cn-") {
            "aws-cn"
        } else if self.0.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The ARN of a parameter, one slash behind `parameter`: `arn:aws:ssm:us-west-2:123456789012:parameter/my/path`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ParameterArn(Box<str>);

impl ParameterArn {
    /// Accepts `arn:PARTITION:ssm:REGION:ACCOUNT:parameter/NAME`.
    #[must_use]
    pub fn parse(arn: &str) -> Option<Self> {
        let resource = arn_resource(arn, "ssm")?;
        let name = resource.strip_prefix("parameter/")?;
        (!name.is_empty() && !name.starts_with('/')).then(|| Self(arn.into()))
    }

    /// The ARN of the parameter `name` in an account. A leading slash of the name is the one behind `parameter`
    /// (AWS Systems Manager User Guide, "Restricting access to parameters", read 2026-11-23).
    #[must_use]
    pub fn of(region: &Region, account: &str, name: &str) -> Self {
        let name = name.strip_prefix('/').unwrap_or(name);
        Self(format!("arn:{}:ssm:{region}:{account}:parameter/{name}", region.partition()).into())
    }

    /// The whole ARN.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The Region that the parameter lives in.
    #[must_use]
    pub fn region(&self) -> Option<Region> {
        Region::parse(self.0.split(':').nth(3)?)
    }
}

/// The ARN of a KMS key, never of an alias: `arn:aws:kms:us-west-2:123456789012:key/1111...`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyArn(Box<str>);

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
