//! How time grows with the input: `print` and `references` beside bare parsing of the same bytes, in one run.
//!
//! Prints the table of docs/performance.md, CPU time, each figure the best of many interleaved runs (the machines are shared), then
//! divan's.

#![expect(clippy::print_stdout, clippy::disallowed_methods, reason = "a benchmark prints its figures, and reads the clock of its thread")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use sealform_diagnostic::{FileId, Sources};
use sealform_emit::Format;
use sealform_pipeline::document::{self, Printing};
use sealform_pipeline::{Pipeline, Progress};
use sealform_resolve::inventory::inventory;
use sealform_resolve::{Dialect, Inputs};
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Policy, Strictness};
use sealform_secret::{Answer, Answers, Classifier, Parameter, ParameterArn, ParameterType, Plaintext, Question};

fn main() {
    table();
    divan::main();
}

/// Functions with ten variables each: SecureStrings, Strings, `self`, `env`, `opt`, `param`, joined texts.
#[divan::bench(args = [10, 100, 1_000, 10_000])]
fn print_functions(bencher: divan::Bencher<'_, '_>, count: usize) {
    let input = Input::new(functions(count));
    bencher.bench(|| input.print());
}

#[divan::bench(args = [10, 100, 1_000])]
fn print_chain(bencher: divan::Bencher<'_, '_>, length: usize) {
    let input = Input::new(chain(length));
    bencher.bench(|| input.print());
}

/// The most time that is spent on a row of the table.
const ROW_TIME: Duration = Duration::from_secs(4);

fn table() {
    println!("| input | bytes | references | parse | `print` | ratio | `references` | ratio |\n|---|---|---|---|---|---|---|---|");
    for count in [10, 100, 1_000, 10_000] {
        row(&format!("{count} functions"), functions(count));
    }
    for length in [10, 100, 1_000] {
        row(&format!("a chain of {length}"), chain(length));
    }
    row("10,000 references to one value", one_value(10_000));
    row("100 variables, 50 deep in each other", nested_variables(100, 50));
    row("100 maps, 50 deep", nested_maps(100, 50));
}

fn row(name: &str, text: String) {
    let input = Input::new(text);
    let (mut parse, mut print, mut list) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let start = Instant::now();
    while parse == Duration::MAX || start.elapsed() < ROW_TIME {
        parse = parse.min(timed(|| input.parse()));
        print = print.min(timed(|| input.print()));
        list = list.min(timed(|| input.references()));
    }
    let ratio = |time: Duration| time.as_secs_f64() / parse.as_secs_f64();
    let milliseconds = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1e3);
    println!(
        "| {name} | {} | {} | {} | {} | {:.1} | {} | {:.1} |",
        input.text().len(),
        input.references(),
        milliseconds(parse),
        milliseconds(print),
        ratio(print),
        milliseconds(list),
        ratio(list)
    );
}

/// The time of one of as many runs as fill [`BATCH_TIME`]: the clock may tick no faster than every few milliseconds.
fn timed<T>(work: impl Fn() -> T) -> Duration {
    let start = clock();
    for count in 1.. {
        black_box(work());
        let took = clock().saturating_sub(start);
        if took >= BATCH_TIME {
            return took / count;
        }
    }
    Duration::MAX
}

const BATCH_TIME: Duration = Duration::from_millis(80);

/// CPU time of this thread where the system tells it (Linux), so that neighbours on a shared machine count less; else the time of day.
fn clock() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let nanoseconds = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|line| line.split(' ').next().and_then(|first| first.parse().ok()));
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// A service, and the answers to everything that printing it asks.
struct Input {
    sources: Sources,
    file: FileId,
    answers: Answers,
}

impl Input {
    fn new(text: String) -> Self {
        let mut sources = Sources::new();
        let file = sources.add("serverless.yml", text);
        let mut input = Self { sources, file, answers: Answers::new() };
        while let Err(questions) = input.attempt() {
            for question in questions {
                let answer = answer(&question);
                input.answers.insert(question, answer);
            }
        }
        input
    }

    fn text(&self) -> &str {
        self.sources.get(self.file).map(sealform_diagnostic::Source::text).unwrap_or_default()
    }

    fn parse(&self) -> sealform_yaml::Document {
        sealform_yaml::parse(self.file, self.text()).expect("it is well formed")
    }

    /// What `sealform references` does; gives the number of references.
    fn references(&self) -> usize {
        let document = self.parse();
        let (tree, broken) = sealform_model::read_leniently(&document, self.text(), Dialect::V3.grammar());
        assert_eq!(broken, []);
        inventory(&tree, Dialect::V3, &policy()).len()
    }

    /// What `sealform print` does.
    fn print(&self) -> String {
        self.attempt().expect("every question has its answer")
    }

    fn attempt(&self) -> Result<String, Vec<Question>> {
        let classifier = Classifier::new(policy());
        let source = self.sources.get(self.file).expect("it was added");
        let mut pipeline = Pipeline::read(self.file, source, None, Inputs::default(), &classifier).expect("it is well formed");
        let settings = done(pipeline.settings(&self.answers))?;
        let tree = match pipeline.resolve(&document::demand(None), &self.answers) {
            Progress::Refused => panic!("refused: {:?}", pipeline.take_diagnostics()),
            progress => done(progress)?,
        };
        let printing = Printing {
            sources: &self.sources,
            service: self.file,
            dialect: pipeline.dialect(),
            settings: &settings,
            classifier: &classifier,
            path: None,
            format: Format::Yaml,
        };
        Ok(document::document(tree, &printing).expect("it holds no secret"))
    }
}

fn done<T>(progress: Progress<T>) -> Result<T, Vec<Question>> {
    match progress {
        Progress::Done(done) => Ok(done),
        Progress::Needs(asked) => Err(asked.into_iter().map(|ask| ask.question).collect()),
        Progress::Refused => panic!("refused"),
    }
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

fn answer(question: &Question) -> Answer {
    match question {
        Question::Parameter(address) => Answer::Parameter(Some(Arc::new(Parameter {
            arn: ParameterArn::of(&address.region, "123456789012", &address.name),
            parameter_type: if address.name.ends_with("/size") { ParameterType::Text } else { ParameterType::SecureString },
            version: 1,
            value: Plaintext::new("large".to_owned(), format!("ssm:{}", address.name)),
        }))),
        Question::EnvironmentVariable(_) => Answer::EnvironmentVariable(None),
        question => panic!("nothing of the kind is asked: {question:?}"),
    }
}

const HEAD: &str =
    "service: grown\nprovider:\n  name: aws\n  region: us-west-2\n  stage: ${opt:stage, 'dev'}\ncustom:\n  table: items-${sls:stage}\n";

fn functions(count: usize) -> String {
    let mut text = format!("{HEAD}functions:\n");
    for index in 0..count {
        let _ = write!(
            text,
            "  function{index}:\n    handler: src/function{index}.main\n    environment:\n      DB_PASSWORD: ${{ssm:/${{sls:stage}}/app{index}/db/password}}\n      API_TOKEN: ${{ssm:/${{sls:stage}}/app{index}/token}}\n      SIZE: ${{ssm:/${{sls:stage}}/app{index}/size}}\n      TABLE_NAME: ${{self:custom.table}}\n      LOG_LEVEL: ${{env:LOG_LEVEL, self:custom.table}}\n      STAGE: ${{sls:stage}}\n      QUEUE: https://sqs.example.com/queue-{index}-${{sls:stage}}\n      OWNER: ${{param:owner, 'team-{index}'}}\n      REGION: ${{opt:region, self:provider.region}}\n      PLAIN: text number {index}\n"
        );
    }
    text
}

/// Each value refers to the next one, so that the whole chain is followed from its first link.
fn chain(length: usize) -> String {
    let mut text = HEAD.to_owned();
    for index in 0..length {
        let _ = writeln!(text, "  link{index}: ${{self:custom.link{}}}", index + 1);
    }
    let _ = writeln!(text, "  link{length}: end");
    text
}

fn one_value(count: usize) -> String {
    let mut text = HEAD.to_owned();
    for index in 0..count {
        let _ = writeln!(text, "  value{index}: ${{self:custom.table}}");
    }
    text
}

/// `${opt:${opt:...x, 'a'}, 'a'}`.
fn nested_variables(count: usize, depth: usize) -> String {
    let mut text = HEAD.to_owned();
    for index in 0..count {
        let _ = writeln!(text, "  value{index}: {}x{}", "${opt:".repeat(depth), ", 'a'}".repeat(depth));
    }
    text
}

/// Maps in maps with a variable on each level.
fn nested_maps(count: usize, depth: usize) -> String {
    let mut text = HEAD.to_owned();
    for index in 0..count {
        let levels: String = (0..depth).map(|level| format!("{{value: '${{self:custom.table}}', level{level}: ")).collect();
        let _ = writeln!(text, "  value{index}: {levels}1{}", "}".repeat(depth));
    }
    text
}
