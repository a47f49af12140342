//! Converts texts without a world: files are given by name.

use std::sync::Arc;

use sealform_convert::{Conversion, Converter, Options};
use sealform_diagnostic::{Diagnostic, FileId};
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Policy, Strictness};
use sealform_secret::{Answer, Answers, FileText, Question, Step};

pub(crate) fn options(form: FormName) -> Options {
    let policy = Policy {
        form,
        fallback: None,
        kms_key: None,
        strictness: Strictness::Usual,
        names: DeclaredNames::default(),
        asking: Asking::Offline,
    };
    Options { form, dialect: None, target: None, kms_key: None, store_under: None, facts: None, policy }
}

/// Converts `text`; `files` are what it may include.
pub(crate) fn convert(text: &str, files: &[(&str, &str)], options: Options) -> Result<Conversion, Vec<Diagnostic>> {
    let name = if text.trim_start().starts_with('{') && text.contains("\":") { "serverless.json" } else { "serverless.yml" };
    let mut converter = Converter::read(FileId::new(0), name, text, options)?;
    let mut answers = Answers::new();
    loop {
        match converter.convert(&answers)? {
            Step::Done(conversion) => return Ok(conversion),
            Step::Needs(asked) => {
                for ask in asked {
                    let Question::File(path) = &ask.question else { panic!("only files are asked for") };
                    let index = files.iter().position(|(name, _)| *name == path.trim_start_matches("./"));
                    let file = index.map(|index| {
                        let file = FileId::new(u32::try_from(index + 1).expect("there are few files"));
                        Arc::new(FileText { file, text: files[index].1.into() })
                    });
                    answers.insert(ask.question, Answer::File(file));
                }
            }
        }
    }
}

/// The converted text of the service file, itself where nothing changed, and the messages.
pub(crate) fn converted(text: &str, form: FormName) -> (String, Vec<String>) {
    let conversion = convert(text, &[], options(form)).unwrap_or_else(|diagnostics| panic!("{text}\n{diagnostics:?}"));
    let new = conversion.files.iter().find(|file| file.path.is_empty()).map_or_else(|| text.to_owned(), |file| file.text.clone());
    (new, messages(&conversion.diagnostics))
}

pub(crate) fn messages(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|diagnostic| format!("{} {}", diagnostic.code.id(), diagnostic.message)).collect()
}

/// Whether one of the messages has the code.
pub(crate) fn messages_of(messages: &[String], code: &str) -> bool {
    messages.iter().any(|message| message.starts_with(code))
}
