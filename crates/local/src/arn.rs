//! ARNs: made from their parts and taken apart again. Knows nothing of what exists.

/// The partition that a Region lies in (AWS General Reference, "Amazon Resource Names").
pub(crate) fn partition(region: &str) -> &'static str {
    if region.starts_with("cn-") {
        "aws-cn"
    } else if region.starts_with("us-gov-") {
        "aws-us-gov"
    } else {
        "aws"
    }
}

/// `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
pub(crate) fn arn(service: &str, region: &str, account: &str, resource: &str) -> String {
    format!("arn:{}:{service}:{region}:{account}:{resource}", partition(region))
}

/// The ARN of a parameter: one slash after `parameter`, whether the name begins with one or not.
pub(crate) fn parameter_arn(region: &str, account: &str, name: &str) -> String {
    arn("ssm", region, account, &format!("parameter/{}", name.strip_prefix('/').unwrap_or(name)))
}

/// The resource part of an ARN of this service, Region and account; `None` where the text is no such ARN.
pub(crate) fn resource<'a>(service: &str, region: &str, account: &str, text: &'a str) -> Option<&'a str> {
    text.strip_prefix(arn(service, region, account, "").as_str())
}

#[cfg(test)]
mod tests {
    use super::{parameter_arn, partition, resource};

    #[test]
    fn a_parameter_arn_has_one_slash() {
        assert_eq!(parameter_arn("us-west-2", "123456789012", "/a/b"), "arn:aws:ssm:us-west-2:123456789012:parameter/a/b");
        assert_eq!(parameter_arn("us-west-2", "123456789012", "flat"), "arn:aws:ssm:us-west-2:123456789012:parameter/flat");
    }

    #[test]
    fn an_arn_of_elsewhere_has_no_resource_here() {
        let arn = "arn:aws:kms:us-west-2:123456789012:alias/demo";
        assert_eq!(resource("kms", "us-west-2", "123456789012", arn), Some("alias/demo"));
        assert_eq!(resource("kms", "us-east-1", "123456789012", arn), None);
        assert_eq!(resource("kms", "us-west-2", "999999999999", arn), None);
    }

    #[test]
    fn china_and_govcloud_are_partitions_of_their_own() {
        assert_eq!(partition("cn-north-1"), "aws-cn");
        assert_eq!(partition("us-gov-west-1"), "aws-us-gov");
        assert_eq!(partition("eu-central-1"), "aws");
    }
}
