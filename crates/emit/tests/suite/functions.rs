//! What becomes of the settings of a function and of its provider.

use serde_json::{Value, json};

use crate::support::{emit, service, without_events};
use sealform_emit::TemplateOptions;

/// The template of a service whose functions are `functions` and whose provider has the settings `provider` too.
fn template(provider: &str, functions: &str) -> Value {
    let yaml = format!("service: shop\nprovider: {{name: aws, stage: test, runtime: nodejs24.x{provider}}}\nfunctions:\n{functions}");
    let (template, diagnostics) = emit(service(&yaml), &without_events());
    template.unwrap_or_else(|| panic!("{diagnostics:?}"))
}

/// The properties of the function `a`.
fn properties(provider: &str, settings: &str) -> Value {
    template(provider, &format!("  a: {{handler: h.run{settings}}}\n"))["Resources"]["ALambdaFunction"]["Properties"].clone()
}

#[test]
fn a_function_with_every_setting() {
    let found = properties(
        ", kmsKeyArn: 'arn:aws:kms:us-east-1:1:key/p', tags: {team: blue, n: 1}, architecture: x86_64, layers: [l1], vpc: {securityGroupIds: [sg], subnetIds: [s1]}, environment: {A: 1, B: b}",
        ", name: own, memorySize: '512', timeout: '30', architecture: arm64, description: d, tags: {team: red}, ephemeralStorageSize: 1024, onError: 'arn:aws:sns:us-east-1:1:t', \
         tracing: true, environment: {A: 2, C: null}, fileSystemConfig: {arn: 'arn:aws:elasticfilesystem:x', localMountPath: /mnt/x}, reservedConcurrency: 0, layers: [l2], \
         vpc: {subnetIds: [s2]}, logs: {logFormat: JSON}, runtimeManagement: onFunctionUpdate",
    );
    assert_eq!(
        serde_json::to_string_pretty(&found).expect("JSON"),
        serde_json::to_string_pretty(&json!({
            "Code": ".",
            "RuntimeManagementConfig": {"UpdateRuntimeOn": "FunctionUpdate"},
            "Handler": "h.run",
            "Runtime": "nodejs24.x",
            "FunctionName": "own",
            "MemorySize": 512,
            "Timeout": 30,
            "Architectures": ["arm64"],
            "Description": "d",
            "Tags": [{"Key": "team", "Value": "red"}, {"Key": "n", "Value": "1"}],
            "EphemeralStorage": {"Size": 1024},
            "DeadLetterConfig": {"TargetArn": "arn:aws:sns:us-east-1:1:t"},
            "KmsKeyArn": "arn:aws:kms:us-east-1:1:key/p",
            "TracingConfig": {"Mode": "Active"},
            "Environment": {"Variables": {"A": "2", "B": "b"}},
            "Role": {"Fn::GetAtt": ["IamRoleLambdaExecution", "Arn"]},
            "VpcConfig": {"SecurityGroupIds": ["sg"], "SubnetIds": ["s2"]},
            "FileSystemConfigs": [{"Arn": "arn:aws:elasticfilesystem:x", "LocalMountPath": "/mnt/x"}],
            "ReservedConcurrentExecutions": 0,
            "Layers": ["l2"],
            "LoggingConfig": {"LogFormat": "JSON"},
        }))
        .expect("JSON"),
        "the values, and the order of the properties"
    );
}

#[test]
fn defaults_are_those_of_serverless() {
    let found = properties("", "");
    assert_eq!((&found["MemorySize"], &found["Timeout"], &found["FunctionName"]), (&json!(1024), &json!(6), &json!("shop-test-a")));
    assert_eq!(found.get("Environment"), None);
    assert_eq!(properties("", ", memorySize: 0")["MemorySize"], 1024, "zero counts as not given");
    assert_eq!(
        properties(", vpc: {securityGroupIds: [sg], subnetIds: [s]}", ", vpc: null").get("VpcConfig"),
        None,
        "null keeps a function out"
    );
}

#[test]
fn code_is_a_local_path_for_aws_cloudformation_package() {
    let code = |yaml: &str, code: Option<&str>| {
        let options = TemplateOptions { code: code.map(Into::into), ..without_events() };
        emit(service(yaml), &options).0.expect("a template")["Resources"]["ALambdaFunction"]["Properties"]["Code"].clone()
    };
    let plain = "service: s\nfunctions: {a: {handler: h.run}}\n";
    assert_eq!(code(plain, None), ".");
    assert_eq!(code(plain, Some("dist/code.zip")), "dist/code.zip");
    let service_artifact = "service: s\npackage: {artifact: all.zip}\nfunctions: {a: {handler: h.run}}\n";
    assert_eq!(code(service_artifact, Some("dist")), "all.zip");
    let own_artifact = "service: s\npackage: {artifact: all.zip}\nfunctions: {a: {handler: h.run, package: {artifact: a.zip}}}\n";
    assert_eq!(code(own_artifact, None), "a.zip");
    let s3 = "service: s\nfunctions: {a: {handler: h.run, package: {artifact: 's3://bucket/path/a.zip'}}}\n";
    assert_eq!(code(s3, None), json!({"S3Bucket": "bucket", "S3Key": "path/a.zip"}));
}

#[test]
fn code_is_seen_from_the_templates_folder() {
    let code = |yaml: &str| {
        let options = TemplateOptions { service_folder: "../app".into(), ..without_events() };
        emit(service(yaml), &options).0.expect("a template")["Resources"]["ALambdaFunction"]["Properties"]["Code"].clone()
    };
    assert_eq!(code("service: s\nfunctions: {a: {handler: h.run}}\n"), "../app");
    assert_eq!(code("service: s\npackage: {artifact: all.zip}\nfunctions: {a: {handler: h.run}}\n"), "../app/all.zip");
    assert_eq!(code("service: s\npackage: {artifact: /all.zip}\nfunctions: {a: {handler: h.run}}\n"), "/all.zip");
}

#[test]
fn the_stage_that_is_deployed_names_everything() {
    let mut service = service("service: s\nprovider: {name: aws, stage: dev}\nfunctions: {a: {handler: h.run}}\n");
    service.stage = sealform_secret::Public::fixed("prod");
    let template = emit(service, &without_events()).0.expect("a template").to_string();
    assert!(template.contains("prod"));
    assert!(!template.replace("s-dev-a", "").contains("dev"), "{template}");
}

#[test]
fn images_keep_their_uri() {
    let uri = "1.dkr.ecr.us-east-1.amazonaws.com/x@sha256:0";
    let image = |provider: &str, image: &str| {
        let found = template(provider, &format!("  a: {{image: {image}}}\n"))["Resources"]["ALambdaFunction"]["Properties"].clone();
        (found["Code"].clone(), found["PackageType"].clone(), found.get("Runtime").cloned(), found.get("ImageConfig").cloned())
    };
    assert_eq!(image("", uri), (json!({"ImageUri": uri}), json!("Image"), None, None));
    let config = format!("{{uri: '{uri}', command: [x], entryPoint: [e], workingDirectory: /w}}");
    assert_eq!(image("", &config).3, Some(json!({"Command": ["x"], "EntryPoint": ["e"], "WorkingDirectory": "/w"})));
    assert_eq!(image(&format!(", ecr: {{images: {{base: {{uri: '{uri}'}}}}}}"), "base").0, json!({"ImageUri": uri}));
}

#[test]
fn urls_come_with_permissions_and_an_exported_output() {
    let open =
        template("", "  a: {handler: h.run, url: {cors: {allowedOrigins: [x, x], allowedHeaders: null}, invokeMode: RESPONSE_STREAM}}\n");
    let resources = &open["Resources"];
    assert_eq!(
        resources["ALambdaFunctionUrl"]["Properties"],
        json!({
            "AuthType": "NONE",
            "TargetFunctionArn": {"Fn::GetAtt": ["ALambdaFunction", "Arn"]},
            "Cors": {"AllowMethods": ["*"], "AllowOrigins": ["x"]},
            "InvokeMode": "RESPONSE_STREAM",
        })
    );
    assert_eq!(resources["ALambdaPermissionFnUrl"]["Properties"]["FunctionUrlAuthType"], "NONE");
    assert_eq!(resources["ALambdaPermissionFn"]["Properties"]["InvokedViaFunctionUrl"], true);
    assert_eq!(
        open["Outputs"]["ALambdaFunctionUrl"],
        json!({"Description": "Lambda Function URL", "Value": {"Fn::GetAtt": ["ALambdaFunctionUrl", "FunctionUrl"]}, "Export": {"Name": "sls-shop-test-ALambdaFunctionUrl"}})
    );
    let closed = template("", "  a: {handler: h.run, url: {authorizer: aws_iam}}\n");
    assert_eq!(closed["Resources"]["ALambdaFunctionUrl"]["Properties"]["AuthType"], "AWS_IAM");
    assert_eq!(closed["Resources"].get("ALambdaPermissionFnUrl"), None);
}

#[test]
fn destinations_get_an_invoke_config_and_their_permissions() {
    let found = template(
        "",
        "  a: {handler: h.run, destinations: {onSuccess: b, onFailure: 'arn:aws:sqs:us-east-1:1:q'}, maximumRetryAttempts: 0}\n  b: {handler: h.run}\n",
    );
    assert_eq!(
        found["Resources"]["ALambdaEvConf"]["Properties"],
        json!({
            "FunctionName": {"Ref": "ALambdaFunction"},
            "DestinationConfig": {
                "OnSuccess": {"Destination": {"Fn::GetAtt": ["BLambdaFunction", "Arn"]}},
                "OnFailure": {"Destination": "arn:aws:sqs:us-east-1:1:q"},
            },
            "Qualifier": "$LATEST",
            "MaximumRetryAttempts": 0,
        })
    );
    let statements = &found["Resources"]["IamRoleLambdaExecution"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
    let arn = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:shop-test-b";
    assert_eq!(statements[2], json!({"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": {"Fn::Sub": arn}}));
    assert_eq!(statements[3], json!({"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "arn:aws:sqs:us-east-1:1:q"}));
}

#[test]
fn log_groups_and_their_permissions() {
    let found = template(
        ", logRetentionInDays: 14",
        "  a: {handler: h.run}\n  b: {handler: h.run, name: other, logRetentionInDays: 7}\n  c: {handler: h.run, disableLogs: true}\n",
    );
    let resources = &found["Resources"];
    assert_eq!(resources["ALogGroup"]["Properties"], json!({"LogGroupName": "/aws/lambda/shop-test-a", "RetentionInDays": 14}));
    assert_eq!(resources["BLogGroup"]["Properties"], json!({"LogGroupName": "/aws/lambda/other", "RetentionInDays": 7}));
    assert_eq!(resources.get("CLogGroup"), None);
    assert_eq!(resources["CLambdaFunction"].get("DependsOn"), None);
    let statements = &resources["IamRoleLambdaExecution"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"];
    let arn = |suffix: &str| json!({"Fn::Sub": format!("arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:/aws/lambda/{suffix}")});
    assert_eq!(statements[1]["Resource"], json!([arn("other:*:*"), arn("shop-test*:*:*")]));
    assert_eq!(statements[2], json!({"Effect": "Deny", "Action": "logs:PutLogEvents", "Resource": [arn("shop-test-c:*")]}));
}
