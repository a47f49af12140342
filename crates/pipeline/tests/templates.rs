//! Templates through resolving, sealing and rewriting, in process: what holds nothing of ours comes out byte for byte, and what was rendered is not
//! changed by another render.
//!
//! The templates that the Serverless Framework made of 176 services lie beside the repository (`../shared/oracle`): skipped, visibly, where they are
//! absent.

#![expect(clippy::disallowed_methods, reason = "a test reads its data")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use sealform_convert::template::{Sealed, render};
use sealform_diagnostic::{Diagnostic, Sources};
use sealform_emit::SealedBy;
use sealform_model::DocumentKind;
use sealform_pipeline::{Pipeline, Progress};
use sealform_resolve::{Demand, Inputs};
use sealform_secret::forms::FormName;
use sealform_secret::policy::{Asking, DeclaredNames, Policy, Strictness};
use sealform_secret::{Answer, Answers, Classifier, Question};

fn policy() -> Policy {
    let (strictness, names) = (Strictness::Usual, DeclaredNames::default());
    Policy { form: FormName::Ciphertext, fallback: None, kms_key: None, strictness, names, asking: Asking::Online }
}

/// The template as it is deployed. Nothing outside is there but the values of `$<opt:...>`.
fn rendered(name: &str, text: &str, options: &[(&str, &str)]) -> Result<String, Vec<Diagnostic>> {
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    let source = sources.get(file).cloned().expect("just added");
    let classifier = Classifier::new(policy());
    let options = options.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let inputs = Inputs { options, ..Inputs::default() };
    let mut pipeline = Pipeline::read_any(file, &source, None, inputs, &classifier)?;
    assert_eq!(pipeline.kind(), DocumentKind::Template, "{name}");
    let mut answers = Answers::new();
    let mut answered = |step: &mut dyn FnMut(&Answers) -> Option<Vec<Question>>| {
        while let Some(asked) = step(&answers) {
            for question in asked {
                assert!(matches!(question, Question::EnvironmentVariable(_)), "asked for {question:?}");
                answers.insert(question, Answer::EnvironmentVariable(None));
            }
        }
    };
    let mut region = None;
    answered(&mut |answers| match pipeline.settings(answers) {
        Progress::Done(settings) => {
            region = Some(settings.region);
            None
        }
        other => needs(other),
    });
    let region = region.expect("a template has its Region from elsewhere");
    let mut template = None;
    answered(&mut |answers| match pipeline.sealed(&Demand::all(), answers) {
        Progress::Done(done) => {
            template = Some(done);
            None
        }
        other => needs(other),
    });
    let Some(template) = template else { return Err(pipeline.take_diagnostics()) };
    let resolved = pipeline.resolved().expect("it was sealed");
    let sealed = Sealed { sources: &sources, file, region: &region, resolved, template: &template, sealed_by: SealedBy::Aws };
    let rendered = render(sealed)?;
    let leaks = pipeline.leaks(&rendered.text, &template);
    assert_eq!(leaks, [], "{name}");
    Ok(rendered.text)
}

fn needs<T>(progress: Progress<T>) -> Option<Vec<Question>> {
    match progress {
        Progress::Needs(asked) => Some(asked.into_iter().map(|asked| asked.question).collect()),
        Progress::Done(_) | Progress::Refused => None,
    }
}

fn codes(diagnostics: &[Diagnostic]) -> String {
    let errors: BTreeSet<String> = diagnostics.iter().filter(|one| one.is_error()).map(|one| one.code.id()).collect();
    errors.into_iter().collect::<Vec<_>>().join(" ")
}

/// Templates that hold a clear text (SF201), and those whose environment holds a map that stood in for a text (SF051).
const REFUSED: &[(&str, &str)] = &[
    ("examples--aws-golang-googlemap", "SF201"),
    ("examples--aws-node-auth0-custom-authorizers-api", "SF051"),
    ("examples--aws-node-env-variables", "SF201"),
    ("examples--aws-node-env-variables-encrypted-in-a-file", "SF201"),
    ("examples--aws-node-github-check--serverless.yaml", "SF201"),
    ("examples--aws-node-graphql-and-rds", "SF201"),
    ("examples--aws-node-oauth-dropbox-api", "SF201"),
    ("examples--aws-node-scheduled-weather", "SF201"),
    ("examples--aws-node-serverless-gong", "SF201"),
    ("examples--aws-node-twitter-joke-bot", "SF201"),
    ("examples--aws-python-auth0-custom-authorizers-api", "SF051"),
    ("examples--aws-python-rest-api-with-pymongo", "SF201"),
    ("fixture--api-gateway-extended", "SF201"),
];

#[test]
fn what_serverless_packed_comes_out_byte_for_byte_unless_it_holds_a_clear_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracle");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("SKIPPED: no folder shared/oracle beside the repository");
        return;
    };
    let mut unmet: BTreeSet<(&str, &str)> = REFUSED.iter().copied().collect();
    let (mut count, mut problems) = (0, Vec::new());
    for entry in entries {
        let path = entry.expect("readable").path();
        let Ok(text) = std::fs::read_to_string(path.join("template.json")) else { continue };
        count += 1;
        let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8").to_owned();
        match rendered("template.json", &text, &[]) {
            Ok(rendered) => assert_eq!(rendered, text, "{name}"),
            Err(diagnostics) => {
                let codes = codes(&diagnostics);
                match REFUSED.iter().find(|(known, code)| *known == name && *code == codes) {
                    Some(known) => drop(unmet.remove(known)),
                    None => problems.push(format!("(\"{name}\", \"{codes}\"), // {}", diagnostics[0].message)),
                }
            }
        }
    }
    problems.sort();
    println!("{count} templates, {} refused for a clear text", REFUSED.len());
    assert!(problems.is_empty(), "unexplained:\n{}", problems.join("\n"));
    assert_eq!(unmet, BTreeSet::new(), "no longer so");
    assert!(count >= 176, "{count}");
}

/// Resources in the styles that people write them in; `@` is where a value of the test goes, `#n` a number of their own.
const RESOURCES: &[&str] = &[
    "  Table#n:\n    Type: AWS::DynamoDB::Table\n    Properties: {TableName: @, BillingMode: PAY_PER_REQUEST} # flow\n",
    "  Fn#n:\n    Type: AWS::Lambda::Function\n    Properties:\n      Role: !GetAtt Role.Arn\n      Environment:\n        Variables: &env#n\n          STAGE: @\n          TABLE: !Ref Table\n          URL: !Sub 'https://${AWS::Region}.@'\n",
    "  Sam#n:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies: AWSLambdaBasicExecutionRole\n      Environment: {Variables: {STAGE: @, EMPTY: ''}}\n      InlineCode: |\n        print('$1 ${x}')\n\n        # kept\n",
    "  Topic#n:\n      Type: AWS::SNS::Topic\n      Properties:\n          TopicName:   !Join ['-', [a, @, !Ref Table]]\n          DisplayName: >-\n            folded\n            text\n",
    "  Other#n: {Type: AWS::SQS::Queue, Condition: IsProd, Metadata: {Note: @, List: [a, 1, true, ~]}}\n",
    "  \"Quoted#n\":\n    \"Type\": \"AWS::SNS::Topic\"\n    \"Properties\": {\"TopicName\": @}\n",
];

/// A template of `picks`, `value` in its places; values hold no `@`, before which a URL has its password.
fn template(picks: &[usize], value: impl Fn(usize) -> String) -> String {
    let mut text = "# made up\nAWSTemplateFormatVersion: '2010-09-09'\n\nResources:\n".to_owned();
    for (number, &pick) in picks.iter().enumerate() {
        let resource = RESOURCES[pick % RESOURCES.len()].replace("#n", &number.to_string());
        let mut parts = resource.split('@');
        let mut made = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let quoted = made.ends_with("'https://${AWS::Region}.");
            let value = value(number);
            made.push_str(if quoted { value.trim_matches('\'') } else { &value });
            made.push_str(part);
        }
        text.push_str(&made);
    }
    let _ = write!(text, "Outputs:\n  Stage: {{Value: {}, Description: \"${{not}} ours\"}}", value(0));
    text
}

proptest! {
    #[test]
    fn a_template_without_ours_comes_out_byte_for_byte(
        picks in prop::collection::vec(0_usize..6, 0..8),
        values in prop::collection::vec("[ -#%-&(-;=-?A-~$é]{0,12}", 1..4),
        crlf: bool, mark: bool, end: bool,
    ) {
        let mut text = template(&picks, |number| format!("'{}'", values[number % values.len()]));
        if crlf { text = text.replace('\n', "\r\n") }
        if mark { text.insert(0, '\u{feff}') }
        if end { text.push_str(if crlf { "\r\n" } else { "\n" }) }
        match rendered("template.yml", &text, &[]) {
            Ok(rendered) => prop_assert_eq!(rendered, text),
            Err(diagnostics) => prop_assert_eq!(codes(&diagnostics), "SF201", "{}", text),
        }
    }

    #[test]
    fn another_render_changes_nothing(
        picks in prop::collection::vec(0_usize..6, 0..8),
        values in prop::collection::vec("[ -#%-;=-?A-~é]{1,12}|\\$\\{x\\}|[0-9]{1,3}|true|null", 2),
        forms in prop::collection::vec(0_usize..5, 1..4),
    ) {
        const FORMS: [&str; 5] = ["$<opt:one>", "'$<opt:one>'", "'a $<opt:one>.$<opt:two> b'", "'$<opt:two>$<opt:one>'", "plain"];
        let text = template(&picks, |number| FORMS[forms[number % forms.len()]].to_owned());
        let options = [("one", &*values[0]), ("two", &*values[1])];
        match rendered("template.yml", &text, &options) {
            Ok(once) => {
                prop_assert!(!once.contains("$<opt"), "{}", once);
                let again = rendered("template.yml", &once, &[]);
                prop_assert_eq!(again.map_err(|diagnostics| codes(&diagnostics)), Ok(once));
            }
            // What looks like a secret is refused, alone or as a part of something.
            Err(diagnostics) => prop_assert!(["SF201", "SF202"].contains(&&*codes(&diagnostics)), "{}\n{:?}", text, diagnostics),
        }
    }
}
