//! A world of canned answers, the loop that drives a resolver with it, and a way to show what came out.

use std::collections::{BTreeMap, BTreeSet};

use sealform_diagnostic::{Diagnostic, FileId, Sources};
use sealform_model::{Tree, Value};
use sealform_resolve::{Demand, Dialect, Inputs, Resolver};
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Strictness};
use sealform_secret::{
    Answer, Answers, Classified, Classifier, Content, FileText, GitFact, Intent, Learnt, Parameter, ParameterArn, ParameterType, Plaintext,
    Policy, Question, Secret, Step,
};

/// What the outside holds.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) env: BTreeMap<String, String>,
    pub(crate) files: BTreeMap<String, String>,
    /// By Region and name, the selector behind a colon.
    pub(crate) parameters: BTreeMap<(String, String), (ParameterType, String)>,
    /// By Region and name.
    pub(crate) secrets: BTreeMap<(String, String), Learnt<()>>,
    /// Outputs by Region, stack and key.
    pub(crate) outputs: BTreeMap<(String, String, String), String>,
    /// Objects by bucket and key, joined by a slash.
    pub(crate) objects: BTreeMap<String, String>,
    /// What git says.
    pub(crate) git: BTreeMap<GitFact, String>,
    /// What scripts give, by path and dotted address, as JSON.
    pub(crate) scripts: BTreeMap<(String, String), String>,
    /// Parameters that may not be read, by Region and name.
    pub(crate) denied: BTreeSet<(String, String)>,
    /// Whether one of them was asked for.
    pub(crate) was_denied: bool,
    pub(crate) sources: Sources,
}

/// What a run gave.
pub(crate) struct Run {
    /// The tree, shown as [`show`] does.
    pub(crate) shown: String,
    pub(crate) tree: Tree<Classified>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The questions, round by round.
    pub(crate) rounds: Vec<Vec<String>>,
}

impl Run {
    /// The codes of all diagnostics, in order.
    pub(crate) fn codes(&self) -> Vec<u16> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code.number).collect()
    }

    /// All questions of all rounds.
    pub(crate) fn questions(&self) -> Vec<&str> {
        self.rounds.iter().flatten().map(String::as_str).collect()
    }
}

/// The policy of the tests: names with `secret` at their end are secret.
pub(crate) fn policy() -> Policy {
    Policy {
        form: FormName::Ciphertext,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Usual,
        names: DeclaredNames::new(&[], &["*_SECRET".to_owned(), "*_secret".to_owned(), "*-secret".to_owned()])
            .expect("the globs are right"),
        asking: Asking::Online,
    }
}

impl World {
    /// The world of most tests.
    pub(crate) fn usual() -> Self {
        let mut world = Self::default();
        for (name, value) in
            [("ONE", "one"), ("NUMBER", "42"), ("EMPTY", ""), ("MY_SECRET", "hush"), ("INJECT", "${env:ONE}"), ("KEY", "k")]
        {
            world.env.insert(name.to_owned(), value.to_owned());
        }
        for (name, parameter_type, value) in [
            ("/str", ParameterType::Text, "plain"),
            ("/other", ParameterType::Text, "other"),
            ("/inject", ParameterType::Text, "${env:ONE}"),
            ("/list", ParameterType::TextList, "a,b, c"),
            ("/sec", ParameterType::SecureString, "CIPHER"),
            ("/sec:3", ParameterType::SecureString, "CIPHER3"),
            ("/string-secret", ParameterType::Text, "oops"),
        ] {
            for region in ["us-east-1", "eu-west-1"] {
                world.parameters.insert((region.to_owned(), name.to_owned()), (parameter_type, value.to_owned()));
            }
        }
        for (name, known) in [("found", Learnt::Found(())), ("denied", Learnt::Denied)] {
            world.secrets.insert(("us-east-1".to_owned(), name.to_owned()), known);
        }
        for (region, stack, key, text) in [
            ("us-east-1", "stk", "Out", "out"),
            ("us-east-1", "stk", "a.b", "dotted"),
            ("us-east-1", "stk", "my_secret", "hush"),
            ("eu-west-1", "stk", "Out", "out-eu"),
        ] {
            world.outputs.insert((region.to_owned(), stack.to_owned(), key.to_owned()), text.to_owned());
        }
        world.objects.insert("bkt/k/v.txt".to_owned(), "{\"a\":1} ${env:ONE}".to_owned());
        world.objects.insert("bkt/my_secret".to_owned(), "hush".to_owned());
        world.git.insert(GitFact::Branch, "main".to_owned());
        world.scripts.insert(("a.js".to_owned(), "k".to_owned()), "\"js\"".to_owned());
        world.scripts.insert(("a.js".to_owned(), String::new()), "{\"k\": [1, \"${env:ONE}\"], \"my_secret\": \"hush\"}".to_owned());
        for (path, text) in [
            ("a.yml", "k: v\nn: 1\nnothing:\nlist: [x, '${env:ONE}']\nmap: {b: '${self:custom.ref}'}\nmy_secret: hidden\n"),
            ("a.json", "{\"k\": \"json\", \"deep\": {\"x\": [1, 2]}}"),
            ("t.tfstate", "{\"outputs\": {\"x\": {\"value\": \"tf\"}}}"),
            ("bad.json", "{"),
            ("bad.yml", "a: '${env:'\n"),
            ("text.txt", "line one\nline ${env:ONE}\n"),
            ("plain.txt", "just text"),
            ("../up.yml", "k: above"),
            ("sub/b.yml", "k: ${file(a.yml):k}-sub"),
        ] {
            world.files.insert(path.to_owned(), text.to_owned());
        }
        world
    }

    /// The answer to a question.
    pub(crate) fn answer(&mut self, question: &Question) -> Answer {
        match question {
            Question::EnvironmentVariable(name) => {
                Answer::EnvironmentVariable(self.env.get(&**name).map(|text| Plaintext::new(text.clone(), format!("env:{name}"))))
            }
            Question::File(path) => Answer::File(self.files.get(&**path).map(|text| {
                let file = self.sources.add(&**path, text.clone());
                FileText { file, text: text.as_str().into() }.into()
            })),
            Question::Account => Answer::Account("123456789012".into()),
            Question::Parameter(address) => {
                let selected = address.selector.as_ref().map(|selector| format!("{}:{selector}", address.name));
                let name = selected.unwrap_or_else(|| address.name.to_string());
                let name = name.split_once(":parameter").map_or(name.as_str(), |(_, name)| name).to_owned();
                self.was_denied |= self.denied.contains(&(address.region.to_string(), name.clone()));
                let found = self.parameters.get(&(address.region.to_string(), name.clone()));
                Answer::Parameter(found.map(|(parameter_type, value)| {
                    let value = Plaintext::new(value.clone(), format!("ssm:{name}"));
                    let arn = ParameterArn::of(&address.region, "123456789012", &address.name);
                    Parameter { arn, parameter_type: *parameter_type, version: 1, value }.into()
                }))
            }
            Question::SecretMetadata(address) => {
                let known = self.secrets.get(&(address.region.to_string(), address.name.to_string()));
                Answer::SecretMetadata(match known {
                    Some(Learnt::Found(())) => Learnt::Found(sealform_secret::SecretMetadata {
                        arn: format!("arn:aws:secretsmanager:us-east-1:123456789012:secret:{}-abcdef", address.name).into(),
                        name: address.name.clone(),
                        key: None,
                    }),
                    Some(Learnt::Denied) => Learnt::Denied,
                    _ => Learnt::Missing,
                })
            }
            Question::StackOutputs(address) => {
                let stack = (address.region.to_string(), address.name.to_string());
                let known = self.outputs.iter().filter(|((region, name, _), _)| (region, name) == (&stack.0, &stack.1));
                let outputs: sealform_secret::StackOutputs = known
                    .map(|((_, name, key), text)| (key.as_str().into(), Plaintext::new(text.clone(), format!("cf:{name}.{key}"))))
                    .collect();
                Answer::StackOutputs((!outputs.is_empty()).then(|| outputs.into()))
            }
            Question::Object(address) => {
                let name = format!("{}/{}", address.bucket, address.key);
                Answer::Object(self.objects.get(&name).map(|text| Plaintext::new(text.clone(), format!("s3:{name}"))))
            }
            Question::Git(fact) => Answer::Git(self.git.get(fact).map(|text| Plaintext::new(text.clone(), format!("git:{fact:?}")))),
            Question::Script(request) => {
                let at = (request.path.to_string(), request.address.join("."));
                Answer::Script(self.scripts.get(&at).map(|json| {
                    let file = self.sources.add(&*request.path, json.clone());
                    FileText { file, text: json.as_str().into() }.into()
                }))
            }
            other => panic!("the resolver never asks {other:?}"),
        }
    }

    /// Parses and resolves `yaml`.
    pub(crate) fn run(&mut self, yaml: &str, inputs: Inputs, demand: &Demand, policy: Policy) -> Run {
        let file = self.sources.add("serverless.yml", yaml);
        let classifier = Classifier::new(policy);
        let (tree, mut diagnostics) = read(file, yaml, inputs.dialect);
        let mut resolver = Resolver::new(tree, inputs, &classifier);
        let mut answers = Answers::new();
        let mut rounds = Vec::new();
        loop {
            let (step, new) = resolver.resolve(demand, &answers);
            diagnostics.extend(new);
            match step {
                Step::Done(tree) => return Run { shown: show(&tree), tree, diagnostics, rounds },
                Step::Needs(asked) => {
                    assert!(!asked.is_empty(), "a step that needs answers names its questions");
                    for ask in &asked {
                        assert!(answers.get(&ask.question).is_none(), "asked twice: {:?}", ask.question);
                        let answer = self.answer(&ask.question);
                        answers.insert(ask.question.clone(), answer);
                    }
                    rounds.push(asked.iter().map(|ask| question_text(&ask.question)).collect());
                }
            }
        }
    }

    /// Resolves `custom` of a service whose `custom` holds `lines`.
    pub(crate) fn custom(&mut self, dialect: Dialect, lines: &str) -> Run {
        self.custom_with(Inputs { dialect, ..Inputs::default() }, lines, policy())
    }

    /// Resolves `custom` of a service whose `custom` holds `lines`.
    pub(crate) fn custom_with(&mut self, inputs: Inputs, lines: &str, policy: Policy) -> Run {
        let indented: String = lines.lines().map(|line| format!("  {line}\n")).collect();
        let yaml = format!("service: svc\nprovider: {{name: aws, region: us-east-1}}\ncustom:\n{indented}");
        let mut run = self.run(&yaml, inputs, &Demand::path("custom"), policy);
        run.shown = run.tree.get("custom").map(show).unwrap_or_default();
        run
    }
}

/// Parses `yaml` and its variables.
pub(crate) fn read(file: FileId, yaml: &str, dialect: Dialect) -> (Tree<sealform_model::Expression>, Vec<Diagnostic>) {
    let document = sealform_yaml::parse(file, yaml).unwrap_or_else(|errors| panic!("{errors:?} in {yaml}"));
    let (grammar, mut diagnostics) = sealform_resolve::grammar(&document, dialect);
    let (tree, broken) = sealform_model::read(&document, yaml, grammar);
    diagnostics.extend(broken);
    (tree, diagnostics)
}

/// A question in short.
pub(crate) fn question_text(question: &Question) -> String {
    let selected = |name: &str, selector: &Option<Box<str>>| match selector {
        Some(selector) => format!("{name}:{selector}"),
        None => name.to_owned(),
    };
    match question {
        Question::EnvironmentVariable(name) => format!("env {name}"),
        Question::File(path) => format!("file {path}"),
        Question::Account => "account".to_owned(),
        Question::Parameter(address) => format!("ssm {} {}", address.region, selected(&address.name, &address.selector)),
        Question::SecretMetadata(address) => format!("secret {} {}", address.region, selected(&address.name, &address.selector)),
        Question::StackOutputs(address) => format!("cf {} {}", address.region, address.name),
        Question::Object(address) => format!("s3 {} {}/{}", address.region, address.bucket, address.key),
        other => format!("{other:?}"),
    }
}

/// A tree in one line: public values as JSON, secrets in angle brackets as what they are.
pub(crate) fn show(tree: &Tree<Classified>) -> String {
    match &tree.value {
        Value::Leaf(leaf) => show_leaf(leaf),
        Value::Sequence(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(",")),
        Value::Mapping(mapping) => {
            format!("{{{}}}", mapping.iter().map(|(key, tree)| format!("{key}:{}", show(tree))).collect::<Vec<_>>().join(","))
        }
    }
}

fn show_leaf(leaf: &Classified) -> String {
    let keys = |keys: &[Box<str>]| keys.iter().map(|key| format!(" .{key}")).collect::<String>();
    let selected = |name: &str, selector: &Option<Box<str>>| match selector {
        Some(selector) => format!("{name}:{selector}"),
        None => name.to_owned(),
    };
    match &leaf.content {
        Content::Public(public) => match public.as_str() {
            Some(text) => format!("{text:?}"),
            None => public.to_text(),
        },
        Content::Secret(Secret::Parameter(secret)) => {
            let intent = if secret.intent == Intent::Decrypt { "decrypt" } else { "ciphertext" };
            let address = &secret.address;
            format!("<{intent} {} {}{}>", address.region, selected(&address.name, &address.selector), keys(&secret.json_key))
        }
        Content::Secret(Secret::SecretsManager(secret)) => {
            let address = &secret.address;
            format!("<managed {} {}{}>", address.region, selected(&address.name, &address.selector), keys(&secret.json_key))
        }
        Content::Secret(Secret::Clear(plaintext)) => format!("<clear {}>", plaintext.origin()),
        Content::Secret(Secret::Joined(_)) => "<joined>".to_owned(),
        Content::Secret(Secret::Unasked(unasked)) => format!("<unasked {}>", unasked.text),
    }
}
