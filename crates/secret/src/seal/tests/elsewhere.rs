//! Outside the environments: dynamic references where CloudFormation resolves them, refusals everywhere else.

use super::blob::blob;
use super::support::Setting;
use super::world::parameter_blob;

fn database(password: &str) -> String {
    format!(
        "resources:\n  Resources:\n    Db:\n      Type: AWS::RDS::DBInstance\n      Properties:\n        MasterUserPassword: {password}\n"
    )
}

fn password_of(setting: &Setting, password: &str) -> String {
    let outcome = setting.seal(&database(password));
    outcome.expect(&["SF205 warning"]);
    let service = outcome.service();
    assert_eq!(service.secrets[0].form, "dynamic-reference");
    assert_eq!(&*service.secrets[0].at, "resources.Resources.Db.Properties.MasterUserPassword");
    let tree = service.tree.at(&["resources", "Resources", "Db", "Properties", "MasterUserPassword"]);
    tree.and_then(|tree| tree.as_leaf()).and_then(|leaf| leaf.as_str()).expect("it is text").to_owned()
}

#[test]
fn a_password_of_a_database_becomes_a_dynamic_reference() {
    let setting = Setting::usual();
    assert_eq!(password_of(&setting, "$<ssm:/app/db>"), "{{resolve:ssm-secure:/app/db:7}}");
    assert_eq!(password_of(&setting, "$<ssm:/app/db:3>"), "{{resolve:ssm-secure:/app/db:3}}");
    assert_eq!(password_of(&setting, "$<ssm:/app/moto>"), "{{resolve:ssm-secure:/app/moto:7}}", "no ciphertext is needed");
    assert_eq!(
        password_of(&setting, "$<ssm:/aws/reference/secretsmanager/app/db#pw>"),
        "{{resolve:secretsmanager:app/db:SecretString:pw}}"
    );
    let asked = setting.seal(&database("$<ssm:/app/db>")).asked;
    assert!(asked.is_empty(), "CloudFormation's role reads it, so neither tier nor key matters");
}

#[test]
fn the_branches_of_a_condition_stand_for_the_property() {
    let outcome = Setting::usual().seal(&database("!If [UsePassword, $<ssm:/app/db>, $<ssm:/app/other>]"));
    outcome.expect(&["SF205 warning"]);
    Setting::usual().seal(&database("!If [UsePassword, a-literal-that-is-secret, !Ref X]")).expect(&["SF201 error"]);
}

#[test]
fn what_a_dynamic_reference_cannot_say_is_refused() {
    let cases = [
        ("$<ssm:/app/db:prod>", "SF203 error"),
        ("$<ssm:/app/db#key>", "SF203 error"),
        ("${ssm(eu-west-1):/app/db}", "SF203 error"),
        ("$<ssm:/aws/reference/secretsmanager/app/db#a.b>", "SF203 error"),
        ("a$<ssm:/app/db>", "SF202 error"),
        ("!Sub ['${A}', {A: $<ssm:/app/db>}]", "SF203 error"),
        ("$<env:X>", "SF201 error"),
        ("a-literal-that-is-secret", "SF201 error"),
        ("$<unasked:x>", "SF312 error"),
    ];
    for (password, code) in cases {
        let outcome = Setting::with_key("alias/demo").seal(&database(password));
        assert_eq!(outcome.codes(), [code], "{password}\n{}", outcome.report());
    }
}

/// A secret lands at each of these places and is refused.
#[test]
fn everywhere_else_a_secret_is_refused() {
    let places = [
        "service: {}",
        "provider: {tags: {owner: {}}}",
        "provider: {stackName: {}}",
        "provider: {iam: {role: {statements: [{Resource: {}}]}}}",
        "functions: {app: {description: {}}}",
        "functions: {app: {name: {}}}",
        "functions: {app: {tags: {owner: {}}}}",
        "functions: {app: {events: [{schedule: {input: {value: {}}}}]}}",
        "layers: {one: {description: {}}}",
        "resources: {Description: {}}",
        "resources: {Outputs: {Url: {Value: {}}}}",
        "resources: {Metadata: {Note: {}}}",
        "resources: {Parameters: {P: {Default: {}}}}",
        "resources: {Mappings: {M: {a: {b: {}}}}}",
        "resources: {Resources: {P: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: {}}}}}",
        "resources: {Resources: {S: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: {}}}}}",
        "resources: {Resources: {S: {Type: Custom::Thing, Properties: {Password: {}}}}}",
        "resources: {Resources: {D: {Type: AWS::RDS::DBInstance, Metadata: {MasterUserPassword: {}}}}}",
        "resources: {extensions: {AppLambdaFunction: {Properties: {Environment: {Variables: {DB: {}}}}}}}",
        "resources: [{Outputs: {Url: {Value: {}}}}]",
        "functions: [{app: {description: {}}}]",
        "unknownPlugin: {setting: {}}",
    ];
    for place in places {
        for (secret, code) in [
            ("$<ssm:/app/db>", "SF203 error"),
            ("$<ssm:/aws/reference/secretsmanager/app/db>", "SF203 error"),
            ("$<env:X>", "SF201 error"),
            ("x$<ssm:/app/db>", "SF202 error"),
            ("${ssm(noDecrypt):/app/moto}", "SF303 error"),
            ("postgres://app:hunter2-canary@db/app", "SF201 error"),
        ] {
            let yaml = place.replacen("{}", &format!("'{secret}'"), 1);
            let outcome = Setting::with_key("alias/demo").seal(&yaml);
            assert_eq!(outcome.codes(), [code], "{yaml}\n{}", outcome.report());
            let diagnostic = &outcome.diagnostics[0];
            assert!(diagnostic.help.is_some() && diagnostic.primary.is_some(), "{yaml}");
        }
        for safe in [blob(7), "${ssm(noDecrypt):/app/db}".to_owned(), "$<env:BLOB_SECRET>".to_owned()] {
            let yaml = place.replacen("{}", &format!("'{safe}'"), 1);
            let outcome = Setting::usual().seal(&yaml);
            assert_eq!(outcome.codes(), [""; 0], "a ciphertext is safe: {yaml}\n{}", outcome.report());
        }
    }
}

#[test]
fn a_ciphertext_in_a_property_is_what_parameter_store_holds() {
    let outcome =
        Setting::usual().seal("resources: {Resources: {S: {Type: Custom::Thing, Properties: {Cipher: '${ssm(noDecrypt):/app/db}'}}}}");
    let tree = outcome.service().tree.at(&["resources", "Resources", "S", "Properties", "Cipher"]).expect("it is there");
    assert_eq!(tree.as_leaf().and_then(|leaf| leaf.as_str()), Some(&*parameter_blob("/app/db")));
}

#[test]
fn literals_are_judged_by_where_they_land() {
    let refused = [
        "resources: {Resources: {P: {Type: AWS::SSM::Parameter, Properties: {Name: /app/db/password, Type: String, Value: so-secret-a-literal}}}}",
        "resources: {Resources: {S: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: so-secret-a-literal}}}}",
        "resources: {Resources: {T: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Environment: [{Name: DB_PASSWORD, Value: so-secret-a-literal}]}]}}}}",
        "resources: {extensions: {AppLambdaFunction: {Properties: {Environment: {Variables: {DB_PASSWORD: so-secret-a-literal}}}}}}",
        "resources: {Parameters: {DbPassword: {Type: String, Default: so-secret-a-literal}}}",
        "resources: {Parameters: {Entry: {Type: String, NoEcho: true, Default: so-secret-a-literal}}}",
        "resources: {Outputs: {DbPassword: {Value: so-secret-a-literal}}}",
        "provider: {apiGateway: {apiKeys: [{name: free, value: so-secret-a-literal}]}}",
    ];
    for yaml in refused {
        Setting::usual().seal(yaml).expect(&["SF201 error"]);
    }
    let passes = [
        "resources: {Resources: {U: {Type: AWS::Cognito::UserPool, Properties: {Policies: {PasswordPolicy: {MinimumLength: 8, RequireNumbers: true}}}}}}",
        "resources: {Resources: {D: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: '{{resolve:ssm-secure:/app/db:1}}'}}}}",
        "resources: {Resources: {D: {Type: AWS::RDS::DBInstance, Properties: {MasterUserPassword: !Ref Password}}}}",
        "resources: {Outputs: {SecretArn: {Value: !Ref Secret, Export: {Name: shop-secret}}}}",
        "resources: {Parameters: {Entry: {Type: String, Default: so-public-a-literal}, Password: {Type: String, NoEcho: true, Default: ''}}}",
        "resources: {Parameters: {Password: {Type: 'AWS::SSM::Parameter::Value<String>', Default: prod-db-password}}}",
        "functions: {tokens: {handler: src/token.handler, description: Issues tokens}}",
    ];
    for yaml in passes {
        Setting::usual().seal(yaml).expect(&[]);
    }
}

#[test]
fn sections_that_reach_no_template_lose_their_secrets() {
    let outcome = Setting::usual().seal(
        "custom: {db: {password: '$<env:X>', host: db}, url: 'postgres://app:hunter2@db/app'}\nparams: {dev: {a: '$<ssm:/app/db>'}}\n",
    );
    outcome.expect(&[]);
    let tree = &outcome.service().tree;
    assert!(tree.at(&["custom", "db", "password"]).and_then(|tree| tree.as_leaf()).is_some_and(crate::SealedLeaf::is_null));
    assert!(tree.at(&["custom", "url"]).and_then(|tree| tree.as_leaf()).is_some_and(crate::SealedLeaf::is_null));
    assert_eq!(tree.at(&["custom", "db", "host"]).and_then(|tree| tree.as_leaf()).and_then(|leaf| leaf.as_str()), Some("db"));
}

#[test]
fn environments_stand_only_where_they_are_sealed() {
    let outcome = Setting::usual().seal("provider: {environment: {A1: b}}\nfunctions: {app: {handler: h, environment: {C1: d}}}\n");
    let tree = &outcome.service().tree;
    assert!(tree.at(&["provider", "environment"]).is_none() && tree.at(&["functions", "app", "environment"]).is_none());
    assert_eq!(outcome.variables(), ["A1=b", "C1=d"]);
}
