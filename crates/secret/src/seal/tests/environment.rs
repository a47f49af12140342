//! Environments as a whole: merging, order, coercion, size, and functions under `resources`.

use super::blob::blob;
use super::support::{Setting, lines};
use super::world::encrypted_blob;
use crate::forms::FormName;

#[test]
fn the_function_wins_in_the_providers_order_and_null_unsets() {
    let outcome = Setting::usual().seal(
        "service: shop\nprovider:\n  environment: {FIRST: a, SECOND: b, THIRD: c}\nfunctions:\n  app:\n    environment: {FOURTH: d, SECOND: x, THIRD: null}\n",
    );
    assert_eq!(outcome.variables(), ["FIRST=a", "SECOND=x", "FOURTH=d"]);
}

#[test]
fn a_secret_that_the_function_unsets_needs_nothing() {
    let outcome =
        Setting::usual().seal("service: shop\nprovider:\n  environment: {DB: $<env:X>}\nfunctions:\n  app:\n    environment: {DB: null}\n");
    assert_eq!(outcome.expect(&[]).variables(), [""; 0]);
}

#[test]
fn numbers_and_flags_become_text() {
    let outcome = Setting::usual().environment(&["AA: 1.0", "BB: true", "CC: 1e21", "DD: 'x'"]);
    assert_eq!(outcome.variables(), ["AA=1", "BB=true", "CC=1e+21", "DD=x"]);
    let environment = outcome.service().functions["app"].environment.as_ref().expect("it has one");
    environment.for_each_leaf(&mut |_, leaf| assert!(leaf.as_str().is_some(), "{leaf:?}"));
}

#[test]
fn there_is_an_environment_only_where_one_is_given() {
    let outcome = Setting::usual()
        .seal("service: shop\nfunctions:\n  none: {handler: a}\n  empty: {environment: {}}\n  gone: null\n  void: {environment: null}\n");
    let functions = &outcome.service().functions;
    assert_eq!(functions.keys().map(|key| &**key).collect::<Vec<_>>(), ["none", "empty", "void"]);
    assert!(functions["none"].environment.is_none() && functions["void"].environment.is_none());
    assert_eq!(lines(functions["empty"].environment.as_ref().expect("an empty one is given")), [""; 0]);
}

#[test]
fn a_whole_secret_is_not_spread() {
    for yaml in
        ["functions: {app: {environment: $<ssm:/app/db>}}", "provider: {environment: $<ssm:/app/db>}\nfunctions: {app: {handler: a}}"]
    {
        Setting::usual().seal(yaml).expect(&["SF111 error"]);
    }
    for yaml in
        ["functions: {app: {environment: text}}", "functions: {app: {environment: [a]}}", "functions: {app: {environment: {Ref: A}}}"]
    {
        Setting::usual().seal(yaml).expect(&["SF051 error"]);
    }
}

#[test]
fn lambdas_limit_counts_names_and_values() {
    let filler = |bytes: usize| format!("FILLER: {}", "x.y-".repeat(bytes / 4));
    Setting::usual().environment(&[&filler(4088)]).expect(&[]);
    Setting::usual().environment(&[&filler(4092)]).expect(&["SF309 error"]);
    let many: Vec<String> = (0..14).map(|number| format!("DATABASE_PASSWORD_{number}: $<ssm:/app/database-password-{number}>")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    Setting::usual().environment(&many).expect(&["SF309 error"]);
    Setting::usual().form(FormName::RuntimePath).environment(&many).expect(&[]);
}

#[test]
fn one_secret_under_two_names_is_encrypted_once() {
    let outcome = Setting::with_key("alias/demo").seal(
        "service: shop\ncustom: {pw: '$<env:PW>'}\nfunctions:\n  app:\n    environment: {DB: '${self:custom.pw}', CACHE: '${self:custom.pw}'}\n  other:\n    environment: {DB: '${self:custom.pw}'}\n",
    );
    assert_eq!(outcome.names(), ["ENCRYPTED_DB", "ENCRYPTED_CACHE"]);
    assert_eq!(outcome.questions(), [vec!["Key"], vec!["Encrypt", "Encrypt"]], "once a function");
    assert!(outcome.diagnostics[0].message.starts_with("3 variables are encrypted anew"));
}

#[test]
fn literals_of_one_value_each_keep_their_own_text() {
    let outcome = Setting::with_key("alias/demo").environment(&["A_PASSWORD: one-literal-secret", "B_PASSWORD: another-literal-secret"]);
    assert_eq!(outcome.questions()[1], ["Encrypt", "Encrypt"]);
}

#[test]
fn names_of_functions() {
    let outcome =
        Setting::usual().seal("service: shop\nfunctions:\n  a: {handler: h}\n  b: {name: own}\n  c: {name: !Ref X}\n  d: {name: null}\n");
    let names: Vec<Option<String>> =
        outcome.service().functions.values().map(|function| function.name.as_ref().map(crate::Public::to_text)).collect();
    assert_eq!(names, [Some("shop-dev-a".into()), Some("own".into()), None, Some("shop-dev-d".into())]);
}

#[test]
fn functions_under_resources_are_sealed_in_place() {
    let yaml = "service: shop\nresources:\n  - Resources:\n      Handler:\n        Type: AWS::Lambda::Function\n        Properties:\n          FunctionName: handler\n          Environment:\n            Variables:\n              DB: $<env:X>\n              COUNT: 3\n  - Resources:\n      Handler:\n        Properties:\n          Environment:\n            Variables:\n              API: $<ssm:/app/api>\n";
    let outcome = Setting::with_key("alias/demo").seal(yaml);
    let service = outcome.service();
    let variables = service.tree.at(&["resources", "Resources", "Handler", "Properties", "Environment", "Variables"]).expect("it is there");
    let names: Vec<&str> = variables.as_mapping().expect("it is a map").iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["ENCRYPTED_DB", "COUNT", "ENCRYPTED_API", "API_ARN"]);
    assert_eq!(lines(variables)[0], format!("ENCRYPTED_DB={}", encrypted_blob()));
    assert!(variables.get("COUNT").and_then(|tree| tree.as_leaf()).is_some_and(|leaf| leaf.as_str().is_none()), "a number stays one");
    assert_eq!(service.resources["Handler"].grants.len(), 2);
    assert_eq!(&*service.secrets[0].at, "resources.Resources.Handler.Properties.Environment.Variables.DB");
}

#[test]
fn a_function_without_a_static_name_gets_no_encrypted_text() {
    for (name, code) in
        [("FunctionName: !Sub 'a-${Stage}'", "SF305 error"), ("Timeout: 3", "SF305 error"), ("FunctionName: fixed", "SF319 note")]
    {
        for resource_type in ["AWS::Lambda::Function", "AWS::Serverless::Function"] {
            let yaml = format!(
                "resources:\n  Resources:\n    Handler:\n      Type: {resource_type}\n      Properties:\n        {name}\n        Environment: {{Variables: {{DB: $<env:X>}}}}\n"
            );
            Setting::with_key("alias/demo").seal(&yaml).expect(&[code]);
        }
    }
    let yaml = "functions: {app: {name: !Ref X, environment: {DB: $<env:X>}}}";
    Setting::with_key("alias/demo").seal(yaml).expect(&["SF305 error"]);
}

#[test]
fn records_say_what_became_of_each_secret() {
    let service =
        "service: shop\ncustom:\n  password: $<ssm:/app/db>\nfunctions:\n  app:\n    environment:\n      DB: ${self:custom.password}\n";
    let outcome = Setting::usual().seal(&format!("{service}      TOKEN: {}\n", blob(5)));
    let records = &outcome.service().secrets;
    assert_eq!((&*records[0].at, &*records[0].source, records[0].form), ("functions.app.environment.DB", "ssm:/app/db", "ciphertext"));
    assert_eq!(records[0].names, ["ENCRYPTED_DB".into(), "DB_ARN".into()] as [std::sync::Arc<str>; 2]);
    assert_eq!(records[0].hops.len(), 2, "from custom to the variable");
    assert_eq!((&*records[1].source, records[1].form), ("literal", "kept"));
}
