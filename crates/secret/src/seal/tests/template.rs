//! Templates by themselves: what is written stays, what a variable brings is sealed, and `Globals` is opened by every function of SAM.

use super::support::Setting;

fn function(resource_type: &str, properties: &str) -> String {
    format!("Resources:\n  Api:\n    Type: {resource_type}\n    Properties:\n      FunctionName: api\n{properties}")
}

fn environment(variable: &str) -> String {
    function("AWS::Lambda::Function", &format!("      Environment: {{Variables: {{{variable}}}}}\n"))
}

#[test]
fn paths_are_those_of_the_template() {
    let outcome = Setting::usual().seal(&environment("DB: $<ssm:/app/db>"));
    outcome.expect(&[]);
    let service = outcome.service();
    assert_eq!(&*service.secrets[0].at, "Resources.Api.Properties.Environment.Variables.DB");
    assert_eq!(service.resources["Api"].grants.len(), 1);
    let outcome = Setting::usual().seal("Resources: {}\nOutputs: {O: {Value: $<ssm:/app/db>}}");
    outcome.expect(&["SF203 error"]);
    assert!(outcome.report().contains("`Outputs.O.Value`"), "{}", outcome.report());
}

#[test]
fn a_clear_text_that_is_written_is_refused_and_one_from_outside_is_encrypted() {
    let setting = Setting::with_key("alias/demo");
    setting.seal(&environment("DB_PASSWORD: s3cr3t-pass-word")).expect(&["SF201 error"]);
    setting.seal(&environment("DB_PASSWORD: $<env:DB_PASSWORD>")).expect(&["SF319 note"]);
    let service = format!("service: shop\nresources:\n  {}", environment("DB_PASSWORD: s3cr3t-pass-word").replace('\n', "\n  "));
    setting.seal(&service).expect(&["SF319 note"]);
}

#[test]
fn what_cloudformation_would_read_from_parameter_store_is_judged_by_names() {
    for (variable, codes) in [
        ("DB_PASSWORD: '{{resolve:ssm:/app/db:1}}'", &["SF206 error"][..]),
        ("SETTING: '{{resolve:ssm:/app/db_password:1}}'", &["SF206 error"]),
        ("DB_PASSWORD: !Join ['', ['{{resolve:ssm:/app/db:1}}']]", &["SF206 error"]),
        ("STAGE: '{{resolve:ssm:/app/stage:1}}'", &[]),
        ("TOKEN_TABLE_ARN: '{{resolve:ssm:/app/token/table:1}}'", &[]),
    ] {
        Setting::usual().seal(&environment(variable)).expect(codes);
    }
}

const GLOBALS: &str = "Transform: AWS::Serverless-2016-10-31\nGlobals:\n  Function:\n    Environment:\n      Variables: {";

#[test]
fn every_function_of_sam_opens_what_globals_hold() {
    let template = format!(
        "{GLOBALS}DB: $<ssm:/app/db>}}\n{}  Other: {{Type: AWS::Serverless::Function, Properties: {{}}}}\n  Plain: {{Type: AWS::Lambda::Function}}\n",
        function("AWS::Serverless::Function", "      Environment: {Variables: {DB2: $<ssm:/app/db>}}\n")
    );
    let outcome = Setting::usual().seal(&template);
    outcome.expect(&[]);
    let functions = &outcome.service().resources;
    let counts: Vec<_> = functions.iter().map(|(id, function)| (&**id, function.grants.len())).collect();
    assert_eq!(counts, [("Api", 1), ("Other", 1), ("Plain", 0)]);
    let names = outcome.service().tree.at(&["Globals", "Function", "Environment", "Variables"]).and_then(|tree| tree.as_mapping());
    assert_eq!(names.map(|names| names.iter().map(|(name, _)| name).collect::<Vec<_>>()), Some(vec!["ENCRYPTED_DB", "DB_ARN"]));
}

#[test]
fn a_clear_text_of_globals_is_nobodys() {
    let outcome = Setting::with_key("alias/demo").seal(&format!("{GLOBALS}XX: $<env:XX>}}\nResources: {{}}\n"));
    outcome.expect(&["SF305 error"]);
    assert!(outcome.report().contains("`Globals`"), "{}", outcome.report());
}
