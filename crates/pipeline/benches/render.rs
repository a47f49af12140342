//! Render of a generated service beside bare parsing of the same bytes: 200 functions, 2,000 references, answers preloaded.
//!
//! Prints the ratio of the two, from the best of many interleaved runs (the machines are shared) and of the pair in the middle, then divan's
//! table.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use base64::Engine as _;
use rustix::time::{ClockId, clock_gettime};
use sealform_diagnostic::{Diagnostic, FileId, Sources};
use sealform_emit::{Format, TemplateOptions};
use sealform_local::Local;
use sealform_pipeline::{Pipeline, Progress};
use sealform_resolve::{Demand, Events, Inputs};
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Policy, Strictness};
use sealform_secret::{
    Answer, Answers, Asked, Classifier, KeyArn, KeyMetadata, Learnt, Parameter, ParameterArn, ParameterMetadata, ParameterType, Plaintext,
    Question, SecretMetadata, Tier,
};

/// The allocator of the command line, for both sides of the ratio.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const FUNCTIONS: usize = 200;
const ACCOUNT: &str = "123456789012";
const KEY: &str = "11111111-2222-3333-4444-555555555555";

/// The service, and the answers to everything that rendering it asks.
struct Prepared {
    sources: Sources,
    file: FileId,
    answers: Answers,
}

static PREPARED: LazyLock<Prepared> = LazyLock::new(prepare);

fn main() {
    ratio();
    divan::main();
}

#[divan::bench]
fn parse_to_nodes(bencher: divan::Bencher<'_, '_>) {
    let prepared = &*PREPARED;
    bencher.bench(|| parse(black_box(prepared)));
}

#[divan::bench]
fn render(bencher: divan::Bencher<'_, '_>) {
    let prepared = &*PREPARED;
    bencher.bench(|| render_once(black_box(prepared), &prepared.answers));
}

fn ratio() {
    let prepared = &*PREPARED;
    let best = |times: &mut Vec<Duration>| times.iter().min().copied().unwrap_or_default();
    let (mut parses, mut renders) = (Vec::new(), Vec::new());
    for _ in 0..60 {
        parses.push(timed(|| parse(prepared)));
        renders.push(timed(|| render_once(prepared, &prepared.answers)));
    }
    let (parsing, rendering) = (best(&mut parses), best(&mut renders));
    let mut pairs: Vec<f64> = parses.iter().zip(&renders).map(|(parse, render)| render.as_secs_f64() / parse.as_secs_f64()).collect();
    pairs.sort_by(f64::total_cmp);
    let median = pairs.get(pairs.len() / 2).copied().unwrap_or_default();
    let bytes = prepared.sources.get(prepared.file).map_or(0, |source| source.text().len());
    println!(
        "{FUNCTIONS} functions, 2,000 references, {bytes} bytes: parse {parsing:?}, render {rendering:?}, ratio {:.2}; of the pairs the middle one {median:.2}",
        rendering.as_secs_f64() / parsing.as_secs_f64()
    );
}

/// The CPU time of this thread that `work` takes, dropping what it makes included.
fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = cpu_time();
    black_box(work());
    cpu_time().saturating_sub(start)
}

fn cpu_time() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.try_into().unwrap_or_default(), now.tv_nsec.try_into().unwrap_or_default())
}

fn parse(prepared: &Prepared) -> sealform_yaml::Document {
    let source = prepared.sources.get(prepared.file).expect("it was added");
    sealform_yaml::parse(prepared.file, source.text()).expect("it is well formed")
}

fn render_once(prepared: &Prepared, answers: &Answers) -> String {
    match step(prepared, answers) {
        Ok(text) => text,
        Err(Stop::Needs(asked)) => panic!("an answer is missing: {asked:?}"),
        Err(Stop::Refused(diagnostics)) => panic!("refused: {diagnostics:?}"),
    }
}

enum Stop {
    Needs(Vec<Asked>),
    Refused(Vec<Diagnostic>),
}

fn step(prepared: &Prepared, answers: &Answers) -> Result<String, Stop> {
    let source = prepared.sources.get(prepared.file).expect("it was added");
    let classifier = Classifier::new(Policy {
        form: FormName::Ciphertext,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Usual,
        names: DeclaredNames::default(),
        asking: Asking::Online,
    });
    let inputs = Inputs { stage: Some("prod".to_owned()), ..Inputs::default() };
    let mut pipeline = Pipeline::read(prepared.file, source, None, inputs, &classifier).map_err(Stop::Refused)?;
    // As `sealform render` does without `--explain`.
    pipeline.record_forms();
    match pipeline.settings(answers) {
        Progress::Done(_) => {}
        Progress::Needs(asked) => return Err(Stop::Needs(asked)),
        Progress::Refused => return Err(Stop::Refused(pipeline.take_diagnostics())),
    }
    let options = TemplateOptions::default();
    match pipeline.template(&Demand::render(Events::Wanted), &options, Format::Yaml, answers) {
        Progress::Done(rendered) => Ok(rendered.text),
        Progress::Needs(asked) => Err(Stop::Needs(asked)),
        Progress::Refused => Err(Stop::Refused(pipeline.take_diagnostics())),
    }
}

/// 200 functions with ten variables and ten references each: SecureStrings (one of them with the stage in its name), a managed secret, a
/// String, environment with a fallback, params, `self`, a joined text, a plain one.
fn service() -> String {
    let mut text = String::from(
        "service: generated\nprovider:\n  name: aws\n  runtime: nodejs22.x\n  region: us-west-2\n  stage: ${opt:stage, 'dev'}\npackage:\n  artifact: code.zip\ncustom:\n  table: items-${sls:stage}\n  level: info\nfunctions:\n",
    );
    for index in 0..FUNCTIONS {
        let _ = write!(
            text,
            "  function{index}:\n    handler: src/handlers/function{index}.main\n    description: Handles the requests of tenant {index}\n    environment:\n      DB_PASSWORD: ${{ssm:/${{sls:stage}}/service{index}/db/password}}\n      API_TOKEN: ${{ssm:/prod/service{index}/api/token}}\n      SIGNING_KEY: ${{ssm:/prod/service{index}/signing/key}}\n      MANAGED: ${{ssm:/aws/reference/secretsmanager/service{index}/managed}}\n      ENDPOINT: ${{ssm:/prod/service{index}/endpoint}}\n      TABLE_NAME: ${{self:custom.table}}\n      LOG_LEVEL: ${{env:LOG_LEVEL, self:custom.level}}\n      MODE: live\n      QUEUE_URL: https://sqs.us-west-2.amazonaws.com/queue-{index}-${{sls:stage}}\n      OWNER: ${{param:owner, 'team-{index}'}}\n"
        );
    }
    text
}

fn prepare() -> Prepared {
    let mut sources = Sources::new();
    let file = sources.add("serverless.yml", service());
    let mut prepared = Prepared { sources, file, answers: Answers::new() };
    let local = Local::from_yaml(&format!("account: \"{ACCOUNT}\"\nregion: us-west-2\nkeys: [{{ alias: alias/demo, id: {KEY} }}]\n"))
        .expect("well formed");
    loop {
        match step(&prepared, &prepared.answers) {
            Ok(_) => return prepared,
            Err(Stop::Refused(diagnostics)) => panic!("refused: {diagnostics:?}"),
            Err(Stop::Needs(asked)) => {
                for ask in asked {
                    let answer = answer(&ask.question, &local);
                    prepared.answers.insert(ask.question, answer);
                }
            }
        }
    }
}

fn answer(question: &Question, local: &Local) -> Answer {
    let key_arn = format!("arn:aws:kms:us-west-2:{ACCOUNT}:key/{KEY}");
    match question {
        Question::EnvironmentVariable(_) => Answer::EnvironmentVariable(None),
        Question::File(_) => Answer::File(None),
        Question::Account => Answer::Account(ACCOUNT.into()),
        Question::Parameter(address) => {
            let arn = ParameterArn::of(&address.region, ACCOUNT, &address.name);
            let (parameter_type, value) = if address.name.ends_with("/endpoint") {
                (ParameterType::Text, format!("https://{}.example.com", address.name.len()))
            } else {
                let context = BTreeMap::from([("PARAMETER_ARN".to_owned(), arn.as_str().to_owned())]);
                let blob = local.encrypt("alias/demo", &context, address.name.as_bytes()).expect("it encrypts");
                (ParameterType::SecureString, base64::engine::general_purpose::STANDARD.encode(blob))
            };
            Answer::Parameter(Some(Arc::new(Parameter {
                arn,
                parameter_type,
                version: 3,
                value: Plaintext::new(value, format!("ssm:{}", address.name)),
            })))
        }
        Question::ParameterMetadata(_) => {
            Answer::ParameterMetadata(Learnt::Found(ParameterMetadata { tier: Tier::Standard, key: Some("alias/demo".into()) }))
        }
        Question::Key(_) => {
            Answer::Key(Learnt::Found(KeyMetadata { arn: KeyArn::parse(&key_arn).expect("an ARN"), aws_managed: false, usable: true }))
        }
        Question::SecretMetadata(address) => Answer::SecretMetadata(Learnt::Found(SecretMetadata {
            arn: format!("arn:aws:secretsmanager:us-west-2:{ACCOUNT}:secret:{}-AbCdEf", address.name).into(),
            name: address.name.clone(),
            key: None,
        })),
        question => panic!("nothing of the kind is asked: {question:?}"),
    }
}
