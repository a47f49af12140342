//! What `print` makes of 176 services beside what the Serverless Framework's own `print` made of them, compared as data.
//!
//! The pipeline runs in process and is answered by hand. The data live beside the repository (`../shared/oracle`): skipped, visibly, where
//! they are absent. `about.json` names what stood in for the outside when they were made: `env-NAME` for an environment variable,
//! `STUB-file-ADDRESS` for a file that was not there, `STUB-ssm-ADDRESS` for AWS, `STUB-self-PATH` for a value that the service lacks.

#![expect(clippy::disallowed_methods, reason = "a test reads its data")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sealform_diagnostic::{Diagnostic, FileId, Sources};
use sealform_emit::Format;
use sealform_model::Tree;
use sealform_pipeline::document::{self, Printing};
use sealform_pipeline::{Pipeline, Progress};
use sealform_resolve::Inputs;
use sealform_resolve::inventory::{Entry, Part, inventory};
use sealform_secret::forms::FormName;
use sealform_secret::heuristics::is_secret_name;
use sealform_secret::policy::{Asking, DeclaredNames, Policy, Strictness};
use sealform_secret::{Answer, Answers, Asked, Classifier, FileText, Parameter, ParameterArn, ParameterType, Plaintext, Question};
use serde_json::{Map, Value};

/// Services that are refused, with the code and the reason.
const REFUSED: &[(&str, &str, &str)] = &[
    ("examples--aws-dotnet-rest-api-with-dynamodb--src--DotNetServerless.Lambda", "SF051", "the stub for its Region is no Region"),
    ("examples--aws-golang-rest-api-with-dynamodb", "SF101", STUBBED),
    ("examples--aws-node-env-variables-encrypted-in-a-file", "SF101", STUBBED),
    (
        "examples--aws-node-graphql-and-rds",
        "SF051",
        "its name comes from a file called secrets.json, so it is taken for a secret until it is declared public",
    ),
    ("examples--aws-node-graphql-api-with-dynamodb", "SF101", STUBBED),
    ("examples--aws-node-rest-api-with-dynamodb", "SF101", STUBBED),
    ("examples--aws-node-rest-api-with-dynamodb-and-offline", "SF101", STUBBED),
    ("examples--aws-node-signed-uploads", "SF051", "what stood in for AWS_REGION is no Region"),
    ("examples--aws-node-twitter-joke-bot", "SF101", STUBBED),
    ("examples--aws-python-rest-api-with-dynamodb", "SF101", STUBBED),
];

const STUBBED: &str = "the service lacks a value that it refers to, and Serverless refuses it too: a stub stood in when the data were made";

/// Values that differ, with the reason: the service, the dotted path.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("examples--aws-golang-googlemap", "provider.environment.GOOGLE_API_KEY", LITERAL),
    ("examples--aws-node-auth0-custom-authorizers-api", "provider.environment.AUTH0_CLIENT_ID", REFERENCE),
    ("examples--aws-node-auth0-custom-authorizers-api", "provider.environment.AUTH0_CLIENT_PUBLIC_KEY", TEXT_FILE),
    ("examples--aws-node-env-variables", "provider.environment.EMAIL_SERVICE_API_KEY", LITERAL),
    ("examples--aws-node-github-check--serverless.yaml", "provider.environment.GITHUB_TOKEN", REFERENCE),
    ("examples--aws-node-oauth-dropbox-api", "provider.environment.CLIENT_SECRET", REFERENCE),
    ("examples--aws-node-scheduled-weather", "provider.environment.DARK_SKY_API_KEY", LITERAL),
    ("examples--aws-node-scheduled-weather", "provider.environment.POSTMARK_API_KEY", LITERAL),
    (
        "examples--aws-node-serverless-gong",
        "resources.Metadata.StackeryEnvConfigParameters.StackeryEnvConfiggithubSecretAsString",
        "a false alarm: it is the name of a secret",
    ),
    ("examples--aws-python-auth0-custom-authorizers-api", "provider.environment.AUTH0_CLIENT_ID", REFERENCE),
    ("examples--aws-python-auth0-custom-authorizers-api", "provider.environment.AUTH0_CLIENT_PUBLIC_KEY", TEXT_FILE),
    ("examples--aws-python-rest-api-with-pymongo", "provider.environment.MONGO_DB_PASS", REFERENCE),
    ("examples--aws-python-rest-api-with-pymongo", "provider.environment.MONGO_DB_URL", REFERENCE),
    ("examples--aws-ruby-step-functions-express", "provider.iam.role.statements.0.Resource", COERCED),
    ("fixture--check-for-changes", "functions.fnIndividually.package.patterns", COERCED),
    ("fixture--packaging", "disabledDeprecations", COERCED),
    ("fixture--schedule", "functions.scheduleExtended.events.0.schedule.rate", COERCED),
];

const LITERAL: &str = "a literal that is a secret by its name is masked";
const REFERENCE: &str = "a secret is shown as the reference that it is";
const TEXT_FILE: &str = "a text file is a text; the stub for it gave an empty map";
const COERCED: &str = "Serverless wraps a value into a list, or unwraps one, to fit its schema; we leave what is written";

#[test]
fn print_shows_what_serverless_prints() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracle");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: no folder shared/oracle beside the repository");
        return;
    };
    let mut services: Vec<PathBuf> =
        entries.map(|entry| entry.expect("readable").path()).filter(|path| path.join("service.yml").exists()).collect();
    services.sort();
    let mut unmet: BTreeSet<(&str, &str)> =
        REFUSED.iter().map(|(name, code, _)| (*name, *code)).chain(DIFFERENT.iter().map(|(name, path, _)| (*name, *path))).collect();
    let mut problems = Vec::new();
    for path in &services {
        let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8");
        let found: Vec<(String, String)> = match print(path) {
            Ok(text) => {
                let (ours, theirs) = (yaml(&text), yaml(&std::fs::read_to_string(path.join("resolved.yml")).expect("it is there")));
                let mut differences = Vec::new();
                compare(&theirs, &ours, String::new(), &mut differences);
                differences
            }
            Err(diagnostics) => diagnostics
                .iter()
                .filter(|diagnostic| diagnostic.is_error())
                .map(|diagnostic| (diagnostic.code.id(), diagnostic.message.clone()))
                .collect(),
        };
        for (at, what) in found {
            let known = REFUSED.iter().chain(DIFFERENT).find(|(known, path, _)| *known == name && *path == at);
            match known {
                Some((name, at, reason)) => {
                    println!("{name}: {at}: {reason}");
                    unmet.remove(&(*name, *at));
                }
                None => problems.push(format!("(\"{name}\", \"{at}\", \"{what}\"),")),
            }
        }
    }
    println!("{} services, {} refused, {} values differ, each with its reason", services.len(), REFUSED.len(), DIFFERENT.len());
    assert!(problems.is_empty(), "unexplained:\n{}", problems.join("\n"));
    assert_eq!(unmet, BTreeSet::new(), "no longer so");
    assert_eq!(services.len(), 176);
}

/// What `sealform print` writes for the service in `folder`.
fn print(folder: &Path) -> Result<String, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let text = std::fs::read_to_string(folder.join("service.yml")).expect("UTF-8");
    let file = sources.add("service.yml", text);
    let source = sources.get(file).cloned().expect("just added");
    let classifier = Classifier::new(policy());
    let inputs = Inputs { stage: Some("dev".to_owned()), ..Inputs::default() };
    let mut pipeline = Pipeline::read(file, &source, None, inputs, &classifier)?;
    let mut outside = Outside {
        folder,
        environment: environment(folder),
        references: references(file, source.text()),
        service: yaml(source.text()),
        resolved: yaml(&std::fs::read_to_string(folder.join("resolved.yml")).expect("it is there")),
        sources,
    };
    let mut answers = Answers::new();
    let settings = outside.answered(&mut answers, |answers| match pipeline.settings(answers) {
        Progress::Refused => Err(pipeline.take_diagnostics()),
        progress => Ok(progress),
    })?;
    let tree = outside.answered(&mut answers, |answers| match pipeline.resolve(&document::demand(None), answers) {
        Progress::Refused => Err(pipeline.take_diagnostics()),
        progress => Ok(progress),
    })?;
    let printing = Printing {
        sources: &outside.sources,
        service: file,
        dialect: pipeline.dialect(),
        settings: &settings,
        classifier: &classifier,
        path: None,
        format: Format::Yaml,
    };
    document::document(tree, &printing)
}

fn policy() -> Policy {
    Policy {
        form: FormName::Ciphertext,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Usual,
        names: DeclaredNames::default(),
        asking: Asking::Online,
    }
}

/// Answers by hand.
struct Outside<'f> {
    folder: &'f Path,
    environment: Vec<String>,
    references: Vec<Entry>,
    /// The file and what Serverless printed of it, as data.
    service: Value,
    resolved: Value,
    sources: Sources,
}

impl Outside<'_> {
    fn answered<T>(
        &mut self,
        answers: &mut Answers,
        mut step: impl FnMut(&Answers) -> Result<Progress<T>, Vec<Diagnostic>>,
    ) -> Result<T, Vec<Diagnostic>> {
        loop {
            match step(answers)? {
                Progress::Done(done) => return Ok(done),
                Progress::Needs(asked) => asked.iter().for_each(|ask| self.answer(ask, answers)),
                Progress::Refused => return Err(Vec::new()),
            }
        }
    }

    fn answer(&mut self, ask: &Asked, answers: &mut Answers) {
        let clear = |text: String, origin: String| Plaintext::new(text, origin);
        let answer = match &ask.question {
            Question::EnvironmentVariable(name) => {
                let set = self.environment.iter().any(|known| **known == **name);
                Answer::EnvironmentVariable(set.then(|| clear(format!("env-{name}"), format!("env:{name}"))))
            }
            Question::File(path) => Answer::File(self.file(path)),
            Question::Parameter(address) => Answer::Parameter(Some(Arc::new(Parameter {
                arn: ParameterArn::parse(&format!("arn:aws:ssm:us-east-1:123456789012:parameter/{}", address.name.trim_start_matches('/')))
                    .expect("an ARN"),
                parameter_type: if is_secret_name(&address.name) { ParameterType::SecureString } else { ParameterType::Text },
                version: 1,
                value: clear(format!("STUB-ssm-{}", stub(&address.name)), format!("ssm:{}", address.name)),
            }))),
            Question::Account => Answer::Account("123456789012".into()),
            question => panic!("{}: {question:?}", self.folder.display()),
        };
        answers.insert(ask.question.clone(), answer);
    }

    /// What the service refers to in a file. The files themselves are not among the data: where a reference is a whole value, the file
    /// holds what Serverless printed there; else what the stub for files gave.
    fn file(&mut self, path: &str) -> Option<Arc<FileText>> {
        let plain = |path: &str| path.trim_start_matches("./").to_owned();
        let mut content = Value::Object(Map::new());
        for entry in &self.references {
            let whole = at(&self.service, &entry.at).is_some_and(|value| value.as_str() == Some(&entry.text));
            let printed = whole.then(|| at(&self.resolved, &entry.at)).flatten();
            for part in &entry.sources {
                let Part::Source { name, params, address } = part else { continue };
                // A path with a variable in it may be any.
                if **name != *"file" || !params.first().is_some_and(|param| param.contains("${") || plain(param) == plain(path)) {
                    continue;
                }
                match (address, printed) {
                    (None, Some(printed)) => content = printed.clone(),
                    (Some(key), Some(printed)) => content[key] = printed.clone(),
                    (Some(key), None) if content.get(key).is_none() => content[key] = format!("STUB-file-{}", stub(key)).into(),
                    (_, None) => {}
                }
            }
        }
        // JSON is YAML too.
        let text = content.to_string();
        let file = self.sources.add(path, text.clone());
        Some(Arc::new(FileText { file, text: text.into() }))
    }
}

fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('.').try_fold(value, |value, key| match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        value => value.get(key),
    })
}

/// An address as it stands in a stub.
fn stub(address: &str) -> String {
    address.trim_start_matches('/').replace(|character: char| !character.is_ascii_alphanumeric(), "-")
}

/// The environment variables that were set.
fn environment(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("about.json")).expect("it is there");
    let about: Value = serde_json::from_str(&text).expect("JSON");
    about["env"].as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

fn references(file: FileId, text: &str) -> Vec<Entry> {
    let document = sealform_yaml::parse(file, text).expect("YAML");
    let (dialect, _) = sealform_resolve::detect(&document, None);
    let (tree, _) = sealform_model::read(&document, text, dialect.grammar());
    inventory(&tree, dialect, &policy())
}

/// A document as data, short tags spelled out.
fn yaml(text: &str) -> Value {
    let document = sealform_yaml::parse(FileId::new(0), text).expect("YAML");
    let (tree, _) = sealform_model::read(&document, text, sealform_reference::Grammar::Modern);
    data(&tree)
}

fn data(tree: &Tree<sealform_model::Expression>) -> Value {
    use sealform_model::{Expression, Scalar, Value as Node};
    match &tree.value {
        Node::Leaf(Expression::Scalar(Scalar::Null) | Expression::Broken) => Value::Null,
        Node::Leaf(Expression::Scalar(Scalar::Bool(flag))) => Value::Bool(*flag),
        Node::Leaf(Expression::Scalar(Scalar::Number(number))) => serde_json::json!(number),
        Node::Leaf(Expression::Scalar(Scalar::Text(text))) => Value::String(text.clone()),
        Node::Leaf(Expression::Text(text)) => Value::String(text.text().to_owned()),
        Node::Sequence(items) => Value::Array(items.iter().map(data).collect()),
        Node::Mapping(mapping) => Value::Object(mapping.iter().map(|(key, item)| (key.to_owned(), data(item))).collect::<Map<_, _>>()),
    }
}

fn compare(theirs: &Value, ours: &Value, at: String, differences: &mut Vec<(String, String)>) {
    let below = |key: &str| if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") };
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            for (key, value) in theirs {
                compare(value, ours.get(key).unwrap_or(&Value::Null), below(key), differences);
            }
            for (key, value) in ours.iter().filter(|(key, _)| !theirs.contains_key(*key)) {
                differences.push((below(key), format!("ours alone: {value}")));
            }
        }
        (Value::Array(theirs), Value::Array(ours)) if theirs.len() == ours.len() => {
            theirs
                .iter()
                .zip(ours)
                .enumerate()
                .for_each(|(index, (theirs, ours))| compare(theirs, ours, below(&index.to_string()), differences));
        }
        (theirs, ours) if theirs == ours => {}
        (theirs, ours) => differences.push((at, format!("theirs {theirs}, ours {ours}"))),
    }
}
