//! All rules beside bare parsing of the same bytes: a template and a service of 200 functions each.
//!
//! Prints the ratio of the two, from the best of many interleaved runs (the machines are shared), then divan's table.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use sealform_diagnostic::{FileId, Sources};
use sealform_lint::{Config, Files, Finding, Outcome, lint};
use sealform_secret::Policy;
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Strictness};

const FUNCTIONS: usize = 200;

/// What is linted, by the name of its file.
struct Prepared {
    sources: Sources,
    files: Vec<FileId>,
    config: Config,
}

static PREPARED: LazyLock<Prepared> = LazyLock::new(prepare);

fn main() {
    ratios();
    divan::main();
}

#[divan::bench(args = 0..3)]
fn parse_to_nodes(bencher: divan::Bencher<'_, '_>, file: usize) {
    bencher.bench(|| parse(black_box(&PREPARED), PREPARED.files[file]));
}

#[divan::bench(args = 0..3)]
fn lint_with_all_rules(bencher: divan::Bencher<'_, '_>, file: usize) {
    bencher.bench(|| lint_once(black_box(&PREPARED), PREPARED.files[file]));
}

fn ratios() {
    let prepared = &*PREPARED;
    for &file in &prepared.files {
        let best = |times: &[Duration]| times.iter().min().copied().unwrap_or_default();
        let (mut parses, mut lints) = (Vec::new(), Vec::new());
        for _ in 0..40 {
            parses.push(timed(|| parse(prepared, file)));
            lints.push(timed(|| lint_once(prepared, file)));
        }
        let (parsing, linting) = (best(&parses), best(&lints));
        let source = prepared.sources.get(file).expect("it was added");
        println!(
            "{}, {FUNCTIONS} functions, {} bytes: parse {parsing:?}, lint {linting:?}, ratio {:.2}, {} findings",
            source.path(),
            source.text().len(),
            linting.as_secs_f64() / parsing.as_secs_f64(),
            lint_once(prepared, file).len(),
        );
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn parse(prepared: &Prepared, file: FileId) -> sealform_yaml::Document {
    let source = prepared.sources.get(file).expect("it was added");
    sealform_yaml::parse(file, source.text()).expect("it is well formed")
}

fn lint_once(prepared: &Prepared, file: FileId) -> Vec<Finding> {
    match lint(file, &prepared.sources, &Files::new(), &prepared.config) {
        Outcome::Done(findings) => findings,
        other => panic!("nothing is included: {other:?}"),
    }
}

fn prepare() -> Prepared {
    let mut sources = Sources::new();
    let template = template();
    let document = sealform_yaml::parse(FileId::new(0), &template).expect("it is well formed");
    let mut json = String::new();
    write_json(&document, document.root().expect("it holds something"), &mut json);
    let files =
        vec![sources.add("template.yml", template), sources.add("template.json.yml", json), sources.add("serverless.yml", service())];
    let policy = Policy {
        form: FormName::Ciphertext,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Usual,
        names: DeclaredNames::default(),
        asking: Asking::Offline,
    };
    Prepared { sources, files, config: Config { policy, dialect: None } }
}

/// As the Serverless Framework writes it: a function with its log group, its version and its permission, and a sealed environment.
fn template() -> String {
    let mut text = String::from(
        "AWSTemplateFormatVersion: '2010-09-09'\nDescription: Handles the requests of tenants\nParameters:\n  Stage:\n    Type: String\n    Default: dev\nResources:\n",
    );
    for index in 0..FUNCTIONS {
        let _ = write!(
            text,
            "  Function{index}LogGroup:\n    Type: AWS::Logs::LogGroup\n    Properties:\n      LogGroupName: /aws/lambda/shop-dev-function{index}\n  Function{index}LambdaFunction:\n    Type: AWS::Lambda::Function\n    Properties:\n      Code:\n        S3Bucket: !Ref ServerlessDeploymentBucket\n        S3Key: serverless/shop/dev/1700000000000-2023-11-14T22:13:20.000Z/shop.zip\n      Handler: src/handlers/function{index}.main\n      Runtime: nodejs22.x\n      FunctionName: shop-dev-function{index}\n      MemorySize: 1024\n      Timeout: 6\n      Environment:\n        Variables:\n          STAGE: !Ref Stage\n          TABLE_NAME: items-dev\n          LOG_LEVEL: info\n          QUEUE_URL: !Sub https://sqs.${{AWS::Region}}.amazonaws.com/${{AWS::AccountId}}/queue-{index}\n          DB_PASSWORD_ARN: !Sub arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter/dev/service{index}/db/password\n          SSM_PATH_TO_API_TOKEN: /dev/service{index}/api/token\n          ENDPOINT: https://service{index}.example.com\n          OWNER: team-{index}\n      Role: !GetAtt Function{index}Role.Arn\n    DependsOn: [Function{index}LogGroup]\n  Function{index}Role:\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: '2012-10-17'\n        Statement: [{{Effect: Allow, Principal: {{Service: [lambda.amazonaws.com]}}, Action: ['sts:AssumeRole']}}]\n      Policies:\n        - PolicyName: dev-shop-lambda\n          PolicyDocument:\n            Version: '2012-10-17'\n            Statement:\n              - Effect: Allow\n                Action: [ssm:GetParameter, ssm:GetParameters]\n                Resource: !Sub arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter/dev/service{index}/api/token\n"
        );
    }
    text
}

/// 200 functions with eight variables each, of the kinds that real services have, none of them a leak.
fn service() -> String {
    let mut text = String::from(
        "service: generated\nframeworkVersion: '3'\nprovider:\n  name: aws\n  runtime: nodejs22.x\n  stage: ${opt:stage, 'dev'}\ncustom:\n  table: items-${sls:stage}\n  level: info\nfunctions:\n",
    );
    for index in 0..FUNCTIONS {
        let _ = write!(
            text,
            "  function{index}:\n    handler: src/handlers/function{index}.main\n    description: Handles the requests of tenant {index}\n    environment:\n      SSM_PATH_TO_API_TOKEN: /${{sls:stage}}/service{index}/api/token\n      ENDPOINT: ${{ssm:/${{sls:stage}}/service{index}/endpoint}}\n      TABLE_NAME: ${{self:custom.table}}\n      LOG_LEVEL: ${{env:LOG_LEVEL, self:custom.level}}\n      STAGE: ${{sls:stage}}\n      QUEUE_URL: https://sqs.us-west-2.amazonaws.com/queue-{index}-${{sls:stage}}\n      OWNER: ${{param:owner, 'team-{index}'}}\n      VERSION: '{index}'\n"
        );
    }
    text
}

/// The same template in JSON, intrinsic functions in their long form.
fn write_json(document: &sealform_yaml::Document, id: sealform_yaml::NodeId, out: &mut String) {
    use sealform_yaml::{NodeKind, Scalar};
    let node = document.node(id);
    let function = node.tag.as_ref().and_then(sealform_yaml::Tag::intrinsic);
    if let Some(name) = function {
        let _ = write!(out, "{{\"{name}\":");
    }
    match &node.kind {
        NodeKind::Scalar(_) => match document.value(id) {
            Scalar::Text(text) if function == Some("Fn::GetAtt") => {
                let (resource, attribute) = text.split_once('.').expect("an attribute");
                let _ = write!(out, "[{resource:?},{attribute:?}]");
            }
            Scalar::Text(text) => {
                let _ = write!(out, "{text:?}");
            }
            other => out.push_str(&other.to_text()),
        },
        NodeKind::Sequence(items) => {
            out.push('[');
            for (index, &item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "" } else { "," });
                write_json(document, item, out);
            }
            out.push(']');
        }
        NodeKind::Mapping(_) => {
            out.push('{');
            for (index, entry) in document.entries(id).enumerate() {
                let _ = write!(out, "{}\n{:?}: ", if index == 0 { "" } else { "," }, entry.key);
                write_json(document, entry.value, out);
            }
            out.push('}');
        }
    }
    if function.is_some() {
        out.push('}');
    }
}
