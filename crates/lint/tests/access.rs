//! What functions may open and what they get, in services and in templates: faults are found, what is right or cannot be known is silent.

mod support;

use std::path::Path;

use sealform_diagnostic::Severity;
use sealform_lint::{Finding, Group, RULES, Rule};
use support::{check, check_with, findings};

/// A service of the version 3 whose provider has `provider` besides.
fn service(rest: &str) -> String {
    format!("service: orders\nframeworkVersion: '3'\n{rest}")
}

/// The codes of all findings with their severities, notes too, in the order of the file.
fn codes(text: &str) -> Vec<(String, Severity)> {
    findings(text, "").1.iter().map(|finding| (finding.diagnostic.code.id(), finding.diagnostic.severity)).collect()
}

const ARN: &str = "!Sub arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter";

/// A service with these statements and this environment.
fn wired(statements: &str, environment: &str) -> String {
    service(&format!(
        "provider:\n  name: aws\n  iam:\n    role:\n      statements:\n{statements}functions:\n  api:\n    handler: api.handler\n    environment:\n{environment}"
    ))
}

fn statement(action: &str, resource: &str) -> String {
    format!("        - Effect: Allow\n          Action: {action}\n          Resource: {resource}\n")
}

#[test]
fn a_path_needs_a_statement_for_its_parameter() {
    let read = "[ssm:GetParameter, ssm:GetParameters]";
    for (resource, path, found) in [
        (&*format!("{ARN}/orders/db"), "/orders/db", false),
        (&*format!("{ARN}/orders/*"), "/orders/db", false),
        (&*format!("{ARN}/orders/*"), "/orders/${sls:stage}/db", false),
        (&*format!("{ARN}/${{sls:stage}}/*"), "/prod/db", false),
        (&*format!("{ARN}/flat"), "flat", false),
        (&*format!("{ARN}/orders/db"), "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/db", false),
        (&*format!("{ARN}/orders/db"), "/orders/db:3", false),
        ("!GetAtt Parameter.Arn", "/orders/db", false),
        ("${self:custom.arn}", "/orders/db", false),
        ("'*'", "/orders/db", true),
        (&*format!("{ARN}/orders/mail"), "/orders/db", true),
        (&*format!("{ARN}/orders/${{sls:stage}}/mail"), "/orders/${sls:stage}/db", true),
        ("arn:aws:s3:::bucket/*", "/orders/db", true),
    ] {
        let text = wired(&statement(read, resource), &format!("      SSM_PATH_TO_DB: {path}\n"));
        let found_codes = codes(&text);
        // `*` allows it, and is a finding of its own.
        let code = if resource == "'*'" { "SF415" } else { "SF411" };
        assert_eq!(
            found_codes.iter().any(|(found, severity)| found == code && *severity == Severity::Warning),
            found,
            "{text}{found_codes:?}"
        );
        assert!(found || found_codes.is_empty(), "{text}{found_codes:?}");
    }
}

#[test]
fn a_secret_of_secrets_manager_needs_two_statements() {
    let reference = statement("[ssm:GetParameter, ssm:GetParameters]", &format!("{ARN}/aws/reference/secretsmanager/orders"));
    let environment = "      SSM_PATH_TO_DB: /aws/reference/secretsmanager/orders # <- SF411\n";
    check(&wired(&reference, environment));
    let secret = statement("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders-??????");
    check(&wired(&[reference, secret].concat(), "      SSM_PATH_TO_DB: /aws/reference/secretsmanager/orders\n"));
}

#[test]
fn a_ciphertext_needs_the_key_and_its_context() {
    let key = "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555";
    let environment = |mark: &str| format!("      ENCRYPTED_DB: ${{ssm(noDecrypt):/orders/db}}{mark}\n      DB_ARN: {ARN}/orders/db\n");
    check(&wired(&statement("kms:Decrypt", key), &environment("")));
    check(&wired(&statement("KMS:DECRYPT", key), &environment("")));
    check(&wired(&statement("dynamodb:GetItem", key), &environment(" # <- SF411")));
    let context = |path: &str| {
        format!("          Condition:\n            StringEquals:\n              kms:EncryptionContext:PARAMETER_ARN: {ARN}{path}\n")
    };
    check(&wired(&[statement("kms:Decrypt", key), context("/orders/db")].concat(), &environment("")));
    check(&wired(&[statement("kms:Decrypt", key), context("/orders/mail")].concat(), &environment(" # <- SF411")));
    let through = "          Condition:\n            StringEquals:\n              kms:ViaService: ssm.eu-west-1.amazonaws.com\n";
    check(&wired(&[&*statement("kms:Decrypt", key), through].concat(), &environment(" # <- SF411")));
}

#[test]
fn where_no_statement_is_written_access_is_worth_a_note() {
    for environment in ["      SSM_PATH_TO_DB: /orders/db\n", "      ENCRYPTED_DB: ${ssm(noDecrypt):/orders/db}\n"] {
        let text =
            service(&format!("provider: {{name: aws}}\nfunctions:\n  api:\n    handler: api.handler\n    environment:\n{environment}"));
        let found = codes(&text);
        assert!(!found.is_empty() && found.iter().all(|(_, severity)| *severity == Severity::Note), "{text}{found:?}");
    }
    for environment in
        ["      DB_ENC: ${ssm(noDecrypt):/orders/db}\n", "      DB_PATH: /orders/db\n", "      TABLE: ${ssm:/orders/table}\n"]
    {
        let text =
            service(&format!("provider: {{name: aws}}\nfunctions:\n  api:\n    handler: api.handler\n    environment:\n{environment}"));
        assert_eq!(codes(&text), [], "{text}");
    }
}

#[test]
fn texts_that_multiply_end_and_circles_too() {
    let twice = |name: &str| format!("${{self:custom.{name}}}").repeat(12);
    let levels: String = (0..20).map(|level| format!("  x{level}: '{}'\n", twice(&format!("x{}", level + 1)))).collect();
    let environment = "      SSM_PATH_TO_A1: ${self:custom.x0}\n      A1_ARN: ${self:custom.x0}\n      SSM_PATH_TO_B1: ${self:custom.y}\n";
    let arn = "arn:aws:ssm:eu-west-1:123456789012:parameter${self:custom.x0}";
    let text = wired(&statement("ssm:GetParameter", arn), environment);
    let started = std::time::Instant::now();
    findings(&format!("{text}custom:\n{levels}  x20: ''\n  y: ${{self:custom.z}}\n  z: ${{self:custom.y}}\n"), "");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn many_paths_without_any_statement_are_one_note() {
    let paths: String = (0..40).map(|number| format!("      SSM_PATH_TO_P{number}: /orders/{number}\n")).collect();
    let text = service(&format!(
        "provider: {name}\nfunctions:\n  api:\n    handler: api.handler\n    environment:\n{paths}",
        name = "{name: aws}"
    ));
    assert_eq!(codes(&text), [("SF411".to_owned(), Severity::Note)]);
}

#[test]
fn what_is_not_in_the_files_is_not_judged() {
    let functions = "functions:\n  api:\n    handler: api.handler\n    environment:\n      SSM_PATH_TO_DB: /orders/db\n";
    for provider in [
        "  role: arn:aws:iam::123456789012:role/orders\n",
        "  iam:\n    role: arn:aws:iam::123456789012:role/orders\n",
        "  iam:\n    role: !ImportValue OrdersRole\n",
        "  iam:\n    role:\n      managedPolicies: ['arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess']\n",
        "  iamManagedPolicies: ['arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess']\n",
        "  iamRoleStatements: ${file(statements.yml)}\n",
        "  iamRoleStatements:\n    - ${file(statements.yml)}\n",
        "  iamRoleStatements:\n    - ${cf:shared.Statement}\n",
        "  iamRoleStatements:\n    - {Effect: Allow, NotAction: 'iam:*', Resource: '*'}\n",
    ] {
        check(&service(&format!("provider:\n  name: aws\n{provider}{functions}")));
        assert_eq!(codes(&service(&format!("provider:\n  name: aws\n{provider}{functions}"))), [], "{provider}");
    }
}

#[test]
fn included_statements_and_environments_are_read() {
    let main = service(
        "provider:\n  name: aws\n  environment: ${file(env.yml)} # <- SF411\n  iam:\n    role:\n      statements: ${file(iam.yml):statements}\nfunctions: {api: {handler: a.b}}\n",
    );
    let more = |resource: &str| {
        format!(
            "--- env.yml\nSSM_PATH_TO_DB: /orders/db\n--- iam.yml\nstatements:\n  - Effect: Allow\n    Action: [ssm:GetParameter, ssm:GetParameters]\n    Resource: arn:aws:ssm:eu-west-1:123456789012:parameter/{resource}\n"
        )
    };
    check_with(&main, &more("other"));
    check_with(&main.replace(" # <- SF411", ""), &more("orders/db"));
}

#[test]
fn functions_with_roles_of_their_own_are_judged_by_those() {
    let service = |plugins: &str, inherit: &str, mark: &str| {
        service(&format!(
            "plugins: [{plugins}]\nprovider:\n  name: aws\n  iamRoleStatements:\n    - Effect: Allow\n      Action: [ssm:GetParameter, ssm:GetParameters]\n      Resource: arn:aws:ssm:eu-west-1:123456789012:parameter/orders/db\nfunctions:\n  api:\n    handler: api.handler\n{inherit}    iamRoleStatements:\n      - {{Effect: Allow, Action: 'sqs:*', Resource: '*'}}\n    environment:\n      SSM_PATH_TO_DB: /orders/db{mark}\n"
        ))
    };
    check(&service("serverless-iam-roles-per-function", "", " # <- SF411"));
    check(&service("serverless-iam-roles-per-function", "    iamRoleStatementsInherit: true\n", ""));
    check(&service("serverless-offline", "", ""));
}

#[test]
fn roles_of_templates_are_found() {
    let template = |role: &str, resources: &str, mark: &str| {
        format!(
            "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Api:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: {role}\n      Environment:\n        Variables:\n          SSM_PATH_TO_DB: /orders/db{mark}\n{resources}"
        )
    };
    let role = |resource: &str| {
        format!(
            "  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']\n      Policies:\n        - PolicyName: a\n          PolicyDocument:\n            Statement:\n              - Effect: Allow\n                Action: [ssm:GetParameter, ssm:GetParameters]\n                Resource: {resource}\n"
        )
    };
    check(&template("!GetAtt Role.Arn", &role(&format!("{ARN}/orders/db")), ""));
    check(&template("!GetAtt Role.Arn", &role(&format!("{ARN}/orders/mail")), " # <- SF411"));
    check(&template("{'Fn::GetAtt': [Role, Arn]}", &role(&format!("{ARN}/orders/mail")), " # <- SF411"));
    check(&template("arn:aws:iam::123456789012:role/orders", "", ""));
    check(&template("!Ref RoleArn", "", ""));
    let attached = "  Policy:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyName: b\n      Roles: [!Ref Role]\n      PolicyDocument:\n        Statement: {Effect: Allow, Action: 'ssm:GetParameter*', Resource: 'arn:aws:ssm:eu-west-1:123456789012:parameter/orders/*'}\n";
    check(&template("!GetAtt Role.Arn", &[&*role(&format!("{ARN}/orders/mail")), attached].concat(), ""));
}

#[test]
fn policies_of_sam_are_read() {
    let template = |policies: &str, mark: &str| {
        format!(
            "Transform: AWS::Serverless-2016-10-31\nResources:\n  Api:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n{policies}      Environment:\n        Variables:\n          SSM_PATH_TO_DB: /orders/db{mark}\n"
        )
    };
    check(&template("        - SSMParameterReadPolicy: {ParameterName: orders/db}\n", ""));
    check(&template("        - SSMParameterWithSlashPrefixReadPolicy: {ParameterName: /orders/db}\n", ""));
    check(&template("        - SSMParameterReadPolicy: {ParameterName: /orders/db} # <- SF416\n", ""));
    check(&template("        - AWSLambdaBasicExecutionRole\n        - SQSPollerPolicy: {QueueName: q}\n", " # <- SF411"));
    check(&template("        - AmazonSSMReadOnlyAccess\n", ""));
    check(&template(
        "        - Statement:\n            - {Effect: Allow, Action: 'ssm:GetParameter*', Resource: !Sub 'arn:aws:ssm:${AWS::Region}:${AWS::AccountId}:parameter/orders/db'}\n",
        "",
    ));
}

#[test]
fn companions_are_compared() {
    let environment = |arn: &str| {
        service(&format!(
            "provider: {{name: aws}}\ncustom: {{path: /orders/db}}\nfunctions:\n  api:\n    handler: api.handler\n    environment:\n      ENCRYPTED_DB: ${{ssm(eu-west-1, noDecrypt):/orders/db}}\n      DB_ARN: {arn}\n"
        ))
    };
    for right in [
        "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/db",
        &format!("{ARN}/orders/db"),
        &format!("{ARN}${{self:custom.path}}"),
        "!Join ['', ['arn:aws:ssm:', !Ref 'AWS::Region', ':', !Ref 'AWS::AccountId', ':parameter', '${self:custom.path}']]",
        "arn:aws:ssm:${aws:region}:${aws:accountId}:parameter/orders/db",
        "arn:aws:ssm:eu-west-1:#{AWS::AccountId}:parameter/orders/db",
        "${cf:shared.DbArn}",
        "!GetAtt Somewhere.Arn",
    ] {
        check(&environment(right));
    }
    for wrong in [
        "arn:aws:ssm:eu-west-1:123456789012:parameter/orders/mail # <- SF310",
        "arn:aws:ssm:us-east-1:123456789012:parameter/orders/db # <- SF310",
        "/orders/db # <- SF310",
        &format!("{ARN}/orders/db2 # <- SF310"),
        "!Join ['', ['arn:aws:ssm:eu-west-1:', !Ref 'AWS::AccountId', ':parameter', /orders/mail]] # <- SF310",
    ] {
        check(&environment(wrong));
    }
}

#[test]
fn double_slashes_are_found_however_they_come_about() {
    let read = "[ssm:GetParameter, ssm:GetParameters]";
    let template = |resource: &str| {
        format!(
            "AWSTemplateFormatVersion: '2010-09-09'\nParameters:\n  Path: {{Type: String, Default: /orders/db}}\n  Flat: {{Type: String, Default: orders}}\nResources:\n  Role:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies:\n        - PolicyName: a\n          PolicyDocument:\n            Statement:\n              - Effect: Allow\n                Action: {read}\n                Resource: {resource}\n"
        )
    };
    for resource in [
        "arn:aws:ssm:eu-west-1:123456789012:parameter//orders/db",
        "!Sub arn:aws:ssm:eu-west-1:${AWS::AccountId}:parameter/${Path}",
        "!Sub ['arn:aws:ssm:eu-west-1:123456789012:parameter/${Name}', {Name: /orders/db}]",
        "!Join ['', ['arn:aws:ssm:eu-west-1:', !Ref AWS::AccountId, ':parameter/', /orders/db]]",
        "!Join [/, ['arn:aws:ssm:eu-west-1:123456789012:parameter', /orders/db]]",
    ] {
        check(&template(&format!("{resource} # <- SF416")));
    }
    for resource in [
        "!Sub arn:aws:ssm:eu-west-1:${AWS::AccountId}:parameter${Path}",
        "!Sub arn:aws:ssm:eu-west-1:${AWS::AccountId}:parameter/${Flat}",
        "!Sub arn:aws:ssm:eu-west-1:${AWS::AccountId}:parameter/${Unknown}",
        "arn:aws:s3:::parameter//a",
    ] {
        check(&template(resource));
    }
    let fixed = wired(&statement(read, "arn:aws:ssm:eu-west-1:123456789012:parameter//orders/db"), "      TABLE: orders\n");
    let (_, found) = findings(&fixed, "");
    let fix = found.iter().flat_map(|finding| &finding.fixes).next().expect("it can be mended");
    let edit = fix.edits.first().expect("one edit");
    let mended = [&fixed[..edit.span.start as usize], &edit.text, &fixed[edit.span.end as usize..]].concat();
    assert!(mended.contains("parameter/orders/db"), "{mended}");
    check(&mended);
}

#[test]
fn wildcards_are_notes_where_nothing_secret_is_opened() {
    for (statements, code) in [
        (statement("kms:Decrypt", "'*'"), "SF412"),
        (statement("'kms:*'", "arn:aws:kms:eu-west-1:123456789012:key/*"), "SF412"),
        (statement("'ssm:GetParameter*'", "'*'"), "SF415"),
        (statement("'ssm:*'", "arn:aws:ssm:eu-west-1:123456789012:parameter/*"), "SF415"),
        (statement("ssm:GetParameter", "arn:aws:ssm:eu-west-1:*:parameter/orders"), "SF417"),
    ] {
        let text = wired(&statements, "      TABLE: orders\n");
        assert_eq!(codes(&text), [(code.to_owned(), Severity::Note)], "{text}");
    }
    for statements in [
        statement("'*'", "'*'"),
        statement("kms:Encrypt", "'*'"),
        statement("ssm:PutParameter", "'*'"),
        statement("ssm:DescribeParameters", "'*'"),
        statement("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555"),
        statement(
            "[secretsmanager:GetSecretValue, ssm:GetParameter, kms:Decrypt]",
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:orders/*",
        ),
        format!(
            "{}          Condition: {{StringEquals: {{'kms:ViaService': s3.eu-west-1.amazonaws.com}}}}\n",
            statement("kms:Decrypt", "'*'")
        ),
    ] {
        let text = wired(&statements, "      TABLE: orders\n");
        assert_eq!(codes(&text), [], "{text}");
    }
}

#[test]
fn a_policy_of_a_key_is_no_policy_of_a_function() {
    let text = "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement:\n          - {Effect: Allow, Principal: {AWS: !Sub 'arn:aws:iam::${AWS::AccountId}:root'}, Action: 'kms:*', Resource: '*'}\n";
    assert_eq!(codes(text), []);
}

#[test]
fn what_is_called_encrypted_is_a_blob_or_a_setting() {
    let environment = |line: &str| {
        service(&format!("provider: {{name: aws}}\nfunctions:\n  api:\n    handler: api.handler\n    environment:\n      {line}\n"))
    };
    for line in [
        "ENCRYPTED_DB_PASSWORD: kx7Bq2-vT9 # <- SF303",
        "ENCRYPTED_DATA: AQICAHhu2qLPxfCdXGfd # <- SF303",
        "ENCRYPTED_DATA: AYADeHhu2qLPxfCdXGfdAYADeHhu2qLPxfCdXGfd # <- SF303",
    ] {
        let text = environment(line);
        let found = codes(&text);
        assert!(found.iter().any(|(code, severity)| code == "SF303" && *severity > Severity::Note), "{text}{found:?}");
    }
    for line in [
        "ENCRYPTED_VOLUMES: 'true'",
        "ENCRYPTED_BUCKET: orders-archive",
        "ENCRYPTED_DB_PASSWORD: ''",
        "ENCRYPTED_DB_PASSWORD: <paste the blob here>",
        "ENCRYPTED_DB_PASSWORD: ENC[AES256_GCM,data:Tr7o=,iv:1=,tag:2=,type:str]",
        "ENCRYPTED_DB_PASSWORD: $<env:DB_PASSWORD>",
    ] {
        check(&environment(line));
    }
    let secret = environment("ENCRYPTED_DB_PASSWORD: kx7Bq2-vT9");
    let (_, found) = findings(&secret, "");
    assert!(found.iter().all(|finding| !format!("{:?}", finding.diagnostic).contains("kx7Bq2")), "{found:?}");
    assert!(found.iter().any(|finding| !finding.secrets.is_empty()));
}

#[test]
fn other_clouds_have_other_names() {
    check("service: a\nprovider:\n  name: google\n  environment:\n    AWS_REGION: a\n    db.host: b\nfunctions: {api: {handler: a.b}}\n");
}

#[test]
fn names_are_those_that_lambda_takes() {
    check(&service(
        "provider:\n  name: aws\n  environment:\n    AWS_REGION: eu-west-1 # <- SF308\n    1ST: a # <- SF308\n    DB-HOST: a # <- SF308\n    DB_HOST: a\n    AWS_NODEJS_CONNECTION_REUSE_ENABLED: 1\n    AWS_LAMBDA_EXEC_WRAPPER: /opt/w\nfunctions: {api: {handler: a.b}}\n",
    ));
}

#[test]
fn sizes_are_counted_and_what_is_not_known_is_guessed() {
    let environment = |lines: &str| {
        codes(&service(&format!("provider: {{name: aws}}\nfunctions:\n  api:\n    handler: api.handler\n    environment:\n{lines}")))
            .into_iter()
            .filter(|(code, _)| code == "SF309")
            .map(|(_, severity)| severity)
            .collect::<Vec<_>>()
    };
    let line = |bytes: usize| format!("      TEXT: {}\n", "a ".repeat(bytes / 2 - 2).trim_end());
    assert_eq!(environment(&line(1000)), []);
    assert_eq!(environment(&line(3400)), [Severity::Note]);
    assert_eq!(environment(&line(4200)), [Severity::Warning]);
    let ciphertexts =
        |count: usize| (0..count).map(|n| format!("      ENCRYPTED_SECRET{n}: ${{ssm(noDecrypt):/a/{n}}}\n")).collect::<String>();
    assert_eq!(environment(&ciphertexts(10)), []);
    assert_eq!(environment(&ciphertexts(16)), [Severity::Note]);
    assert_eq!(environment(&ciphertexts(19)), [Severity::Warning]);
    let ours = (0..14).map(|n| format!("      SECRET{n}: $<ssm:/a/{n}>\n")).collect::<String>();
    assert_eq!(environment(&ours), [Severity::Note]);
}

/// Every service that was taken from public repositories, with the template that the Serverless Framework makes of it.
#[expect(clippy::disallowed_methods, reason = "a test reads the files that it looks at")]
#[test]
fn services_in_the_wild_raise_no_alarm_about_access_and_versions() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracle");
    if !folder.is_dir() {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    }
    let is_ours = |finding: &Finding| {
        let of_group = |rule: &&&Rule| matches!(rule.group, Group::Access | Group::Legacy);
        RULES.iter().filter(of_group).any(|rule| rule.code == finding.diagnostic.code)
    };
    let (mut linted, mut loud) = (0, Vec::new());
    for service in std::fs::read_dir(&folder).expect("it can be listed") {
        for name in ["service.yml", "template.json"] {
            let path = service.as_ref().expect("it can be listed").path().join(name);
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            linted += 1;
            let (_, findings) = findings(&text, "");
            let loudly = |finding: &&Finding| is_ours(finding) && finding.diagnostic.severity > Severity::Note;
            loud.extend(findings.iter().filter(loudly).map(|finding| {
                format!("{}: {} {}: {}", path.display(), finding.diagnostic.code.id(), finding.address, finding.diagnostic.message)
            }));
        }
    }
    assert!(linted > 300, "{linted}");
    assert!(loud.is_empty(), "{}", loud.join("\n"));
}
