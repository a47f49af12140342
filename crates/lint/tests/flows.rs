//! Small files, each with the lines that must be found marked by `# <- SFnnn` at their ends; every other line must be silent at warning or above.
//!
//! A file may bring further ones, each behind a line `--- path`.

mod support;

use support::{check, check_with};

const SERVICE: &str = "service: orders\nframeworkVersion: '3'\nprovider: {name: aws}\n";
const TEMPLATE: &str = "AWSTemplateFormatVersion: '2010-09-09'\n";

fn service(rest: &str) {
    check(&format!("{SERVICE}{rest}"));
}

fn template(rest: &str) {
    check(&format!("{TEMPLATE}{rest}"));
}

/// A template whose one function has these environment variables.
fn environment(variables: &str) {
    let parameters = "Parameters: {P: {Type: String, NoEcho: true}}\n";
    let function = "Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n";
    let variables: String = variables.lines().map(|line| format!("          {}\n", line.trim_start())).collect();
    template(&format!("{parameters}{function}{variables}"));
}

#[test]
fn each_dialect_decrypts_by_its_own_rules() {
    for (version, variables) in [
        ("'1'", "A_TOKEN: ${ssm:/a/token~true} # <- SF220\n"),
        ("'2'", "A_TOKEN: ${ssm:/a/token~true} # <- SF220\n"),
        ("'3'", "A_TOKEN: ${ssm:/a/token} # <- SF220\n"),
        ("'3'", "A_TOKEN: ${ssm(eu-west-1):/a/token} # <- SF220\n"),
        ("'3'", "A_TOKEN: ${ssm(raw):/a/token} # <- SF220\n"),
        ("'4'", "A_TOKEN: ${ssm:/a/token} # <- SF220\n"),
        ("'4'", "A_TOKEN: ${aws:ssm:/a/token} # <- SF220\n"),
        ("'3'", "X: ${ssm:/aws/reference/secretsmanager/orders} # <- SF220\n"),
        ("'3'", "MY_TOKEN: ${ssm:/orders/prod/x} # <- SF220\n"),
    ] {
        check(&format!("service: a\nframeworkVersion: {version}\nprovider:\n  name: aws\n  environment:\n    {variables}"));
    }
}

#[test]
fn the_address_of_a_store_is_no_secret_beside_its_password() {
    let beside = "functions:\n  a:\n    environment:\n      MONGO_DB_USER: ${env:MONGO_DB_USER}\n      MONGO_DB_PASS: ${env:MONGO_DB_PASS} # <- SF223\n      MONGO_DB_URL: ${env:MONGO_DB_URL}\n";
    service(beside);
    service(&beside.replace("MONGO_DB_URL: ${env:MONGO_DB_URL}", "REDIS_URL: ${env:REDIS_URL} # <- SF223"));
    service("functions: {a: {environment: {MONGO_DB_URL: '${env:MONGO_DB_URL}'}}} # <- SF223\n");
}

#[test]
fn values_are_followed_through_the_service() {
    service("custom:\n  db: ${ssm:/orders/db/password} # <- SF220\nfunctions:\n  a:\n    environment:\n      PW: ${self:custom.db}\n");
    service(
        "custom:\n  a: ${ssm:/orders/db/password} # <- SF220\n  b: ${self:custom.a}\n  c: ${self:custom.b}\nfunctions: {a: {environment: {PW: '${self:custom.c}'}}}\n",
    );
    service("custom:\n  db: ${ssm:/orders/db} \nfunctions:\n  a:\n    environment:\n      PORT: ${self:custom.db.port}\n");
    service("custom:\n  db: ${ssm:/orders/db} # <- SF220\nfunctions:\n  a:\n    environment:\n      PW: ${self:custom.db.password}\n");
    service(
        "custom:\n  dev: {pw: none}\n  prod:\n    pw: ${env:DB_PASSWORD} # <- SF223\nfunctions:\n  a:\n    environment:\n      X: ${self:custom.${opt:stage, 'dev'}.pw}\n",
    );
    service("params:\n  prod:\n    key: ${ssm:/orders/api_key} # <- SF220\nfunctions: {a: {environment: {K: '${param:key}'}}}\n");
    service("stages:\n  prod:\n    params:\n      key: ${env:API_KEY} # <- SF223\nfunctions: {a: {environment: {K: '${param:key}'}}}\n");
    service(
        "custom:\n  env:\n    A: b\n    DB_PASSWORD: ${env:DB_PASSWORD} # <- SF223\nfunctions: {a: {environment: '${self:custom.env}'}}\n",
    );
    service(
        "custom:\n  env: {dev: {A: b}, prod: {DB_PASSWORD: '${env:DB_PASSWORD}'}} # <- SF223\nfunctions:\n  - a: {environment: '${self:custom.env.${sls:stage}}'}\n",
    );
    service("functions:\n  a:\n    environment:\n      URL: postgres://app:${ssm:/orders/db/password}@db/app # <- SF220\n");
    service("functions:\n  a:\n    environment:\n      X: ${opt:x, env:GITHUB_TOKEN} # <- SF223\n");
    service("functions:\n  a:\n    environment:\n      X: ${vault:x} # <- SF223\n");
    service("functions:\n  a:\n    environment:\n      X: ${cf:auth.ClientSecret} # <- SF223\n");
    service("functions:\n  a:\n    environment:\n      X: ${s3:bucket/secrets/stripe_key} # <- SF223\n");
    service("functions:\n  a:\n    environment:\n      X: ${param:dbPassword} # <- SF223\n");
    service(
        "custom:\n  path: /orders/${sls:stage}/db_password\nfunctions:\n  a:\n    environment:\n      DB: ${ssm:${self:custom.path}} # <- SF220\n",
    );
    service("functions:\n  a:\n    environment: ${ssm:/aws/reference/secretsmanager/orders} # <- SF220\n");
    service("functions:\n  a:\n    environment: ${file(secrets.${sls:stage}.json)} # <- SF223\n");
    service("functions:\n  a:\n    environment:\n      DB: ${terraform:outputs:db_password} # <- SF223\n");
    service("functions:\n  a:\n    environment:\n      DB: ${output:shared.dbPassword} # <- SF223\n");
    service("functions:\n  a:\n    environment:\n      DB: ${acct:res:/orders/db_password} # <- SF223\n");
    check(
        "service: a\nprovider:\n  name: aws\n  environment: ${self:custom.env.${self:provider.stage}}\ncustom: {env: {dev: {TOKEN: '${env:DEV_TOKEN}'}}} # <- SF223\nfunctions: {}\n",
    );
}

#[test]
fn every_place_of_the_template_is_a_sink() {
    service(
        "resources:\n  Resources:\n    Db:\n      Type: AWS::RDS::DBInstance\n      Properties:\n        MasterUserPassword: ${ssm:/orders/db/password} # <- SF221\n",
    );
    service("resources:\n  Outputs:\n    X:\n      Value: ${ssm:/orders/db/password} # <- SF222\n");
    service("resources:\n  - Description: ${ssm:/orders/db/password} # <- SF222\n");
    service(
        "functions:\n  a:\n    description: ${ssm:/orders/db/password} # <- SF222\n    tags:\n      t: ${env:DB_PASSWORD} # <- SF223\n",
    );
    service(
        "resources:\n  Resources:\n    B:\n      Type: AWS::CodeBuild::Project\n      Properties:\n        Environment:\n          EnvironmentVariables:\n            - {Name: TOKEN, Value: '${env:SONAR_TOKEN}'} # <- SF223\n",
    );
    service(
        "resources:\n  Resources:\n    Q:\n      Type: AWS::SQS::Queue\n      Properties:\n        QueueName: ${self:service}-${env:API_TOKEN} # <- SF223\n",
    );
    service("functions:\n  a:\n    events:\n      - schedule: {rate: rate(1 day), input: {key: '${env:API_KEY}'}} # <- SF223\n");
}

#[test]
fn what_is_harmless_or_sealed_is_silent() {
    service(
        "functions:\n  a:\n    environment:\n      TABLE: ${ssm:/orders/table}\n      STAGE: ${sls:stage}\n      REGION: ${aws:region}\n      HOST: ${env:HOST}\n      URL: ${cf:api.Url}\n      X: ${ssm(noDecrypt):/orders/settings}\n",
    );
    service("custom:\n  unused: ${ssm:/orders/db/password}\n  sentry: {authToken: '${env:SENTRY_AUTH_TOKEN}'}\n");
    service("functions:\n  a:\n    environment:\n      DB_PASSWORD: $<ssm:/orders/db/password>\n      TOKEN: $<env:TOKEN>\n");
    service(
        "functions:\n  a:\n    environment:\n      DB_SECRET_ARN: arn:aws:secretsmanager:eu-west-1:123456789012:secret:${env:DB_SECRET}\n",
    );
    service("functions:\n  a:\n    environment:\n      DB_SECRET_ARN: ${ssm:/orders/db_secret}\n      SECRET_NAME: ${env:SECRET_NAME}\n");
    service(
        "custom:\n  db: ${ssm:/orders/db/password}\n  copy: ${self:custom.db}\nfunctions: {a: {environment: {A: '${self:custom.other, ''x''}'}}}\n",
    );
}

#[test]
fn what_is_written_once_is_found_once() {
    let text = format!(
        "{SERVICE}custom:\n  base: &base\n    DB_PASSWORD: ${{ssm:/orders/db_password}}\nfunctions:\n  a: {{environment: *base}}\n  b:\n    environment:\n      <<: *base\n  c: {{environment: '${{self:custom.base}}'}}\n"
    );
    let (_, findings) = support::findings(&text, "");
    let [finding] = findings.as_slice() else { panic!("one finding: {findings:#?}") };
    assert_eq!(finding.diagnostic.code.id(), "SF220");
    assert!(finding.diagnostic.labels.iter().any(|label| label.text.contains("it lands in")), "{finding:#?}");
}

#[test]
fn a_part_of_a_text_is_judged_by_itself() {
    let environment = |variable: &str| service(&format!("functions:\n  a:\n    environment:\n      {variable}\n"));
    environment("DATABASE_URL: postgres://app@${ssm:/orders/db_host}/${self:custom.name, 'orders'}");
    environment("DATABASE_URL: postgres://app:${ssm:/orders/x}@db/orders # <- SF220");
    environment("DATABASE_URL: postgres://app:${ssm:/orders/db_password}@db/orders # <- SF220");
    environment("DATABASE_URL: ${ssm:/orders/x} # <- SF220");
    service(
        "custom:\n  db: ${ssm:/aws/reference/secretsmanager/orders/db}\nfunctions: {a: {environment: {HOST: '${self:custom.db.host}'}}}\n",
    );
    check(
        "service: a\nprovider:\n  name: aws\n  apiGateway:\n    apiKeys:\n      - {name: free, value: '${env:FREE_PLAN}'} # <- SF223\n      - ${env:PLAN_NAME}\nfunctions: {}\n",
    );
}

#[test]
fn ours_is_a_finding_only_where_nothing_can_be_sealed() {
    service("functions:\n  a:\n    description: $<ssm:/orders/db/password> # <- SF222\n");
    service("resources:\n  Outputs:\n    X:\n      Value: $<env:TOKEN> # <- SF223\n");
    check(
        "service: a\nframeworkVersion: '2'\nprovider:\n  name: aws\n  variableSyntax: '\\$<([^<>]+?)>'\n  environment:\n    PW: $<ssm:/orders/db/password~true> # <- SF220\n",
    );
}

#[test]
fn included_files_are_followed() {
    for (main, files) in [
        (
            "functions: {a: {environment: {API_SECRET: '${file(./s.yml):prod.apiSecret}'}}} # <- SF224\n",
            "--- s.yml\nprod: {apiSecret: q2E1QXJ6ptiiFDIa6pFknOo3sSN9FESF}\n",
        ),
        (
            "functions: {a: {environment: '${file(env.${opt:stage, ''dev''}.yml)}'}} # <- SF224\n",
            "--- env.dev.yml\nA: b\nAPI_SECRET: q2E1QXJ6ptiiFDIa6pFknOo3sSN9FESF\n",
        ),
        (
            "functions: {a: {environment: {X: '${file(s.json):k}'}}} # <- SF224\n",
            "--- s.json\n{\"k\": \"sk_live_518mFmQp5zvqYMtrb1uvZwnZuDMjJxyZLLKcgTAOGSf9uih4vmuGMG\"}\n",
        ),
        (
            "functions: {a: {environment: {SIGNING_SECRET: '${file(secret.txt)}'}}} # <- SF224\n",
            "--- secret.txt\nq2E1QXJ6ptiiFDIa6pFknOo3sSN9FESF\n",
        ),
        (
            "custom: {all: '${file(s.yml)}'} # <- SF224\nfunctions: {a: {environment: {API_SECRET: '${self:custom.all.prod}'}}}\n",
            "--- s.yml\nprod: q2E1QXJ6ptiiFDIa6pFknOo3sSN9FESF\n",
        ),
        ("functions: {a: {environment: {X: '${file(s.yml):X}'}}}\n", "--- s.yml\nX: ${env:DB_PASSWORD} # <- SF223\n"),
        (
            "functions: {a: {environment: {X: '${file(s.yml):a.x}'}}}\n",
            "--- s.yml\na: ${file(t.yml)}\n--- t.yml\nx: ${ssm:/orders/db/password} # <- SF220\n",
        ),
        ("functions: ${file(f.yml)}\n", "--- f.yml\na:\n  environment:\n    TOKEN: ${env:TOKEN} # <- SF223\n"),
        ("functions:\n  - ${file(f.yml)}\n", "--- f.yml\na:\n  environment:\n    TOKEN: ${env:TOKEN} # <- SF223\n"),
        (
            "resources: ${file(r.yml)}\n",
            "--- r.yml\nParameters: {P: {Type: String, NoEcho: true}}\nOutputs:\n  O:\n    Value: !Ref P # <- SF225\n",
        ),
        ("resources:\n  - ${file(r.yml)}\n", "--- r.yml\nOutputs:\n  O:\n    Value: '{{resolve:secretsmanager:a}}' # <- SF227\n"),
        ("functions: {a: {environment: {API_SECRET: '${file(missing.yml):apiSecret}'}}} # <- SF223\n", ""),
        ("functions: {a: {environment: {TABLE: '${file(missing.yml):table}', X: '${file(./x.js):table}'}}}\n", ""),
        ("functions: {a: {environment: '${file(env.yml)}'}}\n", "--- env.yml\nTABLE: t\nDB_PASSWORD: changeme\n"),
    ] {
        check_with(&format!("{SERVICE}{main}"), files);
    }
}

#[test]
fn parameters_are_followed() {
    environment("PW: !Ref P # <- SF225");
    environment("PW: {Ref: P} # <- SF225");
    environment("URL: !Sub 'postgres://app:${P}@db' # <- SF225");
    environment("URL: !Sub ['postgres://app:${X}@db', {X: !Ref P}] # <- SF225");
    environment("URL: !Join ['', ['a:', !Ref P]] # <- SF225");
    environment("PW: !If [C, !Ref P, x] # <- SF225");
    environment("PW: !If [C, x, !If [D, !Sub '${P}', y]] # <- SF225");
    environment("A: !Sub 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:${P}'");
    environment("A: !Sub '${!P} ${AWS::Region}'");
    environment("A: !FindInMap [M, !Ref P, x]");
    let database = "Resources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: !Ref ";
    template(&format!("Parameters:\n  Pw: {{Type: String, NoEcho: true}}\n{database}Pw\n"));
    template(&format!("Parameters:\n  Pw: {{Type: String}} # <- SF229\n{database}Pw\n"));
    template(&format!(
        "Parameters:\n  DbPassword: {{Type: String, Default: changeme, NoEcho: 'false'}} # <- SF229\n{database}DbPassword\n"
    ));
    template("Parameters:\n  DbPassword: {Type: String, NoEcho: true}\nConditions:\n  C: !Equals [!Ref DbPassword, '']\n");
    template(
        "Parameters:\n  DbSecret: {Type: String}\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: !Sub '{{resolve:secretsmanager:${DbSecret}:SecretString:password}}'\n",
    );
    template(
        "Parameters:\n  UsePassword: {Type: String, AllowedValues: [yes, no]}\n  TokenTtl: {Type: Number}\n  SecretArn: {Type: String}\n  DbPassword: {Type: String, Default: /orders/db/password}\n  KeyName: {Type: 'AWS::EC2::KeyPair::KeyName'}\n",
    );
    let instance = "Parameters: {P: {Type: String, NoEcho: true}}\nResources:\n  I:\n    Type: AWS::EC2::Instance\n";
    template(&format!("{instance}    Metadata:\n      x: !Ref P # <- SF225\n"));
    template(&format!(
        "{instance}    Properties:\n      UserData:\n        Fn::Base64: !Sub |\n          #!/bin/sh\n          export PW=${{P}} # <- SF225\n"
    ));
    template(&format!("{instance}    Properties:\n      Tags: [{{Key: x, Value: !Ref P}}] # <- SF225\n"));
    template(
        "Parameters: {P: {Type: String, NoEcho: true}}\nResources:\n  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: a\n          Environment:\n            - {Name: PW, Value: !Ref P} # <- SF225\n          Secrets:\n            - {Name: PW, ValueFrom: !Ref P}\n",
    );
    template(
        "Parameters: {P: {Type: String, NoEcho: true}}\nResources:\n  B:\n    Type: AWS::CodeBuild::Project\n    Properties:\n      Environment:\n        EnvironmentVariables:\n          - {Name: PW, Value: !Ref P} # <- SF225\n          - {Name: PW, Type: PARAMETER_STORE, Value: !Ref P}\n",
    );
    template(
        "Parameters: {P: {Type: String, NoEcho: true}}\nResources:\n  S:\n    Type: AWS::SSM::Parameter\n    Properties:\n      Type: String\n      Value: !Ref P # <- SF225\n",
    );
    template(
        "Transform: AWS::Serverless-2016-10-31\nParameters: {P: {Type: String, NoEcho: true}}\nGlobals:\n  Function:\n    Environment:\n      Variables:\n        PW: !Ref P # <- SF225\nResources: {}\n",
    );
    template(
        "Parameters: {P: {Type: String, NoEcho: true}}\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment: !If\n        - C\n        - Variables:\n            PW: !Ref P # <- SF225\n        - !Ref AWS::NoValue\n",
    );
    service(
        "custom: {pw: !Ref P} # <- SF225\nfunctions: {a: {environment: {PW: '${self:custom.pw}'}}}\nresources: {Parameters: {P: {Type: String, NoEcho: true}}}\n",
    );
    service(
        "functions:\n  a:\n    environment:\n      PW: {Ref: P} # <- SF225\nresources: {Parameters: {P: {Type: String, NoEcho: true}}}\n",
    );
}

#[test]
fn parameters_of_parameter_store_are_judged_by_name() {
    let parameters = "Parameters:\n  DbPassword: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /orders/db_password}\n  Table: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /orders/table}\n";
    template(&format!("{parameters}Outputs:\n  O: {{Value: !Ref DbPassword}} # <- SF226\n  T: {{Value: !Ref Table}}\n"));
    template(&format!(
        "{parameters}Resources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          API_KEY: !Ref Table # <- SF226\n          TABLE: !Ref Table\n          DB_PASSWORD_ARN: !Ref DbPassword\n"
    ));
}

#[test]
fn dynamic_references_are_judged_by_place() {
    environment("PW: '{{resolve:secretsmanager:orders/db:SecretString:password}}' # <- SF227");
    environment("HOST: '{{resolve:secretsmanager:orders/db:SecretString:host}}'");
    environment("ID: '{{resolve:secretsmanager:orders/oauth:SecretString:client_id}}'");
    environment("PW: '{{resolve:ssm:/orders/db/password}}' # <- SF227");
    environment("DB_PASSWORD: '{{resolve:ssm:/orders/x}}' # <- SF227");
    environment("TABLE: '{{resolve:ssm:/orders/table}}'");
    environment("PW: '{{resolve:ssm-secure:/orders/db/password}}' # <- SF206");
    environment("PW: !Sub '{{resolve:secretsmanager:${Db}:SecretString:password}}' # <- SF227");
    environment("PW: !Join ['', ['{{resolve:secretsmanager:', !Ref Db, ':SecretString:password}}']] # <- SF227");
    environment("PW: !If [C, '{{resolve:secretsmanager:a}}', ''] # <- SF227");
    template(
        "Mappings:\n  M:\n    dev: {pw: '{{resolve:secretsmanager:a}}'} # <- SF227\nOutputs:\n  O: {Value: !FindInMap [M, !Ref Stage, pw]}\n",
    );
    template(
        "Mappings:\n  M:\n    dev: {pw: '{{resolve:secretsmanager:a}}'}\nResources:\n  Db:\n    Type: AWS::RDS::DBInstance\n    Properties: {MasterUserPassword: !FindInMap [M, dev, pw]}\n",
    );
    let property =
        |kind: &str, property: &str| template(&format!("Resources:\n  R:\n    Type: {kind}\n    Properties:\n      {property}\n"));
    property("AWS::RDS::DBInstance", "MasterUserPassword: '{{resolve:ssm-secure:/orders/db/password:1}}'");
    property("AWS::RDS::DBInstance", "MasterUserPassword: !Join ['', ['{{resolve:secretsmanager:', !Ref S, ':SecretString:password}}']]");
    property("AWS::IAM::User", "LoginProfile: {Password: '{{resolve:ssm-secure:/a/password}}'}");
    property("AWS::ElastiCache::User", "Passwords: ['{{resolve:ssm-secure:/a/password}}'] # <- SF206");
    property("AWS::EC2::Instance", "UserData: !Base64 '{{resolve:secretsmanager:a}}' # <- SF227");
    template("Parameters:\n  P: {Type: String, Default: '{{resolve:secretsmanager:a}}'} # <- SF227\nOutputs: {O: {Value: !Ref P}}\n");
    property("AWS::ApiGateway::Stage", "Variables: {pw: '{{resolve:secretsmanager:a}}'} # <- SF227");
    property("AWS::Glue::Job", "DefaultArguments: {'--pw': '{{resolve:secretsmanager:a}}'} # <- SF227");
    property("AWS::DMS::Endpoint", "Password: '{{resolve:secretsmanager:a}}'");
    property("AWS::RDS::DBInstance", "MasterUserPassword: '{{resolve:ssm:/orders/db/password}}'");
    property("AWS::EC2::Instance", "ImageId: '{{resolve:ssm:/aws/service/ami}}'");
    template("Description: see {{resolve:ssm-secure:/a/password}}\nResources: {}\n");
    service("functions:\n  a:\n    environment:\n      PW: '{{resolve:secretsmanager:orders/db}}' # <- SF227\n");
    service(
        "custom:\n  pw: '{{resolve:secretsmanager:orders/db}}' # <- SF227\nfunctions:\n  a:\n    environment:\n      PW: ${self:custom.pw}\n",
    );
}

#[test]
fn attributes_that_are_secrets_are_found() {
    let key = "Resources:\n  K: {Type: AWS::IAM::AccessKey, Properties: {UserName: a}}\n  S: {Type: AWS::SecretsManager::Secret, Properties: {SecretString: !GetAtt K.SecretAccessKey}}\nOutputs:\n";
    template(&format!("{key}  A: {{Value: !GetAtt K.SecretAccessKey}} # <- SF230\n"));
    template(&format!("{key}  A: {{Value: {{'Fn::GetAtt': [K, SecretAccessKey]}}}} # <- SF230\n"));
    template(&format!("{key}  A: {{Value: !Sub 'x ${{K.SecretAccessKey}}'}} # <- SF230\n"));
    template(&format!("{key}  A: {{Value: !Ref K}}\n"));
}

#[test]
fn circles_end() {
    service(
        "custom:\n  a: ${self:custom.b}\n  b: ${self:custom.a}\n  c: ${self:custom.c, self:custom.c, self:custom.d}\n  d: {x: '${self:custom.d}'}\n  e: ${self:custom.${self:custom.e}}\nfunctions: {a: {environment: {A: '${self:custom.a}', C: '${self:custom.c}', D: '${self:custom.d.x.x.x}', E: '${self:custom.e}'}}}\n",
    );
    check_with(
        &format!("{SERVICE}custom: ${{file(a.yml)}}\nfunctions: {{a: {{environment: '${{self:custom.x}}'}}}}\n"),
        "--- a.yml\nx: ${file(b.yml)}\n--- b.yml\ny: ${file(a.yml):x}\nz: ${file(${file(b.yml):z}.yml)}\n",
    );
    template(
        "Parameters: {P: {Type: String, NoEcho: true, Default: !Ref P}}\nMappings: {M: {a: {b: !FindInMap [M, a, b]}, c: {b: '{{resolve:ssm:/x}}'}}}\n",
    );
}

#[test]
fn an_included_file_that_cannot_be_read_is_said_at_its_reference_and_stops_nothing() {
    check_with(
        &format!(
            "{SERVICE}custom: ${{file(a.yml)}} # <- SF001\nfunctions: {{a: {{environment: {{TOKEN: '${{env:TOKEN}}'}}}}}} # <- SF223\n"
        ),
        "--- a.yml\nx: [1\n",
    );
}
