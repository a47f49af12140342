//! Labelled cases about secrets that are written out: a line that starts with `»` is a leak, any other is none.

#[expect(dead_code, reason = "this file's cases are marked otherwise")]
mod support;

use std::collections::BTreeSet;

use sealform_diagnostic::Severity;

/// Tokens are put together here, so that no scanner of repositories takes this file for a leak.
const TOKENS: [(&str, &[&str]); 12] = [
    ("@GITHUB@", &["ghp_", "o8hkogOdad9lsRS5dUnJjkXRqyEo8V2xeJ9A"]),
    ("@STRIPE@", &["sk_live_", "518mFmQp5zvqYMtrb1uvZwnZuDMjJxyZLLKcgT"]),
    ("@SLACK@", &["xoxb-", "2194871512-7461823917-kQ8vT4nR6pD1cF5gH0jS2mW8"]),
    ("@WEBHOOK@", &["https://hooks.slack.com/", "services/T02AB34CD/B05EF67GH/kQ8vT4nR6pD1cF5gH0jS2mW8"]),
    ("@GITLAB@", &["glpat-", "kQ8vT4nR6pD1cF5gH0jS"]),
    ("@SENDGRID@", &["SG.", "kQ8vT4nR6pD1cF5gH0jS2m.W8kQ8vT4nR6pD1cF5gH0jS2mW8kQ8vT4nR6pD1cF5gH"]),
    ("@NPM@", &["npm_", "kQ8vT4nR6pD1cF5gH0jS2mW8kQ8vT4nR6pD1"]),
    ("@AWS@", &["AKIA", "Q7B3XZ9KL2MW8VT4"]),
    ("@AWSKEY@", &["je7MtGbClwBF/2Zp9Utk", "/h3yCo8nvbXPLqwKz0A1"]),
    ("@TWILIO@", &["SK", "0123456789abcdef0123456789abcde1"]),
    ("@JWT@", &["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.", "eyJzdWIiOiJvcmRlcnMifQ.", "kQ8vT4nR6pD1cF5gH0jS2mW8kQ8vT4nR6pD1cF5gH0j"]),
    (
        "@BLOB@",
        &[
            "AQICAHgXcJ1+jIKipQp/MM5uTPTgmgy9lnKIF7lyIAvpMKYhOwFnJU9pKOrzOPrA2TKvB/wLgZ+PmLFJ26ZrMvoF9/dyUAAAAGUwYwYJKoZIhvcNAQcGoFYwVAIBADBPBgkqhkiG9w0BBwEwHgYJYIZIAWUDBAEuMBEEDC2Mv/xbvtq2FMIezQIBEIAi7Sd/Y1Oi3Tq+oeJUqOdG2KZbS0dtLjZ7mn6yka2uCwqSHQ==",
        ],
    ),
];

/// What stands around an environment of a template.
const LAMBDA: &str = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n";

/// What stands around the environment of a service.
const SERVICE: &str = "service: orders\nframeworkVersion: '3'\nprovider:\n  name: aws\n  environment:\n";

/// What stands around resources of a template.
const TEMPLATE: &str = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n";

/// The case's text without marks, and the lines that are marked, from 1.
fn read(head: &str, body: &str) -> (String, BTreeSet<usize>) {
    let mut text = format!("{head}{body}");
    for (name, pieces) in TOKENS {
        text = text.replace(name, &pieces.concat());
    }
    let marked = text.lines().zip(1..).filter(|(line, _)| line.starts_with('»')).map(|(_, number)| number).collect();
    (text.replace('»', ""), marked)
}

fn check(head: &str, bodies: &[&str]) {
    let mut wrong = Vec::new();
    for body in bodies {
        let (text, leaks) = read(head, body);
        let (sources, findings) = support::findings(&text, "");
        let linted: Vec<(usize, String, Severity)> = findings
            .iter()
            .map(|finding| {
                let span = finding.diagnostic.primary.as_ref().expect("a finding has a place").span;
                let line = sources.get(span.file).expect("it was added").line_column(span.start as usize).line;
                (line, finding.diagnostic.code.id(), finding.diagnostic.severity)
            })
            .collect();
        // Beside a leak other rules may have something to say; about a clean case none may.
        let counts = |code: &str| leaks.is_empty() || ("SF240".."SF260").contains(&code);
        let loud = linted.iter().filter(|(_, code, severity)| *severity > Severity::Note && counts(code));
        let found: BTreeSet<usize> = loud.map(|(line, ..)| *line).collect();
        if found != leaks {
            wrong.push(format!("expected {leaks:?}, found {linted:?} in\n{text}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), bodies.len(), wrong.join("\n---\n"));
}

#[test]
fn environments_leak() {
    check(
        LAMBDA,
        &[
            "»          ANY: @GITHUB@\n",
            "»          ANY: @STRIPE@\n",
            "»          ANY: @SLACK@\n",
            "»          ANY: @WEBHOOK@\n",
            "»          ANY: @GITLAB@\n",
            "»          ANY: @SENDGRID@\n",
            "»          ANY: @NPM@\n",
            "»          ANY: @AWS@\n",
            "»          ANY: @AWSKEY@\n",
            "»          ANY: @TWILIO@\n",
            "»          ANY: @JWT@\n",
            "»          AWS_ACCESS_KEY_ID: @AWS@\n»          AWS_SECRET_ACCESS_KEY: @AWSKEY@\n",
            "»          HEADER: 'Authorization: Bearer kQ8vT4nR6pD1cF5gH0jS'\n",
            "»          HEADER: Basic b3JkZXJzOmh1bnRlcjI=\n",
            "»          DATABASE_URL: postgres://app:hunter2@db.example.com:5432/app\n",
            "»          MONGO: mongodb+srv://app:hunter2@cluster0.example.mongodb.net/app\n",
            "»          REDIS: rediss://:hunter2@cache.example.com:6379\n",
            "»          CONNECTION: Server=db;User Id=app;Password=hunter2;Encrypt=true\n",
            "»          JDBC: jdbc:postgresql://db/app?user=app&password=hunter2\n",
            "»          DB_PASSWORD: password\n",
            "»          DB_PASSWORD: admin123\n",
            "»          DB_PASS: letmein\n",
            "»          DB_PASSWORD: 12345678\n",
            "»          DB_PASSWORD: 'correct horse battery staple'\n",
            "»          JWT_SECRET: supersecret\n",
            "»          SESSION_SECRET: keyboard-cat-42!\n",
            "»          API_KEY: 0123456789abcdef0123456789abcdef\n",
            "»          DATADOG_API_KEY: 3f786850e387550fdab836ed7e6dc881\n",
            "»          TWILIO_AUTH_TOKEN: 3f786850e387550fdab836ed7e6dc881\n",
            "»          apiKey: kQ8vT4nR6pD1cF5gH0jS\n",
            "»          TOKEN: !Sub 'kQ8vT4nR6pD1cF5gH0jS'\n",
            "          URL: !Sub\n»            - https://app:hunter2@${Host}/x\n            - {Host: example.com}\n",
            "»          URL: !Sub https://app:hunter2@${Host}/x\n",
            "          DB_PASSWORD: !If\n            - Prod\n»            - hunter2\n»            - hunter3\n",
            "          TOKEN: !Join\n            - ''\n»            - - ghp_o8hkogOdad9lsRS5d\n              - UnJjkXRqyEo8V2xeJ9A\n",
            "          DB_PASSWORD: !Join\n            - ''\n»            - - hun\n              - ter2\n",
            "          TOKEN: >-\n»            kQ8vT4nR6pD1cF5gH0jS\n",
            "          MESSAGE: >\n            text before\n»            @GITHUB@\n            text behind\n",
            "          MESSAGE: |\n            text before\n»            @GITHUB@\n            text behind\n",
            "          MESSAGE: text before\n»            @GITHUB@ text\n            behind\n",
            "»          MESSAGE: \"a\\tb @GITHUB@\"\n",
            "»          CONFIG: '{\"db\":{\"user\":\"app\",\"password\":\"hunter2\"}}'\n",
            "»          CONFIG: \"{\\\"db\\\":{\\\"user\\\":\\\"app\\\",\\\"password\\\":\\\"hunter2\\\"}}\"\n",
            "»          CONFIG: eyJ1c2VyIjoiYXBwIiwicGFzc3dvcmQiOiJodW50ZXIyIn0=\n",
            "          TABLE: orders\n»          # DB_PASSWORD: hunter2\n",
            "»          TABLE: orders # token: kQ8vT4nR6pD1cF5gH0jS\n",
            "          TABLE: orders\n»          # export TOKEN=kQ8vT4nR6pD1cF5gH0jS\n",
            "          TABLE: orders\n»          # see @GITHUB@\n",
            "          TABLE: orders\n          # - Name: DB_PASSWORD\n»          #   Value: hunter2\n",
            "»          SIGNING_KEY: \"-----BEGIN RSA PRIVATE KEY-----\\nMIIEpAIBAAKCAQEAygJbhkdALjdy\\n-----END RSA PRIVATE KEY-----\"\n",
            "»          SETUP: curl -u orders:hunter2 https://example.com\n",
            "»          FIRST: &one @GITHUB@\n          SECOND: *one\n",
            "»          FIRST: &one hunter2\n          DB_PASSWORD: *one\n",
        ],
    );
}

#[test]
fn environments_are_clean() {
    check(
        LAMBDA,
        &[
            "          ENCRYPTED_TOKEN: @BLOB@\n          ENCRYPTED_TOKEN_ARN: arn:aws:kms:eu-west-1:111122223333:key/1\n",
            "          DB_PASSWORD: ENC[AES256_GCM,data:p673w==,iv:YY=,aad:UQ=,tag:A=,type:str]\n",
            "          DB_SECRET_ARN: arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-AbCdEf\n",
            "          DB_SECRET: arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-AbCdEf\n",
            "          DB_SECRET_NAME: orders/prod/db\n          DB_SECRET: orders/prod/db\n",
            "          DB_PASSWORD_PATH: /orders/prod/db/password\n          TOKEN_PARAMETER: /orders/token\n",
            "          TENANT_KEY: 022c9db6-50e0-4f0d-a2cc-41ea5cff9896\n          REQUEST_TOKEN: 022c9db6-50e0-4f0d-a2cc-41ea5cff9896\n",
            "          GIT_SHA: 3f786850e387550fdab836ed7e6dc881de23001b\n          COMMIT: 3f786850e387550fdab836ed7e6dc881de23001b\n",
            "          IMAGE: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
            "          TOKEN_HASH: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
            "          ETAG: d41d8cd98f00b204e9800998ecf8427e\n",
            "          SRI: sha384-ePt4p3RSb56a2TI1L6+h+cx2SYJw9q49oOKmsa1WlgYypEwvU+yYBm9V71awtEba\n",
            "          STRIPE_KEY: pk_live_51pVgyz5D1Iu9HQqg5vXbEKFH6psT4amuoK7s4iHgxXx\n",
            "          SENTRY_DSN: https://0123456789abcdef0123456789abcdef@o123.ingest.sentry.io/456\n",
            "          BACKUP_SECRET_ACCESS_KEY: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n          KEY: AKIAIOSFODNN7EXAMPLE\n",
            "          DB_PASSWORD: '<your-password>'\n          API_KEY: your-api-key-here\n          TOKEN: TODO\n          SECRET: '********'\n          PASSWORD: ''\n",
            "          TOKEN: ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
            "          WEBHOOK_URL: https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX\n",
            "          PASSWORD_MIN_LENGTH: 12\n          TOKEN_TTL: 3600\n          USE_SECRETS_MANAGER: 'true'\n          AUTH_ENABLED: 'false'\n          SECRET_ROTATION_DAYS: 30\n",
            "          AUTH: required\n          API_KEY_SOURCE: HEADER\n          AUTH_TOKEN: x-auth-token\n          JWT_SECRET_ALGORITHM: HS256\n          TOKEN_EXPIRES_IN: 15m\n",
            "          USER_POOL_ID: eu-west-1_AbCdEfGhI\n          CLIENT_ID: 1example23456789abcdefghij\n          HOSTED_ZONE: Z2FDTNDATAQYW2\n",
            "          CA: |\n            -----BEGIN CERTIFICATE-----\n            MIIEpAIBAAKCAQEA2IC7jWKo4S/qrFHXK5SR3SsCJP4UIfZdjduGJsBL8BDGUTrj\n            -----END CERTIFICATE-----\n",
            "          PUBLIC_KEY: |\n            -----BEGIN PUBLIC KEY-----\n            MIIEpAIBAAKCAQEA2IC7jWKo4S/qrFHXK5SR3SsCJP4UIfZdjduGJsBL8BDGUTrj\n            -----END PUBLIC KEY-----\n          SSH_KEY: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKQ8vT4nR6pD1cF5gH0jS2mW8kQ8vT4nR6pD1cF5gH0j\n",
            "          DATABASE_URL: postgres://db.example.com:5432/app?sslmode=require\n          REDIS_URL: redis://cache.abc123.0001.use1.cache.amazonaws.com:6379\n",
            "          DB_PASSWORD_KEY: DB_PASSWORD\n          SECRET_KEYS: username,password\n          CREDENTIALS: include\n",
            "          URL: https://example.com/reset?token={token}\n          PATTERN: password=(.*)\n",
            "          TABLE: orders\n          # password: see the vault\n          # TOKEN: changeme\n          # DB_PASSWORD: !Ref DbPassword\n          # the token is rotated: daily\n          # API_KEY: ${ssm:/orders/key}\n",
            "          API_KEYS_TABLE: api-keys\n          TOKEN_BUCKET: orders-tokens\n          SECRETS_PREFIX: orders/\n          KEY_ALIAS: alias/orders\n          MONKEY: banana\n",
            "          PRIVATE_KEY_FILE: private.pem\n          GOOGLE_CREDENTIALS: service-account.json\n          TOKEN_ENDPOINT: https://auth.example.com/oauth2/token\n",
            "          VERSION: v1.2.3\n          BUILD: '20240131'\n          ACCOUNT: '111122223333'\n          FEATURES: a,b,c\n",
            "          JWKS: https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI/.well-known/jwks.json\n",
            "          DOC: eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c\n",
            "          SECRET_SANTA: office\n          PASSWORD_POLICY: strict\n          TOKENIZER: bert-base\n          PASSPORT_STRATEGY: local\n          CACHE_KEY: orders:v2\n          PASSWORD_HINT: name of the first dog\n",
            "          DB_PASSWORD: '%DB_PASSWORD%'\n          TOKEN: __TOKEN__\n          API_KEY: put-your-key-here\n          SECRET: '[REDACTED]'\n",
            "          URL: !Sub https://${User}:${Pass}@example.com\n          HOST: !Join ['.', [db, !Ref Zone]]\n",
            "          TOKEN_URL: !Join ['', ['https://', !Ref Domain, '/oauth2/token']]\n",
        ],
    );
}

#[test]
fn resources_leak() {
    check(
        TEMPLATE,
        &[
            "  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n»      MasterUserPassword: admin\n",
            "  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n»      MasterUserPassword: !Join ['', [hunter, '2hunter2']]\n",
            "  S:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n»      SecretString: kQ8vT4nR6pD1cF5gH0jS\n",
            "  S:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      SecretString: |\n        {\n          \"username\": \"orders\",\n»          \"password\": \"hunter2\"\n        }\n",
            "  S:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n»      SecretString: !Sub '{\"username\":\"${User}\",\"password\":\"hunter2\"}'\n",
            "  P:\n    Type: AWS::SSM::Parameter\n    Properties:\n      Name: /orders/db/password\n      Type: String\n»      Value: hunter2\n",
            "  P:\n    Type: AWS::SSM::Parameter\n    Properties:\n      Name: {'Fn::Sub': '/${Stage}/db/password'}\n»      Value: hunter2\n",
            "  P:\n    Type: AWS::SSM::Parameter\n    Properties:\n      Name: !Join ['', [/, !Ref Stage, /db/password]]\n»      Value: hunter2\n",
            "  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: app\n          Command:\n            - app\n            - --db-password\n»            - hunter2\n            - --token-ttl\n            - 30\n»            - --api-key=kQ8vT4nR6pD1cF5gH0jS\n",
            "  U:\n    Type: AWS::IAM::User\n    Properties:\n      LoginProfile:\n»        Password: hunter2\n",
            "  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: app\n          Environment:\n            - Name: DB_PASSWORD\n»              Value: hunter2\n            - {Name: TABLE, Value: orders}\n",
            "  B:\n    Type: AWS::ElasticBeanstalk::Environment\n    Properties:\n      OptionSettings:\n        - Namespace: aws:elasticbeanstalk:application:environment\n          OptionName: API_KEY\n»          Value: kQ8vT4nR6pD1cF5gH0jS\n",
            "  B:\n    Type: AWS::CodeBuild::Project\n    Properties:\n      Source:\n        BuildSpec: |\n          version: 0.2\n          env:\n            variables:\n»              NPM_TOKEN: kQ8vT4nR6pD1cF5gH0jS\n          phases:\n            build:\n              commands:\n»                - curl -H 'Authorization: Bearer kQ8vT4nR6pD1cF5gH0jS' https://example.com\n                - echo $NPM_TOKEN\n",
            "  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: |\n        {\n          \"States\": {\n            \"Call\": {\n              \"Parameters\": {\n»                \"ApiKey\": \"kQ8vT4nR6pD1cF5gH0jS\",\n                \"Token.$\": \"$.token\"\n              }\n            }\n          }\n        }\n",
            "  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: |\n        {\"Environment\": [\n          {\"Name\": \"DB_PASSWORD\",\n»           \"Value\": \"hunter2\"}]}\n",
            "  H:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData:\n        Fn::Base64: !Sub |\n          #!/bin/bash\n»          export DB_PASSWORD='hunter2'\n»          mysql --password hunter3 -h ${Host}\n          export TOKEN=$(aws ssm get-parameter --name /x)\n          export OTHER_TOKEN=${Token}\n",
            "  H:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData:\n        Fn::Base64:\n          Fn::Join:\n            - \"\\n\"\n            - - '#!/bin/bash'\n»              - export DB_PASSWORD=hunter2\n              - echo done\n",
            "  H:\n    Type: AWS::EC2::Instance\n    Properties:\n      UserData:\n        Fn::Base64:\n          Fn::Join:\n            - ''\n            - - 'export DB_PASSWORD='\n»              - hunter2\n              - \"\\n\"\n",
            "  H:\n    Type: AWS::EC2::Instance\n    Properties:\n»      UserData: IyEvYmluL2Jhc2gKZXhwb3J0IERCX1BBU1NXT1JEPWh1bnRlcjIK\n",
            "  H:\n    Type: AWS::EC2::Instance\n    Metadata:\n      AWS::CloudFormation::Init:\n        config:\n          files:\n            /etc/app.env:\n              content: |\n                USER=app\n»                API_TOKEN=kQ8vT4nR6pD1cF5gH0jS\n          commands:\n            a:\n»              command: 'mysqladmin -u root --password=hunter2 create app'\n",
            "  K:\n    Type: AWS::ApiGateway::ApiKey\n    Properties:\n      Name: partner\n»      Value: kQ8vT4nR6pD1cF5gH0jS2mW8\n",
            "  D:\n    Type: AWS::CloudFront::Distribution\n    Properties:\n      DistributionConfig:\n        Origins:\n          - OriginCustomHeaders:\n              - HeaderName: X-Origin-Verify\n»                HeaderValue: kQ8vT4nR6pD1cF5gH0jS2mW8\n",
            "  F:\n    Type: AWS::Lambda::Function\n    Properties:\n»      Description: uses the key @STRIPE@\n",
            "  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code:\n        ZipFile: |\n          def handler(event, context):\n»            password = 'hunter2!'\n            token = event['token']\n            secret = get_secret(name)\n            return password\n",
            "  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Tags:\n        - Key: Deploy\n»          Value: @GITHUB@\n",
            "  F:\n    Type: AWS::Lambda::Function\n    Metadata:\n»      Note: @GITHUB@\n",
            "  F:\n    Type: AWS::Lambda::Function\nOutputs:\n  DbPassword:\n»    Value: hunter2\n",
            "  F:\n    Type: AWS::Lambda::Function\nOutputs:\n  Token:\n»    Value: @GITHUB@\n",
            "  F:\n    Type: AWS::Lambda::Function\nParameters:\n  ApiToken:\n    Type: String\n    NoEcho: true\n»    Default: kQ8vT4nR6pD1cF5gH0jS\n",
            "  F:\n    Type: AWS::Lambda::Function\nParameters:\n  Any:\n    Type: String\n»    Default: @GITHUB@\n",
            "  F:\n    Type: AWS::Lambda::Function\nParameters:\n  DbPassword:\n    Type: String\n    NoEcho: true\n    AllowedValues:\n»      - hunter2\n»      - hunter3\n",
            "  F:\n    Type: AWS::Lambda::Function\nMappings:\n  Stages:\n    prod:\n»      DbPassword: hunter2\n      Host: db.example.com\n",
            "  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          DB_PASSWORD: !FindInMap [Stages, prod, Value]\nMappings:\n  Stages:\n    prod:\n»      Value: hunter2hunter2\n",
        ],
    );
}

#[test]
fn resources_are_clean() {
    check(
        TEMPLATE,
        &[
            "  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: '{{resolve:ssm-secure:/orders/db/password:1}}'\n",
            "  Db:\n    Type: AWS::RDS::DBInstance\n    Properties:\n      MasterUserPassword: !Join ['', ['{{resolve:secretsmanager:', !Ref S, ':SecretString:password}}']]\n",
            "  Db:\n    Type: AWS::RDS::DBCluster\n    Properties:\n      ManageMasterUserPassword: true\n      MasterUserSecret: {KmsKeyId: alias/orders}\n",
            "  S:\n    Type: AWS::SecretsManager::Secret\n    Properties:\n      Name: orders/db\n      Description: The password of the orders database\n      GenerateSecretString: {SecretStringTemplate: '{\"username\":\"orders\"}', GenerateStringKey: password, PasswordLength: 32, ExcludeCharacters: '\"@/'}\n",
            "  T:\n    Type: AWS::ECS::TaskDefinition\n    Properties:\n      ContainerDefinitions:\n        - Name: app\n          Secrets:\n            - {Name: DB_PASSWORD, ValueFrom: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/db-AbCdEf:password::'}\n            - {Name: TOKEN, ValueFrom: /orders/token}\n",
            "  B:\n    Type: AWS::CodeBuild::Project\n    Properties:\n      Environment:\n        EnvironmentVariables:\n          - {Name: TOKEN, Type: PARAMETER_STORE, Value: orders-token}\n          - {Name: PW, Type: SECRETS_MANAGER, Value: 'ci/db:password'}\n      Source:\n        BuildSpec: |\n          version: 0.2\n          env:\n            secrets-manager:\n              SONAR_TOKEN: ci/sonar:token\n            parameter-store:\n              DB_PASSWORD: /orders/db/password\n",
            "  C:\n    Type: AWS::Cognito::UserPoolClient\n    Properties:\n      GenerateSecret: true\n      TokenValidityUnits: {AccessToken: hours, RefreshToken: days}\n      RefreshTokenValidity: 30\n      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]\n  P:\n    Type: AWS::Cognito::UserPool\n    Properties:\n      Policies: {PasswordPolicy: {MinimumLength: 12, RequireSymbols: true, TemporaryPasswordValidityDays: 7}}\n",
            "  R:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyDocument:\n        Statement:\n          - Effect: Allow\n            Action: secretsmanager:GetSecretValue\n            Resource: arn:aws:secretsmanager:eu-west-1:111122223333:secret:orders/*\n            Condition: {StringEquals: {'secretsmanager:ResourceTag/Token': orders-token-tag}}\n",
            "  D:\n    Type: AWS::DynamoDB::Table\n    Properties:\n      KeySchema: [{AttributeName: token, KeyType: HASH}]\n      AttributeDefinitions: [{AttributeName: token, AttributeType: S}]\n",
            "  A:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      ApiKeySourceType: HEADER\n      Body:\n        components: {securitySchemes: {api_key: {type: apiKey, name: x-api-key, in: header}}}\n        definitions: {User: {properties: {password: {type: string, example: string}, token: {type: string}}}}\n",
            "  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      DefinitionString: !Sub |\n        {\"States\": {\"Call\": {\"Parameters\": {\"ApiKey.$\": \"$.key\", \"Token\": \"${Token}\", \"TaskToken.$\": \"$$.Task.Token\", \"SecretId\": \"orders/db\"}}}}\n",
            "  H:\n    Type: AWS::EC2::Instance\n    Properties:\n      KeyName: orders\n      UserData:\n        Fn::Base64: !Sub |\n          #!/bin/bash\n          export DB_PASSWORD=\"$(aws secretsmanager get-secret-value --secret-id orders/db --query SecretString)\"\n          PASSWORD=$1\n          TOKEN=`curl -X PUT http://169.254.169.254/latest/api/token -H 'X-aws-ec2-metadata-token-ttl-seconds: 21600'`\n          curl -H \"X-aws-ec2-metadata-token: $TOKEN\" http://169.254.169.254/latest/meta-data/\n          export API_TOKEN=${Token}\n          SECRET_ID=orders/db\n",
            "  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code:\n        ZipFile: |\n          import os, boto3\n          token = os.environ['TOKEN']\n          password = event.get('password')\n          secret = client.get_secret_value(SecretId=name)\n          api_key: str = None\n          def f(password=None, token=''): pass\n",
            "  F:\n    Type: AWS::Lambda::Function\nParameters:\n  KeyName: {Type: 'AWS::EC2::KeyPair::KeyName', Default: orders-key}\n  SecretName: {Type: String, Default: orders-secret}\n  TokenTtl: {Type: Number, Default: 3600}\n  DbPasswordLength: {Type: String, Default: '32'}\n",
            "  F:\n    Type: AWS::Lambda::Function\nParameters:\n  DbPassword: {Type: String, NoEcho: true, MinLength: 8, AllowedPattern: '[a-zA-Z0-9]*', ConstraintDescription: must contain only letters and digits}\n",
            "  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: s3://b/3f786850e387550fdab836ed7e6dc881\n      Events:\n        A: {Type: Api, Properties: {Path: /token, Method: post, Auth: {ApiKeyRequired: true}}}\n",
            "  F:\n    Type: AWS::Serverless::Function\n    Metadata:\n      SamResourceId: F\n      aws:asset:path: asset.e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
            "  C:\n    Type: AWS::CloudFront::CachePolicy\n    Properties:\n      CachePolicyConfig: {ParametersInCacheKeyAndForwardedToOrigin: {HeadersConfig: {Headers: [Authorization, X-Api-Key]}}}\n",
            "  L:\n    Type: AWS::EC2::LaunchTemplate\n    Properties:\n      LaunchTemplateData:\n        MetadataOptions: {HttpTokens: required, HttpEndpoint: enabled}\n",
            "  F:\n    Type: AWS::Lambda::Function\nMetadata:\n  AWS::CloudFormation::Interface:\n    ParameterGroups: [{Label: {default: Database}, Parameters: [DbPassword]}]\n    ParameterLabels: {DbPassword: {default: The password of the database}}\nParameters:\n  DbPassword: {Type: String, NoEcho: true}\n",
            "  A:\n    Type: AWS::AppSync::GraphQLSchema\n    Properties:\n      Definition: |\n        type Mutation {\n          login(user: String!, password: String!): Token\n          token: ID!\n          secret: AWSJSON!\n        }\n",
            "  G:\n    Type: AWS::ApiGateway::Method\n    Properties:\n      ApiKeyRequired: true\n      Integration:\n        RequestTemplates:\n          application/json: '{\"token\": \"$input.params(''token'')\", \"password\": $input.json(''$.password'')}'\n",
        ],
    );
}

#[test]
fn services_leak() {
    check(
        SERVICE,
        &[
            "»    STRIPE: @STRIPE@\n",
            "»    DB_PASSWORD: hunter2\n",
            "»    DB_PASSWORD: ${env:DB_PASSWORD, 'hunter2'}\n",
            "»    TOKEN: ${ssm:/orders/token, 'kQ8vT4nR6pD1cF5gH0jS'}\n",
            "»    ANY: ${param:any, '@GITHUB@'}\n",
            "»    URL: postgres://app:hunter2@${self:custom.host}/x\ncustom: {host: db.example.com}\n",
            "    A: b\n»    # DB_PASSWORD: 'Tr0ub4dor&3'\n",
            "    A: ${self:custom.apiSecret}\ncustom:\n»  apiSecret: kQ8vT4nR6pD1cF5gH0jS\n",
            "    A: b\ncustom:\n  dbPassword:\n»    dev: hunter2\n»    prod: hunter3\n",
            "    A: b\ncustom:\n  secrets:\n»    stripe: kQ8vT4nR6pD1cF5gH0jS\n    NODE_ENV: production\n",
            "    A: b\nparams:\n  default:\n»    apiSecret: kQ8vT4nR6pD1cF5gH0jS\n",
            "    A: b\nparams:\n  prod:\n»    any: @GITHUB@\n",
            "    A: b\n  apiGateway:\n    apiKeys:\n      - free\n      - name: partner\n»        value: kQ8vT4nR6pD1cF5gH0jS2mW8\n",
            "    A: b\nfunctions:\n  a:\n    handler: a.h\n    environment:\n»      API_KEY: kQ8vT4nR6pD1cF5gH0jS2mW8\n",
            "    A: b\nresources:\n  Resources:\n    Db:\n      Type: AWS::RDS::DBInstance\n      Properties:\n»        MasterUserPassword: hunter2\n",
            "    A: b\nresources:\n  - Resources:\n      Db:\n        Type: AWS::RDS::DBInstance\n        Properties:\n»          MasterUserPassword: hunter2\n",
            "»    DB_PASSWORD: hunter2-${sls:stage}\n",
        ],
    );
}

#[test]
fn services_are_clean() {
    check(
        SERVICE,
        &[
            "    API_TOKEN: @BLOB@\n",
            "    STAGE: ${opt:stage, 'dev'}\n    NODE_ENV: ${env:NODE_ENV, 'production'}\n    TOKEN_TTL: ${param:ttl, '3600'}\n",
            "    DB_SECRET_NAME: orders/${sls:stage}/db\n    TOKEN_TABLE: orders-tokens-${sls:stage}\n    SSM_PATH_TO_NOTHING_SECRET_NAME: x\n",
            "    A: b\n    # DB_PASSWORD: ${ssm:/orders/db/password}\n    # DB_PASSWORD: ''\n    # API_KEY: <key>\n",
            "    A: b\ncustom:\n  secretsFile: secrets.${sls:stage}.yml\n  kmsKeyArn: arn:aws:kms:eu-west-1:111122223333:key/022c9db6-50e0-4f0d-a2cc-41ea5cff9896\n  tokenTable: tokens\n",
            "    A: b\n  apiGateway:\n    apiKeys:\n      - free\n      - ${sls:stage}-partner\n    apiKeySourceType: HEADER\n",
            "    A: b\nfunctions:\n  a:\n    handler: a.h\n    events:\n      - http: {path: token, method: post, private: true, authorizer: {name: auth, identitySource: method.request.header.Authorization}}\n",
            "    A: b\ncustom:\n  secrets: ${file(secrets.yml)}\n  password: ${self:custom.secrets.password, ''}\n",
        ],
    );
}
