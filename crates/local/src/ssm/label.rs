//! `LabelParameterVersion`.

use serde_json::{Value, json};

use super::get::not_found;
use super::name::Asked;
use crate::input::Input;
use crate::refusal::Refusal;
use crate::region::Region;

/// How many labels one version holds (botocore SSM model, 1.44.5).
const LABELS: usize = 10;

/// A label stands at one version only, so it moves. What cannot be a label is listed in `InvalidLabels`.
pub(crate) fn label_parameter_version(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let asked = Asked::read(region, input.required_text("Name")?)?;
    let labels = input.texts("Labels")?;
    if labels.is_empty() || labels.len() > LABELS {
        return Err(Refusal::validation(
            "1 validation error detected: Value at 'labels' failed to satisfy constraint: Member must have length between 1 and 10",
        ));
    }
    let parameter = asked.name.and_then(|name| region.parameters.get_mut(name)).ok_or_else(|| not_found(""))?;
    let newest = parameter.current().map_or(1, |version| version.number);
    let number = input.number("ParameterVersion", newest, 1, u64::MAX)?;
    let (valid, invalid): (Vec<&str>, Vec<&str>) = labels.into_iter().partition(|label| is_label(label));
    let version = parameter.versions.iter().find(|version| version.number == number).ok_or_else(|| {
        Refusal::new(
            "ParameterVersionNotFound",
            format!("Systems Manager could not find version {number} of {}. Verify the version and try again.", parameter.name),
        )
    })?;
    if version.labels.iter().map(String::as_str).filter(|label| !valid.contains(label)).count() + valid.len() > LABELS {
        return Err(Refusal::new("ParameterVersionLabelLimitExceeded", "A parameter version can have a maximum of 10 labels."));
    }
    for version in &mut parameter.versions {
        version.labels.retain(|label| !valid.contains(&label.as_str()));
        if version.number == number {
            version.labels.extend(valid.iter().map(|label| (*label).to_owned()));
        }
    }
    Ok(json!({"InvalidLabels": invalid, "ParameterVersion": number}))
}

/// Letters, digits and `.-_`, at most 100, not beginning with a digit, `aws` or `ssm` (botocore SSM model, 1.44.5).
pub(crate) fn is_label(label: &str) -> bool {
    let allowed = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    let starts = |word: &str| label.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    allowed
        && (1..=100).contains(&label.len())
        && !label.starts_with(|first: char| first.is_ascii_digit())
        && !starts("aws")
        && !starts("ssm")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Local;
    use crate::testing::{DEMO, ask, refused};

    const LABEL: &str = "AmazonSSM.LabelParameterVersion";

    #[test]
    fn a_label_moves_and_selects() {
        let local = Local::from_yaml(DEMO).unwrap();
        ask(&local, "AmazonSSM.PutParameter", json!({"Name": "flat", "Value": "newer", "Overwrite": true}));
        let value = |name: &str| ask(&local, "AmazonSSM.GetParameter", json!({"Name": name}))["Parameter"]["Value"].clone();
        let answer = ask(&local, LABEL, json!({"Name": "flat", "ParameterVersion": 1, "Labels": ["live", "1x", "aws-x"]}));
        assert_eq!(answer, json!({"InvalidLabels": ["1x", "aws-x"], "ParameterVersion": 1}));
        assert_eq!(value("flat:live"), "plain");
        ask(&local, LABEL, json!({"Name": "/flat", "Labels": ["live"]}));
        assert_eq!(value("flat:live"), "newer");
    }

    #[test]
    fn limits_and_missing_things_are_refused() {
        let local = Local::from_yaml(DEMO).unwrap();
        let labels: Vec<String> = (0..10).map(|number| format!("l{number}")).collect();
        ask(&local, LABEL, json!({"Name": "flat", "Labels": labels}));
        assert_eq!(refused(&local, LABEL, json!({"Name": "flat", "Labels": ["more"]})).0, "ParameterVersionLabelLimitExceeded");
        assert_eq!(refused(&local, LABEL, json!({"Name": "flat", "ParameterVersion": 9, "Labels": ["x"]})).0, "ParameterVersionNotFound");
        assert_eq!(refused(&local, LABEL, json!({"Name": "none", "Labels": ["x"]})).0, "ParameterNotFound");
        assert_eq!(refused(&local, LABEL, json!({"Name": "flat", "Labels": []})).0, "ValidationException");
    }
}
