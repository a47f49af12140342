//! What the unit tests of Serverless v3.40.0 give to its resolver and get from it, as recorded in `../shared/conformance`.
//!
//! Each value is resolved alone, as v3, and must end as recorded: the same value, or an error. Left out: resolve.test.js and
//! resolve-unresolved-source-types.test.js, whose sources are mocks that hand back more variables, which Sealform never reads again; and
//! the first row of file.test.js, whose fixture files are not there.

use sealform_resolve::{Demand, Dialect, Inputs};
use sealform_secret::{Learnt, ParameterType};
use serde_json::Value;

use crate::conformance::{read, same};
use crate::world::{World, policy};

/// Values that end differently on purpose, by the end of their path, and why.
const DIFFERENCES: &[(&str, &str)] = &[
    ("custom.sls", "`sls:instanceId` is another text in each run: refused"),
    ("custom.noBucket", "that a bucket which is not there is an error is the driver's to say"),
    ("custom.accountId", "the test's account is another"),
    ("optBool", "options of the command line are text"),
    ("noAddress", "all options at once are not given out"),
];

#[test]
fn unit_tests_of_the_serverless_framework_end_alike() {
    let Some(rows) = read("variables-resolve.json") else { return };
    let mut compared = 0;
    let mut wrong = Vec::new();
    for row in rows.as_array().into_iter().flatten() {
        let name = row["name"].as_str().unwrap_or_default();
        let left_out = ["resolve.test.js", "resolve-unresolved-source-types.test.js", "peer-07 sources/file.test.js"];
        let unfinished = row["input"]["fulfilledSources"].as_array().is_some_and(Vec::is_empty);
        if row["origin"] == "own" || unfinished || left_out.iter().any(|part| name.ends_with(part)) {
            continue;
        }
        let mut paths = Vec::new();
        variables(&row["input"]["configuration"], &mut String::new(), &mut paths);
        for path in paths {
            if DIFFERENCES.iter().any(|(end, _)| path.ends_with(end)) {
                continue;
            }
            compared += 1;
            let expected = &row["expected"]["v3.40.0"];
            let refused = expected["errors"].as_array().is_some_and(|errors| errors.iter().any(|error| error["path"] == path.as_str()));
            let theirs = path.split('.').fold(&expected["configuration"], |value, key| &value[key]);
            let mut world = world();
            let run = world.run(&row["input"]["configuration"].to_string(), inputs(&row["input"]), &Demand::path(&path), policy());
            let failed = run.diagnostics.iter().any(sealform_diagnostic::Diagnostic::is_error);
            let keys: Vec<&str> = path.split('.').collect();
            let agrees = if refused { failed } else { !failed && run.tree.at(&keys).is_some_and(|ours| same(ours, theirs, &fixture())) };
            if !agrees {
                wrong.push(format!("{name} {path}: theirs {theirs} (refused: {refused}), ours {} {:?}", run.shown, run.codes()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} values:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 60, "only {compared} values were compared");
}

/// The paths of all values with variables.
fn variables(value: &Value, path: &mut String, found: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                let length = path.len();
                if length > 0 {
                    path.push('.');
                }
                path.push_str(key);
                variables(value, path, found);
                path.truncate(length);
            }
        }
        Value::String(text) if text.contains("${") => found.push(path.clone()),
        _ => {}
    }
}

fn inputs(input: &Value) -> Inputs {
    let mut inputs = Inputs { dialect: Dialect::V3, ..Inputs::default() };
    for (name, value) in input["options"].as_object().into_iter().flatten() {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match name.as_str() {
            "stage" => inputs.stage = Some(text),
            "region" => inputs.region = Some(text),
            _ => {
                inputs.options.insert(name.clone(), text);
            }
        }
    }
    inputs
}

/// The doubles that those tests put in place of AWS.
fn world() -> World {
    let mut world = World::default();
    world
        .env
        .extend([("ENV_SOURCE_TEST", "foobar"), ("ENV_SOURCE_TEST_EMPTY", "")].map(|(name, value)| (name.to_owned(), value.to_owned())));
    let files = [("foo.json", "{\"json\": \"content\"}"), ("../file.yml", "result: yml\n"), ("file.yml", "result: yml\n")];
    world.files.extend(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    for (region, text, output) in [("us-east-1", "value", "someValue"), ("eu-west-1", "eu-west-1", "eu-west-1")] {
        let at = |name: &str| (region.to_owned(), name.to_owned());
        world.parameters.insert(at("existing"), (ParameterType::Text, text.to_owned()));
        world.parameters.insert(at("existingList"), (ParameterType::TextList, "one,two,three".to_owned()));
        for name in ["/secret/existing", "/secret/direct"] {
            world.parameters.insert(at(name), (ParameterType::SecureString, "ENCRYPTED".to_owned()));
        }
        world.secrets.insert(at("existing"), Learnt::Found(()));
        world.outputs.insert((region.to_owned(), "existing".to_owned(), "someOutput".to_owned()), output.to_owned());
    }
    world.objects.insert("existing/someKey".to_owned(), "foo".to_owned());
    world
}

/// What those doubles hold of secrets, in the form of `aws-fixture.json`.
fn fixture() -> Value {
    let json = serde_json::json!({"Value": "{\"someSecret\":\"someValue\"}", "Cipher": "ENCRYPTED"});
    let direct = serde_json::json!({"Value": "12345678901234567890", "Cipher": "ENCRYPTED"});
    let region = serde_json::json!({"/secret/existing": json, "/aws/reference/secretsmanager/existing": json, "/secret/direct": direct});
    serde_json::json!({"ssm": {"us-east-1": region, "eu-west-1": region}})
}
