//! `GetParametersByPath`.

use serde_json::{Value, json};

use super::filter::{self, is_under};
use super::get::show;
use crate::input::Input;
use crate::page::page;
use crate::refusal::Refusal;
use crate::region::Region;

/// At most 10 parameters a page (botocore SSM model, 1.44.5).
pub(crate) fn get_parameters_by_path(region: &mut Region, input: Input<'_>) -> Result<Value, Refusal> {
    let path = input.required_text("Path")?;
    if !path.starts_with('/') {
        return Err(Refusal::validation(
            "The parameter path must begin with a slash \"/\". It can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_",
        ));
    }
    let recursive = input.flag("Recursive")?;
    let filters = filter::read(input, &["Type", "KeyId", "Label"])?;
    let size = input.number("MaxResults", 10, 1, 10)?;
    let mut fitting = Vec::new();
    for parameter in region.parameters.values().filter(|parameter| is_under(&parameter.name, path, recursive)) {
        fitting.extend(
            parameter
                .current()
                .filter(|version| filters.iter().all(|filter| filter.admits(parameter, version)))
                .map(|version| (parameter, version)),
        );
    }
    let (shown, token) = page(fitting, input.text("NextToken")?, size)
        .ok_or_else(|| Refusal::new("InvalidNextToken", "The specified token is not valid."))?;
    let decrypt = input.flag("WithDecryption")?;
    let shown = shown.into_iter().map(|(parameter, version)| show(region, parameter, version, None, decrypt));
    let mut answer = json!({"Parameters": shown.collect::<Result<Vec<_>, _>>()?});
    if let Some(token) = token {
        answer["NextToken"] = token.into();
    }
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::Local;
    use crate::testing::{DEMO, ask, refused};

    const BY_PATH: &str = "AmazonSSM.GetParametersByPath";

    fn names(answer: &Value) -> Vec<&str> {
        answer["Parameters"].as_array().unwrap().iter().map(|parameter| parameter["Name"].as_str().unwrap()).collect()
    }

    #[test]
    fn a_path_holds_its_own_level_or_all_below() {
        let local = Local::from_yaml(DEMO).unwrap();
        let level = ["/demo/advanced", "/demo/default", "/demo/list", "/demo/secure"];
        assert_eq!(names(&ask(&local, BY_PATH, json!({"Path": "/demo"}))), level);
        assert_eq!(names(&ask(&local, BY_PATH, json!({"Path": "/demo/"}))), level);
        assert_eq!(names(&ask(&local, BY_PATH, json!({"Path": "/demo", "Recursive": true}))).len(), 5);
        assert_eq!(names(&ask(&local, BY_PATH, json!({"Path": "/dem"}))), Vec::<&str>::new());
        assert_eq!(refused(&local, BY_PATH, json!({"Path": "demo"})).0, "ValidationException");
    }

    #[test]
    fn filters_pages_and_decryption_work_together() {
        let local = Local::from_yaml(DEMO).unwrap();
        let filter = json!([{"Key": "Type", "Values": ["SecureString"]}]);
        let first = ask(&local, BY_PATH, json!({"Path": "/demo", "ParameterFilters": filter, "MaxResults": 2, "WithDecryption": true}));
        assert_eq!(first["Parameters"][0]["Value"], "the-advanced-value");
        let second = ask(&local, BY_PATH, json!({"Path": "/demo", "ParameterFilters": filter, "NextToken": first["NextToken"]}));
        assert_eq!(names(&second), ["/demo/secure"]);
        assert_eq!(refused(&local, BY_PATH, json!({"Path": "/", "MaxResults": 11})).0, "ValidationException");
    }
}
