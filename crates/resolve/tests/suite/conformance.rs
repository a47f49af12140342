//! What the Serverless Framework's own engines were seen to do with small services, beside the repository in `../shared/conformance`.
//!
//! Each row must end as it did in the engine of that dialect: the same `custom`, or an error. Secrets are compared as references: to the
//! parameter, decrypted or not. Where Sealform differs on purpose, [`DIFFERENCES`] says so, with the reason.

use std::path::Path;

use sealform_model::{Scalar, Tree, Value as TreeValue};
use sealform_resolve::{Demand, Dialect, Inputs, Javascript};
use sealform_secret::{Classified, Content, Intent, Learnt, ParameterType, Secret};
use serde_json::{Map, Value, json};

use crate::differences::{DIFFERENCES, OSLS_DIFFERENCES};
use crate::world::{World, policy};

const ENGINES: &[(&str, Dialect)] = &[
    ("v1.83.3", Dialect::V1),
    ("v2.72.4", Dialect::V2Legacy),
    ("v2.72.4+20210326", Dialect::V2),
    ("v3.40.0", Dialect::V3),
    ("osls-4.3.1", Dialect::V3),
    ("v4-4.41", Dialect::V4),
];

/// What the rows' `a.js` give at an address: the driver, which runs them, is tested where it lives.
const SCRIPTS: &[(&str, &str)] = &[("k", "\"js\""), ("f.k", "\"jsaf\"")];

/// How a row ended.
enum End<'r> {
    Custom(&'r Value),
    Error,
}

#[test]
fn rows_end_as_in_the_serverless_framework() {
    let (Some(rows), Some(fixture)) = (read("variables-resolve.json"), read("aws-fixture.json")) else { return };
    let rows = rows.as_array().expect("the rows are a list");
    let mut compared = 0;
    let mut wrong = Vec::new();
    for row in rows.iter().filter(|row| row["origin"] == "own") {
        let name = row["name"].as_str().expect("a row has a name");
        for &(engine, dialect) in ENGINES {
            let Some(theirs) = end(row, engine) else { continue };
            compared += 1;
            let (ours, agrees) = compare(&row["input"], dialect, &fixture, &theirs);
            let listed = DIFFERENCES.iter().any(|difference| difference.covers(name, dialect))
                || OSLS_DIFFERENCES.iter().any(|(row, _)| engine.starts_with("osls") && *row == name);
            if agrees == listed {
                let said = if listed { "is listed as different and is not" } else { "differs" };
                let theirs = match theirs {
                    End::Custom(custom) => custom.to_string(),
                    End::Error => "an error".to_owned(),
                };
                wrong.push(format!(
                    "{name} in {engine} {said}\n    input  {}\n    theirs {theirs}\n    ours   {ours}",
                    row["input"]["custom"]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} rows:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 500, "only {compared} rows were compared");
}

/// How the row ended in an engine; the command line's word counts more than the library's. `None` where it was not run.
fn end<'r>(row: &'r Value, engine: &str) -> Option<End<'r>> {
    let cli = &row["expectedCli"][engine];
    if cli.is_object() {
        return Some(if cli["rc"] == 0 { End::Custom(&cli["custom"]) } else { End::Error });
    }
    let library = row["expected"].get(engine)?;
    let failed = |key: &str| library.get(key).is_some_and(|value| value.as_array().is_none_or(|list| !list.is_empty()));
    if ["error", "errors", "unresolved"].into_iter().any(failed) {
        return Some(End::Error);
    }
    library.get("custom").map(End::Custom)
}

/// What we make of an input, shown, and whether it agrees.
fn compare(input: &Value, dialect: Dialect, fixture: &Value, theirs: &End<'_>) -> (String, bool) {
    let mut world = world(input, fixture);
    let run = world.run(&service(input).to_string(), inputs(input, dialect), &Demand::path("custom"), policy());
    let failed = world.was_denied || run.diagnostics.iter().any(sealform_diagnostic::Diagnostic::is_error);
    let shown = if failed { format!("an error: {:?}", run.codes()) } else { run.shown };
    let agrees = match theirs {
        End::Error => failed,
        End::Custom(custom) => !failed && run.tree.get("custom").is_some_and(|ours| same(ours, custom, fixture)),
    };
    (shown, agrees)
}

fn service(input: &Value) -> Value {
    let mut provider = json!({"name": "aws", "region": "us-east-1"});
    merge(&mut provider, &input["provider"]);
    let mut service = json!({"service": "svc", "provider": provider, "custom": input["custom"]});
    merge(&mut service, &input["top"]);
    service
}

/// Puts the keys of `over` into `base`; null takes one away.
fn merge(base: &mut Value, over: &Value) {
    let (Some(base), Some(over)) = (base.as_object_mut(), over.as_object()) else { return };
    for (key, value) in over {
        if value.is_null() {
            base.remove(key);
        } else {
            base.insert(key.clone(), value.clone());
        }
    }
}

fn inputs(input: &Value, dialect: Dialect) -> Inputs {
    let mut inputs = Inputs { dialect, javascript: Javascript::Allow, ..Inputs::default() };
    let args: Vec<&str> = input["args"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for pair in args.chunks(2) {
        match pair {
            ["--stage", stage] => inputs.stage = Some((*stage).to_owned()),
            ["--region", region] => inputs.region = Some((*region).to_owned()),
            ["--param", param] => {
                let (name, value) = param.split_once('=').expect("a param has a value");
                inputs.params.insert(name.to_owned(), value.to_owned());
            }
            other => panic!("unknown arguments {other:?}"),
        }
    }
    inputs
}

fn world(input: &Value, fixture: &Value) -> World {
    let mut world = World::default();
    let texts = |value: &Value| -> Vec<(String, String)> {
        let object = value.as_object().cloned().unwrap_or_default();
        object.into_iter().map(|(key, value)| (key, value.as_str().unwrap_or_default().to_owned())).collect()
    };
    world.env.extend(texts(&input["env"]));
    world.files.extend(texts(&input["files"]));
    for (address, json) in SCRIPTS {
        world.scripts.insert(("a.js".to_owned(), (*address).to_owned()), (*json).to_owned());
    }
    for (region, stacks) in fixture["cf"].as_object().into_iter().flatten() {
        for (stack, outputs) in stacks.as_object().into_iter().flatten() {
            world.outputs.extend(texts(outputs).into_iter().map(|(key, text)| ((region.clone(), stack.clone(), key), text)));
        }
    }
    for (bucket, objects) in fixture["s3"].as_object().into_iter().flatten() {
        world.objects.extend(texts(objects).into_iter().map(|(key, text)| (format!("{bucket}/{key}"), text)));
    }
    for (region, parameters) in fixture["ssm"].as_object().into_iter().flatten() {
        for (name, parameter) in parameters.as_object().into_iter().flatten() {
            let at = |name: &str| (region.clone(), name.to_owned());
            if let Some(secret) = name.strip_prefix("/aws/reference/secretsmanager/") {
                world.secrets.insert(at(secret), Learnt::Found(()));
            } else if parameter.get("Error").is_some() {
                world.denied.insert(at(name));
            } else {
                let parameter_type = match parameter["Type"].as_str() {
                    Some("SecureString") => ParameterType::SecureString,
                    Some("StringList") => ParameterType::TextList,
                    _ => ParameterType::Text,
                };
                world.parameters.insert(at(name), (parameter_type, parameter["Value"].as_str().unwrap_or_default().to_owned()));
            }
        }
    }
    world
}

/// Whether a resolved tree is what a peer printed.
pub(crate) fn same(ours: &Tree<Classified>, theirs: &Value, fixture: &Value) -> bool {
    match (&ours.value, theirs) {
        (TreeValue::Sequence(ours), Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| same(ours, theirs, fixture))
        }
        (TreeValue::Mapping(ours), Value::Object(theirs)) => same_map(ours, theirs, fixture),
        (TreeValue::Leaf(ours), theirs) => same_leaf(ours, theirs, fixture),
        _ => false,
    }
}

fn same_map(ours: &sealform_model::Mapping<Classified>, theirs: &Map<String, Value>, fixture: &Value) -> bool {
    ours.len() == theirs.len() && ours.iter().all(|(key, ours)| theirs.get(key).is_some_and(|theirs| same(ours, theirs, fixture)))
}

fn same_leaf(ours: &Classified, theirs: &Value, fixture: &Value) -> bool {
    match &ours.content {
        Content::Public(public) => match public.scalar() {
            Scalar::Null => theirs.is_null(),
            Scalar::Bool(flag) => theirs.as_bool() == Some(*flag),
            Scalar::Number(number) => theirs.as_f64() == Some(*number),
            Scalar::Text(text) => theirs.as_str() == Some(text),
        },
        Content::Secret(Secret::Parameter(secret)) => {
            let selector = secret.address.selector.as_ref().map(|selector| format!(":{selector}")).unwrap_or_default();
            let name = secret.address.name.split_once(":parameter").map_or(&*secret.address.name, |(_, name)| name);
            let parameter = &fixture["ssm"][secret.address.region.as_str()][format!("{name}{selector}")];
            let text = match secret.intent {
                Intent::Decrypt => parameter["Value"].as_str().unwrap_or_default().to_owned(),
                Intent::Ciphertext => parameter["Cipher"].as_str().map_or_else(|| format!("CIPHERTEXT({name})"), str::to_owned),
            };
            is_secret_text(&text, &secret.json_key, theirs)
        }
        Content::Secret(Secret::SecretsManager(secret)) => {
            let parameter =
                &fixture["ssm"][secret.address.region.as_str()][format!("/aws/reference/secretsmanager/{}", secret.address.name)];
            is_secret_text(parameter["Value"].as_str().unwrap_or_default(), &secret.json_key, theirs)
        }
        // What it holds cannot be read here, and need not be.
        Content::Secret(_) => theirs.is_string(),
    }
}

/// Whether a peer printed the secret `text` (or what JSON it holds), or the part of it at `keys`.
fn is_secret_text(text: &str, keys: &[Box<str>], theirs: &Value) -> bool {
    let parsed: Option<Value> = serde_json::from_str(text).ok();
    if keys.is_empty() {
        return theirs.as_str() == Some(text) || parsed.as_ref() == Some(theirs);
    }
    let part = keys.iter().try_fold(parsed.as_ref(), |part, key| Some(part?.get(&**key)));
    part.flatten() == Some(theirs)
}

#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "test data, and a skip that is said aloud")]
pub(crate) fn read(file: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance").join(file);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("SKIPPED: no conformance data at {}", path.display());
        return None;
    };
    Some(serde_json::from_str(&text).expect("conformance data is JSON"))
}
