//! `DescribeParameters`: everything about parameters but their values.

use serde_json::{Value, json};

use super::filter;
use super::parameter::{Parameter, Version};
use crate::input::Input;
use crate::page::page;
use crate::refusal::Refusal;
use crate::region::{Region, THEN};

/// At most 50 parameters a page; 10 where nothing is asked.
pub(crate) fn describe_parameters(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let filters = filter::read(input, &["Name", "Type", "KeyId", "Path", "Tier", "DataType"])?;
    let size = input.number("MaxResults", 10, 1, 50)?;
    let current = region.parameters.values().filter_map(|parameter| Some((parameter, parameter.current()?)));
    let fitting = current.filter(|(parameter, version)| filters.iter().all(|filter| filter.admits(parameter, version)));
    let shown: Vec<Value> = fitting.map(|(parameter, version)| show(region, parameter, version)).collect();
    let (shown, token) =
        page(shown, input.text("NextToken")?, size).ok_or_else(|| Refusal::new("InvalidNextToken", "The specified token is not valid."))?;
    let mut answer = json!({"Parameters": shown});
    if let Some(token) = token {
        answer["NextToken"] = token.into();
    }
    Ok(answer)
}

/// `ParameterMetadata` of botocore's SSM model (1.44.5).
fn show(region: &Region, parameter: &Parameter, version: &Version) -> Value {
    let mut shown = json!({
        "Name": parameter.name,
        "ARN": crate::arn::parameter_arn(&region.name, &region.account, &parameter.name),
        "Type": version.kind.as_str(),
        "LastModifiedDate": THEN,
        "LastModifiedUser": region.caller_arn(),
        "Version": version.number,
        "Tier": version.tier.as_str(),
        "Policies": [],
        "DataType": "text",
    });
    if let Some(encryption) = &version.encryption {
        shown["KeyId"] = encryption.key.as_str().into();
    }
    shown
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Local;
    use crate::testing::{DEMO, ask, refused};

    const DESCRIBE: &str = "AmazonSSM.DescribeParameters";

    fn names(answer: &Value) -> Vec<&str> {
        answer["Parameters"].as_array().unwrap().iter().map(|parameter| parameter["Name"].as_str().unwrap()).collect()
    }

    #[test]
    fn key_and_tier_are_told_and_no_value() {
        let local = Local::from_yaml(DEMO).unwrap();
        let values = ["/demo/secure", "/demo/advanced", "/demo/default", "/flat", "/none"];
        let answer =
            ask(&local, DESCRIBE, json!({"ParameterFilters": [{"Key": "Name", "Option": "Equals", "Values": values}], "MaxResults": 50}));
        assert_eq!(names(&answer), ["/demo/advanced", "/demo/default", "/demo/secure", "flat"]);
        let told = |index: usize, member: &str| answer["Parameters"][index][member].clone();
        assert_eq!((told(0, "Tier"), told(0, "KeyId")), (json!("Advanced"), json!("alias/demo")));
        assert_eq!((told(1, "Tier"), told(1, "KeyId")), (json!("Standard"), json!("alias/aws/ssm")));
        assert_eq!((told(3, "Type"), told(3, "KeyId")), (json!("String"), Value::Null));
        assert_eq!(told(2, "ARN"), "arn:aws:ssm:us-west-2:123456789012:parameter/demo/secure");
        assert!(!answer.to_string().contains("value"));
        assert_eq!(local.calls()[0].names, values);
    }

    #[test]
    fn filters_narrow() {
        let local = Local::from_yaml(DEMO).unwrap();
        for (filter, expected) in [
            (json!({"Key": "Type", "Values": ["StringList"]}), vec!["/demo/list"]),
            (json!({"Key": "KeyId", "Values": ["alias/demo"]}), vec!["/demo/advanced", "/demo/secure"]),
            (json!({"Key": "Name", "Option": "Contains", "Values": ["deep"]}), vec!["/demo/deep/er"]),
            (json!({"Key": "Path", "Values": ["/demo/deep"]}), vec!["/demo/deep/er"]),
            (json!({"Key": "Path", "Values": ["/"]}), vec!["flat"]),
        ] {
            assert_eq!(names(&ask(&local, DESCRIBE, json!({"ParameterFilters": [filter]}))), expected);
        }
        let refused = |filter: Value| refused(&local, DESCRIBE, json!({"ParameterFilters": [filter]})).0;
        assert_eq!(refused(json!({"Key": "Label", "Values": ["x"]})), "InvalidFilterKey");
        assert_eq!(refused(json!({"Key": "Type", "Option": "Contains", "Values": ["x"]})), "InvalidFilterOption");
        assert_eq!(refused(json!({"Key": "Name", "Values": vec!["x"; 51]})), "InvalidFilterValue");
    }

    #[test]
    fn pages_follow_each_other() {
        let local = Local::from_yaml(DEMO).unwrap();
        let first = ask(&local, DESCRIBE, json!({"MaxResults": 4}));
        let second = ask(&local, DESCRIBE, json!({"MaxResults": 4, "NextToken": first["NextToken"]}));
        assert_eq!((names(&first).len(), names(&second).len(), second.get("NextToken")), (4, 2, None));
        assert_eq!(refused(&local, DESCRIBE, json!({"MaxResults": 51})).0, "ValidationException");
        assert_eq!(refused(&local, DESCRIBE, json!({"NextToken": "x"})).0, "InvalidNextToken");
    }
}
