//! The whole render with `--offline`: no panic, no hang, and no canary in what it writes or says.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sealform_diagnostic::{Diagnostic, Sources};
use sealform_emit::{Events, Format, TemplateOptions};
use sealform_pipeline::{Pipeline, Progress};
use sealform_resolve::{Demand, Inputs};
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Policy, Strictness};
use sealform_secret::{Answer, Answers, Asked, Classifier, Plaintext, Question};

const CANARY: &str = "canary-7f3k9q2m-hunter2";

fuzz_target!(|text: &str| {
    // The author's own text may hold anything; the hunted secret must come from outside.
    if text.contains("canary") {
        return;
    }
    let (template, diagnostics) = render(text);
    assert!(!template.contains(CANARY));
    for diagnostic in diagnostics {
        assert!(!format!("{diagnostic:?}").contains(CANARY));
    }
});

fn render(text: &str) -> (String, Vec<Diagnostic>) {
    let mut sources = Sources::new();
    let file = sources.add("serverless.yml", text);
    let Some(source) = sources.get(file) else { return Default::default() };
    let classifier = Classifier::new(Policy {
        form: FormName::Ciphertext,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Strict,
        names: DeclaredNames::default(),
        asking: Asking::Offline,
    });
    let mut pipeline = match Pipeline::read(file, source, None, Inputs::default(), &classifier) {
        Ok(pipeline) => pipeline,
        Err(diagnostics) => return (String::new(), diagnostics),
    };
    let mut answers = Answers::new();
    let mut template = String::new();
    let options = TemplateOptions { events: Events::Skip, ..TemplateOptions::default() };
    let mut settled = false;
    loop {
        let progress = if settled {
            match pipeline.template(&Demand::render(sealform_resolve::Events::Skipped), &options, Format::Yaml, &answers) {
                Progress::Done(rendered) => {
                    template = rendered.text;
                    break;
                }
                Progress::Needs(asked) => Some(asked),
                Progress::Refused => None,
            }
        } else {
            match pipeline.settings(&answers) {
                Progress::Done(_) => {
                    settled = true;
                    continue;
                }
                Progress::Needs(asked) => Some(asked),
                Progress::Refused => None,
            }
        };
        let Some(asked) = progress else { break };
        answer(asked, &mut answers);
    }
    (template, pipeline.take_diagnostics())
}

/// Every environment variable holds the canary; there is no file; nothing remote may be asked.
fn answer(asked: Vec<Asked>, answers: &mut Answers) {
    assert!(asked.iter().any(|ask| answers.get(&ask.question).is_none()), "the same questions again");
    for ask in asked {
        let answer = match &ask.question {
            Question::EnvironmentVariable(name) => {
                Answer::EnvironmentVariable(Some(Plaintext::new(CANARY.to_owned(), format!("env:{name}"))))
            }
            Question::File(_) => Answer::File(None),
            question => panic!("asked although offline: {question:?}"),
        };
        answers.insert(ask.question, answer);
    }
}
